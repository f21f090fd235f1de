"""Showing an order (查看收费单)."""

from collections.abc import Iterable
from dataclasses import asdict

from backend.kit.actor import Actor
from backend.payments.errors import ChargeUnknown, OrderUnknown
from backend.payments.facts import ChargeView, FeeView, LineView, OrderRow, OrderView, RefundView
from backend.payments.models import Charge, Order, OrderLine, Refund
from backend.payments.models.names import NAME_LETTERS
from backend.payments.orders.hold import must_reach
from backend.payments.orders.words import sentence_of
from backend.payments.states import (
    CHARGE_NAMES,
    ORDER_NAMES,
    PROMISED_REFUNDS,
    REFUND_NAMES,
    ChargeState,
    OrderState,
)


async def order_of(transfer: str) -> OrderView | None:
    """The transfer's order, or None before it came to the desk."""
    row = await Order.get_or_none(transfer=transfer) if len(transfer) <= NAME_LETTERS else None
    return await view_of(row) if row else None


async def dues_of(transfers: Iterable[str]) -> dict[str, int]:
    """transfer -> fen that are due for it, of those for which something is."""
    names = list(transfers)
    rows = await Order.filter(transfer__in=names, state=OrderState.DUE.value) if names else []
    return {row.transfer: row.due_fen for row in rows if row.due_fen}


async def fees_of(transfers: Iterable[str]) -> dict[str, FeeView]:
    """transfer -> how its fee stands, of those that came to the desk and cost something."""
    names = list(transfers)
    rows = await Order.filter(transfer__in=names) if names else []
    return {
        row.transfer: FeeView(row.state, row.due_fen, row.held_fen, row.refunded_fen) for row in rows if row.total_fen
    }


async def order_at_desk(actor: Actor, order: str) -> OrderView:
    """One order for the acting clerk; raises OrderUnknown, also for another station's."""
    row = await Order.get_or_none(public_id=order) if len(order) <= NAME_LETTERS else None
    if row is None or not must_reach(actor, row.station):
        raise OrderUnknown
    return await view_of(row)


async def charge_of(number: str) -> ChargeView:
    """One charge; raises ChargeUnknown."""
    row = await Charge.named(number)
    if row is None:
        raise ChargeUnknown
    return charge_view(row, await Refund.filter(charge=row.number).order_by("id"))


async def orders_of(station: str, states: Iterable[str] = (), limit: int = 50) -> list[OrderView]:
    """A station's latest orders, in any of ``states`` where some are named."""
    rows = Order.filter(station=station)
    if wanted := list(states):
        rows = rows.filter(state__in=wanted)
    return [await view_of(row) for row in await rows.order_by("-opened_at", "-id").limit(limit)]


async def view_of(row: Order) -> OrderView:
    """The order with its lines, charges and refunds."""
    lines = await OrderLine.filter(order=row.public_id).order_by("id")
    charges = await Charge.filter(order=row.public_id).order_by("id")
    refunds = await Refund.filter(order=row.public_id).order_by("id")
    return OrderView(
        **asdict(row_of(row)),
        refunding_fen=row.refunding_fen,
        version=row.version,
        lines=tuple(LineView(one.kind, one.title, one.fen, one.reason, one.by, one.at) for one in lines),
        charges=tuple(
            charge_view(one, [refund for refund in refunds if refund.charge == one.number]) for one in charges
        ),
    )


def row_of(row: Order) -> OrderRow:
    """The order as a line of a list."""
    return OrderRow(
        id=row.public_id,
        number=row.number,
        station=row.station,
        transfer=row.transfer,
        state=row.state,
        state_name=ORDER_NAMES[row.step],
        total_fen=row.total_fen,
        reduced_fen=row.reduced_fen,
        paid_fen=row.paid_fen,
        refunded_fen=row.refunded_fen,
        due_fen=row.due_fen,
        opened_at=row.opened_at,
        settled_at=row.settled_at,
    )


def charge_view(row: Charge, refunds: Iterable[Refund] = ()) -> ChargeView:
    """One charge; what the payer needs to go on is shown only while it waits."""
    refunds = list(refunds)
    shown = (row.prepaid or {}) if row.step is ChargeState.WAITING else {}
    promised = sum(one.fen for one in refunds if one.step in PROMISED_REFUNDS and not one.surplus)
    paid = row.step is ChargeState.PAID
    return ChargeView(
        number=row.number,
        order=row.order,
        station=row.station,
        channel=row.channel,
        way=row.way,
        fen=row.fen,
        surplus_fen=row.surplus_fen,
        refundable_fen=row.fen - row.surplus_fen - promised if paid else 0,
        state=row.state,
        state_name=CHARGE_NAMES[row.step],
        sentence=sentence_of(row),
        reason=row.reason,
        clerk=row.clerk,
        code_tail=row.code_tail,
        slip=row.slip,
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        paid_at=row.paid_at,
        qr=shown.get("qr", ""),
        redirect=shown.get("redirect", ""),
        call=shown.get("call", {}),
        refunds=tuple(refund_view(one) for one in refunds),
    )


def refund_view(row: Refund) -> RefundView:
    """One refund."""
    return RefundView(
        number=row.number,
        charge=row.charge,
        order=row.order,
        station=row.station,
        channel=row.channel,
        fen=row.fen,
        surplus=row.surplus,
        state=row.state,
        state_name=REFUND_NAMES[row.step],
        why=row.why,
        asked_by=row.asked_by,
        confirmed_by=row.confirmed_by,
        reason=row.reason,
        asked_at=row.asked_at,
        done_at=row.done_at,
    )
