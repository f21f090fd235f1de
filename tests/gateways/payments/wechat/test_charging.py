"""微信收款: every way of paying, for every kind of merchant, and every no that comes back."""

import base64
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from backend.gateways.payments import ChargeAnswer, Ended, No, Outcome, Prepaid, Way
from backend.kit import clock
from backend.sandbox.people import person
from backend.sandbox.rsa_keys import rsa_key
from tests.gateways.payments.wechat.conftest import ask

MERCHANTS = ("wuxi", "fuzhou", "other")
PAYEES = {"wuxi": "1900000109", "fuzhou": "1900000201", "other": "1900000333"}


@pytest.mark.parametrize("name", MERCHANTS)
class TestEveryKindOfMerchant:
    async def test_a_qr_code_is_paid_and_told_of(self, open_till, name, openid):
        till = open_till(name)
        assert till.channel.merchant == PAYEES[name]
        assert (await till.qr("Q2026112001")).startswith("weixin://wxpay/bizpayurl?pr=")
        assert (await till.channel.query("Q2026112001")).outcome is Outcome.WAITING
        till.pays("Q2026112001")
        paid = await till.channel.query("Q2026112001")
        assert (paid.outcome, paid.fen, paid.currency) == (Outcome.PAID, 30_000, "CNY")
        assert (paid.number, paid.merchant, paid.payer) == ("Q2026112001", PAYEES[name], openid)
        assert paid.channel_number.startswith("4200") and len(paid.channel_number) == 28
        assert paid.paid_at is not None and abs(clock.now() - paid.paid_at) < timedelta(minutes=1)

    async def test_a_payment_code_is_charged_at_once(self, open_till, name):
        till = open_till(name)
        paid = await till.channel.charge_code(till.by_code("C2026112001"))
        assert (paid.outcome, paid.fen, paid.merchant) == (Outcome.PAID, 30_000, PAYEES[name])
        assert await till.channel.end("C2026112001", way=Way.CODE) is Ended.CLOSED
        assert (await till.channel.query("C2026112001")).outcome is Outcome.CLOSED

    async def test_inside_wechat_and_in_the_mini_program(self, open_till, name):
        till = open_till(name)
        for way, app in ((Way.INSIDE, "wxsandbox00000002"), (Way.MINI_PROGRAM, "wxsandbox00000001")):
            payer = person("chen-mai").openid(app)
            prepaid = await till.channel.prepay(ask(f"J{way.value.upper()}001", way, payer=payer))
            assert isinstance(prepaid, Prepaid)
            call = prepaid.call
            assert (call["appId"], call["signType"]) == (app, "RSA")
            text = "\n".join((call["appId"], call["timeStamp"], call["nonceStr"], call["package"], ""))
            public = rsa_key(f"wechatpay merchant {name}").public_key()
            public.verify(base64.b64decode(call["paySign"]), text.encode(), PKCS1v15(), SHA256())
            till.pays(f"J{way.value.upper()}001")
            assert (await till.channel.query(f"J{way.value.upper()}001")).outcome is Outcome.PAID

    async def test_in_any_other_browser(self, open_till, name):
        till = open_till(name)
        back = "http://127.0.0.1:8000/h5/done?order=1"
        prepaid = await till.channel.prepay(ask("H2026112001", Way.BROWSER, ip="203.0.113.7", back_url=back))
        assert isinstance(prepaid, Prepaid)
        assert prepaid.redirect.endswith("&redirect_url=http%3A%2F%2F127.0.0.1%3A8000%2Fh5%2Fdone%3Forder%3D1")
        assert prepaid.expires_at - clock.now() <= timedelta(minutes=5)


class TestPaymentCodes:
    @pytest.mark.parametrize(
        ("wish", "reason"),
        [
            ("not_enough", No.NOT_ENOUGH),
            ("risk", No.RISK),
            ("limit", No.LIMIT),
            ("account", No.ACCOUNT),
        ],
    )
    async def test_it_says_why_not(self, till, wish, reason):
        answer = await till.channel.charge_code(till.by_code("C2026112002", wish))
        assert (answer.outcome, answer.reason) == (Outcome.REFUSED, reason)
        assert (await till.channel.query("C2026112002")).outcome is Outcome.ABSENT

    async def test_an_empty_purse(self, till):
        answer = await till.channel.charge_code(till.by_code("C2026112003", balance_fen=29_999))
        assert (answer.outcome, answer.reason) == (Outcome.REFUSED, No.NOT_ENOUGH)

    async def test_a_code_that_never_was(self, till):
        answer = await till.channel.charge_code(ask("C2026112004", Way.CODE, code="134567890123456789"))
        assert (answer.outcome, answer.reason) == (Outcome.REFUSED, No.CODE_WRONG)

    async def test_a_code_is_good_once_and_for_two_minutes(self, till):
        first = till.by_code("C2026112005")
        assert (await till.channel.charge_code(first)).outcome is Outcome.PAID
        again = await till.channel.charge_code(ask("C2026112006", Way.CODE, code=first.code))
        assert (again.outcome, again.reason) == (Outcome.REFUSED, No.CODE_EXPIRED)
        late = till.by_code("C2026112007")
        till.sandbox.advance(121)
        answer = await till.channel.charge_code(late)
        assert (answer.outcome, answer.reason) == (Outcome.REFUSED, No.CODE_EXPIRED)

    async def test_a_payer_types_the_password_meanwhile(self, till):
        answer = await till.channel.charge_code(till.by_code("C2026112008", "password_soon"))
        assert answer.outcome is Outcome.WAITING
        asked = [(await till.channel.query("C2026112008")).outcome for _ in range(2)]
        assert asked == [Outcome.WAITING, Outcome.PAID]

    async def test_a_payer_cancels_at_the_password(self, till):
        await till.channel.charge_code(till.by_code("C2026112009", "gives_up"))
        await till.channel.query("C2026112009")
        answer = await till.channel.query("C2026112009")
        assert (answer.outcome, answer.reason) == (Outcome.REFUSED, No.GIVEN_UP)

    async def test_waiting_is_said_in_two_ways(self, till):
        for fault in ("paying", "paying_error"):
            till.sandbox.misbehave("wechatpay", fault, 1)
            number = f"C{fault.upper()}"
            assert (await till.channel.charge_code(till.by_code(number))).outcome is Outcome.WAITING
            assert [(await till.channel.query(number)).outcome for _ in range(2)][1] is Outcome.PAID

    async def test_more_than_a_thousand_yuan_needs_the_password(self, till):
        answer = await till.channel.charge_code(till.by_code("C2026112010", fen=100_001))
        assert answer.outcome is Outcome.WAITING

    async def test_reversing_while_the_payer_is_at_the_password(self, till):
        await till.channel.charge_code(till.by_code("C2026112011", "password"))
        assert await till.channel.end("C2026112011", way=Way.CODE) is Ended.CLOSED
        done = till.sandbox.post("wechatpay/payers/chen-mai/pay", number="C2026112011")
        assert not done["ok"]

    async def test_asked_twice_it_takes_the_money_once(self, till):
        first = till.by_code("C2026112012")
        answers = [await till.channel.charge_code(first) for _ in range(2)]
        assert [answer.outcome for answer in answers] == [Outcome.PAID] * 2
        assert answers[0].channel_number == answers[1].channel_number


class TestPrepaying:
    async def test_the_same_again_is_the_same_order(self, till):
        assert await till.qr("Q2026112010") == await till.qr("Q2026112010")

    async def test_another_amount_under_a_used_number_tells_how_that_number_stands(self, till):
        await till.qr("Q2026112011")
        answer = await till.channel.prepay(ask("Q2026112011", Way.QR, 1))
        assert isinstance(answer, ChargeAnswer)
        assert answer.outcome is Outcome.WAITING

    async def test_a_number_that_was_paid_says_so(self, till):
        await till.paid("Q2026112012")
        answer = await till.channel.prepay(ask("Q2026112012", Way.QR))
        assert isinstance(answer, ChargeAnswer)
        assert (answer.outcome, answer.fen) == (Outcome.PAID, 30_000)

    @pytest.mark.parametrize("fen", [0, -1])
    async def test_amounts_that_are_none(self, till, fen):
        answer = await till.channel.prepay(ask("Q2026112013", Way.QR, fen))
        assert (answer.outcome, answer.reason) == (Outcome.REFUSED, No.AMOUNT)

    async def test_an_amount_over_the_limit(self, till):
        answer = await till.channel.prepay(ask("Q2026112014", Way.QR, 5_000_001))
        assert (answer.outcome, answer.reason) == (Outcome.REFUSED, No.LIMIT)

    async def test_somebody_elses_openid(self, till):
        answer = await till.channel.prepay(ask("Q2026112015", Way.INSIDE, payer="oNobodyAtAll"))
        assert answer.outcome is Outcome.REFUSED

    async def test_the_longest_subject_is_cut(self, till):
        assert isinstance(await till.channel.prepay(ask("Q2026112016", Way.QR, subject="长" * 300)), Prepaid)


class TestEnding:
    async def test_an_open_order_is_closed_and_stays_so(self, till):
        await till.qr("Q2026112020")
        assert [await till.channel.end("Q2026112020", way=Way.QR) for _ in range(2)] == [Ended.CLOSED] * 2
        assert (await till.channel.query("Q2026112020")).outcome is Outcome.CLOSED
        assert not till.sandbox.post("wechatpay/payers/chen-mai/pay", number="Q2026112020")["ok"]

    async def test_too_late(self, till):
        await till.paid("Q2026112021")
        assert await till.channel.end("Q2026112021", way=Way.QR) is Ended.PAID

    async def test_a_number_that_never_arrived(self, till):
        assert await till.channel.end("Q2026112022", way=Way.QR) is Ended.CLOSED
        assert await till.channel.end("C2026112022", way=Way.CODE) is Ended.CLOSED

    async def test_not_now(self, till):
        await till.qr("Q2026112023")
        till.sandbox.misbehave("wechatpay", "close_too_early", 1)
        assert await till.channel.end("Q2026112023", way=Way.QR) is Ended.AGAIN
        await till.channel.charge_code(till.by_code("C2026112023", "password"))
        till.sandbox.misbehave("wechatpay", "reverse_again", 1)
        assert await till.channel.end("C2026112023", way=Way.CODE) is Ended.AGAIN
        assert await till.channel.end("C2026112023", way=Way.CODE) is Ended.CLOSED


async def test_the_clock_of_an_order_runs_out(till):
    await till.qr("Q2026112030")
    till.sandbox.advance(31 * 60)
    done = till.sandbox.post("wechatpay/payers/chen-mai/pay", number="Q2026112030")
    assert (done["ok"], done["message"]) == (False, "该订单已关闭")


async def test_a_number_cannot_change_the_address(till):
    answer = await till.channel.query("../../certificates?x=")
    assert answer.outcome is Outcome.ABSENT
