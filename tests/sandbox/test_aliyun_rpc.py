"""阿里云 RPC 网关: the official signature, and every way a call is turned away. Requests are signed by the real SDK."""

import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.request import CommonRequest

from backend.sandbox.aliyun.rpc import signature


def official_sample() -> dict[str, str]:
    """The sample of Aliyun's documentation (INTEGRATIONS §4.1)."""
    return {
        "AccessKeyId": "testId",
        "Action": "SendSms",
        "Format": "XML",
        "OutId": "123",
        "PhoneNumbers": "15300000001",
        "RegionId": "cn-hangzhou",
        "SignName": "阿里云短信测试专用",
        "SignatureMethod": "HMAC-SHA1",
        "SignatureNonce": "45e25e9b-0a6f-4070-8c85-2956eda1b466",
        "SignatureVersion": "1.0",
        "TemplateCode": "SMS_71390007",
        "TemplateParam": '{"customer":"test"}',
        "Timestamp": "2017-07-12T02:42:19Z",
        "Version": "2017-05-25",
    }


def test_the_signature_is_the_official_one():
    assert signature("GET", official_sample(), "testSecret") == "zJDF+Lrzhj/ThnlvIToysFRq6t4="


def test_any_changed_part_changes_the_signature():
    sample = official_sample()
    for name in sample:
        assert signature("GET", sample | {name: sample[name] + "x"}, "testSecret") != "zJDF+Lrzhj/ThnlvIToysFRq6t4="
    assert signature("POST", sample, "testSecret") != "zJDF+Lrzhj/ThnlvIToysFRq6t4="


def sdk_call(sandbox, method: str = "POST", **changes: str):
    """Call an action as the real SDK does; ``key``, ``secret``, ``version``, ``action``, any parameter may differ."""
    key, secret = changes.pop("key", "sandbox-key"), changes.pop("secret", "sandbox-secret")
    client = AcsClient(key, secret, "cn-hangzhou", auto_retry=False)
    request = CommonRequest(
        domain=sandbox.url.removeprefix("http://"),
        version=changes.pop("version", "2017-05-25"),
        action_name=changes.pop("action", "SendSms"),
    )
    request.set_protocol_type("http")
    request.set_method(method)
    params = {
        "PhoneNumbers": "19900000001",
        "SignName": "车务通",
        "TemplateCode": "SMS_CODE",
        "TemplateParam": json.dumps({"code": "123456"}),
    }
    for name, value in (params | changes).items():
        (request.add_query_param if method == "GET" else request.add_body_params)(name, value)
    return json.loads(client.do_action_with_exception(request))


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_sdk_is_let_in(sandbox, method):
    assert sdk_call(sandbox, method, OutId="a b*c~d/中")["Code"] == "OK"


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"key": "nobody"}, 404, "InvalidAccessKeyId.NotFound"),
        ({"secret": "wrong"}, 400, "SignatureDoesNotMatch"),
        ({"action": "SendPigeon"}, 404, "InvalidAction.NotFound"),
        ({"version": "2001-01-01"}, 404, "InvalidAction.NotFound"),
    ],
)
def test_the_sdk_is_turned_away(sandbox, changes, status, code):
    with pytest.raises(ServerException) as caught:
        sdk_call(sandbox, **changes)
    assert (caught.value.http_status, caught.value.error_code) == (status, code)


def signed(**changes: str | None) -> dict[str, str]:
    """A call signed by hand, for what the SDK would never send."""
    params: dict[str, str | None] = official_sample() | {
        "AccessKeyId": "sandbox-key",
        "Format": "JSON",
        "SignName": "车务通",
        "TemplateCode": "SMS_CODE",
        "TemplateParam": '{"code":"123456"}',
        "Timestamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    kept = {name: value for name, value in (params | changes).items() if value is not None}
    return kept | {"Signature": signature("GET", kept, "sandbox-secret")}


def refusal(sandbox, params: dict[str, str]) -> tuple[int, str]:
    answer = httpx.get(sandbox.url + "/", params=params, trust_env=False)
    return answer.status_code, answer.json()["Code"]


def test_a_nonce_works_once(sandbox):
    params = signed()
    assert refusal(sandbox, params) == (200, "OK")
    assert refusal(sandbox, params) == (400, "SignatureNonceUsed")


@pytest.mark.parametrize("minutes", [-16, 16])
def test_a_stale_or_early_call_is_refused(sandbox, minutes):
    stamp = (datetime.now(UTC) + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert refusal(sandbox, signed(Timestamp=stamp)) == (400, "InvalidTimeStamp.Expired")


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"Timestamp": "yesterday"}, 400, "InvalidTimeStamp.Format"),
        ({"SignatureNonce": None}, 400, "MissingSignatureNonce"),
        ({"AccessKeyId": None}, 400, "MissingAccessKeyId"),
        ({"SignatureMethod": "MD5"}, 400, "InvalidParameter"),
        ({"PhoneNumbers": None}, 400, "MissingPhoneNumbers"),
        ({"Action": None}, 400, "MissingAction"),
    ],
)
def test_incomplete_calls_are_refused(sandbox, changes, status, code):
    assert refusal(sandbox, signed(**changes)) == (status, code)


def test_a_tampered_call_is_refused(sandbox):
    assert refusal(sandbox, signed() | {"PhoneNumbers": "19900000009"}) == (400, "SignatureDoesNotMatch")


def test_a_browser_at_the_front_door_finds_the_page(sandbox):
    answer = httpx.get(sandbox.url + "/", trust_env=False)
    assert (answer.status_code, answer.headers["location"]) == (302, "/sandbox")
