"""分片上传: an object too large for one request goes up in parts, and goes on where a broken attempt stopped.

Which parts are safe is asked of the server, not remembered here: after a crash, on another machine, the parts whose
MD5 is that of our own bytes are kept and only the others are sent.
"""

from base64 import b64encode
from hashlib import md5

from oss2.models import PartInfo

from backend.gateways.oss.client import SERVICE, KeyTaken, OssClient, UploadGone, crc64
from backend.kit.errors import VendorTrouble
from backend.kit.objects import ObjectLocked, ObjectMissing


class PartsUpload:
    """One object on its way up."""

    def __init__(self, client: OssClient, name: str, data: bytes, part_bytes: int, *, replace: bool) -> None:
        self._client = client
        self._bucket = client.bucket
        self._name = name
        self._data = data
        self._parts = [data[start : start + part_bytes] for start in range(0, len(data), part_bytes)]
        self._etags = [md5(part, usedforsecurity=False).hexdigest().upper() for part in self._parts]
        self._headers = {} if replace else {"x-oss-forbid-overwrite": "true"}

    async def send(self) -> bool:
        """Send what is missing and put the object together; False if the key was taken meanwhile."""
        unfinished = await self._client.call(self._unfinished)
        upload, have = await self._furthest(unfinished)
        try:
            if not upload:
                upload = await self._client.call(self._begin)
            for number in range(1, len(self._parts) + 1):
                if number not in have:
                    await self._client.call(self._send, upload, number)
            crc = await self._client.call(self._complete, upload)
        except (KeyTaken, ObjectLocked) as no:
            await self._abort([*unfinished, upload])
            if isinstance(no, ObjectLocked) and not self._headers:
                raise
            return False
        except UploadGone:
            return await self._after_loss()
        if crc != crc64(self._data):
            await self._client.call(self._bucket.delete_object, self._name)
            raise VendorTrouble(SERVICE, "checksum differs", retry=True)
        await self._abort([other for other in unfinished if other != upload])
        return True

    async def _after_loss(self) -> bool:
        # Somebody who sends the same object finished before us, or the bucket's housekeeping threw the parts away.
        try:
            await self._client.call(self._bucket.get_object_meta, self._name)
        except ObjectMissing:
            raise VendorTrouble(SERVICE, "NoSuchUpload", retry=True) from None
        return False

    async def _furthest(self, unfinished: list[str]) -> tuple[str, set[int]]:
        best: tuple[str, set[int]] = ("", set())
        for upload in unfinished:
            try:
                have = await self._client.call(self._received, upload)
            except UploadGone:
                continue
            if len(have) > len(best[1]):
                best = upload, have
        return best

    async def _abort(self, uploads: list[str]) -> None:
        for upload in filter(None, uploads):
            try:
                await self._client.call(self._bucket.abort_multipart_upload, self._name, upload)
            except UploadGone:
                continue

    def _unfinished(self) -> list[str]:
        found = self._bucket.list_multipart_uploads(prefix=self._name).upload_list
        return [one.upload_id for one in found if one.key == self._name]

    def _received(self, upload: str) -> set[int]:
        parts = self._bucket.list_parts(self._name, upload).parts
        return {one.part_number for one in parts if self._etags[one.part_number - 1 : one.part_number] == [one.etag]}

    def _begin(self) -> str:
        headers = {"Content-Type": "application/octet-stream", **self._headers}
        upload: str = self._bucket.init_multipart_upload(self._name, headers=headers).upload_id
        return upload

    def _send(self, upload: str, number: int) -> None:
        part = self._parts[number - 1]
        digest = b64encode(bytes.fromhex(self._etags[number - 1])).decode()
        answer = self._bucket.upload_part(self._name, upload, number, part, headers={"Content-MD5": digest})
        if answer.etag != self._etags[number - 1] or answer.crc is None:
            raise VendorTrouble(SERVICE, "checksum differs", retry=True)

    def _complete(self, upload: str) -> int:
        named = [PartInfo(number, etag) for number, etag in enumerate(self._etags, 1)]
        answer = self._bucket.complete_multipart_upload(self._name, upload, named, headers=dict(self._headers))
        if answer.crc is None:
            raise VendorTrouble(SERVICE, "garbled answer", retry=True)
        return int(answer.crc)
