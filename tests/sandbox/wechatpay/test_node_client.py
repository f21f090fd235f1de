"""微信支付 judged by a client that we did not write: signatures, encryption, every call, in both key modes."""

import pytest

from backend.sandbox.people import person
from tests.sandbox.mornings import next_morning
from tests.sandbox.wechatpay.node import Node, get, post

APP = "wxsandbox00000002"
ORDERS = "v3/pay/transactions"
REFUNDS = "v3/refund/domestic/refunds"


def order(number: str, mchid: str = "1900000109", fen: int = 100, **more: object) -> dict[str, object]:
    return {
        "appid": APP,
        "mchid": mchid,
        "description": "过户服务费",
        "out_trade_no": number,
        "notify_url": "http://127.0.0.1:9/notify",
        "amount": {"total": fen, "currency": "CNY"},
    } | more


@pytest.mark.parametrize("merchant", ["wuxi", "other"])
def test_a_charge_from_order_to_refund(sandbox, merchant):
    node = Node(sandbox, merchant)
    mchid = node.merchant["mchid"]
    openid = person("lin-mai").openid(APP)
    scene = {"payer_client_ip": "203.0.113.7", "h5_info": {"type": "Wap"}}
    native, jsapi, h5 = node.ask(
        post(f"{ORDERS}/native", **order("NODE000001", mchid)),
        post(f"{ORDERS}/jsapi", **order("NODE000002", mchid, payer={"openid": openid})),
        post(f"{ORDERS}/h5", **order("NODE000003", mchid, scene_info=scene)),
    )
    assert native["data"]["code_url"].startswith("weixin://wxpay/bizpayurl?pr=")
    assert jsapi["data"]["prepay_id"].startswith("wx")
    assert "prepay_id=wx" in h5["data"]["h5_url"]
    assert sandbox.post("wechatpay/payers/lin-mai/pay", qr=native["data"]["code_url"])["ok"]
    amount = {"refund": 40, "total": 100, "currency": "CNY"}
    number, refund, asked, closed, open_ = node.ask(
        get(f"{ORDERS}/out-trade-no/NODE000001", mchid=mchid),
        post(
            REFUNDS, out_trade_no="NODE000001", out_refund_no="NODER1", amount=amount, notify_url="http://127.0.0.1:9/r"
        ),
        get(f"{REFUNDS}/NODER1"),
        post(f"{ORDERS}/out-trade-no/NODE000002/close", mchid=mchid),
        get(f"{ORDERS}/out-trade-no/NODE000002", mchid=mchid),
    )
    assert (number["data"]["trade_state"], number["data"]["payer"]["openid"]) == ("SUCCESS", openid)
    assert (refund["data"]["status"], asked["data"]["status"]) == ("PROCESSING", "SUCCESS")
    assert (closed["status"], open_["data"]["trade_state"]) == (204, "CLOSED")
    (by_id,) = node.ask(get(f"{ORDERS}/id/{number['data']['transaction_id']}", mchid=mchid))
    assert (by_id["data"]["out_trade_no"], by_id["data"]["trade_state"]) == ("NODE000001", "REFUND")
    told = [sandbox.post("wechatpay/notices/make", number=about) for about in ("NODE000001", "NODER1")]
    paid, back = node.open(*told)
    assert paid["verified"] and back["verified"]
    assert (paid["plain"]["out_trade_no"], paid["plain"]["amount"]["total"]) == ("NODE000001", 100)
    assert (back["plain"]["refund_status"], back["plain"]["amount"]["refund"]) == ("SUCCESS", 40)


def test_a_payment_code_and_its_reversal(sandbox):
    node = Node(sandbox)
    code = sandbox.post("wechatpay/payers/lin-mai/code")["code"]
    scene = {"store_info": {"id": "STORE01"}}
    paid, reversed_, state = node.ask(
        post(f"{ORDERS}/codepay", **order("NODE000009", payer={"auth_code": code}, scene_info=scene)),
        post(f"{ORDERS}/out-trade-no/NODE000009/reverse", appid=APP, mchid="1900000109"),
        get(f"{ORDERS}/out-trade-no/NODE000009", mchid="1900000109"),
    )
    assert (paid["data"]["trade_state"], paid["data"]["trade_type"]) == ("SUCCESS", "MICROPAY")
    assert (reversed_["status"], state["data"]["trade_state"]) == (200, "REVOKED")
    assert sandbox.get("wechatpay/notices.json") == [], "a payment code has no notice"


def test_a_service_providers_paths(sandbox):
    node = Node(sandbox, "fuzhou")
    body = {
        "sp_appid": APP,
        "sp_mchid": "1900000200",
        "sub_mchid": "1900000201",
        "description": "过户服务费",
        "out_trade_no": "NODE000010",
        "notify_url": "http://127.0.0.1:9/notify",
        "amount": {"total": 1},
    }
    native, direct, query = node.ask(
        post("v3/pay/partner/transactions/native", **body),
        post("v3/pay/transactions/native", **body),
        get("v3/pay/partner/transactions/out-trade-no/NODE000010", sp_mchid="1900000200", sub_mchid="1900000201"),
    )
    assert native["status"] == 200
    assert (direct["status"], direct["data"]["code"]) == (403, "NO_AUTH")
    assert query["data"]["sub_mchid"] == "1900000201"


def test_the_certificates_open_with_the_merchants_own_key(sandbox):
    (first,) = Node(sandbox, "other").ask(get("v3/certificates"))
    assert [one["same"] for one in first["certificates"]] == [True]
    sandbox.post("wechatpay/rotate")
    (second,) = Node(sandbox, "other").ask(get("v3/certificates"))
    assert [one["same"] for one in second["certificates"]] == [True, True]
    assert second["headers"]["serial"] != first["headers"]["serial"]
    (none,) = Node(sandbox, "fuzhou").ask(get("v3/certificates"))
    assert (none["status"], none["data"]["code"]) == (404, "RESOURCE_NOT_EXISTS")


@pytest.mark.parametrize(
    ("fault", "complaint"),
    [
        ("unsigned", "EV3_RES_HEADERS_INCOMPLATE"),
        ("wrong_serial", "EV3_RES_HEADER_PLATFORM_SERIAL"),
        ("wrong_signature", "EV3_RES_HEADER_SIGNATURE_DIGEST"),
        ("corrupt_byte", "EV3_RES_HEADER_SIGNATURE_DIGEST"),
        ("stale_answer", "EV3_RES_HEADER_TIMESTAMP_OFFSET"),
    ],
)
def test_it_sees_through_every_spoilt_answer(sandbox, fault, complaint):
    node = Node(sandbox)
    sandbox.misbehave("wechatpay", fault, 1)
    spoilt, sound = node.ask(get("v3/certificates"), get("v3/certificates"))
    assert (spoilt.get("error"), sound["status"]) == (complaint, 200)


def test_it_believes_no_spoilt_notice(sandbox):
    node = Node(sandbox)
    (native,) = node.ask(post(f"{ORDERS}/native", **order("NODE000011")))
    sandbox.post("wechatpay/payers/lin-mai/pay", qr=native["data"]["code_url"])
    spoils = ("", "wrong_signature", "wrong_serial", "corrupt_byte", "probe")
    made = [sandbox.post("wechatpay/notices/make", number="NODE000011", spoil=spoil) for spoil in spoils]
    assert [one["verified"] for one in node.open(*made)] == [True, False, False, False, False]


def test_the_bills_of_a_day(sandbox):
    node = Node(sandbox)
    (native,) = node.ask(post(f"{ORDERS}/native", **order("NODE000012", fen=1999)))
    sandbox.post("wechatpay/payers/lin-mai/pay", qr=native["data"]["code_url"])
    day = sandbox.get("wechatpay/trades.json")[0]["paid_at"][:10]
    (early,) = node.ask(get("v3/bill/tradebill", bill_date=day, bill_type="ALL", tar_type="GZIP"))
    assert (early["status"], early["data"]["code"]) == (400, "INVALID_REQUEST")
    next_morning(sandbox)
    trade, fund = node.ask(
        get("v3/bill/tradebill", bill_date=day, bill_type="ALL", tar_type="GZIP"),
        get("v3/bill/fundflowbill", bill_date=day, account_type="BASIC", tar_type="GZIP"),
    )
    files = [
        get("v3/billdownload/file", packed=True, token=answer["data"]["download_url"].partition("token=")[2])
        for answer in (trade, fund)
    ]
    trades, funds = (one["data"] for one in node.ask(*files))
    assert "`NODE000012,`" in trades and ",`19.99," in trades
    assert trades.rstrip().endswith("`1,`19.99,`0.00,`0.00,`0.12000,`19.99,`0.00")
    assert funds.rstrip().endswith("`2,`1,`19.99,`1,`0.12")
