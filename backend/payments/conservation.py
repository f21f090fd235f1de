"""The conservation of money (资金守恒): what came in = what is kept + what went back + what is on its way back.

Checked order by order from the rows themselves, never from one another's sums. The channels' fees are their own
business: they are taken from what they pay out, and the reconciliation accounts for them.
"""

from collections import defaultdict
from collections.abc import Iterable

from backend.payments.models import Charge, Order, OrderLine, Refund
from backend.payments.states import MOVING_REFUNDS, PROMISED_REFUNDS, ChargeState, OrderState, RefundState


async def conservation(station: str | None = None) -> list[str]:
    """Every violation, in words with numbers; an empty list is a balanced till. Of one station, or of all."""
    orders = Order.filter(station=station) if station else Order.all()
    lines, charges, refunds = defaultdict(list), defaultdict(list), defaultdict(list)
    rows = await orders.order_by("id")
    for line in await OrderLine.all():
        lines[line.order].append(line)
    for charge in await (Charge.filter(station=station) if station else Charge.all()):
        charges[charge.order].append(charge)
    for refund in await (Refund.filter(station=station) if station else Refund.all()):
        refunds[refund.charge].append(refund)
    found: list[str] = []
    for order in rows:
        own = charges.pop(order.public_id, [])
        back = [one for charge in own for one in refunds.pop(charge.number, [])]
        found += [f"{order.number}: {what}" for what in _of_order(order, lines[order.public_id], own, back)]
    found += [f"charges of no order: {name}" for name in charges]
    found += [f"refunds of no charge: {name}" for name in refunds]
    return found


def _of_order(order: Order, lines: list[OrderLine], charges: list[Charge], refunds: list[Refund]) -> Iterable[str]:
    paid = [one for one in charges if one.step is ChargeState.PAID]
    own = [one for one in refunds if not one.surplus]
    came, back, going = (
        sum(one.fen for one in paid),
        sum(one.fen for one in refunds if one.step is RefundState.DONE),
        sum(one.fen for one in refunds if one.step in MOVING_REFUNDS),
    )
    surplus = sum(one.surplus_fen for one in paid)
    surplus_gone = sum(one.fen for one in refunds if one.surplus and one.step in MOVING_REFUNDS | {RefundState.DONE})
    kept = order.held_fen + surplus - surplus_gone
    checks = {
        "what came in is not what is kept, went back and is on its way": (came, kept + back + going),
        "paid": (order.paid_fen, came - surplus),
        "refunded": (order.refunded_fen, sum(one.fen for one in own if one.step is RefundState.DONE)),
        "refunding": (order.refunding_fen, sum(one.fen for one in own if one.step in MOVING_REFUNDS)),
        "total": (order.total_fen, sum(one.fen for one in lines if one.kind == "fee")),
        "reduced": (order.reduced_fen, -sum(one.fen for one in lines if one.kind == "reduction")),
    }
    yield from (f"{what} ({one} and {other} fen)" for what, (one, other) in checks.items() if one != other)
    yield from _of_charges(charges, refunds)
    yield from _of_state(order, own)


def _of_charges(charges: list[Charge], refunds: list[Refund]) -> Iterable[str]:
    for charge in charges:
        own = [one for one in refunds if one.charge == charge.number]
        promised = sum(one.fen for one in own if one.step in PROMISED_REFUNDS)
        came = charge.fen if charge.step is ChargeState.PAID else 0
        if promised > came:
            yield f"charge {charge.number}: {promised} fen go back of {came}"
        told = sum(one.fen for one in own if one.surplus and not one.replaced_by)
        if told != charge.surplus_fen:
            yield f"charge {charge.number}: {charge.surplus_fen} fen of surplus and {told} going back"


def _of_state(order: Order, refunds: list[Refund]) -> Iterable[str]:
    left = order.paid_fen - order.refunded_fen
    explained = sum(one.fen for one in refunds if one.step in MOVING_REFUNDS | {RefundState.REFUSED})
    fits = {
        OrderState.DUE: order.held_fen < order.owed_fen,
        OrderState.SETTLED: order.owed_fen <= left <= order.owed_fen + explained,
        OrderState.PART_REFUNDED: 0 < left < order.owed_fen,
        OrderState.REFUNDED: left == 0 < order.paid_fen,
        OrderState.CLOSED: 0 <= order.held_fen <= explained,
    }
    if not fits[order.step]:
        sums = f"{order.owed_fen} fen owed, {order.paid_fen} paid, {order.refunded_fen} refunded"
        yield f"state {order.state} with {sums}"
    if min(order.total_fen, order.reduced_fen, order.paid_fen, order.refunded_fen, order.refunding_fen) < 0:
        yield "a sum is below nothing"
