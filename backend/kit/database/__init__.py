"""The database (数据库): opening it, migrating it, and the unit of work that alone commits."""

from backend.kit.database.connection import close_database, migrate, open_database, tortoise_config
from backend.kit.database.own_keys import KeyRingForeign, must_be_own, note_ring, ring_of_database
from backend.kit.database.work import Work, unit_of_work

__all__ = [
    "KeyRingForeign",
    "Work",
    "close_database",
    "migrate",
    "must_be_own",
    "note_ring",
    "open_database",
    "ring_of_database",
    "tortoise_config",
    "unit_of_work",
]
