"""支付宝网关: what it refuses, by the letter."""

from datetime import datetime, timedelta

import httpx
import pytest

from backend.sandbox.alipay.merchants import BY_NAME, sign
from backend.sandbox.alipay.trades import SHANGHAI
from tests.sandbox.alipay.by_hand import WUXI, ask


@pytest.fixture
def wire(sandbox):
    with httpx.Client(base_url=sandbox.url, trust_env=False) as client:
        yield client


def test_it_works_with_everything_in_the_body_or_in_the_address(wire):
    assert ask(wire)["sub_code"] == "ACQ.TRADE_NOT_EXIST"


@pytest.mark.parametrize(
    ("changes", "code", "sub_code", "signed"),
    [
        ({"app_id": None}, "40001", "isv.missing-app-id", False),
        ({"app_id": "2021999999999999"}, "40002", "isv.invalid-app-id", False),
        ({"app_auth_token": "x"}, "20001", "aop.invalid-app-auth-token", False),
        ({"method": "alipay.trade.steal"}, "40002", "isv.invalid-method", False),
        ({"method": None}, "40001", "isv.missing-method", False),
        ({"timestamp": None}, "40001", "isv.missing-timestamp", True),
        ({"timestamp": "today"}, "40002", "isv.invalid-timestamp", True),
        ({"sign_type": "RSA"}, "40002", "isv.invalid-signature-type", True),
        ({"sign": "AAAA"}, "40002", "isv.invalid-signature", True),
        ({"biz_content": "[]"}, "40002", "isv.invalid-parameter", True),
        ({"biz_content": "{"}, "40002", "isv.invalid-parameter", True),
    ],
)
def test_it_refuses(wire, changes, code, sub_code, signed):
    said = ask(wire, **changes)
    assert (said["code"], said["sub_code"], said["signed"]) == (code, sub_code, signed)


def test_utc_is_not_beijing(wire):
    eight_hours_off = (datetime.now(SHANGHAI) - timedelta(hours=8)).strftime("%Y-%m-%d %H:%M:%S")
    assert ask(wire, timestamp=eight_hours_off)["sub_code"] == "isv.invalid-timestamp"


def test_the_signature_covers_the_type_of_signature(wire):
    assert ask(wire, sign=sign(WUXI.key_word, b"app_id=1"))["sub_code"] == "isv.invalid-signature"
    assert ask(wire, key="alipay app 2021000000000003")["sub_code"] == "isv.invalid-signature"


@pytest.mark.parametrize(
    "changes",
    [
        {"out_trade_no": ""},
        {"out_trade_no": "中文"},
        {"out_trade_no": "x" * 65},
        {"total_amount": ""},
        {"total_amount": "1.234"},
        {"total_amount": "-1"},
        {"total_amount": "abc"},
        {"subject": ""},
        {"time_expire": "soon"},
        {"time_expire": "2020-01-01 00:00:00"},
        {"qr_code_timeout_express": "soon"},
    ],
)
def test_an_order_with_a_bad_field(wire, changes):
    biz = {"out_trade_no": "N1", "total_amount": "1.00", "subject": "费"} | changes
    assert ask(wire, "trade.precreate", biz)["sub_code"] == "ACQ.INVALID_PARAMETER"


@pytest.mark.parametrize("amount", ["0.00", "100000000.01"])
def test_an_amount_out_of_bounds(wire, amount):
    biz = {"out_trade_no": "N1", "total_amount": amount, "subject": "费"}
    assert ask(wire, "trade.precreate", biz)["sub_code"] == "ACQ.TOTAL_FEE_EXCEED"


@pytest.mark.parametrize("method", ["trade.query", "trade.cancel", "trade.close", "trade.refund"])
def test_a_call_that_names_no_trade(wire, method):
    assert ask(wire, method, {"refund_amount": "1.00"})["sub_code"] == "ACQ.INVALID_PARAMETER"


def test_another_sellers_trade_is_not_there(wire):
    ask(wire, "trade.precreate", {"out_trade_no": "N1", "total_amount": "1.00", "subject": "费"})
    other = BY_NAME["other"]
    assert ask(wire, app_id=other.app_id, key=other.key_word)["sub_code"] == "ACQ.TRADE_NOT_EXIST"
