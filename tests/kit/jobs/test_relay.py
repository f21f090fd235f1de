"""Jobs: leave with the commit, run at least once, are found again whatever happened."""

import asyncio
import logging
from datetime import timedelta

import pytest

from backend.kit import clock
from backend.kit.errors import VendorTrouble
from backend.kit.jobs import Relay, job
from backend.kit.jobs.outbox import wake
from backend.kit.jobs.relay import LEASE
from backend.kit.models import Job

ran: list[str] = []
fails: list[int] = []
raised: list[Exception] = []


@job("test.note")
async def note(run):
    ran.append(run.key)


@job("test.fail_twice")
async def fail_twice(run):
    fails.append(run.attempt)
    if run.attempt < 2:
        raise ConnectionError("the vendor hung up")


@job("test.raise")
async def raise_it(run):
    raise raised[0]


@pytest.fixture(autouse=True)
def nothing_ran():
    ran.clear()
    fails.clear()
    raised.clear()


async def ask(work_of, name, key, **arguments):
    async with work_of() as work:
        await work.queue(name, key, **arguments)


async def test_it_works(kit, work_of):
    await ask(work_of, "test.note", "a")
    assert await Relay(None).drain() == 1
    assert ran == ["a"]
    assert (await Job.get(key="a")).state == "done"


async def test_asking_twice_runs_once(kit, work_of):
    await ask(work_of, "test.note", "a")
    await ask(work_of, "test.note", "a")
    await Relay(None).drain()
    await ask(work_of, "test.note", "a")
    await Relay(None).drain()
    assert ran == ["a"]


async def test_a_job_of_a_rolled_back_work_never_was(kit, work_of):
    with pytest.raises(ZeroDivisionError):
        async with work_of() as work:
            await work.queue("test.note", "a")
            raise ZeroDivisionError
    assert await Relay(None).drain() == 0


async def test_a_failing_job_is_tried_again_later(kit, work_of):
    await ask(work_of, "test.fail_twice", "a")
    relay = Relay(None)
    for _ in range(3):
        await relay.drain()
        await Job.filter(key="a").update(run_at=clock.now())
    assert fails == [0, 1, 2]
    row = await Job.get(key="a")
    assert (row.state, row.attempts, row.last_error) == ("done", 3, "ConnectionError")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (VendorTrouble("timestamps", "http 502", retry=True), "attempt=0 trouble=timestamps: http 502"),
        (ValueError("ours"), "attempt=0"),
    ],
)
async def test_a_silent_vendor_is_one_line_and_anything_else_tells_its_way(kit, work_of, caplog, error, told):
    raised.append(error)
    await ask(work_of, "test.raise", "a")
    with caplog.at_level(logging.WARNING, "chewutong.jobs"):
        await Relay(None).drain()
    [record] = caplog.records
    assert record.getMessage() == f"job failed name=test.raise key=a {told}"
    assert bool(record.exc_info) is not isinstance(error, VendorTrouble)


async def test_a_job_waits_its_delay(kit, work_of):
    async with work_of() as work:
        await work.queue("test.note", "later", delay_seconds=60)
    assert await Relay(None).drain() == 0
    with clock.moved_by(timedelta(seconds=61)):
        assert await Relay(None).drain() == 1


async def test_one_of_two_runners_gets_it(kit, work_of):
    await ask(work_of, "test.note", "a")
    row = await Job.get(key="a")
    until = clock.now() + LEASE
    assert sorted(await asyncio.gather(*(row.claim(name, clock.now(), until) for name in "xy"))) == [False, True]


async def test_a_runner_that_died_is_replaced_after_its_lease(kit, work_of):
    await ask(work_of, "test.note", "a")
    row = await Job.get(key="a")
    await row.claim("dead", clock.now(), clock.now() + LEASE)
    assert await Relay(None).drain() == 0
    with clock.moved_by(LEASE + timedelta(seconds=1)):
        assert await Relay(None).drain() == 1
    assert ran == ["a"]


async def test_an_open_relay_runs_what_is_asked_for(kit, work_of):
    relay = Relay(None)
    await relay.open()
    try:
        await ask(work_of, "test.note", "live")
        for _ in range(100):
            if ran:
                break
            await asyncio.sleep(0.02)
        assert ran == ["live"]
    finally:
        await relay.close()


async def test_it_closes_although_the_bell_rings_in_the_same_moment(kit):
    relay = Relay(None)
    await relay.open()
    await asyncio.sleep(0.2)  # until it waits for the bell
    wake()
    await asyncio.wait_for(relay.close(), 5)


async def test_the_only_runner_does_not_wait_for_leases_of_its_dead_predecessor(kit, work_of):
    await ask(work_of, "test.note", "a")
    await (await Job.get(key="a")).claim("dead", clock.now(), clock.now() + LEASE)
    relay = Relay(None, alone=True)
    await relay.open()
    try:
        for _ in range(100):
            if ran:
                break
            await asyncio.sleep(0.02)
        assert ran == ["a"]
    finally:
        await relay.close()


async def test_a_slow_job_keeps_its_lease(kit, work_of, monkeypatch):
    monkeypatch.setattr("backend.kit.jobs.relay.ALIVE_EVERY_SECONDS", 0.05)
    leases = []

    @job("test.slow")
    async def slow(run):
        for _ in range(4):
            leases.append((await Job.get(key="slow")).leased_until)
            await asyncio.sleep(0.06)

    await ask(work_of, "test.slow", "slow")
    await Relay(None).drain()
    assert leases[-1] > leases[0]
