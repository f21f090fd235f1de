"""支付宝模拟 against Alipay's official Node SDK, which checks every signature itself."""

import io
import re
import zipfile
from datetime import datetime

import httpx
import pytest

from backend.sandbox.alipay.merchants import NEXT_ALIPAY_KEY
from backend.sandbox.alipay.trades import SHANGHAI
from backend.sandbox.rsa_keys import private_pem, public_pem
from tests.sandbox.alipay.listener import listening
from tests.sandbox.alipay.node import ask_with_node, call

DAY_S = 86_400


def pay(code: str, number: str = "N1", amount: str = "123.45") -> dict:
    return call(
        "trade.pay", out_trade_no=number, total_amount=amount, subject='过户费 "A/B"', auth_code=code, scene="bar_code"
    )


def code_of(sandbox, wish: str = "pays") -> str:
    return sandbox.post("alipay/payers/chen-mai/code", wish=wish)["code"]


def test_a_payment_code_from_the_charge_to_the_bill(sandbox):
    asked = pay(code_of(sandbox))
    back = call("trade.refund", out_trade_no="N1", refund_amount="23.45", out_request_no="R1")
    charged, again, found, first, second, refund, nothing = ask_with_node(
        sandbox,
        asked,
        asked,
        call("trade.query", out_trade_no="N1"),
        back,
        back,
        call("trade.fastpay.refund.query", out_trade_no="N1", out_request_no="R1"),
        call("trade.fastpay.refund.query", out_trade_no="N1", out_request_no="R2"),
    )
    assert (charged["code"], charged["total_amount"], charged["trade_no"]) == ("10000", "123.45", again["trade_no"])
    assert found["trade_status"] == "TRADE_SUCCESS"
    assert [(one["fund_change"], one["refund_fee"]) for one in (first, second)] == [("Y", "23.45"), ("N", "23.45")]
    assert (refund["refund_status"], refund["refund_amount"]) == ("REFUND_SUCCESS", "23.45")
    assert nothing == {"code": "10000", "msg": "Success"}

    today = datetime.now(SHANGHAI).date().isoformat()
    asked = call("data.dataservice.bill.downloadurl.query", bill_type="trade", bill_date=today)
    assert ask_with_node(sandbox, asked)[0]["sub_code"] == "isp.bill_not_exist"
    sandbox.advance(DAY_S)
    link = ask_with_node(sandbox, asked)[0]["bill_download_url"]
    with zipfile.ZipFile(io.BytesIO(httpx.get(link, trust_env=False).content)) as pack:
        names = [info.filename.encode("cp437").decode("gbk") for info in pack.infolist()]
        details = pack.read(pack.infolist()[0]).decode("gbk").splitlines()
    assert [name.partition("_业务明细")[2] for name in names] == [".csv", "(汇总).csv"]
    lines = [line for line in details[5:] if not line.startswith("#")]
    assert [line.split(",")[11] for line in lines] == ["123.45", "-23.45"]
    sandbox.advance(31)
    assert httpx.get(link, trust_env=False).status_code == 403


def test_a_qr_code_from_the_scan_to_the_notification(sandbox):
    with listening() as merchant:
        asked = call("trade.precreate", notify_url=merchant.url, out_trade_no="Q1", total_amount="1", subject="费")
        shown, absent = ask_with_node(sandbox, asked, call("trade.query", out_trade_no="Q1"))
        assert absent["sub_code"] == "ACQ.TRADE_NOT_EXIST"
        assert sandbox.post("alipay/payers/chen-mai/pay", qr=shown["qr_code"])["ok"]
        body = merchant.wait_for(1)[0]
    found, holds, altered = ask_with_node(
        sandbox,
        call("trade.query", out_trade_no="Q1"),
        {"notice": body},
        {"notice": body.replace("total_amount=1.00", "total_amount=9.00")},
    )
    assert (found["trade_status"], holds, altered) == ("TRADE_SUCCESS", {"holds": True}, {"holds": False})


def test_the_phones_page(sandbox):
    order = {
        "bizContent": {"out_trade_no": "W1", "total_amount": "1.00", "subject": "费", "product_code": "QUICK_WAP_WAY"}
    }
    address = ask_with_node(sandbox, {"page": True, "method": "alipay.trade.wap.pay", "params": order})[0]["url"]
    assert httpx.get(address, trust_env=False).status_code == 302
    assert "￥1.00" in httpx.get(address, params=None, trust_env=False, follow_redirects=True).text


def test_a_seller_behind_a_service_provider(sandbox):
    token = sandbox.get("alipay/merchant/fuzhou")["app_auth_token"]
    asked = call("trade.precreate", out_trade_no="F1", total_amount="1.00", subject="费")
    with_token = asked | {"params": asked["params"] | {"appAuthToken": token}}
    wrong = asked | {"params": asked["params"] | {"appAuthToken": "x"}}
    answers = ask_with_node(sandbox, with_token, wrong, merchant="fuzhou")
    assert answers[0]["code"] == "10000"
    assert re.search("验签失败|sign", answers[1]["error"])


def test_the_password_comes_with_the_second_query(sandbox):
    query = call("trade.query", out_trade_no="N1")
    asked, first, second = ask_with_node(sandbox, pay(code_of(sandbox, "password_soon")), query, query)
    assert (asked["code"], asked["msg"]) == ("10003", "order success pay inprocess")
    assert (first["trade_status"], second["trade_status"]) == ("WAIT_BUYER_PAY", "TRADE_SUCCESS")


def test_cancel_leaves_a_mark_where_nothing_was(sandbox):
    code = code_of(sandbox)
    cancelled, charged = ask_with_node(sandbox, call("trade.cancel", out_trade_no="N1"), pay(code))
    assert (cancelled["retry_flag"], "action" in cancelled) == ("N", False)
    assert charged["sub_code"] == "ACQ.TRADE_HAS_CLOSE"


@pytest.mark.parametrize("fault", ["corrupt_answer", "rotated_key"])
def test_the_sdk_sees_what_is_wrong_with_an_answer(sandbox, fault):
    sandbox.misbehave("alipay", fault, 1)
    assert "验签失败" in ask_with_node(sandbox, call("trade.query", out_trade_no="N1"))[0]["error"]


def test_rotated_keys_sign_everything_from_then_on(sandbox):
    assert sandbox.post("alipay/rotate")["ok"]
    query = call("trade.query", out_trade_no="N1")
    assert ask_with_node(sandbox, query, alipay_key=public_pem(NEXT_ALIPAY_KEY))[0]["code"] == "40004"


def test_the_key_of_another_application(sandbox):
    query = call("trade.query", out_trade_no="N1")
    key = private_pem("alipay app 2021000000000003", pkcs1=True)
    assert ask_with_node(sandbox, query, private_key=key)[0]["sub_code"] == "isv.invalid-signature"
