"""How an archive stands towards whoever wants it gone (档案与删除申请): the law keeps it until a day; PIPL art. 47."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from backend.archive.keeping.hold import is_held
from backend.archive.keeping.retention import kept_until, term_of
from backend.archive.models import Archive, ArchivePart, Disposal
from backend.kit.personal import Holding

TABLES: Final = ("archive_archive", "archive_part", "archive_disposal", "archive_hold")


@dataclass(frozen=True, slots=True)
class ArchiveStanding:
    """One archive: until when it is kept, by which rule, whether a legal hold is on it, when it was disposed of."""

    archive: str
    number: str
    keep_until: date
    title: str
    basis: str
    held: bool
    disposed_at: datetime | None


async def standing_of(transfer: str, own_years: int) -> ArchiveStanding | None:
    """How the archive of a transfer stands; None before it is closed."""
    row = await Archive.get_or_none(transfer=transfer)
    if row is None:
        return None
    term = await term_of(row, own_years)
    until = kept_until(row, term)
    held = await is_held(row.public_id)
    return ArchiveStanding(row.public_id, row.number, until, term.title, term.basis, held, row.disposed_at)


async def held_of_archive(transfer: str, own_years: int) -> Holding:
    """What is told of the archive to whoever is in it. Why a court holds it is not theirs to read."""
    told = Holding()
    stands = await standing_of(transfer, own_years)
    if stands is None:
        return told
    row = await Archive.get(public_id=stands.archive)
    told.tell(
        "archive_archive",
        "电子档案",
        编号=row.number,
        归档时间=row.closed_at,
        保管到=stands.keep_until,
        依据=stands.basis,
        清单SHA256=row.manifest_sha256,
        处置时间=row.disposed_at,
    )
    if stands.held:
        told.tell("archive_hold", "依法暂缓销毁", 编号=row.number)
    for part in await ArchivePart.filter(archive=row.public_id).order_by("id"):
        told.tell("archive_part", "档案材料", 种类=part.kind)
    for end in await Disposal.filter(archive=row.public_id):
        told.tell("archive_disposal", "到期处置", 依据=end.basis, 状态=end.state, 完成=end.done_at)
    return told
