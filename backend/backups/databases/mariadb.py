"""MariaDB and MySQL: a dump in one transaction by the server's own client programs, and its way back.

The password stands in an option file that only we can read, never on a command line, where everybody on the machine
could see it.
"""

import asyncio
import shutil
import zlib
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import cast
from urllib.parse import unquote, urlparse

from backend.backups.errors import DatabaseNotEmpty, DatabaseTrouble, ToolMissing

# A piece ends after a line whose checksum says so: a row that is added or changed moves only its own piece.
SHORTEST, LONGEST = 256 * 1024, 2 * 1024 * 1024
CUT = 0x1FF
READ = 1024 * 1024
# One row a line, in the order of the keys and without the date: the same rows give the same bytes.
DUMP = (
    "--single-transaction", "--quick", "--skip-lock-tables", "--skip-extended-insert", "--no-autocommit",
    "--order-by-primary", "--skip-dump-date", "--skip-comments", "--hex-blob", "--no-tablespaces", "--skip-triggers",
    "--default-character-set=utf8mb4",
)  # fmt: skip


async def pieces(url: str, draft: Path) -> AsyncIterator[bytes]:
    """The dump's pieces, as the database was when the dump began."""
    program = _program("mariadb-dump", "mysqldump")
    options = _option_file(url, draft)
    process = await asyncio.create_subprocess_exec(
        program, f"--defaults-file={options}", *DUMP, _name(url),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    dump = cast(asyncio.StreamReader, process.stdout)
    complaints = asyncio.create_task(cast(asyncio.StreamReader, process.stderr).read())
    try:
        cutter = _Cutter()
        while block := await dump.read(READ):
            for piece in cutter.feed(block):
                yield piece
        last = cutter.rest()
        if await process.wait() != 0 or not last.rstrip().endswith(b";"):
            raise DatabaseTrouble(reason=_told(await complaints, url))
        yield last
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        complaints.cancel()
        options.unlink(missing_ok=True)


class _Cutter:
    """Cuts a stream of lines where the lines themselves say."""

    def __init__(self) -> None:
        self._lines: list[bytes] = []
        self._size = 0
        self._open = b""

    def feed(self, block: bytes) -> list[bytes]:
        done = []
        *lines, self._open = (self._open + block).split(b"\n")
        for line in lines:
            self._lines.append(line)
            self._size += len(line) + 1
            if self._size >= LONGEST or (self._size >= SHORTEST and zlib.crc32(line) & CUT == 0):
                done.append(b"\n".join(self._lines) + b"\n")
                self._lines, self._size = [], 0
        return done

    def rest(self) -> bytes:
        return b"\n".join([*self._lines, self._open])


async def must_be_empty(url: str, draft: Path) -> None:
    """Raise DatabaseNotEmpty unless the database is there and has no tables; DatabaseTrouble if it does not answer."""
    if (await _client(url, draft, b"SHOW TABLES;")).strip():
        raise DatabaseNotEmpty


async def load(url: str, draft: Path, dump: AsyncIterator[bytes]) -> None:
    """Play a dump into the empty database."""
    await _client(url, draft, dump)


async def empty(url: str, draft: Path) -> None:
    """Drop every table: what a restore that was cut short had loaded."""
    tables = (await _client(url, draft, b"SHOW TABLES;")).decode().split()
    drops = "".join(f"DROP TABLE `{table}`;\n" for table in tables)
    await _client(url, draft, f"SET FOREIGN_KEY_CHECKS=0;\n{drops}".encode())


async def _client(url: str, draft: Path, statements: bytes | AsyncIterator[bytes]) -> bytes:
    program = _program("mariadb", "mysql")
    options = _option_file(url, draft)
    process = await asyncio.create_subprocess_exec(
        program, f"--defaults-file={options}", "--batch", "--skip-column-names", "--default-character-set=utf8mb4",
        "--database", _name(url),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    into = cast(asyncio.StreamWriter, process.stdin)
    told = asyncio.create_task(cast(asyncio.StreamReader, process.stdout).read())
    complaints = asyncio.create_task(cast(asyncio.StreamReader, process.stderr).read())
    try:
        with suppress(BrokenPipeError, ConnectionResetError):  # it ended early; its complaint says why
            if isinstance(statements, bytes):
                into.write(statements)
            else:
                async for piece in statements:
                    into.write(piece)
                    await into.drain()
            into.close()
            await into.wait_closed()
        if await process.wait() != 0:
            raise DatabaseTrouble(reason=_told(await complaints, url))
        return await told
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        options.unlink(missing_ok=True)


def _program(*names: str) -> str:
    for name in names:
        if found := shutil.which(name):
            return found
    raise ToolMissing(program=names[0])


def _option_file(url: str, draft: Path) -> Path:
    parts = urlparse(url)
    given = {
        "host": parts.hostname or "127.0.0.1",
        "port": str(parts.port or 3306),
        "user": unquote(parts.username or "root"),
        "password": unquote(parts.password or ""),
        "protocol": "tcp",
    }
    file = draft / "client.cnf"
    file.unlink(missing_ok=True)
    file.touch(0o600)
    lines = [f"{name}={_quoted(value)}" for name, value in given.items()]
    file.write_text("[client]\n" + "\n".join(lines) + "\n")
    return file


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _name(url: str) -> str:
    return urlparse(url).path.lstrip("/")


def _told(complaint: bytes, url: str) -> str:
    """The program's last line without the password, should it ever stand there."""
    line = (complaint.decode(errors="replace").strip().splitlines() or ["没有说明"])[-1]
    password = unquote(urlparse(url).password or "")
    return (line.replace(password, "…") if password else line)[:200]
