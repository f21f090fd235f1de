"""A bounded pool of threads for one blocking SDK (限量线程池): a vendor that hangs can hold up only itself."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import Any, ParamSpec, TypeVar

from backend.kit.errors import VendorTrouble

P = ParamSpec("P")
T = TypeVar("T")


class BoundedPool:
    """``workers`` threads and ``waiting`` seats for ``service``; whoever comes after that is turned away at once.

    ``deadline_s`` is the longest a caller waits, seat and call together, whatever time-outs the SDK itself keeps.
    """

    def __init__(self, service: str, *, workers: int, waiting: int, deadline_s: float) -> None:
        self._service = service
        self._places = workers + waiting
        self._deadline_s = deadline_s
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix=service)
        self._taken = 0
        self._lock = Lock()

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call ``function`` in a thread; ``VendorTrouble(retry=True)`` when the pool is full or the deadline passes."""
        with self._lock:
            if self._taken >= self._places:
                raise VendorTrouble(self._service, "pool full", retry=True)
            self._taken += 1
        try:
            future = self._threads.submit(function, *args, **kwargs)
        except RuntimeError:
            self._leave(None)
            raise VendorTrouble(self._service, "closed", retry=False) from None
        # The place is given back when the thread is done, not when the caller stops waiting.
        future.add_done_callback(self._leave)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), self._deadline_s)
        except TimeoutError:
            raise VendorTrouble(self._service, "deadline", retry=True) from None

    def start(self, function: Callable[[], object]) -> None:
        """Call ``function`` in a thread and let nobody wait for it; not at all when the pool is full or closed."""
        with self._lock:
            if self._taken >= self._places:
                return
            self._taken += 1
        try:
            self._threads.submit(function).add_done_callback(self._leave)
        except RuntimeError:
            self._leave(None)

    def _leave(self, _: Future[Any] | None) -> None:
        with self._lock:
            self._taken -= 1

    def close(self) -> None:
        """Take no more calls; calls under way finish on their own time-outs."""
        self._threads.shutdown(wait=False, cancel_futures=True)
