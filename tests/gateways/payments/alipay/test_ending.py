"""撤销与关闭: after it no money comes, or what came goes back, or the channel says that it stays."""

import pytest

from backend.gateways.payments import Ended, Outcome, RefundAsk, Way
from backend.kit.errors import VendorTrouble
from tests.gateways.payments.alipay.conftest import order

RICH = 10_000_000


class TestAPaymentCode:
    async def test_a_payment_goes_back(self, channel, payer):
        await channel.charge_code(order(code=payer.code()))
        assert await channel.end("CHARGE_1", way=Way.CODE) is Ended.CLOSED
        assert payer.balance == RICH
        assert (await channel.query("CHARGE_1")).outcome is Outcome.CLOSED

    async def test_no_notification_tells_of_it_later(self, channel, payer, sandbox):
        sandbox.misbehave("alipay_notice", "delay")
        await channel.charge_code(order(code=payer.code(), notify_url="http://127.0.0.1:9/notify"))
        await channel.end("CHARGE_1", way=Way.CODE)
        assert sandbox.get("alipay/notices.json") == []

    async def test_it_may_be_said_twice(self, channel, payer):
        await channel.charge_code(order(code=payer.code()))
        assert [await channel.end("CHARGE_1", way=Way.CODE) for _ in range(2)] == [Ended.CLOSED] * 2
        assert payer.balance == RICH

    async def test_who_still_types_is_stopped(self, channel, payer):
        await channel.charge_code(order(code=payer.code("password")))
        assert await channel.end("CHARGE_1", way=Way.CODE) is Ended.CLOSED
        assert not payer.pays(number="CHARGE_1")["ok"]

    async def test_alipay_wants_to_be_asked_again(self, channel, payer, sandbox):
        await channel.charge_code(order(code=payer.code()))
        sandbox.misbehave("alipay_trade", "retry_flag", 1)
        assert [await channel.end("CHARGE_1", way=Way.CODE) for _ in range(2)] == [Ended.AGAIN, Ended.CLOSED]

    async def test_alipay_does_not_know(self, channel, payer, sandbox):
        await channel.charge_code(order(code=payer.code()))
        sandbox.misbehave("alipay_trade", "unknown", 1)
        assert await channel.end("CHARGE_1", way=Way.CODE) is Ended.AGAIN

    async def test_money_that_cannot_go_back_stays(self, channel, payer, sandbox):
        await channel.charge_code(order(code=payer.code()))
        sandbox.misbehave("alipay_trade", "after_seller_balance_not_enough", 1)
        assert await channel.end("CHARGE_1", way=Way.CODE) is Ended.PAID

    async def test_an_answer_that_was_lost_is_asked_for_again(self, channel, payer, sandbox):
        await channel.charge_code(order(code=payer.code()))
        sandbox.misbehave("alipay", "error_after", 1)
        with pytest.raises(VendorTrouble):
            await channel.end("CHARGE_1", way=Way.CODE)
        # Asked in between, nobody may take the reversed payment for one that stays.
        assert (await channel.query("CHARGE_1")).outcome is Outcome.CLOSED
        assert await channel.end("CHARGE_1", way=Way.CODE) is Ended.CLOSED


class TestAQrCode:
    async def test_nobody_scanned_it_and_nobody_can_pay_it_later(self, channel, payer):
        shown = await channel.prepay(order(way=Way.QR))
        assert await channel.end("CHARGE_1", way=Way.QR) is Ended.CLOSED
        assert not payer.pays(qr=shown.qr)["ok"]
        assert payer.balance == RICH

    async def test_who_was_faster_has_paid(self, channel, payer):
        shown = await channel.prepay(order(way=Way.QR))
        payer.pays(qr=shown.qr)
        assert await channel.end("CHARGE_1", way=Way.QR) is Ended.PAID
        assert payer.balance == RICH - 12_345

    async def test_a_payment_of_which_a_part_went_back_stays(self, channel, payer):
        shown = await channel.prepay(order(way=Way.QR))
        payer.pays(qr=shown.qr)
        await channel.refund(RefundAsk("REFUND_1", "CHARGE_1", 45, 12_345, "多收"))
        assert await channel.end("CHARGE_1", way=Way.QR) is Ended.PAID

    async def test_a_late_scan_that_alipay_lets_through_is_seen(self, channel, payer, sandbox):
        shown = await channel.prepay(order(way=Way.QR))
        sandbox.misbehave("alipay_trade", "late_scan", 1)
        await channel.end("CHARGE_1", way=Way.QR)
        assert payer.pays(qr=shown.qr)["ok"]
        assert (await channel.query("CHARGE_1")).outcome is Outcome.PAID

    async def test_alipay_does_not_know(self, channel, payer, sandbox):
        await channel.prepay(order(way=Way.QR))
        sandbox.misbehave("alipay_trade", "unknown", 1)
        assert await channel.end("CHARGE_1", way=Way.QR) is Ended.AGAIN


@pytest.mark.parametrize("way", [Way.INSIDE, Way.MINI_PROGRAM])
async def test_a_trade_inside_alipay_is_closed(channel, payer, way):
    opened = await channel.prepay(order(way=way, payer=payer.account))
    assert await channel.end("CHARGE_1", way=way) is Ended.CLOSED
    assert not payer.pays(trade_no=opened.call["tradeNO"])["ok"]


async def test_a_page_that_nobody_opened_opens_nothing_later(channel):
    await channel.prepay(order(way=Way.BROWSER))
    assert await channel.end("CHARGE_1", way=Way.BROWSER) is Ended.CLOSED
    assert (await channel.query("CHARGE_1")).outcome is Outcome.ABSENT
