"""核查策略: which checks a station demands, by which thresholds, and who said so when; rows are only added."""

from backend.kit import clock
from backend.kit.actor import Role
from backend.kit.database import Work
from backend.verification.checks.kinds import DEFAULTS, FIXED, Demand, Kind, PolicyFacts
from backend.verification.errors import PolicyNotYours, PolicyUnfit
from backend.verification.models import Policy


async def policy_of(station: str, kind: Kind) -> PolicyFacts:
    """The policy in force: the station's, else the platform's, else the one that came with the software."""
    for place in dict.fromkeys((station, "")):
        row = await Policy.filter(station=place, kind=kind.value).order_by("-id").first()
        if row is not None:
            return _facts(row)
    return DEFAULTS[kind]


async def policies_of(station: str) -> dict[Kind, PolicyFacts]:
    """Every kind's policy in force at a station (the platform's for an empty name)."""
    said: dict[tuple[str, str], Policy] = {}
    for row in await Policy.filter(station__in=list({station, ""})).order_by("id"):
        said[row.station, row.kind] = row
    rows = {kind: said.get((station, kind.value)) or said.get(("", kind.value)) for kind in Kind}
    return {kind: _facts(row) if row else DEFAULTS[kind] for kind, row in rows.items()}


async def policy_history(station: str) -> list[tuple[PolicyFacts, PolicyFacts]]:
    """(before, after) of every change that a station (or, for an empty name, the platform) made, latest first."""
    before: dict[str, PolicyFacts] = {}
    changes = []
    for row in await Policy.filter(station=station).order_by("id"):
        now = _facts(row)
        changes.append((before.get(row.kind, DEFAULTS[now.kind]), now))
        before[row.kind] = now
    return changes[::-1]


async def set_policy(work: Work, wanted: PolicyFacts) -> None:
    """Put ``wanted`` in force from now on, for the acting manager's station, or for the platform by an administrator.

    Checks that are judged keep their verdict and the thresholds they were judged by.
    Raises PolicyNotYours, PolicyUnfit.
    """
    if Role.ADMINISTRATOR in work.actor.roles:
        station = ""
    elif Role.MANAGER in work.actor.roles and work.actor.station:
        station = work.actor.station
    else:
        raise PolicyNotYours
    _must_fit(wanted)
    now = await policy_of(station, wanted.kind)
    said = ("demand", "pass_at", "fail_at", "second_person")
    if now.station == station and now.by and all(getattr(now, name) == getattr(wanted, name) for name in said):
        return
    await Policy.create(
        station=station,
        kind=wanted.kind.value,
        demand=wanted.demand.value,
        pass_at=wanted.pass_at,
        fail_at=wanted.fail_at,
        second_person=wanted.second_person,
        at=clock.now(),
        by=work.actor.id,
    )
    told = {"kind": wanted.kind.value, "demand": wanted.demand.value, "second": wanted.second_person}
    await work.record("check.policy_set", station, pass_at=wanted.pass_at, fail_at=wanted.fail_at, **told)


def _must_fit(wanted: PolicyFacts) -> None:
    usual = DEFAULTS[wanted.kind]
    inside = all(0 <= one <= 100 for one in (wanted.pass_at, wanted.fail_at))
    rising = (wanted.pass_at < wanted.fail_at) == (usual.pass_at < usual.fail_at) and wanted.pass_at != wanted.fail_at
    if wanted.kind in FIXED or not inside or not rising:
        raise PolicyUnfit(field="pass_at")


def _facts(row: Policy) -> PolicyFacts:
    return PolicyFacts(
        kind=Kind(row.kind),
        demand=Demand(row.demand),
        pass_at=row.pass_at,
        fail_at=row.fail_at,
        second_person=row.second_person,
        station=row.station,
        by=row.by,
        at=row.at,
    )
