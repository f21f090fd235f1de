"""线程池与进程池: bounded, timed, replaced when broken, and gone with their parent."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from backend.kit.pools import Pools, TooBusy, WorkerDied, WorkTimedOut


@pytest.fixture
async def pools():
    pools = Pools(threads=2, processes=1, waiting=3)
    yield pools
    await pools.close()


def double(number):
    return number * 2


def refuse(word):
    raise ValueError(word)


def own_pid():
    return os.getpid()


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def die_once(path):
    if os.path.exists(path):
        return "second try"
    open(path, "w").close()
    return die()


def sleep_long():
    time.sleep(30)


class TestThreads:
    async def test_it_works(self, pools):
        assert await pools.in_thread(double, 21) == 42
        assert await pools.in_thread(threading.get_ident) != threading.get_ident()

    async def test_an_error_comes_through(self, pools):
        with pytest.raises(ValueError, match="why"):
            await pools.in_thread(refuse, "why")

    async def test_no_more_run_at_once_than_there_are_threads(self):
        pools, running, most, guard = Pools(threads=2), 0, 0, threading.Lock()

        def work():
            nonlocal running, most
            with guard:
                running += 1
                most = max(most, running)
            time.sleep(0.01)
            with guard:
                running -= 1

        await asyncio.gather(*(pools.in_thread(work) for _ in range(10)))
        assert most == 2
        await pools.close()

    async def test_a_full_queue_is_refused_at_once(self, pools):
        gate = threading.Event()
        held = [asyncio.create_task(pools.in_thread(gate.wait)) for _ in range(2 + 3)]
        await asyncio.sleep(0.05)
        with pytest.raises(TooBusy) as refusal:
            await pools.in_thread(double, 1)
        assert refusal.value.status == 503
        gate.set()
        await asyncio.gather(*held)
        assert await pools.in_thread(double, 1) == 2

    async def test_a_caller_that_goes_away_keeps_its_turn_until_the_thread_is_done(self):
        pools, gate = Pools(threads=1), threading.Event()
        first = asyncio.create_task(pools.in_thread(gate.wait))
        await asyncio.sleep(0.05)
        first.cancel()
        second = asyncio.create_task(pools.in_thread(double, 4))
        await asyncio.sleep(0.05)
        assert not second.done()
        gate.set()
        assert await second == 8
        await pools.close()


class TestProcesses:
    async def test_it_works(self, pools):
        assert await pools.in_process(double, 21) == 42
        first = await pools.in_process(own_pid)
        assert first == await pools.in_process(own_pid) != os.getpid()
        with pytest.raises(ValueError, match="why"):
            await pools.in_process(refuse, "why")

    async def test_work_whose_process_died_is_tried_once_more(self, pools, tmp_path):
        assert await pools.in_process(die_once, str(tmp_path / "tried")) == "second try"

    async def test_work_that_kills_every_process_is_a_fault_and_harms_nobody_after(self, pools):
        with pytest.raises(WorkerDied, match="die"):
            await pools.in_process(die)
        assert await pools.in_process(double, 1) == 2

    async def test_work_that_hangs_is_ended(self, pools):
        pid = await pools.in_process(own_pid)
        with pytest.raises(WorkTimedOut, match="sleep_long"):
            await pools.in_process(sleep_long, time_limit=0.2)
        assert await pools.in_process(own_pid) != pid
        assert await gone(pid)

    async def test_closing_ends_the_process(self, pools):
        pid = await pools.in_process(own_pid)
        await pools.close()
        assert await gone(pid)


PARENT = """
import asyncio, os, signal
from backend.kit.pools import Pools

async def main():
    print(await Pools().in_process(os.getpid), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    asyncio.run(main())
"""


async def test_a_killed_server_leaves_no_process_behind(tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.getcwd()},
    )
    assert done.returncode == -signal.SIGKILL
    assert await gone(int(done.stdout))


async def gone(pid):
    """True once the process ended."""
    for _ in range(100):
        if ended(pid):
            return True
        await asyncio.sleep(0.05)
    return False


def ended(pid):
    try:
        # A zombie has ended; only nobody has collected it yet.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True
