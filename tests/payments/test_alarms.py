"""What somebody must look at (收银告警), and limits that a site sets for itself (限额)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from backend import payments
from backend.kit import tools
from backend.payments import AmountUnfit, ManagerNeeded
from backend.payments.alarms import till_alarms
from tests.payments.till import CLERK, FEE, STATION, Till


@contextmanager
def limits(till: Till, **limits: Any) -> Iterator[None]:
    """A site with other limits."""
    kit = tools.installed()
    tools.install(replace(kit, settings=till.tools.settings.model_copy(update=limits)))
    yield
    tools.install(kit)


async def test_an_outcome_that_nobody_knows_for_ten_minutes_is_an_alarm_until_it_is_known(till: Till):
    order = await till.opens()
    code = till.code()
    till.sandbox.misbehave("wechatpay", "server_error")
    await till.scans(order, code)
    await till.waits(120, 60)
    assert await till_alarms(STATION) == []
    with till.later(minutes=15):
        (alarm,) = await till_alarms(STATION)
    assert (alarm.kind, alarm.count, alarm.orders) == ("unsure", 1, (order.id,))
    assert await till_alarms("st" + "1" * 18) == []
    till.sandbox.post("faults", service="wechatpay", kind="", count=None)
    await till.waits(900, 900)
    with till.later(minutes=60):
        assert await till_alarms(STATION) == []


async def test_a_clerk_reduces_up_to_the_sites_limit_in_all(till: Till):
    order = await till.opens()
    with limits(till, pay_clerk_reduction_fen=2_000):
        await till.does(payments.reduce, order.id, 1_500, "老顾客", by=CLERK)
        with pytest.raises(ManagerNeeded):
            await till.does(payments.reduce, order.id, 501, "老顾客", by=CLERK)
        await till.does(payments.reduce, order.id, 500, "老顾客", by=CLERK)
    assert (await till.sees(order)).due_fen == FEE - 2_000


async def test_no_charge_is_larger_than_the_sites_limit(till: Till):
    order = await till.opens()
    with limits(till, pay_most_fen=FEE - 1), pytest.raises(AmountUnfit, match=r"299\.99"):
        await till.scans(order, till.code())
    assert (await till.sees(order)).charges == ()
