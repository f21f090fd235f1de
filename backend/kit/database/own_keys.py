"""Which key ring seals this database (密钥环登记): another site's ring beside a full database must be noticed at once.

Without this, a server that was given the wrong file would start, seal new rows under foreign keys, and leave a database
of which neither ring can read all.
"""

from tortoise.connection import get_connections
from tortoise.migrations.recorder import MigrationRecorder

from backend.kit import clock
from backend.kit.errors import Fault
from backend.kit.models import KeyRingOfData


class KeyRingForeign(Fault):
    """The key ring is a good one, of another database (密钥环不属于该数据库)."""

    def __init__(self, own: str, given: str) -> None:
        super().__init__(
            f"密钥环不对：数据库属于密钥环 {own}，给出的是 {given}。请放回与该数据库配套的 keyring.json 再启动；"
            f"数据没有改动。\nThe database belongs to the key ring {own}, but was given {given}: put back the "
            "keyring.json that was backed up for it. Nothing was changed."
        )


async def ring_of_database() -> str:
    """The id of the ring that the open database belongs to; empty where none is noted yet. Changes nothing."""
    connection = get_connections().get("default")
    await connection.execute_query("SELECT 1")  # the recorder takes a database out of reach for a new one
    applied = await MigrationRecorder(connection).applied_migrations()
    if not any((one.app_label, one.name) == ("kit", "0002_key_ring") for one in applied):
        return ""
    row = await KeyRingOfData.get_or_none(id=1)
    return row.ring if row else ""


async def note_ring(ring: str) -> None:
    """Note on the first start that ``ring`` seals the open database. Of two that start at once, one is refused."""
    row, _ = await KeyRingOfData.get_or_create(id=1, defaults={"ring": ring, "at": clock.now()})
    must_be_own(row.ring, ring)


def must_be_own(own: str, given: str) -> None:
    """Raise :class:`KeyRingForeign` unless the ring ``given`` is the database's ``own``."""
    if own != given:
        raise KeyRingForeign(own, given)
