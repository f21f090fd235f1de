"""Cash, POS, reductions and the drawer."""

import pytest


async def test_cash_needs_an_open_drawer_and_tells_the_change(counter):
    order = await counter.owes()
    refused = await counter.does(f"orders/{order.id}/cash", given="500")
    assert refused.json()["code"] == "PAY-122" and "开班" in await counter.window(order)
    assert (await counter.does("shifts", float="100")).status_code == 201
    assert "确认收现金" in await counter.window(order)
    taken = await counter.does(f"orders/{order.id}/cash", key="cash", given="500")
    assert taken.json()["taken"] == "300.00" and taken.json()["change"] == "200.00"
    again = await counter.does(f"orders/{order.id}/cash", key="cash", given="500")
    assert again.json() == taken.json()
    assert (await counter.till.sees(order)).paid_fen == 30_000
    assert "400.00" in (await counter.seat.page("/console/till/drawer")).text


async def test_less_cash_than_is_due_is_a_part_and_the_rest_may_be_paid_by_phone(counter):
    order = await counter.owes()
    await counter.does("shifts", float="0")
    await counter.does(f"orders/{order.id}/cash", given="120.50")
    assert 'data-till-due="17950"' in await counter.window(order)
    await counter.does(f"orders/{order.id}/code", code=counter.till.code())
    assert (await counter.till.sees(order)).state == "settled"


@pytest.mark.parametrize("given", ["", "abc", "0", "-5", "1.234", "1e9"])
async def test_no_amount_is_no_cash(counter, given):
    order = await counter.owes()
    await counter.does("shifts", float="0")
    answer = await counter.does(f"orders/{order.id}/cash", given=given)
    assert answer.status_code == 422
    assert (await counter.till.sees(order)).paid_fen == 0


async def test_a_card_slip_is_kept_with_its_number(counter):
    order = await counter.owes()
    assert (await counter.does(f"orders/{order.id}/pos", amount="300", slip="")).json()["field"] == "slip"
    await counter.does(f"orders/{order.id}/pos", amount="300", slip="002417")
    assert "凭证号 002417" in (await counter.seat.page(f"/console/till/orders/{order.id}")).text
    assert order.number in (await counter.seat.page("/console/till/?q=002417")).text


async def test_a_clerk_may_not_reduce_and_a_manager_says_why(counter, sits):
    order = await counter.owes()
    assert "减免金额" not in await counter.window(order)
    refused = await counter.does(f"orders/{order.id}/reductions", amount="50", reason="会员单位优惠")
    assert refused.status_code == 403
    manager = await sits("manager")
    silent = await counter.does(f"orders/{order.id}/reductions", by=manager, amount="50")
    assert silent.json()["code"] == "PAY-116"
    await counter.does(f"orders/{order.id}/reductions", by=manager, amount="50", reason="会员单位优惠")
    page = await counter.window(order)
    assert 'data-till-due="25000"' in page and "会员单位优惠" in page
    await counter.does(f"orders/{order.id}/reductions", by=manager, whole=True, reason="系统差错补偿")
    assert "无需收款，已结清" in await counter.window(order)


async def test_a_shift_is_closed_by_counting_and_a_difference_is_explained(counter):
    await counter.does("shifts", float="100")
    short = await counter.does("shifts/close", counted="90")
    assert short.json()["code"] == "PAY-124" and "相差 -10.00 元" in short.json()["detail"]
    closed = await counter.does("shifts/close", counted="90", reason="找零找错")
    assert closed.json()["difference"] == "-10.00"
    page = (await counter.seat.page("/console/till/drawer")).text
    assert "找零找错" in page and "未开班" in page
