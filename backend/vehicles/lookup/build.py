"""建索引: writes the files of one edition, in a process of its own; who comes meanwhile waits for the same files."""

import fcntl
import json
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from backend.vehicles.lookup.index import ARRAYS, FORMAT, NOTE, SEPARATOR, BrokenIndex, Index
from backend.vehicles.lookup.keys import keys_of, letters_of, seen_in
from backend.vehicles.lookup.reading import Reading

# Rows whose keys are made at once: 25 keys of 8 bytes for each.
CHUNK: Final = 50_000


def build(folder: Path, edition: int, rows: list[tuple[str, str]]) -> None:
    """Write the index of ``rows`` (folded and plain brand model) as ``folder/edition``, unless a good one is there."""
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        target, making = folder / str(edition), folder / "making"
        if _good(target):
            return
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir()
        _write(making, edition, rows)
        shutil.rmtree(target, ignore_errors=True)
        making.rename(target)
        # Processes that still map an older edition keep its bytes until they let go.
        for old in folder.iterdir():
            if old.is_dir() and old != target:
                shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    # The lock is the kernel's: it is free again when its holder dies.
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _good(folder: Path) -> bool:
    try:
        Index.open(folder)
    except BrokenIndex:
        return False
    return True


def _write(folder: Path, edition: int, rows: list[tuple[str, str]]) -> None:
    arrays = arrays_of(rows)
    for name in ARRAYS:
        np.save(folder / f"{name}.npy", arrays[name])
    sums = {name: zlib.crc32(arrays[name].tobytes()) for name in ARRAYS}
    (folder / NOTE).write_text(json.dumps({"format": FORMAT, "edition": edition, "sums": sums}))


def arrays_of(rows: list[tuple[str, str]]) -> dict[str, NDArray[Any]]:
    """Return the arrays of an index: keys in order with the text that owns each, texts and where they end."""
    spelled = {folded: Reading.of(text) for folded, text in rows}
    texts = [SEPARATOR.join((folded, reading.brand, reading.code)).encode() for folded, reading in spelled.items()]
    codes = [(owner, code) for owner, read in enumerate(spelled.values()) for code in read.spellings if code]
    keys, owners = _keys(codes)
    order = np.argsort(keys, kind="stable")
    return {
        "keys": keys[order],
        "seen": seen_in(keys),
        "owners": owners[order],
        "texts": np.frombuffer(b"".join(texts), np.uint8),
        "ends": np.cumsum([len(text) for text in texts], dtype=np.int64),
    }


def _keys(codes: list[tuple[int, str]]) -> tuple[NDArray[np.uint64], NDArray[np.uint32]]:
    keys, owners = [np.empty(0, np.uint64)], [np.empty(0, np.uint32)]
    for start in range(0, len(codes), CHUNK):
        part = codes[start : start + CHUNK]
        letters = letters_of([code for _, code in part])
        # Past a code's end the columns only repeat the key of the whole, but for the last.
        real = np.hstack([letters != 0, np.ones((len(part), 1), bool)])
        keys.append(keys_of(letters)[real])
        owners.append(np.repeat(np.array([owner for owner, _ in part], np.uint32), real.sum(axis=1)))
    return np.concatenate(keys), np.concatenate(owners)
