"""What is owed (收费单): tariffs by how specific they are, reductions, and what a transfer may do with its order."""

from datetime import timedelta

import pytest

from backend import payments
from backend.gateways.payments import MerchantUnfit
from backend.kit import clock
from backend.kit.actor import SYSTEM
from backend.payments import (
    AmountUnfit,
    ChargesOpen,
    ManagerNeeded,
    MoneyHeld,
    OrderFacts,
    OrderUnpaid,
    ReasonMissing,
    TariffUnfit,
)
from tests.payments.till import ADMINISTRATOR, CLERK, FEE, MANAGER, OTHER_STATION, STATION, Till, credentials


async def test_without_a_tariff_nothing_is_owed_and_the_order_is_settled(till: Till):
    order = await till.opens(0)
    assert (order.state, order.total_fen, order.lines) == ("settled", 0, ())


async def test_the_most_specific_tariff_in_force_counts(till: Till):
    today = clock.today()
    await till.tariff(40_000, valid_from=today - timedelta(days=9))
    await till.tariff(35_000, valid_from=today, station=STATION)
    await till.tariff(30_000, valid_from=today - timedelta(days=9), station=STATION, vehicle_class="small")
    await till.tariff(10_000, valid_from=today + timedelta(days=1), station=STATION, vehicle_class="small")
    await till.tariff(90_000, valid_from=today, station=OTHER_STATION, vehicle_class="small", business="direct")
    for vehicle, total in (("小型轿车", 30_000), ("重型普通货车", 35_000)):
        transfer = vehicle
        await till.does(payments.open_order, transfer, STATION, OrderFacts(vehicle, "direct"), by=SYSTEM)
        assert (await payments.order_of(transfer)).total_fen == total


async def test_several_items_make_several_lines_and_a_member_pays_less(till: Till):
    await till.tariff(30_000)
    await till.tariff(5_000, "档案保管费")
    await till.tariff(20_000, member="yes")
    await till.does(payments.open_order, "t", STATION, OrderFacts("小型轿车", "direct", member=True), by=SYSTEM)
    order = await payments.order_of("t")
    assert [(line.title, line.fen) for line in order.lines] == [("过户服务费", 20_000), ("档案保管费", 5_000)]


async def test_a_transfer_has_one_order_however_often_it_is_opened(till: Till):
    order = await till.opens()
    again = await till.does(payments.open_order, order.transfer, STATION, OrderFacts(), by=SYSTEM)
    assert again == order.id


async def test_a_manager_reduces_and_waives_with_a_reason(till: Till):
    order = await till.opens()
    await till.does(payments.reduce, order.id, 10_000, "老顾客", by=MANAGER)
    assert (await till.sees(order)).due_fen == 20_000
    await till.does(payments.waive, order.id, "系统故障补偿", by=MANAGER)
    seen = await till.sees(order)
    assert (seen.state, seen.reduced_fen, [line.reason for line in seen.lines[1:]]) == (
        "settled",
        FEE,
        ["老顾客", "系统故障补偿"],
    )


async def test_who_may_not_or_too_much_or_without_a_reason_reduces_nothing(till: Till):
    order = await till.opens()
    with pytest.raises(ManagerNeeded):
        await till.does(payments.reduce, order.id, 100, "老顾客", by=CLERK)
    for fen in (0, -1, FEE + 1):
        with pytest.raises(AmountUnfit):
            await till.does(payments.reduce, order.id, fen, "老顾客", by=MANAGER)
    with pytest.raises(ReasonMissing):
        await till.does(payments.waive, order.id, "", by=MANAGER)


async def test_a_transfer_is_not_completed_while_something_is_due(till: Till):
    order = await till.opens()
    with pytest.raises(OrderUnpaid, match=r"300\.00"):
        await payments.must_be_settled(order.transfer)
    await till.scans(order, till.code())
    await payments.must_be_settled(order.transfer)


async def test_a_transfer_is_not_cancelled_while_we_hold_its_money(till: Till):
    order = await till.opens()
    charge = await till.scans(order, till.code())
    with pytest.raises(MoneyHeld, match=r"300\.00"):
        await till.does(payments.close_order, order.transfer)
    await till.refunds(charge, FEE)
    await till.waits(10)
    await till.does(payments.close_order, order.transfer)
    assert (await till.sees(order)).state == "refunded"


async def test_a_transfer_is_cancelled_once_its_open_codes_are_closed(till: Till):
    order = await till.opens()
    await till.shows(order, "wechat")
    await till.shows(order, "alipay")
    with pytest.raises(ChargesOpen):
        await till.does(payments.close_order, order.transfer)
    await till.waits(5)
    await till.does(payments.close_order, order.transfer)
    assert (await till.sees(order)).state == "closed"


async def test_money_that_comes_after_the_transfer_was_cancelled_goes_back(till: Till):
    order = await till.opens()
    charge = await till.shows(order, "alipay")
    till.sandbox.misbehave("alipay_trade", "late_scan")
    await till.asks(payments.cancel_charge, charge.number)
    await till.does(payments.close_order, order.transfer)
    till.pays(charge)
    await till.hears(charge.number, "alipay")
    await till.waits(15)
    seen = await till.sees(order)
    assert (seen.state, seen.paid_fen, [one.state for one in seen.charges[0].refunds]) == ("closed", 0, ["done"])


@pytest.mark.parametrize("facts", [{"fen": -1}, {"fen": 10_000_001}, {"item": " "}, {"vehicle_class": "boat"}])
async def test_a_tariff_that_nobody_could_charge_by_is_refused(till: Till, facts: dict[str, object]):
    with pytest.raises(TariffUnfit):
        await till.tariff(**({"fen": FEE} | facts))


async def test_a_key_of_the_wrong_kind_is_refused_before_it_is_kept(till: Till):
    given = credentials(till.sandbox, "alipay", "wuxi")
    for wrong in ({"alipay_key": given["private_key"]}, {"private_key": "no key"}, {"colour": "red"}):
        with pytest.raises(MerchantUnfit):
            await payments.add_merchant(
                till.tools.channels, ADMINISTRATOR, channel="alipay", name="错", credentials=given | wrong
            )
    assert len(await payments.list_merchants()) == 2


async def test_a_stations_own_merchant_comes_before_everybodys(till: Till):
    own = credentials(till.sandbox, "wechat", "fuzhou")
    made = await payments.add_merchant(
        till.tools.channels, ADMINISTRATOR, channel="wechat", name="福州", credentials=own, station=STATION
    )
    order = await till.opens()
    await till.scans(order, till.code())
    from backend.payments.models import Charge

    assert (await Charge.get()).merchant == made
