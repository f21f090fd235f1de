"""Where work goes that would stop the event loop (线程池与进程池): bounded, timed, and replaced when it breaks."""

import asyncio
import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import asynccontextmanager
from functools import partial
from typing import ParamSpec, TypeVar

from backend.kit.errors import Fault, Refusal

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

# Rendering eight PDFs or reading a card takes seconds; what is not done by then never will be.
TIME_LIMIT_SECONDS = 60.0
# More callers waiting than this would wait longer than their connections live.
WAITING_LIMIT = 64


class TooBusy(Refusal):
    """Everybody who can work has work, and the queue is full (系统繁忙)."""

    code = "BUSY-102"
    status = 503
    say = "现在办理的人较多，请等一两分钟再试，已经填写的内容不会丢失。"


class WorkTimedOut(Fault):
    """A piece of work took longer than it may; its process was ended (处理超时)."""


class WorkerDied(Fault):
    """A piece of work ended its process twice: out of memory, or a crash in native code (处理进程异常退出)."""


class Pools:
    """Threads for work that waits (disk, SDKs) or frees the interpreter, processes for work that computes.

    Nothing is started before it is needed. Processes are spawned, never forked: a fork would copy the event loop's
    locks as they happened to stand. They end when this process ends, even by SIGKILL.
    """

    def __init__(self, *, threads: int = 4, processes: int = 1, waiting: int = WAITING_LIMIT) -> None:
        self._threads = threads
        self._processes = processes
        self._waiting_limit = waiting
        self._waiting = 0
        self._free_threads = asyncio.Semaphore(threads)
        self._free_processes = asyncio.Semaphore(processes)
        self._thread_pool: ThreadPoolExecutor | None = None
        self._process_pool: ProcessPoolExecutor | None = None

    async def in_thread(self, act: Callable[Given, Answer], *args: Given.args, **kwargs: Given.kwargs) -> Answer:
        """Run ``act`` in a thread and return its answer or raise its error; :class:`TooBusy` when the queue is full.

        A thread cannot be stopped, so there is no time limit here: what may hang brings its own.
        """
        async with self._turn(self._free_threads):
            if self._thread_pool is None:
                self._thread_pool = ThreadPoolExecutor(self._threads, thread_name_prefix="kit")
            work = asyncio.get_running_loop().run_in_executor(self._thread_pool, lambda: act(*args, **kwargs))
            return await _to_its_end(work)

    async def in_process(
        self, act: Callable[..., Answer], *args: object, time_limit: float = TIME_LIMIT_SECONDS
    ) -> Answer:
        """Run ``act`` (a module's function; arguments and answer can be pickled) in a process and return its answer.

        ``time_limit`` is in seconds and counts from the moment a process is free; past it the process is killed and
        :class:`WorkTimedOut` raised. Work whose process died under it is tried once more, because the death may have
        been a neighbour's doing, so ``act`` must be harmless to repeat; then it is :class:`WorkerDied`.
        """
        async with self._turn(self._free_processes):
            for _ in range(2):
                pool = self._started()
                try:
                    work = asyncio.get_running_loop().run_in_executor(pool, act, *args)
                    return await asyncio.wait_for(work, time_limit)
                except BrokenProcessPool:
                    self._replace(pool)
                except TimeoutError:
                    self._replace(pool)
                    raise WorkTimedOut(f"{_name(act)} took more than {time_limit:g} s") from None
                except asyncio.CancelledError:
                    # Nobody waits any more, and the process must not compute on while the next caller is let in.
                    self._replace(pool)
                    raise
            raise WorkerDied(f"{_name(act)} ended its process twice")

    async def close(self) -> None:
        """End every process at once, and let threads finish what they are doing."""
        if self._process_pool is not None:
            self._replace(self._process_pool)
        if self._thread_pool is not None:
            pool, self._thread_pool = self._thread_pool, None
            await asyncio.to_thread(pool.shutdown, wait=True, cancel_futures=True)

    @asynccontextmanager
    async def _turn(self, free: asyncio.Semaphore) -> AsyncIterator[None]:
        if free.locked() and self._waiting >= self._waiting_limit:
            raise TooBusy
        self._waiting += 1
        try:
            await free.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            free.release()

    def _started(self) -> ProcessPoolExecutor:
        if self._process_pool is None:
            self._process_pool = ProcessPoolExecutor(
                self._processes, mp_context=multiprocessing.get_context("spawn"), initializer=begin_worker
            )
        return self._process_pool

    def _replace(self, pool: ProcessPoolExecutor) -> None:
        """Kill ``pool``'s processes; the next piece of work starts new ones."""
        if self._process_pool is pool:
            self._process_pool = None
        # Python 3.11 has no public way to end work that runs; 3.14's kill_workers does exactly this.
        for process in list((pool._processes or {}).values()):
            process.kill()
        pool.shutdown(wait=False, cancel_futures=True)


async def _to_its_end(work: "asyncio.Future[Answer]") -> Answer:
    """Await ``work``; a caller that goes away keeps its turn until the thread, which nothing can stop, is done."""
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        if not work.done():
            await asyncio.wait([work])
        raise


def _name(act: Callable[..., object]) -> str:
    plain = act.func if isinstance(act, partial) else act
    return f"{plain.__module__}.{plain.__qualname__}"


def begin_worker() -> None:
    """In the new process: leave Ctrl-C to the parent, and die with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with_parent, daemon=True).start()


def _die_with_parent() -> None:
    # A parent that was killed cannot say so, and the pool's own pipe stays open in us: without this, each restart of
    # a killed server would leave the last one's card readers behind, half a gigabyte each.
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)
