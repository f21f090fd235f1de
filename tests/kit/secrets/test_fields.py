"""加密列: plain in Python, sealed in the database, the same on SQLite and MariaDB, made by real migrations."""

import importlib
import os
import sys
from base64 import urlsafe_b64decode
from contextlib import asynccontextmanager
from urllib.parse import urlparse
from uuid import uuid4

import aiomysql
import pytest
from tortoise import Tortoise
from tortoise.backends.base.executor import EXECUTOR_CACHE
from tortoise.connection import get_connections
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.executor import MigrationExecutor

from backend.kit.errors import Fault
from backend.kit.secrets import Cipher, KeyRing, SealBroken, fields, install_cipher

MODELS = """
from tortoise import fields
from tortoise.models import Model

from backend.kit.secrets import EncryptedJSON, EncryptedText


class Person(Model):
    id = fields.IntField(primary_key=True)
    name = EncryptedText(description="姓名")
    nickname = EncryptedText(null=True)
    strokes = EncryptedJSON(null=True)
    renamed = EncryptedText(null=True, sealed_as="people.former")

    class Meta:
        table = "people"
"""
MYSQL = urlparse(os.environ.get("CWT_TEST_MYSQL", "mysql://root@127.0.0.1:3306"))


@pytest.fixture(autouse=True)
def installed(cipher, monkeypatch):
    monkeypatch.setattr(fields, "_installed", None)
    install_cipher(cipher)


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A slice of its own, as a newcomer would write it."""
    name = f"slice_{uuid4().hex[:12]}"
    folder = tmp_path / name
    (folder / "migrations").mkdir(parents=True)
    (folder / "__init__.py").touch()
    (folder / "migrations" / "__init__.py").touch()
    (folder / "models.py").write_text(MODELS)
    monkeypatch.syspath_prepend(tmp_path)
    yield name
    for module in [module for module in sys.modules if module.split(".")[0] == name]:
        del sys.modules[module]


@asynccontextmanager
async def mysql_database():
    who = {"host": MYSQL.hostname, "port": MYSQL.port or 3306, "user": MYSQL.username, "password": MYSQL.password or ""}
    try:
        connection = await aiomysql.connect(**who, autocommit=True)
    except Exception:
        pytest.skip(f"no MariaDB at {MYSQL.hostname}:{MYSQL.port}; CWT_TEST_MYSQL names another")
    name = f"kit_{uuid4().hex[:12]}"
    async with connection.cursor() as cursor:
        await cursor.execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
    try:
        yield {"engine": "tortoise.backends.mysql", "credentials": {**who, "database": name, "charset": "utf8mb4"}}
    finally:
        async with connection.cursor() as cursor:
            await cursor.execute(f"DROP DATABASE {name}")
        connection.close()


@asynccontextmanager
async def opened(engine, package):
    app = {"models": [f"{package}.models"], "migrations": f"{package}.migrations", "default_connection": "default"}
    await Tortoise.init(config={"connections": {"default": engine}, "apps": {"people": app}})
    try:
        for writer in await MigrationAutodetector(Tortoise.apps, {"people": app}).changes():
            writer.write()
        importlib.invalidate_caches()
        assert await MigrationAutodetector(Tortoise.apps, {"people": app}).changes() == []
        await MigrationExecutor(get_connections().get("default"), {"people": app}).migrate()
        yield importlib.import_module(f"{package}.models").Person
    finally:
        await Tortoise.close_connections()
        # Tortoise keeps each table's SQL by connection name; the next test speaks another dialect under the same name.
        EXECUTOR_CACHE.clear()


@asynccontextmanager
async def people(dialect, package, tmp_path):
    if dialect == "mysql":
        async with mysql_database() as engine, opened(engine, package) as model:
            yield model
    else:
        engine = {"engine": "tortoise.backends.sqlite", "credentials": {"file_path": str(tmp_path / "people.sqlite3")}}
        async with opened(engine, package) as model:
            yield model


@pytest.fixture(params=["sqlite", "mysql"])
def dialect(request):
    return request.param


async def raw_cells(column="name"):
    """What the database itself holds, as the sealed bytes."""
    rows = await get_connections().get("default").execute_query_dict("SELECT * FROM people ORDER BY id")
    return [row[column] and urlsafe_b64decode(row[column]) for row in rows]


async def test_it_works(dialect, package, tmp_path):
    async with people(dialect, package, tmp_path) as person:
        made = await person.create(name="林卖𠮷", strokes={"points": [[1, 2.5], "笔"]})
        assert made.name == "林卖𠮷"
        found = await person.get(id=made.id)
        assert (found.name, found.nickname, found.strokes) == ("林卖𠮷", None, {"points": [[1, 2.5], "笔"]})
        assert "林卖".encode() not in (await raw_cells())[0]
        assert await raw_cells("nickname") == [None]


async def test_every_way_of_writing_and_reading(dialect, package, tmp_path):
    async with people(dialect, package, tmp_path) as person:
        one = await person.create(name="甲", renamed="旧")
        await person.bulk_create([person(name="乙"), person(name="丙", nickname="")])
        one.name = "丁"
        await one.save(update_fields=["name"])
        await person.filter(id=one.id).update(nickname="小丁")
        assert await person.all().order_by("id").values_list("name", "nickname") == [
            ("丁", "小丁"), ("乙", None), ("丙", "")
        ]  # fmt: skip
        assert await person.filter(id=one.id).values("name", "renamed") == [{"name": "丁", "renamed": "旧"}]
        assert (await person.all().only("id", "name").order_by("id").first()).name == "丁"
        assert await person.filter(nickname__isnull=True).count() == 1
        two = await person.get(name__isnull=False, id=one.id + 1)
        two.strokes = ["写"]
        await person.bulk_update([two], fields=["strokes"])
        await two.refresh_from_db()
        assert two.strokes == ["写"]


async def test_text_that_looks_sealed_is_only_text(cipher, dialect, package, tmp_path):
    async with people(dialect, package, tmp_path) as person:
        lookalike = cipher.seal_text("x", "people.name")
        made = await person.create(name=lookalike)
        assert made.name == lookalike
        assert (await person.get(id=made.id)).name == lookalike


async def test_a_cell_copied_into_another_column_does_not_open(dialect, package, tmp_path):
    async with people(dialect, package, tmp_path) as person:
        made = await person.create(name="甲", nickname="小甲")
        await get_connections().get("default").execute_query("UPDATE people SET name = nickname")
        with pytest.raises(SealBroken):
            await person.get(id=made.id)


async def test_a_cell_that_was_never_sealed_does_not_open(dialect, package, tmp_path):
    async with people(dialect, package, tmp_path) as person:
        await person.create(name="甲")
        for planted in (
            "UPDATE people SET name = X'41'",
            "UPDATE people SET name = X''",
            "UPDATE people SET name = X'FF'",
        ):
            await get_connections().get("default").execute_query(planted)
            with pytest.raises(SealBroken):
                await person.all()


async def test_old_cells_open_after_a_rotation(ring, cipher, dialect, package, tmp_path):
    async with people(dialect, package, tmp_path) as person:
        made = await person.create(name="甲")
        ring.rotate()
        found = await person.get(id=made.id)
        assert found.name == "甲"
        await found.save()
        assert cipher.cell_version_of((await raw_cells())[0]) == 2


async def test_it_refuses_to_search_by_value(package, tmp_path):
    async with people("sqlite", package, tmp_path) as person:
        await person.create(name="甲")
        with pytest.raises(Fault, match="blind index"):
            await person.filter(name="甲").first()


async def test_it_refuses_what_is_not_text(package, tmp_path):
    async with people("sqlite", package, tmp_path) as person:
        with pytest.raises(TypeError):
            await person.create(name=42)


async def test_without_a_cipher_nothing_is_stored(package, tmp_path, monkeypatch):
    async with people("sqlite", package, tmp_path) as person:
        monkeypatch.setattr(fields, "_installed", None)
        with pytest.raises(Fault, match="no cipher"):
            await person.create(name="甲")
        assert await person.all().count() == 0


async def test_another_platforms_ring_does_not_open_it(package, tmp_path):
    async with people("sqlite", package, tmp_path) as person:
        await person.create(name="甲")
        install_cipher(Cipher(KeyRing.open_or_create(tmp_path / "other.json")))
        with pytest.raises(SealBroken):
            await person.all()


async def test_the_migration_names_the_field_as_it_was_written(package, tmp_path):
    async with people("sqlite", package, tmp_path):
        (file,) = (tmp_path / package / "migrations").glob("0*.py")
        text = file.read_text()
    assert "from backend.kit.secrets.fields import EncryptedJSON, EncryptedText" in text
    assert "EncryptedText(null=True, sealed_as='people.former')" in text
