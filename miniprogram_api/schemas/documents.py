"""Documents to read and sign (文书签署)."""

from datetime import datetime
from typing import Literal, Self

from pydantic import Field

from backend.documents import SetFacts
from miniprogram_api.schemas.base import Answer, Form
from miniprogram_api.schemas.photos import Ink


class DocumentAnswer(Answer):
    """One document; ``sha256`` is of the bytes that ``/pdf`` gives now, ``signed_by`` the sides that sign it.

    A document that nobody signs is there to be read, and need not be in ``seen``.
    """

    id: str
    title: str
    number: str
    version: int
    state: str
    pages: int
    sha256: str
    made_at: datetime
    signed_by: list[str]


class SignerAnswer(Answer):
    """How far one side is: waiting, signed or declined; ``read`` names the documents it read to their end."""

    side: str
    state: str
    at: datetime | None
    read: list[str]


class MySignatureAnswer(SignerAnswer):
    """How far the caller is: ``phone`` (masked) gets the code that confirms the signature; ``way`` phone or paper."""

    phone: str
    way: str


class DocumentSetAnswer(Answer):
    """All documents of one version of a transfer; ``mine`` is the caller's own signature.

    ``fingerprint`` stands for exactly these documents, and is in the SMS that confirms a signature; empty while the
    documents are being made.
    """

    id: str
    transfer: str
    version: int
    state: str
    reason: str
    documents: list[DocumentAnswer]
    fingerprint: str
    signers: list[SignerAnswer]
    mine: MySignatureAnswer

    @classmethod
    def seen_by(cls, owner: str, facts: SetFacts) -> Self:
        """The set as ``owner``, who signs it, may know it: the other side's name is on the paper, not here."""
        return cls.of(facts, mine=MySignatureAnswer.of(facts.signer(owner)))


class SigningCodeAnswer(Answer):
    """A code is on its way; its text names the deal and carries the same ``fingerprint``."""

    phone: str = Field(description="Masked.")
    fingerprint: str
    expires_at: datetime
    again_at: datetime
    retry_after: int = Field(description="Seconds until another code may be asked for.")


class SignForm(Form):
    """Sign every document of the set that the caller's side signs; ``seen`` adds to those noted as read before.

    ``code`` came by SMS for this very set; ``sure`` is the signer's own word that they mean to sign.
    """

    signature: Ink
    code: str = Field(min_length=4, max_length=12)
    sure: Literal[True]
    seen: list[str] = Field([], max_length=20)


class DeclineForm(Form):
    """Say no, and why."""

    reason: str = Field(min_length=2, max_length=200)
