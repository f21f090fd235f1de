"""微信支付协议: whose signature is taken, which fields are refused by which code, and what may be used only once."""

import json
import time

import httpx
import pytest

from tests.sandbox.running import NO_TLS
from tests.sandbox.wechatpay.conftest import APP, ORDERS, REFUNDS, Wire

NATIVE = f"{ORDERS}/native"


class TestWhoMayAsk:
    def test_it_works(self, wire):
        answer = wire.send("POST", NATIVE, wire.order("P2026112001"))
        assert answer.status_code == 200
        assert answer.headers["Wechatpay-Serial"] == wire.merchant["platform_key_id"]
        assert answer.headers["Wechatpay-Signature-Type"] == "WECHATPAY2-SHA256-RSA2048"

    @pytest.mark.parametrize(
        ("old", "new", "code"),
        [
            ("WECHATPAY2-SHA256-RSA2048", "WECHATPAY2-SM2-WITH-SM3", "SIGN_ERROR"),
            ('mchid="1900000109"', 'mchid="1900000110"', "MCH_NOT_EXISTS"),
            ('mchid="1900000109"', 'mchid="1900000333"', "SIGN_ERROR"),
            ('serial_no="5', 'serial_no="6', "SIGN_ERROR"),
            (f'timestamp="{int(time.time()) // 10**5}', f'timestamp="{int(time.time()) // 10**5 - 1}', "SIGN_ERROR"),
            ('timestamp="1', 'timestamp="x', "SIGN_ERROR"),
            ('nonce_str="', 'nonce_str="!', "SIGN_ERROR"),
            ('nonce_str="', 'nonce_str="0', "SIGN_ERROR"),
            ('signature="', 'signature="AAAA', "SIGN_ERROR"),
            ('signature="', 'signature="!', "SIGN_ERROR"),
            ('serial_no="', 'serial="', "SIGN_ERROR"),
        ],
    )
    def test_nobody_else(self, wire, old, new, code):
        answer = wire.send("POST", NATIVE, wire.order("P2026112002"), old, new)
        assert (answer.status_code, answer.json()["code"]) == (401 if code == "SIGN_ERROR" else 400, code)

    def test_the_refusal_names_the_string_that_was_built(self, wire):
        answer = wire.send("GET", f"{ORDERS}/out-trade-no/P1?mchid=1&x=%20", old='signature="', new='signature="AAAA')
        built = answer.json()["detail"]["sign_information"]
        assert built["url"] == f"{ORDERS}/out-trade-no/P1?mchid=1&x=%20"
        assert built["truncated_sign_message"].startswith(f"GET\n{ORDERS}/out-trade-no/P1?mchid=1&x=%20\n")

    def test_the_body_is_signed_as_it_stands(self, wire):
        body = json.dumps(wire.order("P2026112003"))
        assert wire.send("POST", NATIVE, body).status_code == 200
        answer = wire.send("POST", NATIVE, body)
        said = {"Authorization": answer.request.headers["Authorization"]}
        spaced = httpx.post(
            f"{wire.sandbox.url}{NATIVE}", content=f"{body} ", headers=said, trust_env=False, verify=NO_TLS
        )
        assert spaced.status_code == 401

    def test_a_client_must_say_who_it_is(self, wire):
        assert wire.send("GET", "/v3/certificates", **{"User-Agent": ""}).status_code == 400

    @pytest.mark.parametrize("body", ["{", "[]", ""])
    def test_a_body_that_is_none(self, wire, body):
        answer = wire.send("POST", NATIVE, body)
        assert (answer.status_code, answer.json()["code"]) == (400, "PARAM_ERROR")

    def test_answers_are_signed_by_the_key_that_the_request_names(self, wire):
        by_key = wire.send("GET", "/v3/certificates", **{"Wechatpay-Serial": wire.merchant["platform_key_id"]})
        serial = wire.get("/v3/certificates")["data"][0]["serial_no"]
        by_certificate = wire.send("GET", "/v3/certificates", **{"Wechatpay-Serial": serial})
        serials = [answer.headers["Wechatpay-Serial"] for answer in (by_key, by_certificate)]
        assert serials == [wire.merchant["platform_key_id"], serial]


class TestFields:
    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"description": None}, "description"),
            ({"description": "长" * 128}, "description"),
            ({"out_trade_no": "short"}, "out_trade_no"),
            ({"out_trade_no": "长" * 8}, "out_trade_no"),
            ({"amount": None}, "amount"),
            ({"amount": {"total": 0}}, "amount/total"),
            ({"amount": {"total": "100"}}, "amount/total"),
            ({"amount": {"total": 1.5}}, "amount/total"),
            ({"amount": {"total": True}}, "amount/total"),
            ({"amount": {"total": 1, "currency": "USD"}}, "amount/currency"),
            ({"notify_url": None}, "notify_url"),
            ({"notify_url": "https://example.com/?x=1"}, "notify_url"),
            ({"notify_url": "http://example.com/"}, "notify_url"),
            ({"notify_url": "ftp://127.0.0.1/"}, "notify_url"),
            ({"time_expire": "tomorrow"}, "time_expire"),
            ({"time_expire": "2020-01-01T00:00:00+08:00"}, "time_expire"),
            ({"time_expire": "2099-01-01T00:00:00"}, "time_expire"),
            ({"mchid": None}, "mchid"),
        ],
    )
    def test_each_is_refused_by_its_name(self, wire, changes, field):
        told = wire.post(NATIVE, wire.order("P2026112010", **changes))
        assert (told["code"], told["detail"]["field"]) == ("PARAM_ERROR", f"/body/{field}")

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"mchid": "1900000333"}, "INVALID_REQUEST"),
            ({"appid": "wx0"}, "APPID_MCHID_NOT_MATCH"),
            ({"amount": {"total": 5_000_001}}, "RULE_LIMIT"),
        ],
    )
    def test_what_fits_but_may_not_be(self, wire, changes, code):
        assert wire.post(NATIVE, wire.order("P2026112011", **changes))["code"] == code

    def test_what_each_way_of_paying_needs(self, wire):
        assert wire.post(f"{ORDERS}/jsapi", wire.order("P2026112012"))["detail"]["field"] == "/body/payer"
        nobody = wire.order("P2026112012", payer={"openid": "oNobody"})
        assert wire.post(f"{ORDERS}/jsapi", nobody)["code"] == "INVALID_REQUEST"
        assert wire.post(f"{ORDERS}/h5", wire.order("P2026112012"))["detail"]["field"] == "/body/scene_info"
        bare = wire.order("P2026112012", scene_info={"payer_client_ip": "203.0.113.7"})
        assert wire.post(f"{ORDERS}/h5", bare)["detail"]["field"] == "/body/scene_info/h5_info"
        assert wire.scanned("P2026112012", payer={})["detail"]["field"] == "/body/payer/auth_code"
        nowhere = wire.scanned("P2026112012", scene_info={"store_info": {}})
        assert nowhere["detail"]["field"] == "/body/scene_info/store_info/id"


class TestNumbers:
    def test_a_number_may_be_asked_for_again_until_it_is_paid(self, wire):
        first, second = (wire.post(NATIVE, wire.order("P2026112020")) for _ in range(2))
        assert first == second
        assert wire.post(NATIVE, wire.order("P2026112020", amount={"total": 1}))["code"] == "OUT_TRADE_NO_USED"
        assert wire.sandbox.post("wechatpay/payers/lin-mai/pay", number="P2026112020")["ok"]
        assert wire.post(NATIVE, wire.order("P2026112020"))["code"] == "ORDERPAID"
        assert wire.post(f"{ORDERS}/out-trade-no/P2026112020/close", {"mchid": "1900000109"})["code"] == "ORDERPAID"

    def test_a_closed_number_stays_closed(self, wire):
        wire.post(NATIVE, wire.order("P2026112021"))
        close = f"{ORDERS}/out-trade-no/P2026112021/close"
        assert wire.send("POST", close, {"mchid": "1900000109"}).status_code == 204
        assert wire.post(close, {"mchid": "1900000109"})["code"] == "ORDER_CLOSED"
        assert wire.post(NATIVE, wire.order("P2026112021"))["code"] == "ORDER_CLOSED"

    def test_what_is_not_there(self, wire):
        assert wire.get(f"{ORDERS}/out-trade-no/P2026112022?mchid=1900000109")["code"] == "ORDER_NOT_EXIST"
        assert wire.get(f"{ORDERS}/id/4200?mchid=1900000109")["code"] == "ORDER_NOT_EXIST"
        assert wire.get(f"{REFUNDS}/NONE")["code"] == "RESOURCE_NOT_EXISTS"

    def test_merchants_do_not_see_each_other(self, wire, sandbox):
        wire.post(NATIVE, wire.order("P2026112023"))
        other = Wire(sandbox, "other")
        assert other.get(f"{ORDERS}/out-trade-no/P2026112023?mchid=1900000333")["code"] == "ORDER_NOT_EXIST"
        assert other.get(f"{ORDERS}/out-trade-no/P2026112023?mchid=1900000109")["code"] == "INVALID_REQUEST"


class TestPaymentCodes:
    def test_one_code_one_attempt(self, wire):
        code = wire.sandbox.post("wechatpay/payers/lin-mai/code", wish="not_enough")["code"]
        assert wire.scanned("P2026112030", payer={"auth_code": code})["code"] == "NOT_ENOUGH"
        assert wire.scanned("P2026112031", payer={"auth_code": code})["code"] == "AUTHCODEEXPIRE"

    def test_an_alipay_code_is_none_of_wechats(self, wire):
        code = wire.sandbox.post("alipay/payers/lin-mai/code")["code"]
        assert wire.scanned("P2026112032", payer={"auth_code": code})["code"] == "AUTH_CODE_INVALID"

    def test_the_eleventh_of_a_day_needs_the_password(self, wire):
        states = [wire.scanned(f"P20261120{place}")["trade_state"] for place in range(40, 51)]
        assert states == ["SUCCESS"] * 10 + ["USERPAYING"]

    def test_a_password_is_typed_on_the_phone(self, wire, sandbox):
        assert wire.scanned("P2026112060", "password")["trade_state"] == "USERPAYING"
        query = f"{ORDERS}/out-trade-no/P2026112060?mchid=1900000109"
        assert {wire.get(query)["trade_state"] for _ in range(4)} == {"USERPAYING"}
        refused = sandbox.post("wechatpay/payers/chen-mai/pay", number="P2026112060")
        assert refused["message"] == "扫的不是你的付款码"
        assert sandbox.post("wechatpay/payers/lin-mai/pay", number="P2026112060")["ok"]
        assert wire.get(query)["trade_state"] == "SUCCESS"

    def test_a_password_is_refused_on_the_phone(self, wire, sandbox):
        wire.scanned("P2026112061", "password")
        sandbox.post("wechatpay/payers/lin-mai/cancel", number="P2026112061")
        assert wire.get(f"{ORDERS}/out-trade-no/P2026112061?mchid=1900000109")["trade_state"] == "PAYERROR"

    def test_only_they_are_reversed(self, wire):
        wire.paid("P2026112062")
        body = {"appid": APP, "mchid": "1900000109"}
        assert wire.post(f"{ORDERS}/out-trade-no/P2026112062/reverse", body)["code"] == "INVALID_REQUEST"


class TestMoney:
    def test_it_goes_round(self, wire, sandbox):
        def purse() -> int:
            return sandbox.post("wechatpay/payers/lin-mai/code")["balance_fen"]

        before = purse()
        wire.paid("P2026112070", amount={"total": 30_000})
        assert purse() == before - 30_000
        amount = {"refund": 10_000, "total": 30_000, "currency": "CNY"}
        wire.post(REFUNDS, {"out_trade_no": "P2026112070", "out_refund_no": "PR1", "amount": amount})
        assert purse() == before - 20_000
        wire.scanned("P2026112071")
        wire.post(f"{ORDERS}/out-trade-no/P2026112071/reverse", {"appid": APP, "mchid": "1900000109"})
        assert purse() == before - 20_000

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"out_trade_no": "NEVER00000"}, "RESOURCE_NOT_EXISTS"),
            ({"out_trade_no": None}, "PARAM_ERROR"),
            ({"out_refund_no": "含中文"}, "PARAM_ERROR"),
            ({"amount": {"refund": 1, "total": 100}}, "PARAM_ERROR"),
            ({"amount": {"refund": 0, "total": 100, "currency": "CNY"}}, "PARAM_ERROR"),
            ({"amount": {"refund": 1, "total": 99, "currency": "CNY"}}, "INVALID_REQUEST"),
            ({"amount": {"refund": 101, "total": 100, "currency": "CNY"}}, "INVALID_REQUEST"),
        ],
    )
    def test_refunds_that_are_refused(self, wire, changes, code):
        wire.paid("P2026112072")
        asked = {
            "out_trade_no": "P2026112072",
            "out_refund_no": "PR2",
            "amount": {"refund": 1, "total": 100, "currency": "CNY"},
        } | changes
        assert wire.post(REFUNDS, {name: value for name, value in asked.items() if value})["code"] == code

    def test_a_merchant_without_money_gives_none_back(self, wire, sandbox):
        wire.paid("P2026112073")
        sandbox.post("wechatpay/funds", name="wuxi", fen=0)
        amount = {"refund": 100, "total": 100, "currency": "CNY"}
        asked = {"out_trade_no": "P2026112073", "out_refund_no": "PR3", "amount": amount}
        assert wire.post(REFUNDS, asked)["code"] == "NOT_ENOUGH"
