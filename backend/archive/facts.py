"""What the slice hands out (档案事实): plain values, so that no face and no other slice touches a table."""

from dataclasses import dataclass
from datetime import date, datetime

from backend.archive.models import Archive
from backend.rules.retention import Term


@dataclass(frozen=True, slots=True)
class ArchiveFacts:
    """A closed archive as its readers may know it; ``package_size`` in bytes, 0 until it lies in the vault."""

    id: str
    transfer: str
    number: str
    station: str
    parts: int
    manifest_sha256: str
    closed_at: datetime
    keep_until: date
    package_size: int
    packed_at: datetime | None
    stamped_at: datetime | None
    disposed_at: datetime | None


@dataclass(frozen=True, slots=True)
class HoldFact:
    """A legal hold; ``by`` and ``lifted_by`` are staff."""

    id: str
    reason: str
    by: str
    at: datetime
    lifted_reason: str
    lifted_by: str
    lifted_at: datetime | None


@dataclass(frozen=True, slots=True)
class DisposalFact:
    """The end of an archive: ``state`` is proposed, agreed, confirmed, deleting or done."""

    archive: str
    state: str
    keep_until: date
    basis: str
    proposed_at: datetime
    agreed_by: str
    agreed_at: datetime | None
    confirmed_by: str
    confirmed_at: datetime | None
    done_at: datetime | None
    objects: int
    bytes: int


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """One line of the list: the archive, whether it is held, and where its disposal stands (empty: nowhere)."""

    archive: ArchiveFacts
    held: bool
    disposal: str


@dataclass(frozen=True, slots=True)
class ShelfPage:
    """One page of archives, the latest first; pages count from 1. ``waiting`` are disposals that want a person."""

    rows: tuple[ShelfRow, ...]
    total: int
    page: int
    pages: int
    waiting: int


@dataclass(frozen=True, slots=True)
class PartFact:
    """One part as the manifest lists it; ``gone`` is when its bytes were disposed of, or nothing."""

    path: str
    kind: str
    title: str
    size: int
    sha256: str
    gone: str


@dataclass(frozen=True, slots=True)
class ArchiveView:
    """One archive's page. ``wrong`` says in Chinese why the manifest cannot be read, where it cannot.

    ``keep_until`` is the last day by the row and by the rules in force now, whichever is later; ``term`` is the rule.
    """

    facts: ArchiveFacts
    parts: tuple[PartFact, ...]
    wrong: str
    term: Term
    keep_until: date
    holds: tuple[HoldFact, ...]
    disposal: DisposalFact | None


def archive_facts(row: Archive) -> ArchiveFacts:
    """The row as others may know it."""
    return ArchiveFacts(
        id=row.public_id,
        transfer=row.transfer,
        number=row.number,
        station=row.station,
        parts=row.parts,
        manifest_sha256=row.manifest_sha256,
        closed_at=row.closed_at,
        keep_until=row.keep_until,
        package_size=row.package_size,
        packed_at=row.packed_at,
        stamped_at=row.stamped_at,
        disposed_at=row.disposed_at,
    )
