"""The payment window: what it shows, what scanning does, and that nothing is taken twice."""

import pytest

from backend.kit.models import AuditEntry


async def test_it_shows_what_is_owed_line_by_line(counter):
    order = await counter.owes()
    page = await counter.window(order)
    assert "300.00" in page and "过户服务费" in page and "微信支付" in page and "支付宝" in page
    assert page.count("正在生成收款码") == 2


@pytest.mark.parametrize(("channel", "says"), [("wechat", "微信收款 300.00 元"), ("alipay", "支付宝收款 300.00 元")])
async def test_a_scanned_code_is_recognised_and_charged_at_once(counter, channel, says):
    order = await counter.owes()
    answer = await counter.does(f"orders/{order.id}/code", code=counter.till.code(channel))
    assert answer.status_code == 200 and answer.json()["state"] == "paid"
    page = await counter.window(order)
    assert "收款成功，已结清" in page and f'data-till-says="{says}"' in page and 'data-till-state="settled"' in page


async def test_a_double_enter_and_a_lost_answer_charge_once(counter):
    order = await counter.owes()
    code = counter.till.code()
    first, second = [await counter.does(f"orders/{order.id}/code", key="enter", code=code) for _ in range(2)]
    assert first.json() == second.json()
    assert len((await counter.till.sees(order)).charges) == 1


async def test_a_payer_who_must_type_a_password_is_waited_for_and_may_be_given_up(counter):
    order = await counter.owes()
    answer = await counter.does(f"orders/{order.id}/code", code=counter.till.code(wish="password"))
    assert answer.json()["state"] == "waiting"
    page = await counter.window(order)
    assert "等待顾客付款" in page and "撤销收款" in page and "data-till-going" in page
    again = await counter.does(f"orders/{order.id}/code", code=counter.till.code())
    assert again.json()["code"] == "PAY-107"
    ended = await counter.does(f"charges/{answer.json()['charge']}/cancel")
    assert ended.json()["state"] == "ending"


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("", "没有扫到付款码"),
        ("CWT:ABCD-EFGH-JKMN", "采集接入码"),
        ("6212345678901234567", "银联"),
        ("13012345678901", "18 位"),
        ("https://example.test/pay", "不是付款码"),
    ],
)
async def test_what_is_no_payment_code_is_said_and_nothing_is_charged(counter, code, sentence):
    order = await counter.owes()
    answer = await counter.does(f"orders/{order.id}/code", code=code)
    assert answer.status_code == 422 and sentence in answer.json()["detail"] and answer.json()["field"] == "code"
    assert (await counter.till.sees(order)).charges == ()


async def test_a_refusal_says_why_and_what_to_do(counter):
    order = await counter.owes()
    await counter.does(f"orders/{order.id}/code", code=counter.till.code(balance_fen=0))
    assert "余额不足" in await counter.window(order)


@pytest.mark.parametrize("channel", ["wechat", "alipay"])
async def test_a_qr_code_is_made_when_asked_for_and_paid_by_notice(counter, channel):
    order = await counter.owes()
    assert (await counter.does(f"orders/{order.id}/qr", channel=channel)).status_code == 200
    page = await counter.window(order)
    assert page.count("<svg") == 1 and "data-till-until" in page and page.count("正在生成收款码") == 1
    charge = (await counter.till.sees(order)).charges[0]
    counter.till.pays(charge)
    await counter.till.hears(charge.number, channel)
    assert "收款成功，已结清" in await counter.window(order)


async def test_no_request_for_money_goes_without_a_key(counter):
    order = await counter.owes()
    answer = await counter.seat.posts(f"/console/api/till/orders/{order.id}/code", {"code": counter.till.code()})
    assert answer.json()["code"] == "PAY-114"


async def test_another_stations_order_is_as_good_as_none(counter, sits):
    order = await counter.owes()
    stranger = await sits("clerk2")
    assert (await stranger.page(f"/console/till/orders/{order.id}/window")).status_code == 404
    assert (await stranger.page(f"/console/till/orders/{order.id}")).status_code == 404
    assert (await counter.does(f"orders/{order.id}/code", by=stranger, code=counter.till.code())).status_code == 404


async def test_the_receipt_is_there_once_everything_is_paid(counter):
    order = await counter.owes()
    address = f"/console/till/receipts/{order.id}"
    assert (await counter.seat.page(address)).status_code == 409
    await counter.does(f"orders/{order.id}/code", code=counter.till.code())
    page = (await counter.seat.page(address)).text
    assert "叁佰元整" in page and "微信支付" in page and "不是发票" in page and 'class="paper_slip"' in page
    assert 'class="paper_a5"' in (await counter.seat.page(f"{address}?paper=a5")).text


async def test_no_payment_code_is_kept_anywhere(counter):
    order = await counter.owes()
    code = counter.till.code()
    await counter.does(f"orders/{order.id}/code", code=code)
    lines = await AuditEntry.all().values()
    assert code not in str(lines) and code not in await counter.window(order)
