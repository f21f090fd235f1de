"""阿里云短信模拟: texts, receipts, flow control and refusals, asked by the real SDK."""

import asyncio
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from backend.sandbox.world import Options
from tests.sandbox.running import running
from tests.sandbox.test_aliyun_rpc import sdk_call

CODE = json.dumps({"code": "123456"})


def test_it_works(sandbox):
    answer = sdk_call(sandbox, PhoneNumbers="19900000001,+8619900000002", OutId="t-1")
    assert answer["Code"] == "OK"
    sent = sandbox.get("sms.json")
    assert [sms["phone"] for sms in sent] == ["19900000002", "19900000001"]
    assert {(sms["code"], sms["biz_id"], sms["out_id"]) for sms in sent} == {("123456", answer["BizId"], "t-1")}
    assert sandbox.get("sms.json", phone="19900000001")[0]["content"].startswith("【车务通】")
    assert sandbox.sms_codes("19900000001") == ["123456"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"PhoneNumbers": "12345"}, "isv.MOBILE_NUMBER_ILLEGAL"),
        ({"PhoneNumbers": ",".join(["19900000001"] * 1001)}, "isv.MOBILE_COUNT_OVER_LIMIT"),
        ({"SignName": "别家"}, "isv.SMS_SIGNATURE_ILLEGAL"),
        ({"TemplateCode": "SMS_0"}, "isv.SMS_TEMPLATE_ILLEGAL"),
        ({"TemplateParam": "{"}, "isv.INVALID_JSON_PARAM"),
        ({"TemplateParam": "[1]"}, "isv.INVALID_JSON_PARAM"),
        ({"TemplateParam": '{"code":{"a":1}}'}, "isv.INVALID_JSON_PARAM"),
        ({"TemplateParam": "{}"}, "isv.TEMPLATE_MISSING_PARAMETERS"),
        ({"TemplateParam": '{"code":"123"}'}, "isv.TEMPLATE_PARAMS_ILLEGAL"),
        ({"TemplateParam": '{"code":"12 456"}'}, "isv.TEMPLATE_PARAMS_ILLEGAL"),
    ],
)
def test_it_refuses(sandbox, changes, code):
    assert sdk_call(sandbox, **changes)["Code"] == code
    assert sandbox.get("sms.json") == []


def test_limits_are_off_until_switched_on(sandbox):
    assert [sdk_call(sandbox)["Code"] for _ in range(12)] == ["OK"] * 12


def test_one_verification_text_a_minute_five_an_hour_ten_a_day(sandbox):
    sandbox.post("sms/limits", on="1")
    assert sdk_call(sandbox)["Code"] == "OK"
    refused = sdk_call(sandbox)
    assert (refused["Code"], refused["Message"]) == ("isv.BUSINESS_LIMIT_CONTROL", "触发分钟级流控Permits:1")
    assert sdk_call(sandbox, PhoneNumbers="19900000002")["Code"] == "OK"
    for _ in range(4):
        sandbox.advance(61)
        assert sdk_call(sandbox)["Code"] == "OK"
    sandbox.advance(61)
    assert sdk_call(sandbox)["Message"] == "触发小时级流控Permits:5"
    sandbox.advance(3600)
    for _ in range(5):
        assert sdk_call(sandbox)["Code"] == "OK"
        sandbox.advance(61)
    sandbox.advance(3600)
    assert sdk_call(sandbox)["Message"] == "触发天级流控Permits:10"
    sandbox.advance(86400)
    assert sdk_call(sandbox)["Code"] == "OK"


def test_a_notice_has_its_own_wider_limit(sandbox):
    sandbox.post("sms/limits", on="1")
    notice = {"TemplateCode": "SMS_RETURNED", "TemplateParam": '{"count":2}'}
    answers = [sdk_call(sandbox, **notice)["Code"] for _ in range(51)]
    assert answers == ["OK"] * 50 + ["isv.BUSINESS_LIMIT_CONTROL"]


class TestQuery:
    def ask(self, sandbox, **changes: str):
        day = sandbox.get("sms.json")[0]["sent_at"][:10].replace("-", "")
        params = {"PhoneNumber": "19900000001", "SendDate": day, "PageSize": "10", "CurrentPage": "1"}
        return sdk_call(sandbox, action="QuerySendDetails", **(params | changes))

    def test_it_works(self, sandbox):
        receipt = sdk_call(sandbox, OutId="t-9")["BizId"]
        sdk_call(sandbox)
        answer = self.ask(sandbox, BizId=receipt)
        (detail,) = answer["SmsSendDetailDTOs"]["SmsSendDetailDTO"]
        assert (answer["TotalCount"], detail["SendStatus"], detail["OutId"]) == (1, 3, "t-9")
        assert "123456" in detail["Content"]

    def test_it_pages(self, sandbox):
        for _ in range(3):
            sdk_call(sandbox)
        answer = self.ask(sandbox, PageSize="2", CurrentPage="2")
        assert (answer["TotalCount"], len(answer["SmsSendDetailDTOs"]["SmsSendDetailDTO"])) == (3, 1)

    @pytest.mark.parametrize("changes", [{"PageSize": "51"}, {"CurrentPage": "0"}, {"SendDate": "20200101"}])
    def test_it_refuses(self, sandbox, changes):
        sdk_call(sandbox)
        assert self.ask(sandbox, **changes)["Code"] == "isv.INVALID_PARAMETERS"


@pytest.mark.parametrize(("fault", "times"), [(None, 1), ("duplicate_callback", 2)])
def test_delivery_receipts_arrive_once_or_twice(fault, times):
    received: list[list[dict[str, object]]] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self):
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            body = '{"code":0,"msg":"成功"}'.encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    with running(Options(sms_receipt_url=f"http://127.0.0.1:{server.server_port}/receipts")) as sandbox:
        if fault:
            sandbox.misbehave("aliyun_sms", fault, 1)
        sdk_call(sandbox, OutId="t-1")
        asyncio.run(_until(lambda: len(received) >= times))
    server.shutdown()
    server.server_close()
    assert [[receipt["out_id"] for receipt in batch] for batch in received] == [["t-1"]] * times


async def _until(true) -> None:
    for _ in range(60):
        if true():
            break
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.1)  # one more would show now
