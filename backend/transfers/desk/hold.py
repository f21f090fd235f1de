"""Holding a transfer while it is changed (锁定与记录): whose it is, whether the page was current, and what is written.

Every change of a transfer goes through :func:`write`: state, history, audit line and announcement in one unit of work.
"""

from collections.abc import Iterable
from typing import Any

from backend import stations
from backend.kit import clock
from backend.kit.actor import Role
from backend.kit.database import Work
from backend.kit.events import publish
from backend.transfers.errors import ReasonNeeded, StepOutOfOrder, TextTooLong, TransferChanged, TransferNotFound
from backend.transfers.events import Moved
from backend.transfers.history import sentence_of
from backend.transfers.models import HistoryEntry, Transfer
from backend.transfers.states import STATE_NAMES, STEPS, State

LONGEST_REASON = 200


async def hold(work: Work, transfer: str, expected_version: int | None = None) -> Transfer:
    """The acting clerk's transfer, locked. Raises TransferNotFound, also for another station's; TransferChanged when
    ``expected_version`` is no longer the latest."""
    if Role.CLERK not in work.actor.roles or not work.actor.station:
        raise TransferNotFound
    row = await Transfer.locked(transfer, station=work.actor.station)
    if row is None:
        raise TransferNotFound
    if expected_version is not None and expected_version != row.version:
        raise await _changed(row, expected_version)
    return row


async def held_by_event(transfer: str) -> Transfer | None:
    """The transfer an event speaks of, locked, whoever's work it is; None where there is none."""
    return await Transfer.locked(transfer) if transfer else None


def must_be(row: Transfer, states: Iterable[State]) -> None:
    """Raise StepOutOfOrder unless the transfer stands in one of ``states``."""
    if row.step not in states:
        raise StepOutOfOrder(state=STATE_NAMES[row.step])


async def write(
    work: Work, row: Transfer, action: str, to: State | None = None, *, changed: Iterable[str] = (), **detail: Any
) -> None:
    """Save the row as one more version, in state ``to`` if given, and tell history, audit and pages.

    ``detail`` is for people and may name persons (it is stored encrypted); the audit line gets only names of fields.
    Raises StepOutOfOrder when STEPS knows no step from here to ``to``.
    """
    before = row.step
    if to is not None:
        if to not in STEPS[before]:
            raise StepOutOfOrder(state=STATE_NAMES[before])
        row.state = to.value
    row.version += 1
    row.changed_at = clock.now()
    await row.save()
    await note(work, row, action, **detail)
    facts: dict[str, Any] = {"state": row.state, "version": row.version}
    if changed := sorted(changed):
        facts["changed"] = changed
    await work.record(f"transfer.{action}", row.public_id, **facts)
    work.announce(f"transfer:{row.public_id}", state=row.state, version=row.version, action=action)
    work.announce(f"station:{row.station}", transfer=row.public_id, state=row.state, action=action)
    if before is not row.step:
        await publish(work, Moved(row.public_id, row.station, before.value, row.state))


async def note(work: Work, row: Transfer, action: str, **detail: Any) -> None:
    """Add a line to the history at the row's present version."""
    await HistoryEntry.create(
        transfer=row.public_id,
        version=row.version,
        at=clock.now(),
        who=await _name_of_actor(work, row),
        action=action,
        detail=detail,
    )


def reason_of(text: str, most: int = LONGEST_REASON) -> str:
    """A reason that the other side will read: at least two letters; else ReasonNeeded or TextTooLong."""
    reason = " ".join(text.split())
    if len(reason) < 2:
        raise ReasonNeeded(field="reason")
    if len(reason) > most:
        raise TextTooLong(field="reason", most=most)
    return reason


async def _name_of_actor(work: Work, row: Transfer) -> str:
    if work.actor.kind == "staff":
        return await stations.staff_name(work.actor.id) or "工作人员"
    if work.actor.kind == "owner":
        return {row.seller_owner: "卖方", row.buyer_owner: "买方"}.get(work.actor.id, "车主")
    return "系统"


async def _changed(row: Transfer, expected_version: int) -> TransferChanged:
    later = HistoryEntry.filter(transfer=row.public_id, version__gt=expected_version)
    last = await later.order_by("-version", "-id").first()
    if last is None:
        return TransferChanged(who="他人", when=_clock_time(row), what="更新了本业务", version=row.version)
    when = f"{clock.local(last.at):%m月%d日 %H:%M:%S}"
    return TransferChanged(who=last.who, when=when, what=sentence_of(last.action, last.detail), version=row.version)


def _clock_time(row: Transfer) -> str:
    return f"{clock.local(row.changed_at):%m月%d日 %H:%M:%S}"
