"""The evening (打烊): all heals, time passes, and each fen is found in our books, at the channel and in its bill."""

from datetime import timedelta
from typing import Any

from backend import payments, reconciliation
from backend.kit import clock
from backend.kit.actor import SYSTEM
from backend.kit.models import AuditEntry
from backend.payments.models import Charge, NoticeSeen, Order, Refund
from backend.payments.states import OPEN_CHARGES, ChargeState, RefundState
from backend.reconciliation.models import BillDay, DifferenceRow
from backend.sandbox.payers import BALANCE_AT_FIRST_FEN
from tests.payments.machine.hall import AT_THE_DRAWERS, FLOAT_FEN, Hall
from tests.payments.machine.mishaps import BILL_SERVICES, MADE
from tests.payments.till import ADMINISTRATOR, MANAGER, SERVICES

FINAL = {ChargeState.PAID.value, ChargeState.REFUSED.value, ChargeState.CLOSED.value}
BACK = {RefundState.DONE.value, RefundState.ABNORMAL.value, RefundState.WITHDRAWN.value, RefundState.PROPOSED.value}
# A payment that was taken on one day and reversed on another stands alone in each of both bills, until both are there.
ACROSS_MIDNIGHT = {("state", "ended"), ("state", "reversed")}


def heal(hall: Hall) -> None:
    """Everything works again, and enough time passes for every job to come round; people do what is left to them."""
    hall.behaves()
    hall.sandbox.post("wechatpay/refunds/finish")
    for seconds in (20, 100, 1_000, 3_700, 3_700):
        hall.passes(seconds)
        hall.now(hall.till.works())
    hall.now(_people_act(hall))
    for seconds in (20, 700, 3_700):
        hall.passes(seconds)
        hall.now(hall.till.does(payments.ask_for_payment_sweep, by=SYSTEM))
        hall.now(hall.till.works())


async def _people_act(hall: Hall) -> None:
    """A manager tries refused refunds again."""
    for refund in await Refund.filter(state=RefundState.REFUSED.value, replaced_by=""):
        await hall.tries(hall.till.does(payments.repeat_refund, refund.number, by=MANAGER))
    await hall.till.works()


def count(hall: Hall, *, unheard: int = 0) -> int:
    """Our books and the channels' agree, number by number; but for as many payments as nobody may have told us of."""
    hall.now(_settled_once())
    found = sum(hall.now(_as_the_channel_has_it(hall, channel)) for channel in SERVICES)
    assert found <= unheard
    return found


async def _settled_once() -> None:
    stuck = [(one.number, one.state, one.way) for one in await Charge.filter(state__not_in=sorted(FINAL))]
    assert stuck == []
    times: dict[str, int] = {}
    for line in await AuditEntry.filter(action="order.settled"):
        times[line.subject] = times.get(line.subject, 0) + 1
    assert all(number == 1 for number in times.values()), times
    for order in await Order.all():
        assert times.get(order.transfer, 0) == (order.settled_at is not None), (order.number, order.state)
        assert order.state == "due" or order.settled_at or order.closed_at, order.number
    for charge in await Charge.filter(state=ChargeState.PAID.value, surplus_fen__gt=0):
        back = await Refund.filter(charge=charge.number, surplus=True, replaced_by="")
        assert {one.state for one in back} <= BACK, (charge.number, [one.state for one in back])


async def _as_the_channel_has_it(hall: Hall, channel: str) -> int:
    """How many payments came by charges that we took for over, of which we have not heard yet."""
    unheard: list[int] = []
    there = {one["number"]: one for one in hall.sandbox.get(f"{SERVICES[channel]}/trades.json")}
    ours = {one.number: one for one in await Charge.filter(channel=channel)}
    assert there.keys() <= ours.keys()
    for number, charge in ours.items():
        assert charge.step not in OPEN_CHARGES
        paid, back = _at_the_channel(there.get(number))
        done = {one.number: one.fen for one in await Refund.filter(charge=number, state=RefundState.DONE.value)}
        if charge.step is ChargeState.PAID:
            assert (paid, back) == (charge.fen, done), (number, there.get(number))
        elif paid and not back:
            unheard.append(paid)
        else:
            assert (paid - sum(back.values()), done) == (0, {}), (number, charge.state, there.get(number))
    shown = hall.sandbox.post(f"{SERVICES[channel]}/payers/chen-mai/code")["balance_fen"]
    kept = sum(one.fen for one in ours.values() if one.step is ChargeState.PAID)
    gone = sum(one.fen for one in await Refund.filter(channel=channel, state=RefundState.DONE.value))
    assert BALANCE_AT_FIRST_FEN - shown == kept - gone + sum(unheard)
    return len(unheard)


def _at_the_channel(trade: dict[str, Any] | None) -> tuple[int, dict[str, int]]:
    """What was paid by a number there, and what went back: by our refunds' numbers, or by a reversal's ''."""
    if trade is None or not trade["paid"]:
        return 0, {}
    back = {one["number"]: one["fen"] for one in trade["refunds"] if one.get("status", "SUCCESS") == "SUCCESS"}
    if trade.get("revoked_at"):
        back[""] = trade["fen"]
    return trade["fen"], back


def close_drawers(hall: Hall) -> None:
    """Everybody counts; a drawer in which there is a fen more or less than it says could not be closed."""
    hall.now(_close_drawers(hall))


async def _close_drawers(hall: Hall) -> None:
    taken = await Charge.filter(channel="cash", state=ChargeState.PAID.value)
    back = await Refund.filter(channel="cash", state=RefundState.DONE.value)
    for actor in AT_THE_DRAWERS:
        came = sum(one.fen for one in taken if one.clerk == actor.name)
        went = sum(one.fen for one in back if actor.name == (one.confirmed_by or one.asked_by))
        await hall.till.does(payments.close_shift, FLOAT_FEN + came - went, by=actor)
        Hall.met["drawers closed to the fen"] += 1


async def remember() -> None:
    """What was met, so that nobody takes a stroll around the door for a walk."""
    for name, rows in (("order", Order), ("charge", Charge), ("refund", Refund)):
        for state in await rows.all().values_list("state", flat=True):
            Hall.met[f"{name} {state}"] += 1
    for outcome in await NoticeSeen.all().values_list("outcome", flat=True):
        Hall.met[f"notice {outcome}"] += 1
    for kind, state in await DifferenceRow.all().values_list("kind", "state"):
        Hall.met[f"difference {kind} {state}"] += 1
    Hall.met["surplus"] += await Refund.filter(surplus=True).count()
    for channel, way in await Charge.filter(state=ChargeState.PAID.value).values_list("channel", "way"):
        Hall.met[f"paid by {channel} {way}" if channel in SERVICES else f"paid by {channel}"] += 1
    Hall.met["refunded in cash"] += await Refund.filter(channel="cash", state=RefundState.DONE.value).count()
    Hall.met["reversed"] += sum(row.reversed for row in await BillDay.all())


def reconcile(hall: Hall, planted: dict[str, str]) -> None:
    """Each day closes by itself; where its bill was spoilt the day says so, and closes with a good one."""
    last = hall.now(_today())
    ten_tomorrow = clock.local(clock.now() + hall.moved).replace(hour=11, minute=0) + timedelta(days=1)
    hall.passes((ten_tomorrow - clock.local(clock.now() + hall.moved)).total_seconds())
    hall.now(hall.till.works())
    day = hall.first_day
    while day <= last:
        for channel in SERVICES:
            _day(hall, channel, day, planted[channel])
        day += timedelta(days=1)
    states = hall.now(BillDay.all().values_list("channel", "day", "state"))
    assert {state for _, _, state in states} == {"closed"}, states
    Hall.met["days closed"] += len(states)


async def _today() -> Any:
    return clock.today()


def _day(hall: Hall, channel: str, day: Any, fault: str) -> None:
    if fault:
        service = BILL_SERVICES[channel]
        switch = f"fault {service} {fault}"
        before = Hall.met[switch]
        hall.sandbox.misbehave(service, fault, 1)
        hall.now(_matched(hall, channel, day))
        hall.sandbox.post("faults", service=service, kind="", count=None)
        found = hall.now(_found(hall, channel, day))
        assert found <= MADE[fault], (channel, day, fault, found)
        assert bool(found) is (Hall.met[switch] > before), (channel, day, fault, found)
        Hall.met["spoilt bills told of"] += bool(found)
    state, kinds = hall.now(_matched(hall, channel, day))
    assert state == "closed" or kinds <= ACROSS_MIDNIGHT, (channel, day, state, kinds)
    Hall.met["days that waited for the next"] += state != "closed"


async def _found(hall: Hall, channel: str, day: Any) -> set[str]:
    """What kinds of differences that day's bill made that are no matter of midnight, healed since or not."""
    row = await BillDay.of_merchant(hall.till.merchants[channel], day)
    rows = await DifferenceRow.of([row.public_id]) if row else []
    return {one.kind for one in rows if one.kind != "other_day" and (one.kind, one.detail) not in ACROSS_MIDNIGHT}


async def _matched(hall: Hall, channel: str, day: Any) -> tuple[str, set[tuple[str, str]]]:
    """The day matched with its bill: its state, and what is open of it."""
    merchant = hall.till.merchants[channel]
    row = await BillDay.of_merchant(merchant, day)
    if row is None or row.state != "closed":
        await hall.till.does(reconciliation.ask_for_day, merchant, day, by=ADMINISTRATOR)
        await hall.till.works()
        row = await BillDay.of_merchant(merchant, day)
    assert row is not None
    assert row.unexplained_fen == 0
    assert row.state in ("matched", "closed"), row.problem
    return row.state, {(one.kind, one.detail) for one in await DifferenceRow.of([row.public_id]) if one.state == "open"}
