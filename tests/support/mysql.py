"""A MariaDB or MySQL database of a test worker's own; ``CWT_TEST_MYSQL`` names another server than the local one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlparse

import pymysql
import pytest
from tortoise.backends.base.client import BaseDBAsyncClient

SERVER = os.environ.get("CWT_TEST_MYSQL", "mysql://root:@127.0.0.1:3306")


def reachable() -> bool:
    """True when a server answers there."""
    try:
        _connect().close()
    except pymysql.MySQLError:
        return False
    return True


def _connect() -> pymysql.Connection:
    parts = urlparse(SERVER)
    return pymysql.connect(
        host=parts.hostname or "127.0.0.1",
        port=parts.port or 3306,
        user=parts.username or "root",
        password=parts.password or "",
        autocommit=True,
    )


@contextmanager
def fresh_mysql(name: str) -> Iterator[str]:
    """A new, empty database called ``name``, dropped afterwards; its URL."""
    if not reachable():
        pytest.skip(f"no MySQL or MariaDB answers at {urlparse(SERVER).hostname}")
    connection = _connect()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")
    try:
        yield f"{SERVER}/{name}"
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.close()


def dump(name: str) -> list[str]:
    """The statements that make the database ``name`` once more, with its few rows."""
    made = []
    with _connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"USE {name}")
        cursor.execute("SHOW TABLES")
        for (table,) in cursor.fetchall():
            cursor.execute(f"SHOW CREATE TABLE `{table}`")
            made.append(cursor.fetchone()[1])
            cursor.execute(f"SELECT * FROM `{table}`")  # noqa: S608 - names from the database itself
            values = f"INSERT INTO `{table}` VALUES ({', '.join(['%s'] * len(cursor.description))})"  # noqa: S608
            made.extend([cursor.mogrify(values, row) for row in cursor.fetchall()])
    return made


def load(name: str, statements: list[str]) -> None:
    """Run what :func:`dump` gave, in the empty database ``name``."""
    with _connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"USE {name}")
        for statement in statements:
            cursor.execute(statement)


async def empty_tables(connection: BaseDBAsyncClient) -> None:
    """Delete every row but the record of migrations."""
    rows = await connection.execute_query_dict("SHOW TABLES")
    names = [name for row in rows for name in row.values() if name != "tortoise_migrations"]
    # One question for all tables: asking each to delete nothing takes fifty times as long.
    asked = " UNION ALL ".join(f"(SELECT '{name}' AS name FROM `{name}` LIMIT 1)" for name in names)  # noqa: S608
    for row in await connection.execute_query_dict(asked):
        await connection.execute_query(f"DELETE FROM `{row['name']}`")  # noqa: S608 - names from the database itself
