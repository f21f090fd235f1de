"""The unit of work: all of it or none of it."""

import asyncio

import pytest

from backend.kit.actor import ANYONE
from backend.kit.database.work import connect_announcements
from backend.kit.errors import Refusal
from backend.kit.events import on, publish
from backend.kit.models import AuditEntry


class Wrong(Refusal):
    code = "TEST-002"
    say = "验证码不对。"
    keeps = True


async def test_a_refusal_may_keep_what_was_counted(kit, work_of):
    with pytest.raises(Wrong):
        async with work_of() as work:
            await work.record("code.wrong", "x")
            raise Wrong
    assert await AuditEntry.all().count() == 1


async def test_announcements_go_out_after_the_commit_and_only_then(kit, work_of):
    heard = []

    async def listen(topic, message):
        heard.append((topic, message, await AuditEntry.all().count()))

    connect_announcements(listen)
    async with work_of(ANYONE) as work:
        work.announce("station:1", code="x")
        await work.record("a", "b")
        assert heard == []
    assert heard == [("station:1", {"code": "x"}, 1)]
    with pytest.raises(ZeroDivisionError):
        async with work_of() as work:
            work.announce("station:1", code="y")
            raise ZeroDivisionError
    assert len(heard) == 1


class Happened:
    pass


async def test_a_subscriber_that_fails_takes_the_cause_with_it(kit, work_of):
    @on(Happened)
    async def break_down(work, event):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        async with work_of() as work:
            await work.record("a", "b")
            await publish(work, Happened())
    assert await AuditEntry.all().count() == 0


async def test_works_at_once_number_their_audit_lines_without_gap_or_double(kit, work_of):
    async def one(number):
        async with work_of() as work:
            await work.record("a", str(number))

    await asyncio.gather(*(one(number) for number in range(20)))
    assert [line.seq for line in await AuditEntry.all().order_by("seq")] == list(range(1, 21))
