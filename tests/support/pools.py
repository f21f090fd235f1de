"""Pools that start no process: spawning one for each test would cost more than all the rest of it.

The real pools have tests of their own (tests/kit/test_pools.py), and whole-server tests use them.
"""

from collections.abc import Callable
from typing import TypeVar

from backend.kit.pools import Pools

Answer = TypeVar("Answer")


class ThreadedPools(Pools):
    """Everything in threads of the test's own process."""

    async def in_process(self, act: Callable[..., Answer], *args: object, time_limit: float = 60.0) -> Answer:
        return await self.in_thread(act, *args)
