"""The inventory (备份清单): which objects a backup holds, in a file of its own so that millions need no memory.

It is stored as parts: a first list, then for each backup what came and what went. Reading a backup's parts in order
gives its whole list, and a daily backup writes only the day's lines.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from backend.backups.errors import BackupBroken
from backend.backups.repository.manifest import Held

# Beyond this many parts one whole list is written again: a restore then opens a few files, not a thousand.
PARTS = 40
BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One object: ``key`` with its store in front (``objects/evidence/…``), its plain size and SHA-256."""

    key: str
    size: int
    sha256: str


class Inventory:
    """Entries under work. ``known``: an earlier backup lists it; ``held``: its piece lies in the repository."""

    def __init__(self, file: Path) -> None:
        self._db = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode=OFF")
        self._db.execute("PRAGMA synchronous=OFF")
        self._db.execute(
            "CREATE TABLE entry (key TEXT PRIMARY KEY, size INTEGER NOT NULL, sha256 TEXT NOT NULL,"
            " known INTEGER NOT NULL, held INTEGER NOT NULL, seen INTEGER NOT NULL) WITHOUT ROWID"
        )

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def read_part(self, text: str) -> None:
        """Take in one part of an earlier backup's list."""
        added, gone = [], []
        for line in text.splitlines():
            match line.split(" "):
                case ["+", key, size, sha256]:
                    added.append((key, int(size), sha256))
                case ["-", key]:
                    gone.append((key,))
                case _:
                    raise BackupBroken(what="清单里有一行无法读出")
        self._db.execute("BEGIN")
        self._db.executemany("INSERT OR REPLACE INTO entry VALUES (?, ?, ?, 1, 0, 0)", added)
        self._db.executemany("DELETE FROM entry WHERE key = ?", gone)
        self._db.execute("COMMIT")

    def hold(self, keys: Sequence[str]) -> None:
        """Note that the repository has these pieces."""
        self._db.execute("BEGIN")
        self._db.executemany("UPDATE entry SET held = 1 WHERE key = ?", [(key,) for key in keys])
        self._db.execute("COMMIT")

    def see(self, keys: Sequence[str], turn: int) -> list[str]:
        """Note that these live in the system in this ``turn``; those that must be copied are handed back."""
        self._db.execute("BEGIN")
        self._db.executemany("UPDATE entry SET seen = ? WHERE key = ?", [(turn, key) for key in keys])
        self._db.execute("COMMIT")
        marks = ",".join("?" * len(keys))
        found = self._db.execute(f"SELECT key FROM entry WHERE held = 1 AND key IN ({marks})", keys)  # noqa: S608
        there = {key for (key,) in found}
        return [key for key in keys if key not in there]

    def unlisted(self, keys: Sequence[str]) -> list[str]:
        """Those of ``keys`` that no list names."""
        marks = ",".join("?" * len(keys))
        there = {key for (key,) in self._db.execute(f"SELECT key FROM entry WHERE key IN ({marks})", keys)}  # noqa: S608
        return [key for key in keys if key not in there]

    def entry(self, key: str) -> Entry:
        """What is listed under ``key``, which must be."""
        return Entry(*self._db.execute("SELECT key, size, sha256 FROM entry WHERE key = ?", (key,)).fetchone())

    def lose(self, key: str) -> None:
        """Note that the repository's piece is good for nothing."""
        self._db.execute("UPDATE entry SET held = 0 WHERE key = ?", (key,))

    def copied(self, entry: Entry, turn: int) -> None:
        """Note an object that was copied just now."""
        self._db.execute(
            "INSERT INTO entry VALUES (?, ?, ?, 0, 1, ?)"
            " ON CONFLICT (key) DO UPDATE SET held = 1, seen = excluded.seen,"
            " known = known AND size = excluded.size AND sha256 = excluded.sha256,"
            " size = excluded.size, sha256 = excluded.sha256",
            (entry.key, entry.size, entry.sha256, turn),
        )

    def vanished(self, store: str, turn: int) -> list[str]:
        """Those of one store that were seen before ``turn`` and not since."""
        found = self._db.execute(
            "SELECT key FROM entry WHERE key > ? AND key < ? AND seen > 0 AND seen < ? AND held = 1",
            (store + "/", store + "/~", turn),
        )
        return [key for (key,) in found]

    def leave_out(self, keys: Sequence[str]) -> None:
        """These are not in the backup, whoever saw them."""
        self._db.executemany("UPDATE entry SET seen = 0 WHERE key = ?", [(key,) for key in keys])

    def totals(self) -> dict[str, Held]:
        """What the backup holds, by store."""
        rows = self._db.execute(
            "SELECT substr(key, 1, instr(key, '/') - 1) AS store, COUNT(*), SUM(size) FROM entry"
            " WHERE seen > 0 AND held = 1 GROUP BY store"
        )
        return {store: Held(count, size) for store, count, size in rows}

    def part(self, *, whole: bool) -> str:
        """What changed since the earlier backup, or with ``whole`` everything, as text; the same for the same."""
        new = "" if whole else " AND known = 0"
        lines = [
            f"+ {key} {size} {sha256}\n"
            for key, size, sha256 in self._db.execute(
                f"SELECT key, size, sha256 FROM entry WHERE seen > 0 AND held = 1{new} ORDER BY key"  # noqa: S608
            )
        ]
        if not whole:
            gone = self._db.execute(
                "SELECT key FROM entry WHERE known = 1 AND NOT (seen > 0 AND held = 1) ORDER BY key"
            )
            lines += [f"- {key}\n" for (key,) in gone]
        return "".join(lines)

    def entries(self, store: str = "") -> Iterator[list[Entry]]:
        """Everything listed (of one store), in batches, by key."""
        last = store
        while True:
            rows = self._db.execute(
                "SELECT key, size, sha256 FROM entry WHERE key > ? AND key < ? ORDER BY key LIMIT ?",
                (last, store + "/~" if store else "~", BATCH),
            ).fetchall()
            if not rows:
                return
            yield [Entry(*row) for row in rows]
            last = rows[-1][0]
