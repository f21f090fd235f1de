"""频率限制: a limit holds, says how long to wait, and keeps no telephone number."""

from datetime import timedelta

import pytest

from backend.kit.clock import held_at, now
from backend.kit.errors import Fault
from backend.kit.keyvalue import (
    MemoryKeyValue,
    RateLimit,
    RedisKeyValue,
    TooManyRequests,
    check,
    forget,
    open_keyvalue,
)

SMS = RateLimit("sms", 2, timedelta(minutes=10))


@pytest.fixture
def store():
    return MemoryKeyValue()


async def test_it_works(store):
    await check(store, SMS, "13800000000")
    await check(store, SMS, "13800000000")
    with pytest.raises(TooManyRequests) as refusal:
        await check(store, SMS, "13800000000")
    assert refusal.value.status == 429
    assert refusal.value.facts["retry_after"] in (599, 600)
    assert refusal.value.sentence == "操作过于频繁，请在 10 分钟后再试。"


async def test_who_waits_as_told_gets_through(store):
    with held_at(now()):
        await check(store, SMS, "a")
        await check(store, SMS, "a")
        with pytest.raises(TooManyRequests) as refusal:
            await check(store, SMS, "a")
        wait = timedelta(seconds=int(str(refusal.value.facts["retry_after"])))
        with held_at(now() + wait):
            await check(store, SMS, "a")


async def test_others_and_other_limits_are_not_held_up(store):
    for _ in range(2):
        await check(store, SMS, "13800000000")
    await check(store, SMS, "13800000001")
    await check(store, RateLimit("login", 1, timedelta(minutes=1)), "13800000000")


async def test_a_success_may_clear_the_count(store):
    for _ in range(5):
        await check(store, SMS, "13800000000")
        await forget(store, SMS, "13800000000")


async def test_no_telephone_number_stands_in_a_key(store):
    await check(store, SMS, "13800000000")
    assert store._entries
    assert not any("13800000000" in key for key in store._entries)


@pytest.mark.parametrize(("seconds", "words"), [(30, " 30 秒"), (61, " 2 分钟"), (7200, " 2 小时")])
async def test_the_wait_is_said_in_words(store, seconds, words):
    with held_at(now()):
        limit = RateLimit("x", 1, timedelta(seconds=seconds))
        await check(store, limit, "a")
        with pytest.raises(TooManyRequests, match=words):
            await check(store, limit, "a")


async def test_settings_choose_the_store():
    assert isinstance(open_keyvalue(None), MemoryKeyValue)
    assert isinstance(open_keyvalue(""), MemoryKeyValue)
    shared = open_keyvalue("redis://127.0.0.1:6379/15", secret=b"k" * 32)
    assert isinstance(shared, RedisKeyValue)
    await shared.close()


def test_a_shared_store_without_a_secret_is_refused():
    with pytest.raises(Fault):
        open_keyvalue("redis://127.0.0.1:6379/15")
