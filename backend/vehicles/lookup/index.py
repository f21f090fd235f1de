"""型号索引: the catalogue's codes under their keys, in files that every process of the machine maps into memory.

A folder holds one edition of the catalogue and is never changed: it is written under another name and then renamed.
Whatever is wrong with it, it can be made again from the table.
"""

import json
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from backend.vehicles.lookup.confusion import fold
from backend.vehicles.lookup.keys import Keys, far_keys, has, near_keys
from backend.vehicles.lookup.reading import Reading

# How the catalogue's table spells a text, and the text taken apart.
Met = tuple[str, Reading]

# Goes up when anything about keys or files changes, so that folders of an older program are made again.
FORMAT: Final = 1
ARRAYS: Final = ("keys", "seen", "owners", "texts", "ends")
NOTE: Final = "index.json"
SEPARATOR: Final = "\t"
# More codes than this under the keys of one question are told apart by nobody; the rest is left unread.
MOST_MET: Final = 6_000
# How many of those are compared letter by letter (about 8 µs each).
MOST_COMPARED: Final = 150


class BrokenIndex(Exception):
    """The files are missing, of another program, or not what was written; the index is made again."""


@dataclass(frozen=True, slots=True)
class Index:
    """型号索引 of one ``edition``: look up with :meth:`near` and :meth:`far`."""

    edition: int
    arrays: dict[str, NDArray[Any]]

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Map the files of ``folder`` into memory; raises BrokenIndex when they are not what was written."""
        try:
            note = json.loads((folder / NOTE).read_text())
            if note["format"] != FORMAT:
                raise BrokenIndex(f"format {note['format']}")
            arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in ARRAYS}
            sums = {name: zlib.crc32(array) for name, array in arrays.items()}
        except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
            raise BrokenIndex(str(error)) from error
        if sums != note["sums"]:
            raise BrokenIndex("checksum")
        return cls(note["edition"], arrays)

    def near(self, read: Reading) -> list[Met]:
        """Return texts whose code lies within one letter, look-alikes not counted."""
        return self._met(read, near_keys(read.spellings))

    def far(self, read: Reading) -> list[Met]:
        """Return texts whose code lies within two letters, look-alikes not counted."""
        return self._met(read, far_keys(read.code))

    def _met(self, read: Reading, keys: Keys) -> list[Met]:
        known = np.unique(keys[has(self.arrays["seen"], keys)])
        first = np.searchsorted(self.arrays["keys"], known, "left")
        last = np.searchsorted(self.arrays["keys"], known, "right")
        parts = [self.arrays["owners"][a:b] for a, b in zip(first, last, strict=True) if a < b]
        if not parts:
            return []
        owners = np.unique(np.concatenate(parts)[:MOST_MET])
        return _nearest(read, [self._text(int(owner)) for owner in owners])

    def _text(self, owner: int) -> Met:
        ends = self.arrays["ends"]
        start = int(ends[owner - 1]) if owner else 0
        folded, brand, code = bytes(self.arrays["texts"][start : int(ends[owner])]).decode().split(SEPARATOR)
        return folded, Reading(brand, code)


def _nearest(read: Reading, met: list[Met]) -> list[Met]:
    if len(met) <= MOST_COMPARED:
        return met
    folded = [fold(model.code) + model.brand for _, model in met]
    steps = cdist([fold(read.code) + read.brand], folded, scorer=Levenshtein.distance, dtype=np.uint8)[0]
    return [met[place] for place in np.argsort(steps, kind="stable")[:MOST_COMPARED]]
