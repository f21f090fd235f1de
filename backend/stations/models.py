"""Tables of the stations (登记服务站) and every query on them."""

from typing import ClassVar, Self

from tortoise import fields
from tortoise.expressions import F
from tortoise.models import Model

from backend.kit.secrets.fields import EncryptedJSON, EncryptedText

# Letters of a public id.
NAME_LETTERS = 20


class Station(Model):
    """One registration service station (登记服务站) in a market. ``province`` is the two-digit code of GB/T 2260."""

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(20, unique=True)
    code = fields.CharField(4, unique=True)
    name = fields.CharField(80)
    market_name = fields.CharField(120)
    province = fields.CharField(2)
    city = fields.CharField(40)
    city_nickname = fields.CharField(4, default="")
    # Which folder of templates/documents words this station's papers.
    document_city = fields.CharField(32, default="default")
    address = fields.CharField(200, default="")
    phone = fields.CharField(40, default="")
    created_at = fields.DatetimeField()

    class Meta:
        table = "stations_station"

    @classmethod
    async def named(cls, public_id: str) -> Self | None:
        """The row of that public id."""
        return await cls.get_or_none(public_id=public_id) if len(public_id) <= NAME_LETTERS else None


class Staff(Model):
    """One person who works at a station, or an administrator, who belongs to none (``station`` empty)."""

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(20, unique=True)
    username = fields.CharField(40, unique=True)
    name = fields.CharField(40)
    role = fields.CharField(16)
    station = fields.CharField(20, default="", db_index=True)
    password_hash = fields.CharField(200)
    totp_secret = EncryptedText()
    # The last 30-second step whose code was used: a code seen over the shoulder does not open a second session.
    totp_step = fields.BigIntField(default=0)
    active = fields.BooleanField(default=True)
    must_change_password = fields.BooleanField(default=False)
    # The hand that signs papers at the desk (手写签名): strokes, aspect, as documents.Strokes; null until drawn.
    signature = EncryptedJSON(null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "stations_staff"

    @classmethod
    async def named(cls, public_id: str) -> Self | None:
        """The row of that public id; Tortoise refuses to ask for more letters than the column holds."""
        return await cls.get_or_none(public_id=public_id) if len(public_id) <= NAME_LETTERS else None

    async def use_step(self, step: int) -> bool:
        """Mark the TOTP ``step`` as used; false when it, or a later one, was used before."""
        return await type(self).filter(id=self.id, totp_step__lt=step).update(totp_step=step) == 1


class Counter(Model):
    """The last number a station gave out in one series and year (编号流水)."""

    id = fields.BigIntField(primary_key=True)
    station = fields.CharField(20)
    series = fields.CharField(32)
    year = fields.IntField()
    reached = fields.IntField(default=0)

    class Meta:
        table = "stations_counter"
        unique_together: ClassVar = (("station", "series", "year"),)

    @classmethod
    async def advance(cls, station: str, series: str, year: int) -> int:
        """Count one on and return it; the row stays locked until the caller's transaction ends."""
        row = cls.filter(station=station, series=series, year=year)
        if not await row.exists():
            # Callers who all met no row take turns at the first station's row, and look again with a lock: a refused
            # duplicate would leave MySQL's shared lock behind, and two who hold one wait for each other for ever.
            await Station.all().order_by("id").select_for_update().first()
            if await row.select_for_update().first() is None:
                await cls.create(station=station, series=series, year=year)
        await row.update(reached=F("reached") + 1)
        return (await row.select_for_update().get()).reached
