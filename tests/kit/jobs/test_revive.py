"""Reviving a job: a promise that the data makes is kept though its row was done, put off, or lost."""

from datetime import timedelta

from backend.kit import clock
from backend.kit.jobs import forget_done, job
from backend.kit.models import Job


@job("test.revived")
async def revived(run):
    pass


async def state_of(key: str) -> tuple[str, bool]:
    row = await Job.get(name="test.revived", key=key)
    return row.state, row.run_at <= clock.now()


async def ask(work_of, key: str = "set1") -> bool:
    async with work_of() as work:
        return await work.revive("test.revived", key, set=key)


async def test_a_lost_one_is_asked_for_again(kit, work_of):
    assert await ask(work_of)
    assert (await Job.get(name="test.revived")).arguments == {"set": "set1"}
    assert await state_of("set1") == ("waiting", True)


async def test_one_that_is_due_is_left_alone(kit, work_of):
    assert await ask(work_of)
    assert not await ask(work_of)
    assert await Job.filter(name="test.revived").count() == 1


async def test_one_that_is_done_runs_again(kit, work_of):
    await ask(work_of)
    await Job.filter(name="test.revived").update(state="done", done_at=clock.now())
    assert await ask(work_of)
    assert await state_of("set1") == ("waiting", True)


async def test_one_that_was_put_off_need_not_wait_longer(kit, work_of):
    await ask(work_of)
    await Job.filter(name="test.revived").update(run_at=clock.now() + timedelta(hours=1), attempts=12)
    assert await ask(work_of)
    assert await state_of("set1") == ("waiting", True)


async def test_one_that_runs_is_not_taken_from_its_runner(kit, work_of):
    await ask(work_of)
    row = await Job.get(name="test.revived")
    assert await row.claim("lease1", clock.now(), clock.now() + timedelta(seconds=30))
    assert not await ask(work_of)
    assert (await Job.get(name="test.revived")).lease == "lease1"


async def test_what_is_done_of_a_frequent_job_can_be_forgotten(kit, work_of):
    await ask(work_of, "old")
    await Job.filter(name="test.revived").update(state="done")
    await ask(work_of, "new")
    await forget_done("test.revived")
    assert [row.key for row in await Job.filter(name="test.revived")] == ["new"]
