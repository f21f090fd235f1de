"""对象存储 OSS: the same promises as a local folder (``backend/kit/objects``), kept in a bucket.

What arrives is compared with what was sent: Content-MD5 on the way up, CRC64 of what lies there both ways. Whole
objects go in one request up to ``part_bytes``, larger ones in parts (:mod:`backend.gateways.oss.parts`).
"""

from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass
from hashlib import md5

from oss2.exceptions import InconsistentError
from oss2.models import GetObjectResult

from backend.gateways.oss.client import SERVICE, KeyTaken, OssClient, OssConfig, crc64
from backend.gateways.oss.parts import PartsUpload
from backend.kit.errors import VendorTrouble
from backend.kit.objects import ObjectLocked, ObjectMissing
from backend.kit.objects.protocol import valid_key, valid_prefix

LIST_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class _Answer:
    data: bytes
    size: int
    crc: int


class OssStore:
    """An :class:`~backend.kit.objects.ObjectStore` in one bucket, under one beginning of names."""

    def __init__(self, config: OssConfig) -> None:
        self._client = OssClient(config)
        self._bucket = self._client.bucket
        self._prefix = config.prefix
        self._part_bytes = config.part_bytes

    async def put(self, key: str, data: bytes, *, replace: bool = False) -> bool:
        name = self._name(key)
        if len(data) > self._part_bytes:
            if not replace and await self.exists(key):
                return False
            upload = PartsUpload(self._client, name, data, self._part_bytes, replace=replace)
            return await upload.send()
        attempts: list[str] = []
        try:
            await self._client.call(self._put, name, data, replace, attempts)
        except KeyTaken:
            # Where an answer was lost, what lies there may be our own.
            return len(attempts) > 1 and await self._client.call(self._checksum, name) == crc64(data)
        except ObjectLocked:
            if replace:
                raise
            return False  # a lock tells that the key is taken, whichever the server looks at first
        return True

    async def get(self, key: str) -> bytes:
        name = self._name(key)
        # Damage on the way is a passing trouble inside ``call``; damage seen in the whole is asked for once more here.
        for last in (False, True):
            first = await self._client.call(self._range, name, 0)
            pieces, have = [first.data], len(first.data)
            while have < first.size:
                pieces.append((await self._client.call(self._range, name, have)).data)
                have += len(pieces[-1])
            whole = b"".join(pieces)
            if crc64(whole) == first.crc:
                return whole
            if last:
                raise VendorTrouble(SERVICE, "checksum differs", retry=True)
        raise AssertionError  # the loop returns or raises

    async def start(self, key: str, count: int) -> bytes:
        answer = await self._client.call(self._range, self._name(key), 0, count)
        return answer.data[:count]

    async def exists(self, key: str) -> bool:
        try:
            await self._client.call(self._bucket.get_object_meta, self._name(key))
        except ObjectMissing:
            return False
        return True

    async def delete(self, key: str) -> bool:
        # Deleting what is not there is no error for the vendor, but our caller wants to know.
        if not await self.exists(key):
            return False
        await self._client.call(self._bucket.delete_object, self._name(key))
        return True

    async def size(self, key: str) -> int:
        found = await self._client.call(self._bucket.head_object, self._name(key))
        return int(found.content_length)

    async def keys(self, prefix: str = "") -> AsyncIterator[str]:
        async for name, _ in self._listed(valid_prefix(prefix)):
            yield name

    async def total_bytes(self) -> int:
        return sum([size async for _, size in self._listed("")])

    async def close(self) -> None:
        """Let go of threads and connections."""
        await self._client.close()

    async def _listed(self, prefix: str) -> AsyncIterator[tuple[str, int]]:
        after = ""
        while True:
            page = await self._client.call(
                self._bucket.list_objects_v2,
                prefix=self._prefix + prefix,
                continuation_token=after,
                max_keys=LIST_BATCH,
            )
            for one in page.object_list:
                yield one.key.removeprefix(self._prefix), one.size
            if not page.is_truncated:
                return
            after = page.next_continuation_token

    def _name(self, key: str) -> str:
        return self._prefix + valid_key(key)

    def _checksum(self, name: str) -> int | None:
        return self._bucket.head_object(name).server_crc

    def _put(self, name: str, data: bytes, replace: bool, attempts: list[str]) -> None:
        attempts.append(name)
        digest = b64encode(md5(data, usedforsecurity=False).digest()).decode()
        headers = {"Content-MD5": digest, "Content-Type": "application/octet-stream"}
        if not replace:
            headers["x-oss-forbid-overwrite"] = "true"
        # The SDK compares checksums only when the server names one, so an answer without is no answer.
        try:
            answer = self._bucket.put_object(name, data, headers=headers)
        except InconsistentError:
            # Spoilt behind the server's own check. It must not stay under a name that nobody writes twice.
            self._bucket.delete_object(name)
            raise
        if answer.crc is None:
            raise VendorTrouble(SERVICE, "garbled answer", retry=True)

    def _range(self, name: str, start: int, count: int = 0) -> _Answer:
        wanted = (start, start + (count or self._part_bytes) - 1)
        with self._bucket.get_object(name, byte_range=wanted) as answer:
            data: bytes = answer.read()
            if answer.server_crc is None:
                raise VendorTrouble(SERVICE, "garbled answer", retry=True)
            size = _whole_size(answer, len(data))
        return _Answer(data, size, answer.server_crc)


def _whole_size(answer: GetObjectResult, received: int) -> int:
    # ``bytes 0-3999999/9000000``; a range beyond the end, or of an empty object, is answered with the whole.
    text = answer.content_range
    return int(text.rpartition("/")[2]) if text else received
