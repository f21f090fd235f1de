"""RapidOCR in worker processes (识别进程池): work never touches the event loop, a dead worker is replaced."""

import asyncio
import logging
import multiprocessing
import os
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from typing import Final

from backend.gateways.card_reader.reading import CardReading
from backend.kit.errors import VendorTrouble

log = logging.getLogger(__name__)

SERVICE: Final = "card_reader"
TIME_LIMIT_S: Final = 30.0  # a card takes under a second; a process that needs this long is hung
_WAITING_PER_WORKER: Final = 20  # readings in the queue of one worker before new ones are told to come back


class RapidOcrReader:
    """Reads cards with RapidOCR in ``workers`` processes, started on the first card, models loaded once in each."""

    def __init__(self, workers: int, *, threads: int = 2, time_limit_s: float = TIME_LIMIT_S) -> None:
        self._workers = max(1, workers)
        self._threads = threads
        self._time_limit_s = time_limit_s
        self._pool: ProcessPoolExecutor | None = None
        self._under_way = 0
        self._closed = False

    async def read(self, image: bytes, kind: str | None = None) -> CardReading:
        """Read one photograph; see :class:`~backend.gateways.card_reader.CardReader`."""
        if self._closed:
            raise VendorTrouble(SERVICE, "closed", retry=False)
        if self._under_way >= self._workers * _WAITING_PER_WORKER:
            raise VendorTrouble(SERVICE, "busy", retry=True)
        self._under_way += 1
        try:
            # Those ahead in the queue may take their time too, so the limit grows with the queue.
            ahead = self._under_way // self._workers
            return await asyncio.wait_for(self._read(image, kind), self._time_limit_s * (1 + ahead))
        except TimeoutError:
            self._replace(self._pool, "time-out")
            raise VendorTrouble(SERVICE, "time-out", retry=True) from None
        finally:
            self._under_way -= 1

    async def _read(self, image: bytes, kind: str | None) -> CardReading:
        """Ask the pool; once more in a new pool when a worker died, since most deaths are somebody else's fault."""
        from backend.gateways.card_reader.worker import read_in_worker

        for attempt in (1, 2):
            pool = self._open()
            try:
                answer = await asyncio.wrap_future(pool.submit(read_in_worker, image, kind))
            except (BrokenProcessPool, RuntimeError) as trouble:
                if not isinstance(trouble, BrokenProcessPool) and pool is self._pool:
                    raise
                self._replace(pool, "worker died")
                if attempt == 2 or self._closed:
                    raise VendorTrouble(SERVICE, "worker died", retry=True) from None
            else:
                if isinstance(answer, CardReading):
                    return answer
                if isinstance(answer, str):
                    raise VendorTrouble(SERVICE, answer, retry=False)
                raise answer
        raise AssertionError("unreachable")

    def _open(self) -> ProcessPoolExecutor:
        if self._pool is None:
            from backend.gateways.card_reader.worker import start_worker

            # spawn: the web server's threads and sockets must not be copied into a worker.
            self._pool = ProcessPoolExecutor(
                self._workers,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=start_worker,
                initargs=(self._threads,),
            )
        return self._pool

    def _replace(self, pool: ProcessPoolExecutor | None, reason: str) -> None:
        """Throw ``pool`` away with its processes; the next reading opens a new one. A pool is thrown away once."""
        if pool is None or pool is not self._pool:
            return
        log.warning("card reader workers replaced", extra={"reason": reason})
        self._pool = None
        _kill(pool)

    def pids(self) -> list[int]:
        """Process ids of the workers now running, for the operator's page and for tests of their death."""
        return list(getattr(self._pool, "_processes", None) or {})

    async def close(self) -> None:
        """Stop the workers; readings under way end in ``VendorTrouble``."""
        self._closed = True
        pool, self._pool = self._pool, None
        if pool is not None:
            _kill(pool)
            await asyncio.to_thread(pool.shutdown, wait=True, cancel_futures=True)


def _kill(pool: ProcessPoolExecutor) -> None:
    """End the pool's processes; a hung one does not listen to anything gentler."""
    for pid in list(getattr(pool, "_processes", None) or {}):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    pool.shutdown(wait=False, cancel_futures=True)
