"""沙箱自己的接口与账单种类: what tests and the control page ask of it, and what it does not know."""

import gzip

import httpx
import pytest

from tests.sandbox.mornings import next_morning
from tests.sandbox.running import NO_TLS
from tests.sandbox.wechatpay.conftest import REFUNDS


def bill(wire, day: str, **params: str) -> str:
    asked = {"bill_date": day, "bill_type": "ALL", "tar_type": "GZIP"} | params
    told = wire.get("/v3/bill/tradebill?" + "&".join(f"{name}={value}" for name, value in asked.items()))
    if "code" in told:
        return str(told["code"])
    answer = wire.send("GET", told["download_url"].removeprefix(wire.sandbox.url))
    assert answer.status_code == 200
    return gzip.decompress(answer.content).decode("utf-8-sig")


@pytest.mark.parametrize(
    ("kind", "rows"), [("ALL", ["SUCCESS", "REFUND"]), ("SUCCESS", ["SUCCESS"]), ("REFUND", ["REFUND"])]
)
def test_bills_of_every_kind(wire, kind, rows):
    day = wire.paid("H0000001")["success_time"][:10]
    amount = {"refund": 30, "total": 100, "currency": "CNY"}
    wire.post(REFUNDS, {"out_trade_no": "H0000001", "out_refund_no": "HR1", "amount": amount})
    next_morning(wire.sandbox)
    _, *lines, _, _ = bill(wire, day, bill_type=kind).strip().split("\r\n")
    assert [line.split(",`")[9] for line in lines] == rows
    assert all(line.count(",`") == 26 and line.startswith("`") for line in lines)


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"bill_date": "yesterday"}, "PARAM_ERROR"),
        ({"bill_type": "SOME"}, "PARAM_ERROR"),
        ({"tar_type": "ZIP"}, "PARAM_ERROR"),
        ({"bill_date": "2020-01-01"}, "INVALID_REQUEST"),
        ({"bill_date": "2099-01-01"}, "INVALID_REQUEST"),
        ({"sub_mchid": "1900000201"}, "NO_AUTH"),
    ],
)
def test_bills_that_are_refused(wire, params, code):
    day = wire.paid("H0000009")["success_time"][:10]
    next_morning(wire.sandbox)
    assert bill(wire, day, **params) == code


def test_a_days_bill_is_nobody_elses_and_its_link_ages(wire):
    day = wire.paid("H0000002")["success_time"][:10]
    next_morning(wire.sandbox)
    told = wire.get(f"/v3/bill/tradebill?bill_date={day}")
    path = told["download_url"].removeprefix(wire.sandbox.url)
    assert wire.send("GET", path).status_code == 200
    assert wire.send("GET", f"{path}0").status_code == 403
    wire.sandbox.advance(301)
    assert wire.send("GET", path).status_code == 403


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("payers/nobody/code", {}),
        ("payers/lin-mai/code", {"wish": "immortality"}),
        ("payers/lin-mai/pay", {"number": "H9999999"}),
        ("payers/lin-mai/pay", {}),
        ("payers/nobody/cancel", {"number": "H9999999"}),
        ("notices/make", {"number": "H9999999"}),
        ("notices/again", {"number": "H9999999"}),
        ("refunds/finish", {"status": "MAYBE"}),
        ("funds", {"name": "nobody", "fen": 1}),
    ],
)
def test_what_it_does_not_know(sandbox, path, fields):
    url = f"{sandbox.url}/sandbox/wechatpay/{path}"
    assert httpx.post(url, json=fields, trust_env=False, verify=NO_TLS).status_code == 404


def test_no_merchant_of_that_name(sandbox):
    url = f"{sandbox.url}/sandbox/wechatpay/merchant/nobody"
    assert httpx.get(url, trust_env=False, verify=NO_TLS).status_code == 404


def test_credentials_outlive_a_reset(sandbox):
    before = sandbox.get("wechatpay/merchant/wuxi")
    sandbox.reset()
    assert sandbox.get("wechatpay/merchant/wuxi") == before


def test_the_control_page_shows_orders_and_what_waits(wire):
    wire.paid("H0000003")
    page = httpx.get(f"{wire.sandbox.url}/sandbox", trust_env=False, verify=NO_TLS).text
    assert "￥1.00" in page and "H0000003" in page and "林卖付" in page
    form = {"notices_by": "certificate"}
    done = httpx.post(f"{wire.sandbox.url}/sandbox/wechatpay/platform", data=form, trust_env=False, verify=NO_TLS)
    assert done.status_code == 303
