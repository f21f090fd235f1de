"""支付宝通知: sent until somebody says success, and spoilt on request."""

from urllib.parse import parse_qs

import httpx
import pytest

from tests.sandbox.alipay.by_hand import ask
from tests.sandbox.alipay.listener import listening


@pytest.fixture
def merchant(sandbox):
    with listening() as heard:
        yield heard


def called(sandbox, what: str, biz: dict, **params: str) -> None:
    with httpx.Client(base_url=sandbox.url, trust_env=False) as wire:
        assert ask(wire, what, biz, **params)["code"] == "10000"


def paid(sandbox, merchant, *numbers: str) -> None:
    """One paid QR code a number."""
    for number in numbers:
        biz = {"out_trade_no": number, "total_amount": "1.00", "subject": "费"}
        called(sandbox, "trade.precreate", biz, notify_url=merchant.url)
        assert sandbox.post("alipay/payers/chen-mai/pay", number=number)["ok"]


def settled(sandbox) -> None:
    """Wait until every notification under way has its answer."""
    assert sandbox.post("alipay/notices/deliver") == []


def numbers(bodies: list[str]) -> list[str]:
    return [parse_qs(body)["out_trade_no"][0] for body in bodies]


def states(sandbox) -> list[str]:
    return [one["state"] for one in sandbox.get("alipay/notices.json")]


def test_success_is_heard_once(sandbox, merchant):
    paid(sandbox, merchant, "N1")
    said = parse_qs(merchant.wait_for(1)[0])
    assert (said["trade_status"], said["total_amount"], said["sign_type"]) == (["TRADE_SUCCESS"], ["1.00"], ["RSA2"])
    settled(sandbox)


@pytest.mark.parametrize("answer", [(500, "success"), (200, "fail"), (200, "<html>success</html>"), (302, "")])
def test_anything_but_success_is_tried_again_after_four_minutes(sandbox, merchant, answer):
    merchant.answers = [answer]
    paid(sandbox, merchant, "N1")
    settled(sandbox)
    sandbox.advance(239)
    settled(sandbox)
    sandbox.advance(2)
    assert [one["state"] for one in sandbox.post("alipay/notices/deliver")] == ["delivered"]
    assert len({parse_qs(body)["notify_id"][0] for body in merchant.bodies}) == 1


def test_after_a_day_it_gives_up(sandbox, merchant):
    merchant.answers = [(500, "")] * 20
    paid(sandbox, merchant, "N1")
    settled(sandbox)
    for _ in range(9):
        sandbox.advance(54_001)
        sandbox.post("alipay/notices/deliver")
    assert len(merchant.bodies) == 8
    assert states(sandbox) == ["given_up"]


def test_a_refund_is_told_as_the_payment_with_what_went_back(sandbox, merchant):
    paid(sandbox, merchant, "N1")
    for serial, status in (("R1", "TRADE_SUCCESS"), ("R2", "TRADE_CLOSED")):
        called(sandbox, "trade.refund", {"out_trade_no": "N1", "refund_amount": "0.50", "out_request_no": serial})
        said = parse_qs(merchant.wait_for(2 if serial == "R1" else 3)[-1])
        assert (said["trade_status"], said["out_biz_no"]) == ([status], [serial])
    assert said["refund_fee"] == ["1.00"]


def test_a_lost_one_comes_later(sandbox, merchant):
    sandbox.misbehave("alipay_notice", "drop", 1)
    paid(sandbox, merchant, "N1", "N2")
    assert numbers(merchant.wait_for(1)) == ["N2"]
    settled(sandbox)
    sandbox.advance(241)
    sandbox.post("alipay/notices/deliver")
    assert numbers(merchant.bodies) == ["N2", "N1"]


def test_one_comes_twice(sandbox, merchant):
    sandbox.misbehave("alipay_notice", "duplicate", 1)
    paid(sandbox, merchant, "N1")
    first, second = merchant.wait_for(2)
    assert first == second


def test_the_second_overtakes_the_first(sandbox, merchant):
    sandbox.misbehave("alipay_notice", "reorder", 1)
    paid(sandbox, merchant, "N1", "N2")
    assert numbers(merchant.wait_for(2)) == ["N2", "N1"]


@pytest.mark.parametrize("release", ["a day", "by hand"])
def test_one_is_held(sandbox, merchant, release):
    sandbox.misbehave("alipay_notice", "delay", 1)
    paid(sandbox, merchant, "N1")
    settled(sandbox)
    sandbox.advance(86_300 if release == "a day" else 0)
    settled(sandbox)
    assert states(sandbox) == ["held"]
    sandbox.advance(101 if release == "a day" else 0)
    assert len(sandbox.post("alipay/notices/deliver", held=release == "by hand")) == 1
    assert numbers(merchant.bodies) == ["N1"]


@pytest.mark.parametrize("spoil", ["corrupt", "rotated_key", "foreign_app", "foreign_seller", "sha1"])
def test_it_can_be_spoilt(sandbox, merchant, spoil):
    paid(sandbox, merchant, "N1")
    good = merchant.wait_for(1)[0]
    assert sandbox.post("alipay/notices/again", number="N1", spoil=spoil) == {"ok": True}
    assert merchant.wait_for(2)[1] != good
    assert sandbox.post("alipay/notices/make", number="N1", spoil=spoil)["body"] == merchant.bodies[1]
    assert sandbox.post("alipay/notices/make", number="N1")["body"] == good
