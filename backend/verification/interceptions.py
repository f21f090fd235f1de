"""拦截记录: every attempt that a check stopped is a record, counted by kind and month."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tortoise.functions import Count

from backend.collection import PartyFacts
from backend.kit import clock, ids
from backend.kit.actor import Actor, Role
from backend.kit.database import Work
from backend.verification.checks.kinds import KIND_NAMES, Kind
from backend.verification.models import Check, Interception

# Three years, as the records of an impact assessment (DOMAIN §11): long enough to see who comes again.
KEPT = timedelta(days=3 * 365)
A_PAGE = 50


@dataclass(frozen=True, slots=True)
class InterceptionFacts:
    """One record: ``device`` is the WeChat account that sent it, ``evidence`` are public ids of photographs."""

    id: str
    check: str
    kind: str
    kind_name: str
    station: str
    transfer: str
    device: str
    reason: str
    evidence: list[str]
    at: datetime


@dataclass(frozen=True, slots=True)
class InterceptionPage:
    """A page of records, and how many each month and kind has: month -> kind -> count, latest month first."""

    rows: list[InterceptionFacts]
    page: int
    pages: int
    total: int
    months: dict[str, dict[str, int]]


async def intercept(work: Work, row: Check, party: PartyFacts) -> None:
    """Record that ``row`` stopped its side; once for each check."""
    if await Interception.filter(check_id=row.public_id).exists():
        return
    moment = clock.now()
    reason = "；".join(str(one["sentence"]) for one in row.reasons) or f"{KIND_NAMES[Kind(row.kind)]}未通过。"
    await Interception.create(
        public_id=ids.public_id(),
        check_id=row.public_id,
        kind=row.kind,
        station=row.station,
        collection=row.collection,
        transfer=party.transfer,
        device=party.owner,
        evidence=row.evidence,
        reason=reason,
        month=f"{clock.local(moment):%Y-%m}",
        at=moment,
        kept_until=moment + KEPT,
    )
    await work.record("check.intercepted", row.collection, check=row.public_id, kind=row.kind)


async def interceptions(actor: Actor, kind: str = "", month: str = "", page: int = 1) -> InterceptionPage:
    """What was stopped at the acting manager's station, everywhere for an administrator; the latest first."""
    mine = Interception.all() if Role.ADMINISTRATOR in actor.roles else Interception.filter(station=actor.station)
    rows = mine.filter(**({"kind": kind} if kind else {}), **({"month": month} if month else {}))
    total = await rows.count()
    pages = max(1, -(-total // A_PAGE))
    page = min(max(page, 1), pages)
    found = await rows.order_by("-id").offset((page - 1) * A_PAGE).limit(A_PAGE)
    counted = await mine.annotate(number_of=Count("id")).group_by("month", "kind").values("month", "kind", "number_of")
    months: dict[str, dict[str, int]] = {}
    for one in sorted(counted, key=lambda line: line["month"], reverse=True):
        months.setdefault(one["month"], {})[one["kind"]] = one["number_of"]
    return InterceptionPage([_facts(one) for one in found], page, pages, total, months)


async def sweep_interceptions() -> int:
    """Take what leads to a person out of the records whose time is over; how many."""
    rows = Interception.filter(kept_until__lte=clock.now()).exclude(device="", collection="")
    return await rows.update(device="", collection="", transfer="", evidence=[])


def _facts(row: Interception) -> InterceptionFacts:
    return InterceptionFacts(
        id=row.public_id,
        check=row.check_id,
        kind=row.kind,
        kind_name=KIND_NAMES[Kind(row.kind)],
        station=row.station,
        transfer=row.transfer,
        device=row.device,
        reason=row.reason,
        evidence=row.evidence,
        at=row.at,
    )
