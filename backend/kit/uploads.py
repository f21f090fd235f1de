"""Uploads that go on where the connection broke (断点续传).

A phone sends a picture in pieces. A piece is acknowledged once it is on the disk, sealed, under its own offset, so what
was received is simply what lies in the folder: nothing has to be repaired after a crash. Everything of one owner lies
in that owner's folder, which is why somebody else's upload cannot even be named.
"""

import asyncio
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path
from threading import Lock
from typing import TypeVar

from backend.kit.clock import now
from backend.kit.errors import Refusal
from backend.kit.files import make_folder, settle, write_durably
from backend.kit.ids import public_id
from backend.kit.secrets.cipher import Cipher, SealBroken

Answer = TypeVar("Answer")

LARGEST_UPLOAD = 12_000_000
# A collection has about a dozen pictures; a phone that keeps opening uploads is broken or hostile.
OPEN_UPLOADS = 20
# Even a phone that sends 16 kB at a time stays below this; single bytes would fill the disk with files.
PIECES = 1_000
# What sealing adds to a piece (backend/kit/secrets/cipher.py).
SEAL_BYTES = 96

ID_SHAPE = re.compile(r"[0-9a-z]{20}")
SHA256_SHAPE = re.compile(r"[0-9a-f]{64}")
ABOUT = "about"


class UploadUnknown(Refusal):
    """No such upload of this owner: finished, swept, or somebody else's (上传不存在)."""

    code = "UP-101"
    status = 404
    say = "这次上传已经结束或超时失效，请重新选择照片上传。"


class UploadTooLarge(Refusal):
    """More bytes than one upload may have, or than were announced (上传过大)."""

    code = "UP-102"
    status = 413
    say = "文件超过 {megabytes} MB，请改用手机相机的标准画质重新拍摄。"


class OffsetDiffers(Refusal):
    """The piece does not begin where the last one ended; the fact ``offset`` says where to go on (续传位置不符)."""

    code = "UP-103"
    say = "上传位置与服务器不一致，将从第 {offset} 字节处继续。"


class UploadIncomplete(Refusal):
    """Finished before everything arrived; the fact ``offset`` says where to go on (上传未完成)."""

    code = "UP-104"
    say = "文件还没有传完，将从第 {offset} 字节处继续上传。"


class ChecksumDiffers(Refusal):
    """What arrived is not what the phone said it would send; the upload is thrown away (校验不符)."""

    code = "UP-105"
    status = 422
    say = "文件在传输中损坏，请重新上传这张照片。"


class TooManyUploads(Refusal):
    """The owner has as many unfinished uploads as one may have (未完成的上传过多)."""

    code = "UP-106"
    status = 429
    say = "还有太多照片没有传完，请先完成或取消它们再继续。"


class UploadMalformed(Refusal):
    """The announced size or checksum is none, or the piece is one too many (上传参数有误)."""

    code = "UP-107"
    status = 422
    say = "上传参数有误，请刷新页面后重新上传。"


@dataclass(frozen=True, slots=True)
class UploadStatus:
    """One unfinished upload: ``offset`` of ``size`` bytes are safe on the disk."""

    id: str
    kind: str
    size: int
    sha256: str | None
    offset: int


@dataclass(frozen=True, slots=True)
class _About:
    kind: str
    size: int
    sha256: str | None


class UploadArea:
    """The folder where uploads wait for their last piece. Disk work runs in threads; many processes may share it."""

    def __init__(
        self, folder: Path, cipher: Cipher, *, largest: int = LARGEST_UPLOAD, open_uploads: int = OPEN_UPLOADS
    ) -> None:
        self._folder = folder
        self._cipher = cipher
        self._largest = largest
        self._open_uploads = open_uploads
        self._opening = Lock()
        make_folder(folder)

    async def begin(self, owner: str, size: int, sha256: str | None, kind: str, *, largest: int | None = None) -> str:
        """Open an upload of ``size`` bytes for ``owner`` and return its id; ``largest`` in place of the area's own.

        ``sha256`` (hexadecimal, of the whole) lets :meth:`finish` notice a damaged transfer; ``kind`` is handed back
        by :meth:`status`. Raises :class:`UploadTooLarge`, :class:`TooManyUploads`, :class:`UploadMalformed`.
        """
        largest = largest or self._largest
        if size > largest:
            raise UploadTooLarge(megabytes=largest // 1_000_000)
        if size < 1 or not (sha256 is None or SHA256_SHAPE.fullmatch(sha256)):
            raise UploadMalformed
        return await asyncio.to_thread(self._begin, self._owners(owner), _About(kind, size, sha256))

    async def append(self, upload: str, owner: str, offset: int, chunk: bytes) -> int:
        """Add ``chunk`` at ``offset`` and return the new offset once it would survive a power cut.

        A piece sent twice, because the answer to the first was lost, is :class:`OffsetDiffers` with the offset to go
        on from. Of two that arrive at once for the same place one is kept.
        """
        return await self._on(self._append, upload, owner, offset, chunk)

    async def status(self, upload: str, owner: str) -> UploadStatus:
        """How far the upload is, or :class:`UploadUnknown`."""
        return await self._on(self._status, upload, owner)

    async def unfinished(self, owner: str) -> list[UploadStatus]:
        """Every upload of ``owner`` that waits for more, so that a reloaded page can go on."""
        folder = self._owners(owner)
        return await asyncio.to_thread(lambda: [self._status(one) for one in _uploads(folder)])

    async def finish(self, upload: str, owner: str) -> bytes:
        """The whole, with its size and checksum verified; :class:`UploadIncomplete` or :class:`ChecksumDiffers`.

        The upload stays until :meth:`discard`, called when the bytes are safe elsewhere: a crash in between costs
        nothing, and finishing twice gives the same bytes.
        """
        return await self._on(self._finish, upload, owner)

    async def discard(self, upload: str, owner: str) -> None:
        """Throw the upload away; nothing happens if it is gone already."""
        try:
            await self._on(_remove, upload, owner)
        except UploadUnknown:
            return

    async def sweep(self, older_than: timedelta) -> int:
        """Throw away uploads that received nothing for ``older_than``; returns how many."""
        return await asyncio.to_thread(self._sweep, now().timestamp() - older_than.total_seconds())

    async def _on(self, act: Callable[..., Answer], upload: str, owner: str, *args: object) -> Answer:
        if not ID_SHAPE.fullmatch(upload):
            raise UploadUnknown
        folder = self._owners(owner) / upload
        try:
            return await asyncio.to_thread(act, folder, *args)
        except FileNotFoundError:
            # Never there, another owner's, or discarded while we worked.
            raise UploadUnknown from None

    def _owners(self, owner: str) -> Path:
        return self._folder / sha256(owner.encode()).hexdigest()[:32]

    def _begin(self, owners: Path, about: _About) -> str:
        upload = public_id()
        with self._opening:
            if len(_uploads(owners)) >= self._open_uploads:
                raise TooManyUploads
            folder = owners / upload
            sealed = self._cipher.seal(json.dumps(asdict(about)).encode(), _context(folder, ABOUT))
            write_durably(folder / ABOUT, sealed)
        return upload

    def _append(self, folder: Path, offset: int, chunk: bytes) -> int:
        about, pieces = self._about(folder), _pieces(folder)
        reached = _reached(pieces)
        if offset != reached:
            raise OffsetDiffers(offset=reached)
        if reached + len(chunk) > about.size:
            raise UploadTooLarge(megabytes=self._largest // 1_000_000)
        if not chunk:
            return reached
        if len(pieces) >= PIECES:
            raise UploadMalformed
        piece = folder / f"{offset:012d}"
        # The name is the lock: a second piece for the same place, in whatever process, finds it taken.
        if not write_durably(piece, self._cipher.seal(chunk, _context(folder, piece.name))):
            raise OffsetDiffers(offset=_reached(_pieces(folder)))
        return reached + len(chunk)

    def _status(self, folder: Path) -> UploadStatus:
        about = self._about(folder)
        return UploadStatus(folder.name, about.kind, about.size, about.sha256, _reached(_pieces(folder)))

    def _finish(self, folder: Path) -> bytes:
        about, pieces = self._about(folder), _pieces(folder)
        reached = _reached(pieces)
        if reached != about.size:
            raise UploadIncomplete(offset=reached)
        whole = b"".join(self._cipher.open(piece.read_bytes(), _context(folder, piece.name)) for piece, _ in pieces)
        if about.sha256 and not compare_digest(sha256(whole).hexdigest(), about.sha256):
            _remove(folder)
            raise ChecksumDiffers
        return whole

    def _about(self, folder: Path) -> _About:
        return _About(**json.loads(self._cipher.open((folder / ABOUT).read_bytes(), _context(folder, ABOUT))))

    def _sweep(self, oldest: float) -> int:
        swept = 0
        for owners in self._folder.iterdir():
            for folder in owners.iterdir():
                if folder.stat().st_mtime < oldest:
                    _remove(folder)
                    swept += 1
            if owners.stat().st_mtime < oldest and not any(owners.iterdir()):
                owners.rmdir()
        return swept


def _context(folder: Path, name: str) -> bytes:
    """Where a sealed file belongs: its owner, its upload and its place within."""
    return f"upload/{folder.parent.name}/{folder.name}/{name}".encode()


def _uploads(owners: Path) -> list[Path]:
    if not owners.is_dir():
        return []
    # A folder without its description was being made, or removed, when the power went; the sweep takes it.
    return sorted(folder for folder in owners.iterdir() if (folder / ABOUT).exists())


def _pieces(folder: Path) -> list[tuple[Path, int]]:
    """The pieces in order, each with its plain length. Drafts that a crash left begin with a dot and are none."""
    files = sorted(path for path in folder.iterdir() if path.name.isdigit())
    return [(path, path.stat().st_size - SEAL_BYTES) for path in files]


def _reached(pieces: list[tuple[Path, int]]) -> int:
    reached = 0
    for path, length in pieces:
        if int(path.name) != reached or length < 1:
            raise SealBroken("an upload's pieces do not join")
        reached += length
    return reached


def _remove(folder: Path) -> None:
    # The description goes first: what a crash leaves is then no upload any more.
    (folder / ABOUT).unlink(missing_ok=True)
    shutil.rmtree(folder)
    settle(folder.parent)
