"""密钥管理服务: the real SDK against the sandbox; what it wraps comes back, for its own ring only."""

import logging
from base64 import b64encode
from dataclasses import replace

import pytest

from backend.gateways import kms
from backend.gateways.kms import AliyunKms, KmsConfig
from backend.kit.errors import VendorTrouble
from backend.kit.secrets import KeyRing, KeyRingLocked, install_ring_lock

KEY = bytes(range(200, 232))


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(kms, "FIRST_PAUSE_S", 0)


def config_for(sandbox) -> KmsConfig:
    return KmsConfig(
        "sandbox-key", "sandbox-secret", "key-sandbox-cwt", sandbox.url, connect_timeout_s=1, read_timeout_s=1
    )


@pytest.fixture
def lock(sandbox):
    return AliyunKms(config_for(sandbox))


def trouble(act, *args) -> VendorTrouble:
    with pytest.raises(VendorTrouble) as caught:
        act(*args)
    assert caught.value.service == "aliyun_kms"
    return caught.value


def test_it_works(lock):
    wrapped = lock.wrap(KEY, "ring-a")
    assert b64encode(KEY).decode() not in wrapped
    assert lock.unwrap(wrapped, "ring-a") == KEY
    assert lock.name == "aliyun-kms:key-sandbox-cwt"


def test_it_is_good_for_its_own_ring_only(lock):
    error = trouble(lock.unwrap, lock.wrap(KEY, "ring-a"), "ring-b")
    assert (error.reason, error.retry) == ("InvalidParameter", False)


def test_a_new_key_of_the_account_opens_what_the_old_one_wrapped(lock, sandbox):
    newer = AliyunKms(replace(config_for(sandbox), key_id="key-sandbox-next"))
    assert newer.unwrap(lock.wrap(KEY, "ring-a"), "ring-a") == KEY


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"access_key": "nobody"}, "InvalidAccessKeyId.NotFound"),
        ({"secret": "wrong"}, "SignatureDoesNotMatch"),
        ({"key_id": "key-of-others"}, "Forbidden.KeyNotFound"),
    ],
)
def test_a_wrong_account_is_permanent(sandbox, change, reason):
    error = trouble(AliyunKms(replace(config_for(sandbox), **change)).wrap, KEY, "ring-a")
    assert (error.reason, error.retry) == (reason, False)


@pytest.mark.parametrize(
    ("fault", "reason", "retry"),
    [
        ("server_error", "SDK.UnknownServerError", True),
        ("timeout", "SDK.HttpError", True),
        ("rate_limit", "Rejected.Throttling", True),
        ("garbled", "garbled answer", True),
        ("key_disabled", "Rejected.Disabled", False),
        ("wrong_signature", "SignatureDoesNotMatch", False),
    ],
)
def test_it_tells_a_passing_fault_from_a_lasting_one(lock, sandbox, fault, reason, retry):
    sandbox.misbehave("aliyun_kms", fault)
    error = trouble(lock.wrap, KEY, "ring-a")
    assert (error.reason, error.retry) == (reason, retry)


def test_one_hiccup_is_not_noticed(lock, sandbox):
    sandbox.misbehave("aliyun_kms", "server_error", 2)
    assert lock.unwrap(lock.wrap(KEY, "ring-a"), "ring-a") == KEY


def test_a_vendor_that_is_not_there_is_passing():
    error = trouble(AliyunKms(KmsConfig("k", "s", "key", "http://127.0.0.1:9", connect_timeout_s=1)).wrap, KEY, "a")
    assert (error.reason, error.retry) == ("SDK.HttpError", True)


def test_it_prints_no_key(lock, sandbox, capfd, caplog):
    caplog.set_level(logging.DEBUG)
    wrapped = lock.wrap(KEY, "ring-a")
    lock.unwrap(wrapped, "ring-a")
    sandbox.misbehave("aliyun_kms", "wrong_signature", 1)
    error = trouble(lock.wrap, KEY, "ring-a")
    printed = "".join([*capfd.readouterr(), caplog.text, str(error), repr(error.__cause__)])
    assert b64encode(KEY).decode()[:20] not in printed
    assert wrapped[:20] not in printed


class TestARing:
    """The whole way: a ring's file wrapped through the real SDK."""

    @pytest.fixture(autouse=True)
    def installed(self, lock):
        install_ring_lock(lock)
        yield
        install_ring_lock(None)

    def test_it_opens_with_kms_and_only_with_it(self, tmp_path, sandbox):
        path = tmp_path / "keys.json"
        ring = KeyRing.open_or_create(path)
        keys = ring.keys()
        ring.wrap()
        assert KeyRing(path).keys() == keys
        sandbox.misbehave("aliyun_kms", "key_disabled")
        with pytest.raises(KeyRingLocked, match=r"Rejected\.Disabled"):
            KeyRing(path)
        install_ring_lock(None)
        with pytest.raises(KeyRingLocked, match="aliyun-kms:key-sandbox-cwt"):
            KeyRing(path)

    def test_it_moves_to_another_key(self, tmp_path, sandbox):
        path = tmp_path / "keys.json"
        ring = KeyRing.open_or_create(path)
        ring.wrap()
        install_ring_lock(AliyunKms(replace(config_for(sandbox), key_id="key-sandbox-next")))
        moved = KeyRing(path)
        assert moved.wrap() == "aliyun-kms:key-sandbox-next"
        assert KeyRing(path).keys() == ring.keys()
