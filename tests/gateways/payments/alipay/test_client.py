"""SDK 的修补: the port, the time zone, the answer's own characters, and what an answer must be to be believed."""

import json
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from backend.gateways.payments import Outcome
from backend.gateways.payments.alipay import open_alipay
from backend.gateways.payments.alipay.client import verified
from backend.gateways.payments.alipay.keys import read_keys
from backend.kit.errors import VendorTrouble
from backend.sandbox.alipay.envelope import answered
from tests.gateways.payments.alipay.conftest import order

NAME = "alipay_trade_pay_response"
FIELDS = {"code": "10000", "msg": "Success", "qr": "https://a/b", "note": '括号 } 与引号 "," "sign":"x"'}


@pytest.fixture(scope="session")
def keys(merchant):
    return read_keys(merchant)


def answer(**changes: str) -> bytes:
    return answered("alipay.trade.pay", FIELDS | changes)


def refused(body: bytes, keys) -> VendorTrouble:
    with pytest.raises(VendorTrouble) as trouble:
        verified(body, NAME, keys)
    return trouble.value


class TestAnswers:
    def test_it_works(self, keys):
        told = verified(answer(), NAME, keys)
        assert (told.code, told.fields["note"]) == ("10000", FIELDS["note"])

    def test_spaces_and_other_members_around_it_do_not_matter(self, keys):
        head, _, sign = answer().decode().rpartition(',"sign":')
        body = f'\n {{ "sign" : {sign[:-1]} , "alipay_cert_sn":"1" , {head[1:]} }} '.encode()
        assert verified(body, NAME, keys).code == "10000"

    def test_printed_again_it_is_not_the_same(self, keys):
        body = json.dumps(json.loads(answer())).encode()
        assert refused(body, keys).reason == "wrong signature"

    def test_each_byte_of_it_counts(self, keys):
        body = answer(note="x")
        for at in range(len(body) - 360):
            changed = body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]
            assert refused(changed, keys).retry

    @pytest.mark.parametrize(
        "body",
        [b"", b"{}", b"null", b"[]", b"{", b'{"a":1', b"<html>", b"\xff", b'{"%s":{}}' % NAME.encode(), b'{"a" 1}'],
    )
    def test_what_is_no_answer(self, keys, body):
        assert refused(body, keys).reason == "garbled answer"

    def test_a_member_twice_is_no_answer(self, keys):
        body = answer()
        assert refused(body[:-1] + b',"sign":"x"}', keys).reason == "garbled answer"

    def test_an_unsigned_success_is_no_success(self, keys):
        trouble = refused(answered("alipay.trade.pay", FIELDS, signed=False), keys)
        assert (trouble.reason, trouble.retry) == ("unsigned 10000", True)

    def test_an_unsigned_refusal_is_no_refusal(self, keys):
        fields = {"code": "40002", "sub_code": "isv.invalid-app-id"}
        trouble = refused(answered("error_response", fields, signed=False), keys)
        assert (trouble.reason, trouble.retry) == ("unsigned isv.invalid-app-id", False)

    def test_an_answer_to_another_method_is_none(self, keys):
        assert refused(answered("alipay.trade.query", FIELDS), keys).reason == "garbled answer"


@pytest.mark.parametrize("zone", ["America/New_York", "UTC", "Asia/Shanghai"])
async def test_the_time_is_beijings_wherever_the_machine_stands(channel, payer, monkeypatch, zone):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert (await channel.charge_code(order(code=payer.code()))).outcome is Outcome.PAID
    finally:
        monkeypatch.undo()
        time.tzset()


async def test_nobody_answers_there(merchant):
    channel = open_alipay(replace(merchant, gateway="http://127.0.0.1:9/gateway.do"))
    with pytest.raises(VendorTrouble, match="connect") as trouble:
        await channel.query("CHARGE_1")
    assert trouble.value.retry
    await channel.close()
    with pytest.raises(VendorTrouble, match="closed"):
        await channel.query("CHARGE_1")


def test_the_sdk_is_loaded_when_it_is_needed_and_not_before():
    code = (
        "import sys; import backend.gateways.payments.alipay;"
        "assert not any(name.startswith('alipay') for name in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
