"""What the slice tells and is told (电子印章的事实), free of tables and of pyHanko."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SealPlace:
    """Where a seal's picture goes: 0-based page, box in points from the page's upper left corner."""

    page: int
    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True, slots=True)
class ToSeal:
    """A PDF to be sealed, and where its seal shows; nowhere: the seal is there but not to be seen."""

    pdf: bytes
    places: tuple[SealPlace, ...] = ()


@dataclass(frozen=True, slots=True)
class SealedPdf:
    """A sealed PDF. ``level`` is PAdES's: B-LTA with time-stamps, B-B without; ``stamped_at`` is the TSA's time.

    ``serials`` are those of the station's and the platform's certificates, in hexadecimal.
    """

    pdf: bytes
    sha256: str
    level: str
    stamped_at: datetime | None
    serials: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """A certificate as people may know it.

    ``state``: valid, revoked or expired. ``kind``: authority, platform or station.
    """

    serial: str
    kind: str
    station: str
    name: str
    pem: str
    state: str
    key_source: str
    issued_at: datetime
    issued_by: str
    valid_until: datetime
    revoked_at: datetime | None
    revoked_why: str
    revoked_reason: str
    revoked_by: str


@dataclass(frozen=True, slots=True)
class SignatureCheck:
    """One signature or time-stamp found in a PDF.

    ``kind``: station, platform, time (a document time-stamp) or foreign. ``intact``: the bytes that it covers are the
    signed ones. ``trusted``: its certificate is ours (for a time-stamp: its authority is trusted) and was valid then.
    ``revoked_at``: when the certificate was revoked, also where that does not touch this signature.
    """

    kind: str
    who: str
    station: str
    serial: str
    signed_at: datetime | None
    stamped_at: datetime | None
    level: str
    intact: bool
    trusted: bool
    revoked_at: datetime | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PdfCheck:
    """What a PDF's signatures say. ``verdict``: intact, altered, unsigned or foreign; ``why`` in Chinese.

    ``intact``: everything in the file is covered by seals of this platform that hold. ``altered``: it bears our seal,
    and something is not as sealed, or was added. ``foreign``: signed, but not by this platform.
    """

    verdict: str
    why: str
    signatures: tuple[SignatureCheck, ...] = ()
