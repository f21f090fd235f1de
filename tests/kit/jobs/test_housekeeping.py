"""Housekeeping: once a day, what nobody needs any more goes; what somebody needs stays."""

from datetime import timedelta

from backend.kit import clock
from backend.kit.jobs import Relay
from backend.kit.jobs.housekeeping import ask_for_housekeeping
from backend.kit.models import Command, Job, Session


class Tools:
    def __init__(self, kit):
        self.kit = kit


async def test_it_sweeps_and_asks_for_tomorrow(kit, work_of):
    old, new = clock.now() - timedelta(days=61), clock.now()
    for name, moment in (("old", old), ("new", new)):
        await Command.create(actor="a", key=name, request_hash=name, created_at=moment)
        await Session.create(token_hash=name, kind="owner", subject="x", csrf="c", created_at=moment, expires_at=moment)
        await Job.create(
            name="j", key=name, arguments={}, state="done", run_at=moment, created_at=moment, done_at=moment
        )
    async with work_of() as work:
        await ask_for_housekeeping(work)
    assert await Relay(Tools(kit)).drain() == 1
    assert [row.key for row in await Command.all()] == ["new"]
    assert [row.token_hash for row in await Session.all()] == ["new"]
    assert not await Job.filter(key="old").exists()
    assert (await Job.get(name="kit.housekeeping", state="waiting")).run_at > clock.now() + timedelta(hours=23)


async def test_asking_at_every_start_runs_it_once_a_day(kit, work_of):
    for _ in range(3):
        async with work_of() as work:
            await ask_for_housekeeping(work)
        await Relay(Tools(kit)).drain()
    assert await Job.filter(name="kit.housekeeping", state="done").count() == 1
