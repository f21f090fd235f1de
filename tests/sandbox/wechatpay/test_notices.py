"""微信支付的通知: repeated by the schedule until answered, and lost, doubled, late or out of order when told to be."""

import time

import pytest

from backend.sandbox.wechatpay.notices import SCHEDULE_S
from tests.sandbox.wechatpay.conftest import REFUNDS, Letterbox, Wire


def told(wire: Wire, box: Letterbox, *numbers: str) -> None:
    """Orders whose notices come to the letterbox, paid."""
    for number in numbers:
        wire.paid(number, notify_url=box.url)


def settled(box: Letterbox, count: int) -> list[str]:
    """The ids that arrived, once there are ``count`` of them."""
    for _ in range(100):
        if len(box.got) >= count:
            break
        time.sleep(0.05)
    return box.ids


def at_rest(wire: Wire, tries: int) -> None:
    """Wait until the only notice was sent that often and knows when it comes next."""
    for _ in range(100):
        (notice,) = wire.sandbox.get("wechatpay/notices.json")
        if len(notice["answers"]) == tries and notice["state"] != "sending":
            return
        time.sleep(0.05)
    raise AssertionError(notice)


def test_it_arrives_by_itself_and_once(wire, letterbox):
    told(wire, letterbox, "N0000001")
    assert len(settled(letterbox, 1)) == 1
    wire.sandbox.advance(100_000)
    wire.sandbox.post("wechatpay/notices/deliver")
    assert len(letterbox.got) == 1
    (notice,) = wire.sandbox.get("wechatpay/notices.json")
    assert (notice["state"], notice["answers"]) == ("told", [204])


def test_it_is_repeated_by_the_schedule_with_the_same_id(wire, letterbox):
    letterbox.answers = [500, 401, 302, 500]
    told(wire, letterbox, "N0000002")
    at_rest(wire, 1)
    for tries, wait in enumerate(SCHEDULE_S[:4], 2):
        wire.sandbox.advance(wait - 9)
        wire.sandbox.post("wechatpay/notices/deliver")
        assert len(letterbox.got) == tries - 1, "not before its time"
        wire.sandbox.advance(9)
        at_rest(wire, tries)
    assert len(set(letterbox.ids)) == 1
    nonces = {headers["Wechatpay-Nonce"] for headers, _ in letterbox.got}
    assert len(nonces) == 5, "each sending is signed anew"
    assert wire.sandbox.get("wechatpay/notices.json")[0]["answers"] == [500, 401, 302, 500, 204]


def test_it_gives_up_after_a_day(wire):
    wire.paid("N0000003")
    for tries, wait in enumerate((*SCHEDULE_S, 0), 1):
        at_rest(wire, tries)
        wire.sandbox.advance(wait)
        wire.sandbox.post("wechatpay/notices/deliver")
    (notice,) = wire.sandbox.get("wechatpay/notices.json")
    assert (notice["state"], notice["answers"]) == ("given up", [0] * 16)


def test_a_lost_one_never_comes(wire, letterbox):
    wire.sandbox.misbehave("wechatpay_notices", "drop", 1)
    told(wire, letterbox, "N0000004")
    wire.sandbox.post("wechatpay/notices/deliver", held=True)
    assert letterbox.got == []
    assert wire.sandbox.get("wechatpay/notices.json")[0]["state"] == "lost"


def test_a_doubled_one_has_the_same_id(wire, letterbox):
    wire.sandbox.misbehave("wechatpay_notices", "duplicate_callback", 1)
    told(wire, letterbox, "N0000005")
    first, second = settled(letterbox, 2)
    assert first == second


def test_one_overtakes_the_other(wire, letterbox):
    wire.sandbox.misbehave("wechatpay_notices", "reorder", 1)
    told(wire, letterbox, "N0000006", "N0000007")
    arrived = settled(letterbox, 2)
    ids = {notice["about"]: notice["id"] for notice in wire.sandbox.get("wechatpay/notices.json")}
    assert arrived == [ids["N0000007"], ids["N0000006"]]


@pytest.mark.parametrize("how", ["clock", "released"])
def test_a_day_late(wire, letterbox, how):
    wire.sandbox.misbehave("wechatpay_notices", "delay", 1)
    told(wire, letterbox, "N0000008")
    wire.sandbox.post("wechatpay/notices/deliver")
    assert letterbox.got == []
    if how == "clock":
        wire.sandbox.advance(86_401)
    else:
        wire.sandbox.post("wechatpay/notices/deliver", held=True)
    assert len(settled(letterbox, 1)) == 1


def test_a_probe_comes_before_it(wire, letterbox):
    wire.sandbox.misbehave("wechatpay_notices", "probe", 1)
    told(wire, letterbox, "N0000009")
    settled(letterbox, 2)
    probes = [headers["Wechatpay-Signature"].startswith("WECHATPAY/SIGNTEST/") for headers, _ in letterbox.got]
    assert probes == [True, False]


def test_a_spoilt_one_is_sound_when_it_is_repeated(wire, letterbox):
    letterbox.answers = [401]
    wire.sandbox.misbehave("wechatpay_notices", "corrupt_byte", 1)
    told(wire, letterbox, "N0000010")
    at_rest(wire, 1)
    wire.sandbox.advance(16)
    settled(letterbox, 2)
    assert letterbox.got[0][1] != letterbox.got[1][1]


def test_a_refund_is_told_before_its_answer(wire, letterbox):
    wire.paid("N0000011")
    wire.sandbox.misbehave("wechatpay_notices", "early", 1)
    amount = {"refund": 100, "total": 100, "currency": "CNY"}
    asked = {"out_trade_no": "N0000011", "out_refund_no": "NR1", "amount": amount, "notify_url": letterbox.url}
    assert wire.post(REFUNDS, asked)["status"] == "PROCESSING"
    assert len(letterbox.got) == 1, "it was there when the answer came"


def test_rotating_in_the_middle(wire, letterbox):
    wire.sandbox.post("wechatpay/platform", notices_by="certificate")
    told(wire, letterbox, "N0000012")
    settled(letterbox, 1)
    wire.sandbox.misbehave("wechatpay_notices", "rotate", 1)
    told(wire, letterbox, "N0000013")
    settled(letterbox, 2)
    serials = [headers["Wechatpay-Serial"] for headers, _ in letterbox.got]
    assert serials[0] != serials[1]


def test_it_is_sent_again_on_request(wire, letterbox):
    told(wire, letterbox, "N0000014")
    settled(letterbox, 1)
    again = wire.sandbox.post("wechatpay/notices/again", number="N0000014", spoil="other_merchant")
    assert again["answers"] == [204]
    assert letterbox.ids[0] == letterbox.ids[1]
