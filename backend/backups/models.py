"""The slice's one table."""

from collections.abc import Collection
from datetime import datetime
from typing import ClassVar, Self

from tortoise import fields
from tortoise.models import Model


class BackupRun(Model):
    """How one run of a backup ended (备份记录), written when it has ended, so that none stands there half-way."""

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(20, unique=True)
    tier = fields.CharField(8)  # platform | month
    state = fields.CharField(8)  # good | flawed (something was damaged before) | failed
    name = fields.CharField(40, default="")
    place = fields.CharField(255)
    asked_by = fields.CharField(64)
    began_at = fields.DatetimeField()
    ended_at = fields.DatetimeField()
    objects = fields.IntField(default=0)
    bytes = fields.BigIntField(default=0)
    added_bytes = fields.BigIntField(default=0)
    note = fields.TextField()

    class Meta:
        table = "backups_run"
        indexes: ClassVar = (("tier", "ended_at"),)

    @classmethod
    async def newest(cls, limit: int) -> list[Self]:
        """The platform's and the association's runs that ended last, newest first; stations' own are theirs."""
        return await cls.filter(tier__in=("platform", "month")).order_by("-ended_at", "-id").limit(limit)

    @classmethod
    async def last_good(cls, tier: str, places: Collection[str]) -> datetime | None:
        """When the newest good backup of the tier ended at one of ``places``, which are spellings of the same place."""
        row = await cls.filter(tier=tier, state="good", place__in=places).order_by("-ended_at").first()
        return row.ended_at if row else None
