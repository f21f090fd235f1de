"""The power goes at every step (断电): afterwards each order is settled once or not at all, as the channel has it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest

from backend import payments
from backend.payments import OrderView
from backend.sandbox.people import BY_KEY
from tests.payments.till import CLERK, FEE, Till
from tests.support.cuts import PowerCut, cut

pytestmark = pytest.mark.slow
MOST_STEPS = 200


def payer(at: int) -> str:
    """Somebody who has not paid often today: WeChat asks for a password after a few times."""
    return list(BY_KEY)[at // 6]


async def cut_everywhere(
    till: Till, story: Callable[[int], Awaitable[tuple[OrderView, Awaitable[object]]]]
) -> list[str]:
    """Tell the story with the power cut at its first step, its second …, until it ends before the cut."""
    orders = []
    for at in range(1, MOST_STEPS):
        order, act = await story(at)
        orders.append(order)
        with cut(at) as steps, suppress(PowerCut, asyncio.CancelledError):
            await act
        if not steps.last:
            break
    await till.waits(120, 40)
    return [await as_the_channel_has_it(till, order) for order in orders]


async def as_the_channel_has_it(till: Till, order: OrderView) -> str:
    """The order's state, once it agrees with what the channel holds of it."""
    seen = await till.sees(order)
    trades = {one["number"]: one for one in till.sandbox.get("wechatpay/trades.json")}
    there = [trades[one.number] for one in seen.charges if one.number in trades]
    held = sum(one["fen"] - one["refunded_fen"] for one in there if one["paid"] and not one["revoked_at"])
    assert held == seen.paid_fen - seen.refunded_fen, (seen, there)
    assert {one.state for one in seen.charges} <= {"paid", "closed", "refused"}
    return seen.state


async def test_while_a_code_is_scanned(till: Till):
    async def story(at: int) -> tuple[OrderView, Awaitable[object]]:
        order = await till.opens() if at == 1 else await till.another()
        return order, payments.charge_code(till.tools, CLERK, order.id, till.code(who=payer(at)), f"scan-{at}")

    states = await cut_everywhere(till, story)
    assert states[-1] == "settled"
    assert set(states) == {"due", "settled"}


async def test_while_a_notice_is_applied(till: Till):
    async def story(at: int) -> tuple[OrderView, Awaitable[object]]:
        order = await till.opens() if at == 1 else await till.another()
        charge = await till.shows(order, "wechat", f"qr-{at}")
        till.pays(charge)
        return order, till.hears(charge.number, "wechat")

    assert set(await cut_everywhere(till, story)) == {"settled"}


async def test_while_a_refund_is_asked_for(till: Till):
    async def story(at: int) -> tuple[OrderView, Awaitable[object]]:
        order = await till.opens() if at == 1 else await till.another()
        charge = await till.scans(order, till.code(who=payer(at)), f"scan-{at}")
        await till.refunds(charge, FEE, f"refund-{at}")
        return order, till.works()

    assert set(await cut_everywhere(till, story)) == {"refunded"}
