"""Tariffs (收费标准) and every query on them."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar, Self

from tortoise import fields
from tortoise.models import Model


class Tariff(Model):
    """What one item costs (收费标准): append-only, each of the four that is empty counts for all.

    Of those in force on the day the most specific counts, of equally specific ones the latest. 0 fen is free of charge.
    """

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(20, unique=True)
    station = fields.CharField(20, default="")
    vehicle_class = fields.CharField(16, default="")
    business = fields.CharField(16, default="")
    member = fields.CharField(3, default="")  # yes | no | empty
    item = fields.CharField(40)  # 收费项目, as the receipt words it
    fen = fields.BigIntField()
    valid_from = fields.DateField()
    added_by = fields.CharField(64)
    added_at = fields.DatetimeField()

    class Meta:
        table = "payments_tariff"
        indexes: ClassVar = (("station", "valid_from"),)

    @classmethod
    async def begun(cls, station: str, day: date) -> Sequence[Self]:
        """Everybody's and the station's own that began on or before ``day``, the oldest first."""
        return await cls.filter(station__in=["", station], valid_from__lte=day).order_by("id")
