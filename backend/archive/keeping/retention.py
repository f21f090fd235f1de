"""How long this archive is kept (保管期限): its row's last day, or a later one by the rules in force now."""

from datetime import date

from backend.archive.models import Archive, ArchivePart
from backend.kit import clock
from backend.rules.retention import Term, last_day, longest


async def term_of(row: Archive, own_years: int) -> Term:
    """The longest term that any of its parts asks for under the table in force today."""
    kinds = await ArchivePart.filter(archive=row.public_id).distinct().values_list("kind", flat=True)
    return longest([str(kind) for kind in kinds], own_years, clock.today())


def kept_until(row: Archive, term: Term) -> date:
    """The last day: what was promised at closing stays, what the law prolonged since is added."""
    return max(row.keep_until, last_day(clock.local(row.closed_at).date(), term.years))


def over(row: Archive, term: Term) -> bool:
    """Whether the last day has gone by."""
    return kept_until(row, term) < clock.today()
