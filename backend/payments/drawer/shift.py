"""A shift at the drawer (班次): opened with a float, closed by counting; a difference is explained."""

from tortoise.functions import Sum

from backend.kit import clock, ids
from backend.kit.actor import Role
from backend.kit.database import Work
from backend.payments.errors import DifferenceUnexplained, DrawerClosed, DrawerOpen, ManagerNeeded
from backend.payments.facts import ShiftView
from backend.payments.models import Charge, Refund, Shift
from backend.payments.money import must_be_amount, reason_of, yuan
from backend.payments.states import ChargeState, RefundState


async def open_shift(work: Work, float_fen: int) -> ShiftView:
    """Open the acting clerk's drawer with that much in it. Raises AmountUnfit, DrawerOpen."""
    if Role.CLERK not in work.actor.roles or not work.actor.station:
        raise ManagerNeeded(what="开班收银")
    if float_fen:
        must_be_amount(float_fen, work.kit.settings.pay_most_fen)
    if await Shift.open_by(work.actor.name):
        raise DrawerOpen
    row = await Shift.create(
        public_id=ids.public_id(),
        station=work.actor.station,
        clerk=work.actor.name,
        open_of=work.actor.name,
        float_fen=float_fen,
        opened_at=clock.now(),
    )
    await work.record("shift.opened", row.public_id, station=row.station, float_fen=float_fen)
    work.announce(f"station:{row.station}", shift=row.public_id)
    return await _view(row)


async def own_shift(work: Work) -> ShiftView | None:
    """The acting clerk's open shift, with what should be in the drawer now."""
    row = await Shift.open_by(work.actor.name)
    return await _view(row) if row else None


async def close_shift(work: Work, counted_fen: int, reason: str = "") -> ShiftView:
    """Count the drawer and close the shift; a difference needs a reason.

    Raises DrawerClosed, AmountUnfit, DifferenceUnexplained, ReasonMissing.
    """
    row = await Shift.open_by(work.actor.name)
    if row is None:
        raise DrawerClosed
    if counted_fen:
        must_be_amount(counted_fen, 10 * work.kit.settings.pay_most_fen, "counted")
    expected = (await _view(row)).expected_fen
    if counted_fen != expected:
        if not reason.strip():
            difference = yuan(counted_fen - expected)
            raise DifferenceUnexplained(
                field="reason", expected=yuan(expected), counted=yuan(counted_fen), difference=difference
            )
        row.reason = reason_of(reason)
    row.expected_fen, row.counted_fen, row.closed_at, row.open_of = expected, counted_fen, clock.now(), None
    await row.save()
    told = {"expected_fen": expected, "counted_fen": counted_fen}
    await work.record("shift.closed", row.public_id, station=row.station, **told)
    work.announce(f"station:{row.station}", shift=row.public_id)
    return await _view(row)


async def shifts_of(station: str, limit: int = 50) -> list[ShiftView]:
    """A station's shifts, the latest first."""
    return [await _view(row) for row in await Shift.filter(station=station).order_by("-opened_at", "-id").limit(limit)]


async def _view(row: Shift) -> ShiftView:
    paid = Charge.filter(shift=row.public_id, state=ChargeState.PAID.value)
    cash_in = await _sum(paid.filter(channel="cash"))
    pos = await _sum(paid.filter(channel="pos"))
    cash_out = await _sum(Refund.filter(shift=row.public_id, channel="cash", state=RefundState.DONE.value))
    expected = row.float_fen + cash_in - cash_out if row.expected_fen is None else row.expected_fen
    return ShiftView(
        id=row.public_id,
        station=row.station,
        clerk=row.clerk,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        float_fen=row.float_fen,
        cash_in_fen=cash_in,
        cash_out_fen=cash_out,
        pos_fen=pos,
        expected_fen=expected,
        counted_fen=row.counted_fen,
        reason=row.reason,
    )


async def _sum(rows) -> int:  # type: ignore[no-untyped-def]
    found = await rows.annotate(sum_of=Sum("fen")).values("sum_of")
    return int(found[0]["sum_of"] or 0) if found else 0
