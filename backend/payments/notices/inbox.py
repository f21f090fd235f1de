"""Committing notifications together (通知合并入账): whoever comes while another commit is on its way joins the next.

A commit costs a sync of the disk, whatever it holds. Each caller is answered after the commit that holds its notice;
where a group cannot be committed, each of it is tried alone, so that one bad notice spoils no other.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from tortoise.exceptions import IntegrityError

from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from backend.payments.notices.apply import Arrived, apply_all

MOST_TOGETHER = 50
Group = Sequence[tuple[Arrived, "asyncio.Future[str]"]]


@dataclass
class Inbox:
    """The notices of one process that wait to be committed."""

    _waiting: list[tuple[Arrived, "asyncio.Future[str]"]] = field(default_factory=list)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _under_way: set["asyncio.Task[None]"] = field(default_factory=set)

    async def take_in(self, arrived: Arrived) -> str:
        """Commit this notice, with others where there are some; what came of it (see NoticeSeen)."""
        done: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting.append((arrived, done))
        while not done.done():
            async with self._turn:
                if self._waiting and not done.done():
                    group, self._waiting = self._waiting[:MOST_TOGETHER], self._waiting[MOST_TOGETHER:]
                    await self._committed(group)
                    continue
            # It is on its way already, in the group of somebody who hung up.
            await asyncio.wait({done})
        return done.result()

    async def _committed(self, group: Group) -> None:
        """In a task of its own: whoever hangs up while committing for the others ends only their own waiting."""
        task = asyncio.create_task(_answer(group))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        await asyncio.shield(task)


async def _answer(group: Group) -> None:
    try:
        outcomes = await _applied([arrived for arrived, _ in group])
    except Exception as error:
        if len(group) > 1:
            for one in group:
                await _answer([one])
        elif not group[0][1].done():
            group[0][1].set_exception(error)
    except BaseException:
        # The process is stopping: nobody of the group is answered OK, and the channel tells all of them again.
        for _, done in group:
            done.cancel()
        raise
    else:
        for (_, done), outcome in zip(group, outcomes, strict=True):
            if not done.done():
                done.set_result(outcome)


async def _applied(group: list[Arrived]) -> list[str]:
    try:
        async with unit_of_work(SYSTEM) as work:
            return await apply_all(work, group)
    except IntegrityError:
        # Another process committed one of them in between; now it is seen.
        async with unit_of_work(SYSTEM) as work:
            return await apply_all(work, group)
