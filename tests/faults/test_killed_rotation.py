"""``cwt keys rotate`` is killed again and again while the platform works: nothing is lost, refused, or left behind."""

import asyncio
import os
import random
import re
import signal
import subprocess
import sys

import pytest

from backend.app import open_machine
from backend.kit.actor import SYSTEM
from backend.kit.clock import now
from backend.kit.database import unit_of_work
from backend.kit.ids import public_id
from backend.kit.objects import count_objects
from backend.kit.secrets import KeyRing
from backend.kit.secrets.cells import count_cells, sealed_columns
from backend.stations.models import Staff
from tests.support.pools import ThreadedPools

pytestmark = pytest.mark.slow
PEOPLE, FILES, KILLS = 1_500, 150, 3


async def plant(kit):
    rows = [
        Staff(
            public_id=public_id(), username=f"p{n}", name="周", role="clerk",
            password_hash="", totp_secret=f"SECRET{n}", created_at=now(),
        )
        for n in range(PEOPLE)
    ]  # fmt: skip
    await Staff.bulk_create(rows)
    for n in range(FILES):
        await kit.objects.put(f"evidence/{n}", b"picture %d" % n)


async def work_on(done: asyncio.Event, changed: dict[str, str]) -> int:
    """What pages do: read, then write, over and over; any refusal ends the test."""
    chance, rounds = random.Random(5), 0
    while not done.is_set():
        username = f"p{chance.randrange(PEOPLE)}"
        async with unit_of_work(SYSTEM) as work:
            person = await Staff.get(username=username)
            person.totp_secret = f"CHANGED{rounds}"
            await person.save(update_fields=["totp_secret"])
            await work.record("staff.password_reset", person.public_id)
        changed[username] = person.totp_secret
        rounds += 1
        await asyncio.sleep(0.005)
    return rounds


def rotate(folder, kill_after: float | None) -> str:
    process = subprocess.Popen(
        [sys.executable, "-m", "backend.cli", "keys", "rotate"],
        env={**os.environ, "CWT_FOLDER": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout
    said = process.stdout.readline()  # it has begun
    if kill_after is not None:
        try:
            process.wait(kill_after)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
    said += process.stdout.read()
    process.wait()
    return said


async def test_nothing_is_lost(settings):
    if settings.database_url:
        pytest.skip("MariaDB locks rows; its cells are rotated in tests/kit/secrets/test_cells.py")
    async with open_machine(settings, ThreadedPools()) as kit:
        await plant(kit)
        done, changed = asyncio.Event(), {}
        pages = asyncio.create_task(work_on(done, changed))
        chance = random.Random(20261121)
        for _ in range(KILLS):
            await asyncio.to_thread(rotate, settings.folder, chance.uniform(0, 0.4))
        said = await asyncio.to_thread(rotate, settings.folder, None)
        done.set()
        assert await pages > 20
        assert re.search(r"重新包裹 \d+ 个文件", said), said

        secrets = dict(await Staff.all().values_list("username", "totp_secret"))
        assert secrets == {f"p{n}": f"SECRET{n}" for n in range(PEOPLE)} | changed
        for n in range(FILES):
            assert await kit.objects.get(f"evidence/{n}") == b"picture %d" % n
        ring = KeyRing(settings.folder / "keyring.json")
        assert ring.settled == ring.current
        for counts in [await count_objects(kit.objects), *[await count_cells(one) for one in sealed_columns()]]:
            assert {mark.version for mark in counts} <= {ring.current}
