"""What was stopped, and what became of it (拦截与后续): for managers, who see their station's, and administrators."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from tortoise.queryset import QuerySet

from backend import collection, stations
from backend.kit import clock
from backend.kit.actor import Actor, Role
from backend.kit.clock import SHANGHAI
from backend.kit.database import Work
from backend.verification.checks.kinds import KIND_NAMES, OF_A_PICTURE, Kind
from backend.verification.errors import InterceptionUnknown
from backend.verification.models import Block, Check, Decision, Interception

A_PAGE = 20
# A period of more days than this is counted by months.
DAYS_SHOWN = 62
WORDS = {"agrees": "人工判定一致", "differs": "人工判定不一致", "accepted": "人工采信"}
AGAIN = {
    "pass": "重新提交后通过",
    "fail": "重新提交后仍未通过",
    "ask": "重新提交后需人工比对",
    "": "已重新提交，核查中",
}
Boxes = tuple[tuple[float, float, float, float], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which records: of a kind, of a station (an administrator's choice), from one day to another."""

    first: date
    last: date
    kind: str = ""
    station: str = ""


@dataclass(frozen=True, slots=True)
class KeptPicture:
    """A photograph that is still kept; ``boxes`` (left, top, width, height in 0..1) are where it was found wanting."""

    id: str
    name: str
    boxes: Boxes


@dataclass(frozen=True, slots=True)
class InterceptionFacts:
    """One record: ``device`` is the WeChat account that sent it, ``sent`` how many photographs it was about.

    ``pictures`` are those not deleted since; ``then`` are sentences on what happened afterwards.
    """

    id: str
    check: str
    kind: str
    kind_name: str
    station: str
    transfer: str
    device: str
    reason: str
    score: int | None
    sent: int
    pictures: tuple[KeptPicture, ...]
    then: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class InterceptionPage:
    """A page of records, and how many each kind has: ``days`` is day (or month, of a long period) -> kind -> count."""

    rows: list[InterceptionFacts]
    page: int
    pages: int
    total: int
    kinds: dict[str, int]
    days: dict[str, dict[str, int]]


async def interceptions(actor: Actor, asked: Asked, page: int = 1) -> InterceptionPage:
    """What was stopped at the acting manager's station, everywhere for an administrator; the latest first."""
    found = _found(actor, asked)
    total = await found.count()
    pages = max(1, -(-total // A_PAGE))
    page = min(max(page, 1), pages)
    rows = await found.order_by("-id").offset((page - 1) * A_PAGE).limit(A_PAGE)
    kinds: Counter[str] = Counter()
    days: dict[str, Counter[str]] = {}
    shown = "%Y-%m-%d" if (asked.last - asked.first).days < DAYS_SHOWN else "%Y-%m"
    for at, kind in await found.order_by("-at").values_list("at", "kind"):
        kinds[kind] += 1
        days.setdefault(f"{clock.local(at):{shown}}", Counter())[kind] += 1
    return InterceptionPage(await _facts(rows), page, pages, total, dict(kinds), {one: dict(days[one]) for one in days})


async def export_interceptions(work: Work, asked: Asked) -> AsyncIterator[InterceptionFacts]:
    """All of them, which is audited."""
    found = _found(work.actor, asked).order_by("-id")
    facts = {"first": asked.first.isoformat(), "last": asked.last.isoformat(), "kind": asked.kind}
    await work.record("check.interceptions_exported", work.actor.station or asked.station, **facts)
    for start in range(0, await found.count(), 200):
        for one in await _facts(await found.offset(start).limit(200)):
            yield one


async def may_see_intercepted(actor: Actor, name: str, evidence: str) -> None:
    """Raises InterceptionUnknown unless a record of theirs is about the photograph ``evidence``."""
    row = await _mine(actor).filter(public_id=name[:20]).first()
    if row is None or evidence not in row.evidence:
        raise InterceptionUnknown


def _mine(actor: Actor) -> QuerySet[Interception]:
    if Role.ADMINISTRATOR in actor.roles:
        return Interception.all()
    return Interception.filter(station=actor.station) if actor.station else Interception.filter(id=0)


def _found(actor: Actor, asked: Asked) -> QuerySet[Interception]:
    # In UTC, as the column is: SQLite compares moments as text.
    days = (asked.first, asked.last + timedelta(days=1))
    begin, end = (datetime.combine(day, time.min, SHANGHAI).astimezone(UTC) for day in days)
    found = _mine(actor).filter(at__gte=begin, at__lt=end)
    if asked.kind:
        found = found.filter(kind=asked.kind)
    return found.filter(station=asked.station) if asked.station else found


async def _facts(rows: list[Interception]) -> list[InterceptionFacts]:
    checks = {one.public_id: one for one in await Check.filter(public_id__in=[row.check_id for row in rows])}
    later = await Check.filter(collection__in={row.collection for row in rows if row.collection}).order_by("id")
    kept = await collection.pictures_kept(
        [one for row in rows for one in row.evidence] + [p for one in later for p in one.evidence]
    )
    then = await _afterwards(rows, checks, later, {one: kind for one, (kind, _) in kept.items()})
    return [
        InterceptionFacts(
            id=row.public_id,
            check=row.check_id,
            kind=row.kind,
            kind_name=KIND_NAMES[Kind(row.kind)],
            station=row.station,
            transfer=row.transfer,
            device=row.device,
            reason=row.reason,
            score=checks[row.check_id].score if row.check_id in checks else None,
            sent=len(row.evidence),
            pictures=tuple(
                KeptPicture(one, kept[one][1], _boxes(checks.get(row.check_id), one))
                for one in row.evidence
                if one in kept
            ),
            then=tuple(then[row.public_id]),
            at=row.at,
        )
        for row in rows
    ]


def _boxes(check: Check | None, evidence: str) -> Boxes:
    reasons = [one for one in check.reasons if one.get("evidence") in (evidence, "", None)] if check else []
    return tuple(tuple(box) for one in reasons for box in one.get("boxes") or ())  # type: ignore[attr-defined]


async def _afterwards(
    rows: list[Interception], checks: dict[str, Check], later: list[Check], kinds: dict[str, str]
) -> dict[str, list[str]]:
    """What people said, what was sent instead, and whether whoever sent it is kept out now."""
    decided = await Decision.standing(checks)
    out = await _kept_out({row.device for row in rows if row.device})
    then: dict[str, list[str]] = {}
    for row in rows:
        said = then[row.public_id] = []
        check, decision = checks.get(row.check_id), decided.get(row.check_id)
        if decision:
            who = await stations.staff_name(decision.by) or "工作人员"
            waits = "，待另一人复核" if decision.stage == "waiting" else ""
            said.append(f"{who}{WORDS[decision.word]}（{decision.reason}）{waits}")
        if check and (newer := _instead_of(check, later, kinds)):
            said.append(AGAIN[newer[-1].verdict])
        if row.device in out:
            said.append("提交者现在黑名单中")
        if not said and not row.collection:
            said.append("保存期已满，去标识保存")
    return then


def _instead_of(check: Check, later: list[Check], kinds: dict[str, str]) -> list[Check]:
    """What counts now where ``check`` did: of the same person, and of the same kind of photograph."""
    if check.superseded_at is None:
        return []
    place = (check.collection, check.kind, check.subject, _of(check, kinds))
    now = [one for one in later if one.id > check.id and one.superseded_at is None]
    return [one for one in now if (one.collection, one.kind, one.subject, _of(one, kinds)) == place]


def _of(check: Check, kinds: dict[str, str]) -> str:
    """Which photograph of a side; of a person's checks it does not matter."""
    of_a_picture = Kind(check.kind) in OF_A_PICTURE and check.evidence
    return kinds.get(check.evidence[0], check.evidence[0]) if of_a_picture else ""


async def _kept_out(devices: Iterable[str]) -> set[str]:
    blocks = await Block.in_force(clock.now()).filter(kind="device")
    return {one.value for one in blocks} & set(devices)
