"""Shifts at the drawer (班次) and every query on them."""

from typing import ClassVar, Self

from tortoise import fields
from tortoise.models import Model

from backend.kit.secrets.fields import EncryptedText
from backend.payments.models.names import NAME_LETTERS


class Shift(Model):
    """One clerk's time at the cash drawer (班次), from the opening float to the count.

    ``open_of`` is the clerk while the shift is open and null afterwards: the unique column is the lock.
    """

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(20, unique=True)
    station = fields.CharField(20)
    clerk = fields.CharField(64)
    open_of = fields.CharField(64, null=True, unique=True)
    float_fen = fields.BigIntField()
    opened_at = fields.DatetimeField()
    closed_at = fields.DatetimeField(null=True)
    expected_fen = fields.BigIntField(null=True)
    counted_fen = fields.BigIntField(null=True)
    reason = EncryptedText(default="")

    class Meta:
        table = "payments_shift"
        indexes: ClassVar = (("station", "opened_at"),)

    @classmethod
    async def open_by(cls, clerk: str) -> Self | None:
        """The clerk's open shift, locked, if there is one."""
        return await cls.filter(open_of=clerk).select_for_update().first()

    @classmethod
    async def named(cls, public_id: str, **more: str) -> Self | None:
        """The row of that public id."""
        return await cls.filter(public_id=public_id, **more).first() if len(public_id) <= NAME_LETTERS else None
