"""短信网关: the real SDK against the sandbox, over a real socket."""

import asyncio
import logging
from dataclasses import replace

import pytest

from backend.gateways.sms import AliyunSms, AliyunSmsConfig
from backend.kit.errors import VendorTrouble

PHONE = "19900000002"


def config_for(sandbox) -> AliyunSmsConfig:
    return AliyunSmsConfig(
        access_key="sandbox-key",
        secret="sandbox-secret",
        signature="车务通",
        endpoint=sandbox.url,
        connect_timeout_s=1,
        read_timeout_s=1,
    )


@pytest.fixture
async def sms(sandbox):
    sender = AliyunSms(config_for(sandbox))
    yield sender
    await sender.close()


async def trouble(sender: AliyunSms, template: str = "SMS_CODE", phone: str = PHONE, **params: str) -> VendorTrouble:
    with pytest.raises(VendorTrouble) as caught:
        await sender.send(phone, template, params or {"code": "482913"}, "out-1")
    assert caught.value.service == "aliyun_sms"
    return caught.value


async def test_it_works(sms, sandbox):
    receipt = await sms.send(PHONE, "SMS_CODE", {"code": "482913"}, "out-1")

    (sent,) = sandbox.get("sms.json", phone=PHONE)
    assert receipt == sent["biz_id"]
    assert (sent["code"], sent["out_id"]) == ("482913", "out-1")
    assert sent["content"].startswith("【车务通】您的验证码是482913")


async def test_it_sends_chinese_values(sms, sandbox):
    words = {"code": "482913", "deal": "闽A7F36Q+100% *~'", "fingerprint": "7F3A-91C2"}
    await sms.send(PHONE, "SMS_SIGN", words, "out-1")
    (sent,) = sandbox.get("sms.json")
    assert "闽A7F36Q+100% *~'" in sent["content"] and "7F3A-91C2" in sent["content"] and sent["code"] == "482913"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"access_key": "nobody"}, "InvalidAccessKeyId.NotFound"),
        ({"secret": "wrong"}, "SignatureDoesNotMatch"),
        ({"signature": "别人"}, "isv.SMS_SIGNATURE_ILLEGAL"),
    ],
)
async def test_it_reports_a_wrong_account_as_permanent(sandbox, change, reason):
    sender = AliyunSms(replace(config_for(sandbox), **change))
    error = await trouble(sender)
    assert (error.reason, error.retry) == (reason, False)
    await sender.close()


@pytest.mark.parametrize(
    ("template", "phone", "params", "reason"),
    [
        ("SMS_NONE", PHONE, {"code": "123456"}, "isv.SMS_TEMPLATE_ILLEGAL"),
        ("SMS_CODE", "12345", {"code": "123456"}, "isv.MOBILE_NUMBER_ILLEGAL"),
        ("SMS_CODE", PHONE, {"other": "123456"}, "isv.TEMPLATE_MISSING_PARAMETERS"),
        ("SMS_CODE", PHONE, {"code": "一二三四"}, "isv.TEMPLATE_PARAMS_ILLEGAL"),
    ],
)
async def test_it_reports_bad_input_as_permanent(sms, template, phone, params, reason):
    error = await trouble(sms, template, phone, **params)
    assert (error.reason, error.retry) == (reason, False)


async def test_it_reports_flow_control_as_passing(sms, sandbox):
    sandbox.post("sms/limits", on="1")
    await sms.send(PHONE, "SMS_CODE", {"code": "482913"}, "out-1")
    error = await trouble(sms)
    assert (error.reason, error.retry) == ("isv.BUSINESS_LIMIT_CONTROL", True)


@pytest.mark.parametrize(
    ("fault", "reason", "retry"),
    [
        ("server_error", "SDK.UnknownServerError", True),
        ("timeout", "SDK.HttpError", True),
        ("rate_limit", "isv.BUSINESS_LIMIT_CONTROL", True),
        ("wrong_signature", "SignatureDoesNotMatch", False),
        # Nobody can tell whether a garbled "OK" went out: repeating it might send twice.
        ("garbled", "garbled answer", False),
    ],
)
async def test_it_tells_a_passing_fault_from_a_lasting_one(sms, sandbox, fault, reason, retry):
    sandbox.misbehave("aliyun_sms", fault, 1)
    error = await trouble(sms)
    assert (error.reason, error.retry) == (reason, retry)
    assert await sms.send(PHONE, "SMS_CODE", {"code": "111111"}, "out-2")


async def test_it_waits_for_a_slow_vendor(sms, sandbox):
    sandbox.misbehave("aliyun_sms", "slow", 1)
    assert await sms.send(PHONE, "SMS_CODE", {"code": "482913"}, "out-1")


async def test_it_reports_a_vendor_that_is_not_there():
    sender = AliyunSms(AliyunSmsConfig("k", "s", "车务通", endpoint="http://127.0.0.1:9", connect_timeout_s=1))
    error = await trouble(sender)
    assert (error.reason, error.retry) == ("SDK.HttpError", True)
    await sender.close()


async def test_it_turns_callers_away_when_the_vendor_hangs(sandbox):
    sender = AliyunSms(replace(config_for(sandbox), workers=1, waiting=1))
    sandbox.misbehave("aliyun_sms", "timeout")
    errors = await asyncio.gather(*(trouble(sender) for _ in range(4)))
    assert sorted(error.reason for error in errors) == ["SDK.HttpError", "SDK.HttpError", "pool full", "pool full"]
    await sender.close()


async def test_it_prints_neither_phone_nor_code(sandbox, capfd, caplog):
    caplog.set_level(logging.DEBUG)
    sender = AliyunSms(config_for(sandbox))
    await sender.send(PHONE, "SMS_CODE", {"code": "482913"}, "out-1")
    await trouble(sender, "SMS_NONE")
    sandbox.misbehave("aliyun_sms", "wrong_signature", 1)
    error = await trouble(sender)
    await sender.close()
    printed = "".join([*capfd.readouterr(), caplog.text, str(error), repr(error.__cause__)])
    assert PHONE not in printed
    assert "482913" not in printed
