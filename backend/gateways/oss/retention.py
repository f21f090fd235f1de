"""保留策略 (WORM): the lock over a whole bucket under which nothing can be changed or deleted before its time.

Made, it protects at once and lapses after 24 hours unless it is locked; locked, it can only be made longer. Source:
help.aliyun.com/document_detail/90564.html
"""

from dataclasses import dataclass

from oss2.models import GetBucketWormResult

from backend.gateways.oss.client import SERVICE, OssClient, OssConfig
from backend.kit.errors import VendorTrouble

LONGEST_DAYS = 25_550
_NONE = "NoSuchWORMConfiguration"


@dataclass(frozen=True, slots=True)
class Retention:
    """The lock of a bucket: objects stay ``days`` from when they came; not ``locked``: it lapses within a day."""

    id: str
    days: int
    locked: bool


class RetentionLock:
    """The lock of one bucket. Whoever opens it closes it."""

    def __init__(self, config: OssConfig) -> None:
        self._client = OssClient(config)
        self._bucket = self._client.bucket

    async def current(self) -> Retention | None:
        """The lock in force, or None."""
        try:
            found: GetBucketWormResult = await self._client.call(self._bucket.get_bucket_worm)
        except VendorTrouble as trouble:
            if trouble.reason == _NONE:
                return None
            raise
        if found.state == "Expired":
            return None
        return Retention(found.worm_id, found.retention_period_days, found.state == "Locked")

    async def lock(self, days: int) -> Retention:
        """Lock for ``days``, for good; makes a lock longer that is there. Raises ValueError rather than shorten one."""
        if not 1 <= days <= LONGEST_DAYS:
            raise ValueError(f"a retention lock lasts 1 to {LONGEST_DAYS} days")
        found = await self.current()
        if found and found.locked:
            if days < found.days:
                raise ValueError("a retention lock cannot be shortened")
            if days > found.days:
                await self._client.call(self._bucket.extend_bucket_worm, found.id, days)
        else:
            await self._begin_and_lock(found, days)
        now = await self.current()
        if now is None or not now.locked or now.days != days:
            raise VendorTrouble(SERVICE, "the lock is not as asked", retry=True)
        return now

    async def close(self) -> None:
        """Let go of threads and connections."""
        await self._client.close()

    async def _begin_and_lock(self, found: Retention | None, days: int) -> None:
        # A crash may have left one that was made and not locked.
        if found and found.days != days:
            await self._client.call(self._bucket.abort_bucket_worm)
            found = None
        worm = found.id if found else (await self._client.call(self._bucket.init_bucket_worm, days)).worm_id
        await self._client.call(self._bucket.complete_bucket_worm, worm)
