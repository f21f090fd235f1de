"""One bit, anywhere: in the vault, in every column of the slice's rows, in the audit's lines of it."""

import random
from datetime import datetime, timedelta

import pytest

from backend.archive import verify_all
from backend.archive.keeping.vault import keep_package
from backend.archive.models import Archive, ArchivePart
from backend.kit.models import AuditEntry
from tests.archive.shelf import shelve

FLIPS = 60
# What nothing is derived from: the row's own name in the table.
FREE = {"id"}
SPOKEN = ("archive.closed", "archive.packaged")


@pytest.fixture
async def shelf(kit, work_of):
    for name in ("t1", "t2"):
        facts = await shelve(kit, work_of, name, size=200)
        await keep_package(kit, facts.id)
    return kit


def flipped(value, dice: random.Random):
    """``value`` with one bit (of a moment: one microsecond, of a day: one day) otherwise."""
    if isinstance(value, int):
        return value ^ 1 << dice.randrange(20)
    if isinstance(value, datetime):
        return value + timedelta(microseconds=1)
    if not isinstance(value, str):
        return value + timedelta(days=1)
    at = dice.randrange(len(value))
    return value[:at] + chr(ord(value[at]) ^ (1 << dice.randrange(6))) + value[at + 1 :]


async def found_in_rows(kit, rows, columns, dice: random.Random) -> set[str]:
    """Flip a bit in each of ``columns`` of a random row, again and again; every one must be found."""
    done = set()
    for turn in range(max(FLIPS, 3 * len(columns))):
        column, row = columns[turn % len(columns)], dice.choice(rows)
        value = getattr(row, column)
        if value in (None, ""):
            continue
        table = type(row).filter(pk=row.pk)
        broken = flipped(value, dice)
        await table.update(**{column: broken})
        assert (await verify_all(kit)).wrong, (type(row).__name__, column, value, broken)
        await table.update(**{column: value})
        done.add(column)
    assert not (await verify_all(kit)).wrong
    return done


async def test_in_packages_in_the_vault(shelf):
    dice, store = random.Random(20261121), shelf.vault._store
    keys = [key async for key in store.keys("packages/")]
    for _ in range(FLIPS):
        key = dice.choice(keys)
        sealed = await store.get(key)
        broken = bytearray(sealed)
        broken[dice.randrange(len(sealed))] ^= 1 << dice.randrange(8)
        await store.put(key, bytes(broken), replace=True)
        assert (await verify_all(shelf)).wrong, key
        await store.put(key, sealed, replace=True)
    assert not (await verify_all(shelf)).wrong


async def test_in_every_column_of_an_archives_row(shelf):
    columns = sorted(set(Archive._meta.db_fields) - FREE)
    done = await found_in_rows(shelf, await Archive.all(), columns, random.Random(20261121))
    assert set(columns) - done == {"disposed_at", "stamp_object", "stamp_sha256", "stamped_at"}  # empty here


async def test_in_the_index_of_parts(shelf):
    rows = await ArchivePart.all()
    await found_in_rows(shelf, rows, ["archive", "kind", "object"], random.Random(20261121))


async def test_in_the_audits_lines_of_it(shelf):
    rows = await AuditEntry.filter(action__in=SPOKEN)
    columns = ["at", "actor", "action", "subject", "facts", "previous", "digest"]
    await found_in_rows(shelf, rows, columns, random.Random(20261121))
