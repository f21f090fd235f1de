"""Guided captures (真人检测): what was asked of whom, and what was sent. Faces go, numbers and hashes stay."""

from datetime import datetime
from typing import Any, ClassVar, Self

from tortoise import fields
from tortoise.models import Model


class LivenessChallenge(Model):
    """One sequence of actions for one collection (动作题目): its public id is the nonce, good for two minutes, once."""

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(20, unique=True)
    collection = fields.CharField(20, db_index=True)
    owner = fields.CharField(20)
    steps: list[list[Any]] = fields.JSONField()  # type: ignore[assignment] # [action, starts_ms, ends_ms]
    every_ms = fields.IntField()
    made_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "verification_liveness_challenge"

    @classmethod
    async def held(cls, public_id: str) -> Self | None:
        """The row, locked until the unit of work ends: of two that send with one nonce the second finds it used."""
        return await cls.filter(public_id=public_id[:20]).select_for_update().first()


class LivenessAttempt(Model):
    """One capture (真人检测采集): its frames lie in one sealed object until they have served.

    ``frames`` holds of each frame its time, step, place in the object and hashes. ``selfie`` is the evidence that one
    of the frames became. ``judged`` is the judgement in numbers and sentences, kept when the pictures are gone.
    """

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(20, unique=True)
    challenge = fields.CharField(20, unique=True)
    collection = fields.CharField(20, db_index=True)
    owner = fields.CharField(20, db_index=True)
    selfie = fields.CharField(20, db_index=True)
    frames: list[dict[str, Any]] = fields.JSONField()  # type: ignore[assignment]
    object = fields.CharField(100)
    waited_ms = fields.IntField()
    sent_at = fields.DatetimeField()
    verdict = fields.CharField(4, default="")  # pass | fail | ask, empty while it waits
    judged: dict[str, Any] = fields.JSONField(default=dict)  # type: ignore[assignment]
    judged_at = fields.DatetimeField(null=True)
    pictures_gone_at = fields.DatetimeField(null=True)

    class Meta:
        table = "verification_liveness_attempt"
        indexes: ClassVar = (("pictures_gone_at", "sent_at"),)

    @classmethod
    async def last_of(cls, collection: str) -> Self | None:
        """The newest capture of a collection."""
        return await cls.filter(collection=collection).order_by("-id").first()

    @classmethod
    async def with_pictures(cls, before: datetime, count: int) -> list[Self]:
        """Captures sent before a moment whose frames are still kept, the oldest first."""
        return await cls.filter(pictures_gone_at=None, sent_at__lte=before).order_by("sent_at").limit(count)


class LivenessMark(Model):
    """One frame's SHA-256, by which the very same frame is found in any later capture."""

    id = fields.BigIntField(primary_key=True)
    attempt = fields.CharField(20, db_index=True)
    sha256 = fields.CharField(64, db_index=True)

    class Meta:
        table = "verification_liveness_mark"
