"""On MariaDB and MySQL: the server's own programs dump in one transaction, and the password is on no command line."""

import os
import shutil

import pytest

from backend.archive.models import Archive
from backend.backups import back_up, restore, verify
from backend.backups.databases import mariadb
from backend.backups.errors import DatabaseNotEmpty, DatabaseTrouble, OtherEngine, ToolMissing
from tests.archive.shelf import shelve
from tests.support.mysql import fresh_mysql

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
programs = pytest.mark.skipif(not (shutil.which("mariadb-dump") or shutil.which("mysqldump")), reason="no client")


@pytest.fixture
def empty_database():
    """Another database, to restore into."""
    with fresh_mysql(f"cwt_restore_{WORKER}") as url:
        yield url


@pytest.fixture
def on_mysql(settings):
    if not settings.database_url:
        pytest.skip("runs with --database mysql")


@programs
@pytest.mark.usefixtures("on_mysql")
class TestDrill:
    async def test_a_new_machine(
        self, kit, work_of, shelf, place, disk, ring, ring_file, opened, tmp_path, cwt, empty_database
    ):
        made = await back_up(kit, place, ring)
        await shelve(kit, work_of, "later")
        new = tmp_path / "new"
        arguments = ("backup", "restore", str(disk), "latest", "--into", str(new), "--keyring", str(ring_file))
        told = cwt(tmp_path / "nothing", *arguments, CWT_DATABASE_URL=empty_database)
        assert told.returncode == 0, told.stderr
        for command, sentence in (("audit", "审计链完好"), ("archive", "电子档案完好：3 份")):
            told = cwt(new, command, "verify", CWT_DATABASE_URL=empty_database)
            assert told.returncode == 0 and sentence in told.stdout, told.stderr
        assert (await verify(await opened(), [made.name])).wrong == []
        again = cwt(
            tmp_path / "x", *arguments[:-3], str(tmp_path / "new2"), *arguments[-2:], CWT_DATABASE_URL=empty_database
        )
        assert again.returncode == 1 and "已经有表" in again.stderr

    async def test_the_next_one_writes_only_rows_that_are_new(self, kit, work_of, shelf, place, ring):
        first = await back_up(kit, place, ring)
        await shelve(kit, work_of, "t9")
        second = await back_up(kit, place, ring)
        assert second.added.bytes < first.added.bytes
        assert second.database.sha256 != first.database.sha256

    async def test_the_dump_is_of_one_moment(self, kit, work_of, shelf, tmp_path):
        """Rows written after the dump began are not in it, whatever table it has reached."""
        stream = mariadb.pieces(kit.settings.database, tmp_path)
        rows = b"".join([piece async for piece in stream])
        assert rows.count(b"INSERT INTO `archive_archive`") == 3
        assert rows.rstrip().endswith(b";")

    async def test_a_server_that_refuses(self, kit, place, ring, settings):
        from dataclasses import replace

        wrong = settings.database_url.replace("root:", "root:not-the-password")
        broken = replace(kit, settings=settings.model_copy(update={"database_url": wrong}))
        with pytest.raises(DatabaseTrouble) as refused:
            await back_up(broken, place, ring)
        assert "not-the-password" not in refused.value.sentence


async def test_a_sqlite_backup_does_not_go_into_mariadb(
    kit, shelf, place, ring, ring_file, opened, tmp_path, on_sqlite
):
    made = await back_up(kit, place, ring)
    with pytest.raises(OtherEngine):
        await restore(await opened(), made.name, tmp_path / "new", ring_file, "mysql://root:@127.0.0.1/x")


async def test_without_the_program_it_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ToolMissing) as refused:
        async for _ in mariadb.pieces("mysql://root:@127.0.0.1/x", tmp_path):
            pass
    assert "mariadb-dump" in refused.value.sentence


def test_the_password_stands_in_a_file_of_ours(tmp_path):
    file = mariadb._option_file("mysql://u:p%22%5C%23x@db.example:3307/cwt", tmp_path)
    assert file.stat().st_mode & 0o777 == 0o600
    assert 'password="p\\"\\\\#x"' in file.read_text() and 'port="3307"' in file.read_text()


def test_one_new_row_moves_one_piece():
    lines = [f"INSERT t VALUES ({n},'{n * 7919 % 100_003:0150d}');".encode() for n in range(30_000)]  # noqa: S608

    def cut(rows) -> list[bytes]:
        cutter = mariadb._Cutter()
        data = b"\n".join(rows)
        done = [piece for at in range(0, len(data), 1_000_000) for piece in cutter.feed(data[at : at + 1_000_000])]
        return [*done, cutter.rest()]

    before = cut(lines)
    after = cut([*lines[:7000], b"INSERT INTO t VALUES (-1,'new');", *lines[7000:]])
    assert b"".join(before) == b"\n".join(lines)
    assert len(before) > 4 and len(set(after) - set(before)) <= 2


@programs
@pytest.mark.usefixtures("on_mysql")
async def test_a_database_in_use_is_never_emptied(kit, shelf, place, ring, ring_file, opened, tmp_path, settings):
    """Asked again and again with the live database's address, a restore refuses every time."""
    made = await back_up(kit, place, ring)
    for _ in range(3):
        with pytest.raises(DatabaseNotEmpty):
            await restore(await opened(), made.name, tmp_path / "new", ring_file, settings.database_url)
    assert await Archive.all().count() == 3


@programs
@pytest.mark.usefixtures("on_mysql")
async def test_a_load_cut_short_begins_anew(
    kit, shelf, place, ring, ring_file, opened, tmp_path, empty_database, monkeypatch
):
    made = await back_up(kit, place, ring)
    real = mariadb.load

    async def cut(url, draft, dump):
        async def half():
            yield b"CREATE TABLE half (x INT);\n"

        await real(url, draft, half())
        raise DatabaseTrouble(reason="the cable")

    monkeypatch.setattr(mariadb, "load", cut)
    with pytest.raises(DatabaseTrouble):
        await restore(await opened(), made.name, tmp_path / "new", ring_file, empty_database)
    monkeypatch.setattr(mariadb, "load", real)
    done = await restore(await opened(), made.name, tmp_path / "new", ring_file, empty_database)
    assert done.wrong == [] and (tmp_path / "new" / "keyring.json").exists()
