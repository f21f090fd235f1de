"""SQLite with several processes at it (SQLite 多进程): a transaction takes the right to write when it begins.

Tortoise begins with a plain ``BEGIN``. A transaction that has read, and then writes after another process committed in
between (``cwt keys rotate``, ``cwt backup``, a worker apart), is refused at once with "database is locked": its
snapshot is old, and no waiting mends that (https://www.sqlite.org/isolation.html). Begun with the right to write, it
waits for its turn, as ``busy_timeout`` says, and then reads what it writes over.
"""

import sqlite3
from typing import Any

from tortoise.backends.base.client import TransactionalDBClient, TransactionContext
from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionContext, SqliteTransactionWrapper
from tortoise.connection import get_connections
from tortoise.exceptions import OperationalError


class _Transaction(SqliteTransactionWrapper):
    async def begin(self) -> None:
        try:
            await self._connection.commit()
            await self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as trouble:
            raise OperationalError(trouble) from None


class _Context(SqliteTransactionContext):
    __slots__ = ()

    async def __aenter__(self) -> TransactionalDBClient:
        try:
            return await super().__aenter__()
        except OperationalError:
            # Nobody leaves what was never entered; without this every later transaction would wait for ever.
            get_connections().reset(self.token)
            self._trxlock.release()
            raise


class OneWriterClient(SqliteClient):
    """Tortoise's client of SQLite with transactions as above."""

    def _in_transaction(self) -> TransactionContext:
        return _Context(_Transaction(self), self._lock)


def get_client_class(_: dict[str, Any]) -> type[OneWriterClient]:
    """What Tortoise asks an engine for."""
    return OneWriterClient
