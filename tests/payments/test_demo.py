"""What ``cwt demo`` plants at the till (演示), and what a receipt says (收据)."""

from backend import payments
from backend.kit.actor import SYSTEM
from backend.payments import OrderFacts, list_merchants, receipt
from backend.payments.demo import plant_merchants, plant_tariffs
from tests.payments.till import MANAGER, STATION, Till

PLACES = {STATION: ("wuxi", "无锡锡山"), "st" + "1" * 18: ("fuzhou", "福州仓山")}


async def test_the_sandboxs_merchants_are_planted_once(till: Till):
    before = len(await list_merchants())
    for _ in range(2):
        assert await plant_merchants(till.tools.channels, till.sandbox.url, PLACES) == []
    own = [one for one in await list_merchants() if one.station]
    assert (len(own), before, await payments.channels_at(STATION)) == (4, 2, ["wechat", "alipay"])


async def test_a_sandbox_that_is_down_leaves_its_merchants_out_and_says_so(till: Till):
    told = await plant_merchants(till.tools.channels, "http://127.0.0.1:9", PLACES)
    assert len(told) == 4 and all("暂不能用它收款" in line for line in told)


async def test_demo_tariffs_cost_by_car_and_member(till: Till):
    for _ in range(2):
        await till.does(plant_tariffs, by=SYSTEM)
    totals = []
    for vehicle, member in (("小型轿车", False), ("重型普通货车", False), ("小型轿车", True)):
        transfer, facts = f"{vehicle}{member}", OrderFacts(vehicle, "direct", member)
        await till.does(payments.open_order, transfer, STATION, facts, by=SYSTEM)
        order = await payments.order_of(transfer)
        assert order is not None
        totals.append(order.total_fen)
    assert totals == [30_000, 60_000, 20_000]


async def test_a_receipt_says_what_was_owed_reduced_and_paid(till: Till):
    order = await till.opens()
    assert receipt(order) is None
    await till.does(payments.reduce, order.id, 5_000, "老顾客", by=MANAGER)
    await till.scans(order, till.code("alipay"))
    facts = receipt(await till.sees(order))
    assert facts is not None
    assert (facts.lines, facts.total_fen, facts.words) == (
        (("过户服务费", 30_000), ("减免", -5_000)),
        25_000,
        "贰佰伍拾元整",
    )
    assert [(way, fen) for way, fen, _, _ in facts.paid] == [("支付宝", 25_000)]
