"""加密列换钥: every cell under the new version, whatever happens meanwhile, on SQLite and MariaDB.

The table and its databases are those of test_fields.py.
"""

import pytest
from tortoise.connection import get_connections

from backend.kit.secrets import Cipher, cells, install_cipher
from backend.kit.secrets.cells import CellTally, count_cells, rotate_cells, sealed_columns
from backend.kit.secrets.cipher import Mark
from tests.kit.secrets.test_fields import dialect, installed, package, people

__all__ = ["dialect", "installed", "package"]


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr(cells, "BATCH", 4)


def silent(_):
    return None


async def rotated(cipher) -> dict[str, CellTally]:
    return {column.name: await rotate_cells(column, cipher, silent) for column in sealed_columns()}


async def marks() -> dict[str, dict[Mark | None, int]]:
    return {column.name: await count_cells(column) for column in sealed_columns()}


async def plant(person, count=10):
    for number in range(count):
        nickname = f"小{number}" if number % 2 else None
        await person.create(name=f"林{number}", nickname=nickname, strokes=[number], renamed="旧" if number else None)


async def values(person):
    return await person.all().order_by("id").values_list("name", "nickname", "strokes", "renamed")


async def test_it_works(dialect, package, tmp_path, ring, cipher):
    async with people(dialect, package, tmp_path) as person:
        await plant(person)
        before = await values(person)
        assert [str(column) for column in sealed_columns()] == [
            f"people.{name}" for name in ("name", "nickname", "renamed", "strokes")
        ]
        ring.rotate()
        done = await rotated(cipher)
        assert {name: tally.moved for name, tally in done.items()} == {
            "name": 10, "nickname": 5, "renamed": 9, "strokes": 10
        }  # fmt: skip
        assert await values(person) == before
        assert (await marks())["name"] == {Mark(2, "aes"): 10}
        assert (await rotated(cipher))["name"].moved == 0


async def test_cells_change_their_cipher_too(dialect, package, tmp_path, ring):
    async with people(dialect, package, tmp_path) as person:
        await plant(person)
        before = await values(person)
        national = Cipher(ring, "sm4")
        assert (await rotated(national))["name"].moved == 10
        assert (await marks())["name"] == {Mark(1, "sm4"): 10}
        assert await values(person) == before


async def test_stopped_anywhere_it_goes_on(package, tmp_path, ring, cipher):
    class Stopped(Exception):
        pass

    async with people("sqlite", package, tmp_path) as person:
        await plant(person)
        before = await values(person)
        ring.rotate()

        def stop(_):
            raise Stopped

        column = sealed_columns()[0]
        for left in (6, 2):
            with pytest.raises(Stopped):
                await rotate_cells(column, cipher, stop)
            assert await values(person) == before
            assert (await count_cells(column))[Mark(1, "aes")] == left
        assert (await rotate_cells(column, cipher, silent)).moved == 2
        assert await count_cells(column) == {Mark(2, "aes"): 10}


async def test_what_somebody_changed_meanwhile_stays_changed(package, tmp_path, ring, cipher, monkeypatch):
    async with people("sqlite", package, tmp_path) as person:
        await plant(person)
        ring.rotate()
        write = cells._write

        async def change_first(column, found, tally):
            await person.filter(id=1).update(name="改名")
            await write(column, found, tally)

        monkeypatch.setattr(cells, "_write", change_first)
        tally = await rotate_cells(sealed_columns()[0], cipher, silent)
        assert (tally.moved, tally.kept) == (9, 1)
        assert (await person.get(id=1)).name == "改名"


async def test_what_does_not_open_is_named_and_left(dialect, package, tmp_path, ring, cipher):
    async with people(dialect, package, tmp_path) as person:
        await plant(person, 6)
        raw = get_connections().get("default")
        await raw.execute_query("UPDATE people SET name = nickname WHERE id = 2")
        await raw.execute_query("UPDATE people SET name = X'41' WHERE id = 3")
        ring.rotate()
        tally = await rotate_cells(sealed_columns()[0], cipher, silent)
        assert (tally.moved, sorted(tally.broken)) == (4, ["2", "3"])
        counts = await count_cells(sealed_columns()[0])
        assert counts == {Mark(2, "aes"): 4, Mark(1, "aes"): 1, None: 1}


async def test_a_cell_still_belongs_to_its_column(package, tmp_path, ring, cipher):
    async with people("sqlite", package, tmp_path) as person:
        await person.create(name="甲", renamed="旧名")
        ring.rotate()
        await rotated(cipher)
        install_cipher(Cipher(ring))
        assert (await person.get(id=1)).renamed == "旧名"
