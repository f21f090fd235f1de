"""对象存储 OSS: what holds when the line breaks, the vendor refuses half-way, or bytes change; real SDK, sandbox.

What every store promises in good weather stands in tests/kit/objects/test_contract.py.
"""

import random
from dataclasses import replace

import oss2
import pytest

from backend.gateways.oss import OssConfig, OssStore, client, crc64
from backend.kit.errors import Fault, VendorTrouble
from backend.kit.objects import EncryptedStore, ObjectLocked, ObjectMissing
from backend.kit.secrets import Cipher, KeyRing

PART = 100 * 1024
LARGE = random.Random(7).randbytes(3 * PART + 500)
KEY = "vault/large"


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(client, "FIRST_PAUSE_S", 0)


def config_for(sandbox) -> OssConfig:
    return OssConfig(
        access_key="sandbox-key",
        secret="sandbox-secret",
        endpoint=sandbox.url,
        region="cn-hangzhou",
        bucket="chewutong-vault",
        prefix="vault/",
        part_bytes=PART,
        connect_timeout_s=1,
        read_timeout_s=1,
    )


@pytest.fixture
async def store(sandbox):
    made = OssStore(config_for(sandbox))
    yield made
    await made.close()


async def trouble(act) -> VendorTrouble:
    with pytest.raises(VendorTrouble) as caught:
        await act
    assert caught.value.service == "aliyun_oss"
    return caught.value


def bucket(sandbox):
    return oss2.Bucket(
        oss2.AuthV4("sandbox-key", "sandbox-secret"), sandbox.url, "chewutong-vault", region="cn-hangzhou"
    )


def received(sandbox) -> int:
    return sandbox.get("oss.json")["received"]


def open_uploads(sandbox) -> int:
    return sandbox.get("oss.json")["buckets"][0]["uploads"]


def test_the_checksum_is_the_vendor_s():
    assert crc64(b"hello") == 11177612005948864433


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"access_key": "nobody"}, "InvalidAccessKeyId"),
        ({"secret": "wrong"}, "SignatureDoesNotMatch"),
        ({"bucket": "chewutong-other"}, "NoSuchBucket"),
        ({"region": "cn-shanghai"}, "SignatureDoesNotMatch"),
    ],
)
async def test_a_wrong_account_is_permanent(sandbox, change, reason):
    store = OssStore(replace(config_for(sandbox), **change))
    for act in (store.put("a", b"x"), store.get("a"), store.exists("a"), store.put(KEY, LARGE)):
        error = await trouble(act)
        assert (error.reason, error.retry) == (reason, False)
    await store.close()


async def test_a_malformed_address_is_our_own_fault(sandbox):
    with pytest.raises((Fault, oss2.exceptions.ClientError)):
        OssStore(replace(config_for(sandbox), endpoint="http://no such host"))


async def test_a_vendor_that_is_not_there_is_passing():
    store = OssStore(OssConfig("k", "s", "http://127.0.0.1:9", "cn-hangzhou", "chewutong-vault", connect_timeout_s=1))
    error = await trouble(store.get("a"))
    assert (error.reason, error.retry) == ("ConnectionError", True)
    await store.close()


@pytest.mark.parametrize("fault", ["server_error", "rate_limit", "garbled", "cut", "corrupt_stored", "corrupt_read"])
async def test_one_hiccup_is_not_noticed(store, sandbox, fault):
    sandbox.misbehave("aliyun_oss", fault, 1)
    await store.put("a", b"small")
    sandbox.misbehave("aliyun_oss", fault, 1)
    assert await store.put(KEY, LARGE)
    for key, data in (("a", b"small"), (KEY, LARGE)):
        sandbox.misbehave("aliyun_oss", fault, 1)
        assert await store.get(key) == data
    sandbox.misbehave("aliyun_oss", fault, 1)
    assert {key async for key in store.keys("")} == {"a", KEY}


@pytest.mark.parametrize(
    ("fault", "reason", "retry"),
    [
        ("server_error", "ServerError", True),
        ("rate_limit", "QpsLimitExceeded", True),
        ("timeout", "ReadTimeout", True),
        ("wrong_signature", "SignatureDoesNotMatch", False),
        ("corrupt_stored", "checksum differs", True),
    ],
)
async def test_lasting_trouble_tells_whether_to_come_again(store, sandbox, fault, reason, retry):
    sandbox.misbehave("aliyun_oss", fault, 3)
    error = await trouble(store.put("a", b"small"))
    assert (error.reason, error.retry) == (reason, retry)


async def test_what_was_stored_damaged_is_not_left_there(store, sandbox):
    sandbox.misbehave("aliyun_oss", "corrupt_stored", 3)
    await trouble(store.put("a", b"small"))
    assert not await store.exists("a")
    assert await store.put("a", b"small")


async def test_bytes_damaged_on_every_way_back_never_pass(store, sandbox):
    await store.put("a", b"small")
    sandbox.misbehave("aliyun_oss", "corrupt_read")
    error = await trouble(store.get("a"))
    assert (error.reason, error.retry) == ("checksum differs", True)


async def test_refused_half_way_nothing_is_there_and_the_next_try_sends_only_the_rest(store, sandbox):
    sandbox.misbehave("aliyun_oss", "refuse_half_way")
    error = await trouble(store.put(KEY, LARGE))
    assert (error.reason, error.retry) == ("AccessDenied", False)
    assert not await store.exists(KEY)
    sandbox.misbehave("aliyun_oss", "")
    before = received(sandbox)
    assert await store.put(KEY, LARGE)
    assert len(LARGE) - PART <= received(sandbox) - before < len(LARGE) - PART + 5_000
    assert await store.get(KEY) == LARGE
    assert open_uploads(sandbox) == 0


async def test_another_process_goes_on_with_a_sealed_upload(sandbox, tmp_path):
    def opened():
        cipher = Cipher(KeyRing.open_or_create(tmp_path / "keys.json"))
        return EncryptedStore(OssStore(config_for(sandbox)), cipher, repeatable=True)

    killed, again = opened(), opened()
    sandbox.misbehave("aliyun_oss", "cut")
    await trouble(killed.put(KEY, LARGE))
    sandbox.misbehave("aliyun_oss", "")
    before = received(sandbox)
    assert await again.put(KEY, LARGE)
    assert received(sandbox) - before < len(LARGE) - PART + 5_000
    assert await again.get(KEY) == LARGE
    for store in (killed, again):
        await store.close()


async def test_parts_of_other_bytes_are_not_mixed_in_and_are_thrown_away(store, sandbox):
    other = bucket(sandbox)
    upload = other.init_multipart_upload("vault/" + KEY).upload_id
    other.upload_part("vault/" + KEY, upload, 1, b"other" * 30_000)
    assert await store.put(KEY, LARGE)
    assert await store.get(KEY) == LARGE
    assert open_uploads(sandbox) == 0


async def test_a_shorter_object_goes_on_where_a_longer_one_began(store, sandbox):
    """A part number beyond ours must neither count nor break the search for what is safe."""
    other = bucket(sandbox)
    upload = other.init_multipart_upload("vault/" + KEY).upload_id
    for number in (1, 9):
        other.upload_part("vault/" + KEY, upload, number, LARGE[:PART])
    assert await store.put(KEY, LARGE)
    assert await store.get(KEY) == LARGE


class TestTheRetentionLock:
    @pytest.fixture
    def locked(self, sandbox):
        here = bucket(sandbox)
        here.complete_bucket_worm(here.init_bucket_worm(10).worm_id)

    @pytest.mark.parametrize("data", [b"small", LARGE])
    async def test_objects_come_in_and_stay(self, store, locked, data):
        assert await store.put(KEY, data)
        assert not await store.put(KEY, data)
        with pytest.raises(ObjectLocked, match="FileImmutable"):
            await store.put(KEY, data[::-1], replace=True)
        with pytest.raises(ObjectLocked, match="保留"):
            await store.delete(KEY)
        assert await store.get(KEY) == data

    async def test_once_old_enough_they_go(self, store, sandbox, locked):
        await store.put(KEY, b"x")
        sandbox.advance(10 * 86400 + 1)
        assert await store.delete(KEY)
        with pytest.raises(ObjectMissing):
            await store.get(KEY)
