"""OSS 的桶: objects, unfinished multipart uploads and the retention lock (WORM), in memory.

Sources: INTEGRATIONS §5.1; https://help.aliyun.com/document_detail/90564.html for the lock: from the moment a policy is
made nothing in the bucket can be changed or deleted until it is old enough, an unlocked policy lapses after 24 hours, a
locked one can only be made longer.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import md5
from uuid import uuid4

import crcmod

from backend.sandbox.aliyun.oss.answers import OssRefusal

DAY = 86400
SMALLEST_PART = 100 * 1024
LONGEST_RETENTION_DAYS = 25550
crc64 = crcmod.mkCrcFun(0x142F0E1EBA9EA3693, initCrc=0, rev=True, xorOut=0xFFFFFFFFFFFFFFFF)


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes that were received, as an object or as a part of one."""

    data: bytes
    etag: str
    crc: int
    at: float
    encryption: str = ""

    @classmethod
    def of(cls, data: bytes, at: float, encryption: str = "") -> "Piece":
        """What the vendor computes of ``data`` when it arrives."""
        return cls(data, md5(data, usedforsecurity=False).hexdigest().upper(), crc64(data), at, encryption)


@dataclass
class Upload:
    """A multipart upload that is not complete."""

    key: str
    at: float
    parts: dict[int, Piece] = field(default_factory=dict)


@dataclass
class Worm:
    """A retention policy."""

    id: str
    days: int
    at: float
    locked: bool = False

    def in_force(self, now: float) -> bool:
        """Whether it protects at the moment."""
        return self.locked or now < self.at + DAY

    @property
    def state(self) -> str:
        """As the vendor names it."""
        return "Locked" if self.locked else "InProgress"


@dataclass
class Bucket:
    """One bucket."""

    name: str
    objects: dict[str, Piece] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)
    worm: Worm | None = None

    def find(self, key: str) -> Piece:
        """The object of that key, or NoSuchKey."""
        if key not in self.objects:
            raise OssRefusal(404, "NoSuchKey", "The specified key does not exist.")
        return self.objects[key]

    def put(self, key: str, piece: Piece, *, forbid_overwrite: bool) -> None:
        """Store an object, unless the key is taken and may not be written again."""
        self.may_write(key, piece.at, forbid_overwrite=forbid_overwrite)
        self.objects[key] = piece

    def may_write(self, key: str, now: float, *, forbid_overwrite: bool) -> None:
        """Refuse to write over what must stay."""
        if key not in self.objects:
            return
        if forbid_overwrite:
            raise OssRefusal(
                409, "FileAlreadyExists", "The object you specified already exists and can not be overwritten."
            )
        self._may_change(key, now)

    def delete(self, key: str, now: float) -> None:
        """Delete an object; what is not there is no error."""
        if key in self.objects:
            self._may_change(key, now)
            del self.objects[key]

    def begin_upload(self, key: str, now: float, *, forbid_overwrite: bool) -> str:
        """Open a multipart upload and give its id."""
        self.may_write(key, now, forbid_overwrite=forbid_overwrite)
        upload = uuid4().hex.upper()
        self.uploads[upload] = Upload(key, now)
        return upload

    def upload(self, key: str, upload: str) -> Upload:
        """The unfinished upload of that id, or NoSuchUpload."""
        found = self.uploads.get(upload)
        if found is None or found.key != key:
            raise OssRefusal(404, "NoSuchUpload", "The specified upload does not exist.")
        return found

    def complete(
        self, key: str, upload: str, named: list[tuple[int, str]], now: float, *, forbid_overwrite: bool
    ) -> Piece:
        """Make the object of the named parts (number, etag)."""
        parts = self.upload(key, upload).parts
        if [number for number, _ in named] != sorted({number for number, _ in named}) or not named:
            raise OssRefusal(400, "InvalidPartOrder", "The list of parts was not in ascending order.")
        for place, (number, etag) in enumerate(named):
            if number not in parts or parts[number].etag != etag.strip('"'):
                raise OssRefusal(400, "InvalidPart", "One or more of the specified parts could not be found.")
            if place < len(named) - 1 and len(parts[number].data) < SMALLEST_PART:
                raise OssRefusal(
                    400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size."
                )
        whole = Piece.of(b"".join(parts[number].data for number, _ in named), now)
        self.put(key, whole, forbid_overwrite=forbid_overwrite)
        del self.uploads[upload]
        return whole

    def begin_worm(self, days: int, now: float) -> str:
        """Make a retention policy, which protects at once and lapses after a day unless it is locked."""
        _retention(days)
        if self.worm and self.worm.in_force(now):
            if self.worm.locked:
                raise OssRefusal(409, "WORMConfigurationLocked", "The WORM Configuration is locked.")
            raise OssRefusal(409, "WORMConfigurationAlreadyExists", "The WORM Configuration already exists.")
        self.worm = Worm(uuid4().hex.upper(), days, now)
        return self.worm.id

    def lock_worm(self, worm: str, now: float) -> None:
        """Lock the policy for good."""
        self._worm(worm, now).locked = True

    def extend_worm(self, worm: str, days: int, now: float) -> None:
        """Protect longer; never shorter."""
        _retention(days)
        found = self._worm(worm, now)
        if not found.locked or days <= found.days:
            raise OssRefusal(400, "InvalidWORMConfiguration", "The retention period can only be extended once locked.")
        found.days = days

    def drop_worm(self, now: float) -> None:
        """Withdraw a policy that is not locked."""
        if self._worm(self.worm.id if self.worm else "", now).locked:
            raise OssRefusal(403, "WORMConfigurationLocked", "The WORM Configuration is locked.")
        self.worm = None

    def current_worm(self, now: float) -> Worm:
        """The policy in force, or the vendor's 404."""
        return self._worm(self.worm.id if self.worm else "", now)

    def keys_from(self, prefix: str, after: str) -> Iterator[str]:
        """Keys with that beginning behind ``after``, in their order."""
        return (key for key in sorted(self.objects) if key.startswith(prefix) and key > after)

    def _worm(self, worm: str, now: float) -> Worm:
        if self.worm is None or self.worm.id != worm or not self.worm.in_force(now):
            raise OssRefusal(404, "NoSuchWORMConfiguration", "The WORM configuration does not exist.")
        return self.worm

    def _may_change(self, key: str, now: float) -> None:
        worm = self.worm
        if worm and worm.in_force(now) and now < self.objects[key].at + worm.days * DAY:
            raise OssRefusal(409, "FileImmutable", "The object you specified is immutable.")


def _retention(days: int) -> None:
    if not 1 <= days <= LONGEST_RETENTION_DAYS:
        raise OssRefusal(400, "InvalidArgument", "RetentionPeriodInDays must be between 1 and 25550.")


@dataclass
class OssMemory:
    """Every bucket of this sandbox, made when the first call names it; ``received`` counts bytes of bodies."""

    buckets: dict[str, Bucket] = field(default_factory=dict)
    received: int = 0
