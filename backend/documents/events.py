"""What the slice tells others."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SetReady:
    """Documents are made and wait for signatures."""

    set: str
    transfer: str


@dataclass(frozen=True, slots=True)
class AllSigned:
    """The last signer has signed; the signed PDFs are about to be made."""

    set: str
    transfer: str


@dataclass(frozen=True, slots=True)
class SetFinished:
    """The signed PDFs lie in the store."""

    set: str
    transfer: str


@dataclass(frozen=True, slots=True)
class Declined:
    """A signer said no, with a reason in the signer's words."""

    set: str
    transfer: str
    side: str
    reason: str


@dataclass(frozen=True, slots=True)
class Signed:
    """A signer signed, and others have not yet; the last signature is told by :class:`AllSigned`."""

    set: str
    transfer: str
    side: str


@dataclass(frozen=True, slots=True)
class SignatureWithdrawn:
    """A signer took their signature back while others had not all signed; the set waits for it again."""

    set: str
    transfer: str
    side: str
