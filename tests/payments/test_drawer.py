"""Cash, POS and the drawer (现金、POS 与钱箱)."""

import pytest

from backend import payments
from backend.payments import AmountUnfit, DifferenceUnexplained, DrawerClosed, DrawerOpen, KeyTaken
from tests.payments.till import FEE, MANAGER, Till


async def test_cash_goes_into_the_open_drawer_and_is_counted(till: Till):
    await till.does(payments.open_shift, 20_000)
    order = await till.opens()
    await till.does(payments.take_cash, order.id, FEE, "cash-1")
    assert (await till.sees(order)).state == "settled"
    shift = await till.does(payments.close_shift, 20_000 + FEE)
    assert (shift.cash_in_fen, shift.expected_fen, shift.difference_fen) == (FEE, 50_000, 0)


async def test_cash_without_a_shift_is_refused_and_pos_is_not(till: Till):
    order = await till.opens()
    with pytest.raises(DrawerClosed):
        await till.does(payments.take_cash, order.id, FEE, "cash-1")
    await till.does(payments.take_pos, order.id, FEE, "pos-1", "000123")
    assert (await till.sees(order)).state == "settled"


async def test_part_in_cash_and_the_rest_by_code(till: Till):
    await till.does(payments.open_shift, 0)
    order = await till.opens()
    await till.does(payments.take_cash, order.id, 10_000, "cash-1")
    charge = await till.scans(order, till.code())
    assert (charge.fen, (await till.sees(order)).state) == (20_000, "settled")


async def test_a_code_for_the_whole_sum_paid_after_part_came_in_cash_goes_back_in_part(till: Till):
    await till.does(payments.open_shift, 0)
    order = await till.opens()
    charge = await till.shows(order, "wechat")
    till.pays(charge)
    await till.does(payments.take_cash, order.id, 10_000, "cash-1")
    await till.hears(charge.number, "wechat")
    await till.waits(15)
    seen = await payments.charge_of(charge.number)
    assert (seen.surplus_fen, [(one.fen, one.state) for one in seen.refunds]) == (10_000, [(10_000, "done")])


@pytest.mark.parametrize("fen", [0, -100, FEE + 1, 10_000_001])
async def test_a_sum_that_is_not_due_is_refused(till: Till, fen: int):
    await till.does(payments.open_shift, 0)
    order = await till.opens()
    with pytest.raises(AmountUnfit):
        await till.does(payments.take_cash, order.id, fen, "cash-1")


async def test_the_same_key_takes_cash_once_and_never_another_sum(till: Till):
    await till.does(payments.open_shift, 0)
    order = await till.opens()
    first = await till.does(payments.take_cash, order.id, 10_000, "cash-1")
    again = await till.does(payments.take_cash, order.id, 10_000, "cash-1")
    assert first.number == again.number
    with pytest.raises(KeyTaken):
        await till.does(payments.take_cash, order.id, 5_000, "cash-1")


async def test_a_difference_needs_a_reason(till: Till):
    await till.does(payments.open_shift, 20_000)
    with pytest.raises(DifferenceUnexplained, match=r"相差 -1\.00"):
        await till.does(payments.close_shift, 19_900)
    shift = await till.does(payments.close_shift, 19_900, "找零多给一元")
    assert (shift.difference_fen, shift.reason) == (-100, "找零多给一元")


async def test_one_shift_at_a_time(till: Till):
    await till.does(payments.open_shift, 0)
    with pytest.raises(DrawerOpen):
        await till.does(payments.open_shift, 0)


async def test_cash_goes_back_out_of_the_managers_own_drawer(till: Till):
    await till.does(payments.open_shift, 0)
    order = await till.opens()
    charge = await till.does(payments.take_cash, order.id, FEE, "cash-1")
    with pytest.raises(DrawerClosed):
        await till.refunds(charge, FEE)
    await till.does(payments.open_shift, 50_000, by=MANAGER)
    await till.refunds(charge, FEE)
    own = await till.does(payments.own_shift, by=MANAGER)
    assert ((await till.sees(order)).state, own.expected_fen) == ("refunded", 20_000)
