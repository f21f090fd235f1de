"""One place opens Aliyun's services and says what their refusals mean."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from backend.gateways import aliyun
from backend.gateways.aliyun import AliyunRpc
from backend.kit.errors import VendorTrouble


@dataclass(frozen=True)
class Account:
    """The sandbox's, or another one."""

    endpoint: str
    access_key: str = "sandbox-key"
    secret: str = "sandbox-secret"
    region: str = "cn-hangzhou"
    connect_timeout_s: int = 1
    read_timeout_s: int = 1


@pytest.fixture
def opened():
    """Opens services that the test's end closes."""
    ours: list[AliyunRpc] = []

    def one(endpoint: str, **choices) -> AliyunRpc:
        ours.append(AliyunRpc(Account(endpoint), "some_service", "2017-05-25", **choices))
        return ours[-1]

    yield one
    for each in ours:
        each.close()


def test_nobody_else_knows_the_sdk():
    backend = Path(aliyun.__file__).parents[1]
    found = [path.name for path in backend.rglob("*.py") if re.search(r"(from|import) aliyunsdk", path.read_text())]
    assert found == ["aliyun.py"]


@pytest.mark.parametrize(
    ("code", "status", "retry"),
    [
        ("Throttling.User", 400, True),
        ("ServiceUnavailable", 503, True),
        ("SignatureNonceUsed", 400, True),
        ("TooManyRequests", 429, True),
        ("Whatever", 502, True),
        ("busy.today", None, True),
        ("412", None, False),
        ("SignatureDoesNotMatch", 400, False),
    ],
)
def test_a_code_means_the_same_for_every_service(opened, code, status, retry):
    service = opened("http://127.0.0.1:9", passing=frozenset({"busy.today"}))
    told = service.trouble(code, status=status)
    assert (told.service, told.reason, told.retry) == ("some_service", code, retry)


def test_a_refusal_of_the_gateway_keeps_its_code_and_nothing_personal(opened, sandbox):
    with pytest.raises(VendorTrouble) as caught:
        opened(sandbox.url).post("NoSuchAction", {"PhoneNumbers": "19900000002"})
    assert (caught.value.reason, caught.value.retry) == ("InvalidAction.NotFound", False)
    assert "19900000002" not in repr(caught.value) and caught.value.__suppress_context__


def test_a_line_that_is_down_may_come_back(opened):
    with pytest.raises(VendorTrouble) as caught:
        opened("http://127.0.0.1:9").post("SendSms", {})
    assert caught.value.retry


@pytest.mark.parametrize("repeatable", [True, False])
def test_what_must_not_be_done_twice_is_not_asked_twice_after_an_answer_nobody_can_read(opened, sandbox, repeatable):
    sandbox.misbehave("aliyun_sms", "garbled", 1)
    with pytest.raises(VendorTrouble) as caught:
        opened(sandbox.url, repeatable=repeatable).post("SendSms", {"PhoneNumbers": "19900000002"})
    assert (caught.value.reason, caught.value.retry) == ("garbled answer", repeatable)
