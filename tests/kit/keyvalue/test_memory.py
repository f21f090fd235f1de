"""进程内键值存储: what only this store promises."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from backend.kit.clock import moved_by
from backend.kit.keyvalue import MemoryKeyValue

HOUR = timedelta(hours=1)


async def test_it_follows_the_clock_that_tests_move():
    store = MemoryKeyValue()
    await store.set("a", "1", ttl=HOUR)
    assert (await store.hit("x", 1, HOUR)).allowed
    with moved_by(HOUR - timedelta(seconds=5)):
        assert await store.get("a") == "1"
        assert not (await store.hit("x", 1, HOUR)).allowed
    with moved_by(HOUR):
        assert await store.get("a") is None
        assert (await store.hit("x", 1, HOUR)).allowed


async def test_a_flood_of_keys_pushes_out_the_oldest():
    store = MemoryKeyValue(entries=100)
    for number in range(1000):
        await store.set(f"k{number}", "x", ttl=HOUR)
    assert len(store._entries) <= 100
    assert await store.get("k0") is None
    assert await store.get("k999") == "x"


async def test_what_is_over_goes_before_what_lives():
    store = MemoryKeyValue(entries=100)
    for number in range(50):
        await store.set(f"live{number}", "x")
    for number in range(50):
        await store.set(f"old{number}", "x", ttl=HOUR)
    with moved_by(2 * HOUR):
        await store.set("new", "x")
        assert all([await store.get(f"live{number}") for number in range(50)])


async def test_two_threads_one_wins():
    store = MemoryKeyValue()

    def claim(number):
        return asyncio.run(store.set("claim", str(number), only_if_absent=True))

    with ThreadPoolExecutor(8) as pool:
        won = await asyncio.to_thread(lambda: list(pool.map(claim, range(32))))
    assert won.count(True) == 1


async def test_a_message_from_another_thread_arrives():
    store = MemoryKeyValue()
    async with store.subscribe("t") as messages:
        await asyncio.to_thread(lambda: asyncio.run(store.publish("t", "hello")))
        assert await asyncio.wait_for(anext(messages), 2) == "hello"


async def test_a_listener_that_hangs_loses_the_oldest_and_holds_up_nobody():
    store = MemoryKeyValue()
    async with store.subscribe("t") as messages:
        for number in range(1500):
            await store.publish("t", str(number))
        await asyncio.sleep(0)
        assert await anext(messages) == "500"


async def test_closing_ends_every_subscription():
    store = MemoryKeyValue()
    async with store.subscribe("t") as messages:
        await store.close()
        assert [message async for message in messages] == []
