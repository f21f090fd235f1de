"""Photographs (影像证据) and what was read from them."""

from typing import Any, ClassVar, Self

from tortoise import fields
from tortoise.functions import Count, Sum
from tortoise.models import Model

from backend.kit.secrets.fields import EncryptedJSON


class Evidence(Model):
    """One immutable photograph (证据): the original bytes, sealed, and two re-encoded copies for people to see.

    A newer one of the same kind supersedes it. It stays, because a clerk may have seen it. ``stored`` is the sum of
    all three objects in bytes.
    """

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(20, unique=True)
    collection = fields.CharField(20)
    kind = fields.CharField(20)
    captured = fields.CharField(6)  # camera | file
    device = fields.CharField(200)
    sha256 = fields.CharField(64)
    original = fields.CharField(100, db_index=True)  # keys in the object store
    display = fields.CharField(100)
    thumbnail = fields.CharField(100)
    content_type = fields.CharField(20)
    width = fields.IntField()
    height = fields.IntField()
    size = fields.BigIntField()
    stored = fields.BigIntField()
    kept = fields.BooleanField(default=False)  # the owner insists although the reader doubted the picture
    at = fields.DatetimeField()
    month = fields.CharField(7)
    superseded_at = fields.DatetimeField(null=True)
    disposed_at = fields.DatetimeField(null=True)  # the bytes are to go, or gone

    class Meta:
        table = "collection_evidence"
        indexes: ClassVar = (("collection", "kind"), ("month",))

    @classmethod
    async def current(cls, collection: str) -> dict[str, Self]:
        """kind -> the photograph in force."""
        rows = await cls.filter(collection=collection, superseded_at=None, disposed_at=None).order_by("id")
        return {row.kind: row for row in rows}

    @classmethod
    async def with_face(cls) -> list[str]:
        """The collections of which a face picture is still kept."""
        kept = cls.filter(kind="selfie", disposed_at=None).distinct()
        return [str(name) for name in await kept.values_list("collection", flat=True)]

    @classmethod
    async def months(cls) -> list[dict[str, Any]]:
        """How many photographs and bytes each month added that are still kept."""
        rows = cls.filter(disposed_at=None).annotate(count=Count("id"), bytes=Sum("stored")).group_by("month")
        return await rows.order_by("month").values("month", "count", "bytes")


class Reading(Model):
    """What the card reader made of one photograph (识别结果)."""

    id = fields.BigIntField(primary_key=True)
    evidence = fields.CharField(20, unique=True)
    collection = fields.CharField(20, db_index=True)
    state = fields.CharField(8, default="pending")  # pending | done | failed
    fields_read = EncryptedJSON(default=dict)  # name -> {value, confidence, box}
    doubts: list[str] = fields.JSONField(default=list)  # type: ignore[assignment]
    asked_at = fields.DatetimeField()
    done_at = fields.DatetimeField(null=True)
    provider = fields.CharField(24, default="", db_default="")  # who read it; two that read together are joined by +

    class Meta:
        table = "collection_reading"
