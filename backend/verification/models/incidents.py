"""What was stopped (拦截记录), and who is kept out (黑名单)."""

from datetime import datetime
from typing import ClassVar, Self

from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model
from tortoise.queryset import QuerySet

from backend.kit.secrets.fields import EncryptedText


class Interception(Model):
    """One attempt that a check stopped (拦截记录): what, where, with which phone, evidence by its ids.

    ``device`` is the WeChat account that sent it (its public id). After ``kept_until`` the record loses what leads to
    a person, and stays as a number for statistics.
    """

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(20, unique=True)
    check_id = fields.CharField(20, unique=True)
    kind = fields.CharField(16)
    station = fields.CharField(20, default="")
    collection = fields.CharField(20)
    transfer = fields.CharField(20, default="")
    device = fields.CharField(20, default="")
    evidence: list[str] = fields.JSONField(default=list)  # type: ignore[assignment]
    reason = EncryptedText()
    month = fields.CharField(7)
    at = fields.DatetimeField()
    kept_until = fields.DatetimeField()

    class Meta:
        table = "verification_interception"
        indexes: ClassVar = (("month", "kind"), ("station", "at"), ("at",))


class Block(Model):
    """A phone number, identity number or WeChat account that is kept out for a time (黑名单), and why."""

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(20, unique=True)
    kind = fields.CharField(9)  # device | phone | id_number
    value_index = fields.CharField(32, db_index=True)
    value = EncryptedText()
    reason = EncryptedText()
    until = fields.DatetimeField(null=True)  # null: until somebody lifts it
    station = fields.CharField(20, default="")
    made_by = fields.CharField(64)
    made_at = fields.DatetimeField()
    lifted_by = fields.CharField(64, default="")
    lifted_at = fields.DatetimeField(null=True)
    lifted_because = EncryptedText(null=True)

    class Meta:
        table = "verification_block"

    @classmethod
    def in_force(cls, moment: datetime) -> QuerySet[Self]:
        """Those that keep somebody out at ``moment``."""
        return cls.filter(Q(until=None) | Q(until__gt=moment), lifted_at=None)
