"""收款: each way of paying, each refusal, and each answer that is none."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from backend.gateways.payments import No, Outcome, Prepaid, Way
from backend.kit import clock
from backend.kit.errors import VendorTrouble
from backend.sandbox.alipay.refusals import CHARGE
from tests.gateways.payments.alipay.conftest import order

RICH = 10_000_000


async def opened_in_a_browser(address: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as browser:
        return await browser.get(address)


class TestByPaymentCode:
    async def test_it_takes_the_money_at_once(self, channel, payer, merchant):
        answer = await channel.charge_code(order(code=payer.code()))
        assert (answer.outcome, answer.fen, answer.currency) == (Outcome.PAID, 12_345, "CNY")
        assert answer.merchant == channel.merchant == merchant.seller_id
        assert answer.payer.startswith("2088")
        assert abs(answer.paid_at - clock.now()) < timedelta(seconds=30)
        assert payer.balance == RICH - 12_345

    async def test_the_query_says_the_same(self, channel, payer):
        paid = await channel.charge_code(order(code=payer.code()))
        found = await channel.query("CHARGE_1")
        assert (found.outcome, found.fen, found.payer) == (Outcome.PAID, paid.fen, paid.payer)
        assert (found.paid_at, found.channel_number) == (paid.paid_at, paid.channel_number)

    async def test_asked_twice_it_takes_nothing_twice(self, channel, payer):
        asked = order(code=payer.code())
        assert [(await channel.charge_code(asked)).outcome for _ in range(2)] == [Outcome.PAID] * 2
        assert payer.balance == RICH - 12_345

    async def test_a_number_that_was_paid_by_another_code_is_paid(self, channel, payer):
        await channel.charge_code(order(code=payer.code()))
        assert (await channel.charge_code(order(code=payer.code()))).outcome is Outcome.PAID
        assert payer.balance == RICH - 12_345

    async def test_it_waits_for_the_password(self, channel, payer):
        assert (await channel.charge_code(order(code=payer.code("password")))).outcome is Outcome.WAITING
        assert (await channel.query("CHARGE_1")).outcome is Outcome.WAITING
        payer.pays(number="CHARGE_1")
        assert (await channel.query("CHARGE_1")).outcome is Outcome.PAID

    async def test_a_payer_who_gives_up_ends_it(self, channel, payer):
        await channel.charge_code(order(code=payer.code("gives_up")))
        assert [(await channel.query("CHARGE_1")).outcome for _ in range(2)] == [Outcome.WAITING, Outcome.CLOSED]

    async def test_waiting_by_the_fault_switch_ends_paid(self, channel, payer, sandbox):
        sandbox.misbehave("alipay_trade", "waiting", 1)
        assert (await channel.charge_code(order(code=payer.code()))).outcome is Outcome.WAITING
        assert [(await channel.query("CHARGE_1")).outcome for _ in range(2)] == [Outcome.WAITING, Outcome.PAID]

    @pytest.mark.parametrize(
        ("wish", "reason"),
        [("not_enough", No.NOT_ENOUGH), ("risk", No.RISK), ("limit", No.LIMIT), ("account", No.ACCOUNT)],
    )
    async def test_the_payer_cannot_pay(self, channel, payer, wish, reason):
        answer = await channel.charge_code(order(code=payer.code(wish)))
        assert (answer.outcome, answer.reason) == (Outcome.REFUSED, reason)
        assert (await channel.query("CHARGE_1")).outcome is Outcome.ABSENT

    async def test_an_empty_purse(self, channel, payer):
        answer = await channel.charge_code(order(code=payer.code(balance_fen=100)))
        assert (answer.outcome, answer.reason) == (Outcome.REFUSED, No.NOT_ENOUGH)
        assert payer.balance == 100

    async def test_a_code_works_once_and_for_two_minutes(self, channel, payer, sandbox):
        code = payer.code()
        await channel.charge_code(order(code=code))
        assert (await channel.charge_code(order("CHARGE_2", code=code))).reason is No.CODE_EXPIRED
        stale = payer.code()
        sandbox.advance(121)
        assert (await channel.charge_code(order("CHARGE_3", code=stale))).reason is No.CODE_EXPIRED

    async def test_a_code_nobody_has(self, channel):
        answer = await channel.charge_code(order(code="280000000000000000"))
        assert (answer.outcome, answer.reason) == (Outcome.REFUSED, No.CODE_EXPIRED)

    @pytest.mark.parametrize("fen", [0, -1])
    async def test_no_amount_is_asked_for(self, channel, payer, fen):
        answer = await channel.charge_code(order(fen=fen, code=payer.code()))
        assert (answer.outcome, answer.reason) == (Outcome.REFUSED, No.AMOUNT)

    async def test_an_amount_beyond_all_limits(self, channel, payer):
        answer = await channel.charge_code(order(fen=10_000_000_001, code=payer.code()))
        assert (answer.outcome, answer.reason) == (Outcome.REFUSED, No.AMOUNT)

    async def test_a_cancelled_number_is_never_charged(self, channel, payer):
        await channel.end("CHARGE_1", way=Way.CODE)
        assert (await channel.charge_code(order(code=payer.code()))).outcome is Outcome.CLOSED
        assert payer.balance == RICH


@pytest.mark.parametrize("code", CHARGE)
async def test_every_refusal_has_a_meaning(channel, payer, sandbox, code):
    sandbox.misbehave("alipay_trade", f"charge_{code.lower()}", 1)
    answer = await channel.charge_code(order(code=payer.code()))
    expected = {"TRADE_HAS_SUCCESS": Outcome.ABSENT, "TRADE_HAS_CLOSE": Outcome.CLOSED}.get(code, Outcome.REFUSED)
    assert answer.outcome is expected
    assert (answer.reason is not None) == (expected is Outcome.REFUSED)
    assert payer.balance == RICH


class TestUnknownOutcomes:
    async def test_alipay_does_not_know_and_took_nothing(self, channel, payer, sandbox):
        sandbox.misbehave("alipay_trade", "unknown", 1)
        assert (await channel.charge_code(order(code=payer.code()))).outcome is Outcome.UNKNOWN
        assert (await channel.query("CHARGE_1")).outcome is Outcome.ABSENT

    async def test_alipay_does_not_know_and_took_the_money(self, channel, payer, sandbox):
        sandbox.misbehave("alipay_trade", "unknown_taken", 1)
        assert (await channel.charge_code(order(code=payer.code()))).outcome is Outcome.UNKNOWN
        assert (await channel.query("CHARGE_1")).outcome is Outcome.PAID

    @pytest.mark.parametrize("kind", ["lost_answer", "error_after", "corrupt_answer", "unsigned_answer", "rotated_key"])
    async def test_an_answer_that_is_none_hides_a_payment(self, channel, payer, sandbox, kind):
        sandbox.misbehave("alipay", kind, 1)
        with pytest.raises(VendorTrouble) as trouble:
            await channel.charge_code(order(code=payer.code()))
        assert trouble.value.retry
        assert (await channel.query("CHARGE_1")).outcome is Outcome.PAID

    @pytest.mark.parametrize("kind", ["server_error", "timeout", "garbled", "unsigned_refusal"])
    async def test_an_answer_that_is_none_for_a_payment_that_never_was(self, channel, payer, sandbox, kind):
        sandbox.misbehave("alipay", kind, 1)
        with pytest.raises(VendorTrouble) as trouble:
            await channel.charge_code(order(code=payer.code()))
        assert trouble.value.retry
        assert (await channel.query("CHARGE_1")).outcome is Outcome.ABSENT

    async def test_a_slow_answer_is_an_answer(self, channel, payer, sandbox):
        sandbox.misbehave("alipay", "slow", 1)
        assert (await channel.charge_code(order(code=payer.code()))).outcome is Outcome.PAID

    async def test_our_own_settings_are_wrong(self, channel, payer, sandbox):
        sandbox.misbehave("alipay", "wrong_signature", 1)
        assert (await channel.charge_code(order(code=payer.code()))).reason is No.MERCHANT

    async def test_too_many_calls(self, channel, payer, sandbox):
        sandbox.misbehave("alipay", "rate_limit", 1)
        assert (await channel.charge_code(order(code=payer.code()))).outcome is Outcome.UNKNOWN

    async def test_the_trouble_tells_nobody_the_code(self, channel, payer, sandbox):
        sandbox.misbehave("alipay", "error_after", 1)
        code = payer.code()
        with pytest.raises(VendorTrouble) as trouble:
            await channel.charge_code(order(code=code))
        assert code not in f"{trouble.value!r} {trouble.value.__cause__} {order(code='')}"
        assert trouble.value.__suppress_context__ or trouble.value.__context__ is None

    async def test_a_query_of_an_unknown_outcome(self, channel, payer, sandbox):
        await channel.charge_code(order(code=payer.code()))
        sandbox.misbehave("alipay_trade", "unknown", 1)
        assert (await channel.query("CHARGE_1")).outcome is Outcome.UNKNOWN


class TestByQrCode:
    async def test_it_is_paid_when_it_was_scanned(self, channel, payer):
        shown = await channel.prepay(order(way=Way.QR))
        assert isinstance(shown, Prepaid)
        assert shown.qr.startswith("https://qr.alipay.com/")
        # The trade exists once it was scanned.
        assert (await channel.query("CHARGE_1")).outcome is Outcome.ABSENT
        assert payer.pays(qr=shown.qr)["ok"]
        assert (await channel.query("CHARGE_1")).outcome is Outcome.PAID

    async def test_asked_twice_it_is_the_same_code(self, channel):
        asked = order(way=Way.QR)
        assert (await channel.prepay(asked)).qr == (await channel.prepay(asked)).qr

    async def test_it_cannot_be_paid_when_its_time_is_over(self, channel, payer, sandbox):
        shown = await channel.prepay(order(way=Way.QR, minutes=2))
        sandbox.advance(121)
        assert payer.pays(qr=shown.qr)["message"] == "这笔账单已失效"
        assert payer.balance == RICH

    async def test_a_number_that_was_paid_says_so(self, channel, payer):
        await channel.charge_code(order(code=payer.code()))
        assert (await channel.prepay(order(way=Way.QR))).outcome is Outcome.PAID

    async def test_a_number_with_another_amount_is_refused(self, channel):
        await channel.prepay(order(way=Way.QR))
        answer = await channel.prepay(order(way=Way.QR, fen=1))
        assert (answer.outcome, answer.reason) == (Outcome.REFUSED, No.NUMBER_USED)

    async def test_no_amount_is_asked_for(self, channel):
        assert (await channel.prepay(order(way=Way.QR, fen=0))).reason is No.AMOUNT


class TestInsideAlipay:
    @pytest.mark.parametrize("way", [Way.INSIDE, Way.MINI_PROGRAM])
    async def test_it_opens_by_its_trade_number(self, channel, payer, way):
        opened = await channel.prepay(order(way=way, payer=payer.account))
        assert (await channel.query("CHARGE_1")).outcome is Outcome.WAITING
        assert payer.pays(trade_no=opened.call["tradeNO"])["ok"]
        assert (await channel.query("CHARGE_1")).outcome is Outcome.PAID

    async def test_a_payer_nobody_knows(self, channel):
        answer = await channel.prepay(order(way=Way.INSIDE, payer="2088999999999999"))
        assert answer.outcome is Outcome.REFUSED


class TestInABrowser:
    async def test_it_goes_to_alipays_page_and_back(self, channel, payer, sandbox):
        page = await channel.prepay(order(way=Way.BROWSER, back_url="https://cwt.example/h5/back"))
        asked = parse_qs(urlsplit(page.redirect).query)
        assert asked["method"] == ["alipay.trade.wap.pay"]
        assert asked["return_url"] == ["https://cwt.example/h5/back"]
        there = await opened_in_a_browser(page.redirect)
        assert there.status_code == 302
        assert "/sandbox/payer" in there.headers["location"]
        assert payer.pays(number="CHARGE_1")["ok"]
        assert (await channel.query("CHARGE_1")).outcome is Outcome.PAID

    async def test_an_address_that_somebody_changed_opens_nothing(self, channel, payer):
        page = await channel.prepay(order(way=Way.BROWSER))
        answer = await opened_in_a_browser(page.redirect.replace("123.45", "000.01"))
        assert answer.json()["error_response"]["sub_code"] == "isv.invalid-signature"
        assert (await channel.query("CHARGE_1")).outcome is Outcome.ABSENT
