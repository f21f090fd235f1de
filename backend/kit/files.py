"""Files that survive a power cut (可靠写文件): there whole, or not there at all."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

# A draft begins with a dot and this word, so that whoever lists a folder can tell what a crash left behind.
DRAFT = ".draft-"


def write_durably(path: Path, data: bytes, *, replace: bool = False) -> bool:
    """Write ``data`` at ``path`` and return once it is on the disk, folder entry and all.

    An existing file is kept and False returned, unless ``replace``; when several write at once, one of them wins.
    The file is readable by its owner alone from its first byte. Missing folders are made. On an error (a full disk)
    ``path`` is as it was.
    """
    make_folder(path.parent)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=DRAFT)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            os.replace(draft, path)
        else:
            # A link, unlike a rename, refuses to stand on what is there.
            os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        with suppress(FileNotFoundError):
            os.unlink(draft)
    settle(path.parent)
    return True


def make_folder(folder: Path) -> None:
    """Make ``folder`` and what lies above it; each new entry is on the disk before the next."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True, mode=0o700)
    settle(folder.parent)


def settle(folder: Path) -> None:
    """Wait until the folder's entries are on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
