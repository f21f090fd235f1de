"""Power cuts at a chosen step (断电): every statement, every object read or written, every piece of work in a pool.

A step is counted before it happens, and once more after what lasts: a commit, an object on the disk.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionWrapper

from backend.kit.objects import LocalStore
from backend.kit.pools import Pools

BEFORE = (
    (SqliteClient, ("execute_insert", "execute_query", "execute_query_dict", "execute_many")),
    (SqliteTransactionWrapper, ("commit", "execute_many")),
    (LocalStore, ("put", "get", "exists")),
    (Pools, ("in_thread",)),
)
AFTER = ("put", "commit")


class PowerCut(BaseException):
    """The process is gone; nothing may catch it."""


class Steps:
    """How many steps were taken, and what the last one was."""

    def __init__(self, cut_at: int, end: Callable[[], None]) -> None:
        self.taken, self.last, self._cut_at, self._end = 0, "", cut_at, end

    def take(self, name: str) -> None:
        """One step; the power goes if it is the chosen one."""
        self.taken += 1
        if self.taken == self._cut_at:
            self.last = name
            self._end()


def end_by_exception() -> None:
    """End what runs as a crash would, and leave the test its process."""
    raise PowerCut


@contextmanager
def cut(at: int, end: Callable[[], None] = end_by_exception) -> Iterator[Steps]:
    """Within the block, the ``at``-th step (from 1) does not happen any more; nobody is left to count the others."""
    steps = Steps(at, end)
    with ExitStack() as patched:
        for owner, names in BEFORE:
            for name in names:
                patched.enter_context(patch.object(owner, name, _counted(getattr(owner, name), name, steps)))
        yield steps


def _counted(real: Callable[..., Any], name: str, steps: Steps) -> Callable[..., Any]:
    async def step(*given: Any, **named: Any) -> Any:
        try:
            steps.take(name)
        except PowerCut:
            if name == "commit":  # the connection outlives this death, and would commit what it holds
                await given[0].rollback()
            raise
        answer = await real(*given, **named)
        if name in AFTER:
            steps.take(f"after {name}")
        return answer

    return step
