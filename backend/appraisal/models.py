"""Tables of the appraisals (评估) and every query on them."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Self

from tortoise import fields
from tortoise.functions import Max
from tortoise.models import Model
from tortoise.queryset import QuerySet

# Letters of a public id; a city's name.
NAME_LETTERS = 20
CITY_LETTERS = 40


def rate_column(**options: Any) -> Any:
    """A share or a factor with the six decimals that the coefficient has."""
    return fields.DecimalField(max_digits=9, decimal_places=6, **options)


class CityTerms(Model):
    """One city's valuation terms from a day on (评估参数): never changed, the latest counts."""

    id = fields.BigIntField(primary_key=True)
    city = fields.CharField(40)
    valid_from = fields.DateField()
    method = fields.CharField(32)
    months = fields.CharField(16)
    residual_rate: Decimal = rate_column()
    price_step_fen = fields.IntField()
    coefficient: Decimal = rate_column()
    clerk_low: Decimal = rate_column()
    clerk_high: Decimal = rate_column()
    manager_low: Decimal = rate_column()
    manager_high: Decimal = rate_column()
    band_low: Decimal = rate_column()
    band_high: Decimal = rate_column()
    age_weight: Decimal = rate_column()
    set_by = fields.CharField(20)
    set_at = fields.DatetimeField()

    class Meta:
        table = "appraisal_city_terms"
        indexes: ClassVar = (("city", "valid_from"),)

    @classmethod
    async def in_force(cls, city: str, on: date) -> Self | None:
        """The terms of ``city`` on a day; of two that begin together the one set later."""
        if len(city) > CITY_LETTERS:
            return None
        return await cls.filter(city=city, valid_from__lte=on).order_by("-valid_from", "-id").first()

    @classmethod
    async def of_city(cls, city: str) -> list[Self]:
        """Every version, the latest first."""
        return await cls.filter(city=city).order_by("-id") if len(city) <= CITY_LETTERS else []


class Appraisal(Model):
    """One valuation of one car (评估): every input and every result, never changed, the latest of a subject counts.

    Money is fen. ``car`` holds the licence's words, ``scrap`` and ``replacement`` the facts as they were told.
    """

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(20, unique=True)
    subject = fields.CharField(20, db_index=True)
    station = fields.CharField(20)
    model = fields.CharField(20, default="")
    verdict = fields.CharField(8, default="")
    car: dict[str, Any] = fields.JSONField()  # type: ignore[assignment]
    valued_on = fields.DateField()
    new_price_fen = fields.BigIntField(null=True)
    price_valid_from = fields.DateField(null=True)
    price_by_hand = fields.BooleanField(default=False)
    used_months = fields.IntField(null=True)
    service_life_months = fields.IntField(null=True)
    method = fields.CharField(32)
    months = fields.CharField(16)
    residual_rate: Decimal = rate_column()
    residual_fen = fields.BigIntField(null=True)
    coefficient: Decimal = rate_column()
    coefficient_reason = fields.CharField(200, default="")
    price_step_fen = fields.IntField()
    base_fen = fields.BigIntField(null=True)
    appraised_fen = fields.BigIntField(null=True)
    rule = fields.CharField(60, default="")
    steps: list[str] = fields.JSONField(default=list)  # type: ignore[assignment]
    condition_score: Decimal | None = rate_column(null=True)
    age_weight: Decimal = rate_column()
    band_low: Decimal = rate_column()
    band_high: Decimal = rate_column()
    replacement: dict[str, Any] | None = fields.JSONField(null=True)  # type: ignore[assignment]
    scrap: dict[str, Any] | None = fields.JSONField(null=True)  # type: ignore[assignment]
    missing: list[str] = fields.JSONField(default=list)  # type: ignore[assignment]
    made_by = fields.CharField(40)
    made_at = fields.DatetimeField()

    class Meta:
        table = "appraisal_appraisal"
        indexes: ClassVar = (("model", "valued_on"),)

    @classmethod
    def of_subject(cls, subject: str) -> QuerySet[Self]:
        """Every valuation of a subject, the latest first."""
        return cls.filter(subject=subject[:NAME_LETTERS]).order_by("-id")

    @classmethod
    def of_model(cls, model: str, station: str | None) -> QuerySet[Self]:
        """Valuations of a catalogue model that have a price, the last day first; of one station or of all."""
        rows = cls.filter(model=model[:NAME_LETTERS], base_fen__isnull=False).order_by("-valued_on", "-id")
        return rows.filter(station=station[:NAME_LETTERS]) if station else rows

    @classmethod
    async def counting(cls, rows: Sequence[Self]) -> list[Self]:
        """Those of ``rows`` that are their subject's latest valuation."""
        latest = await cls._newest({row.subject for row in rows})
        return [row for row in rows if row.id in latest]

    @classmethod
    async def latest_of(cls, subjects: Iterable[str]) -> list[Self]:
        """The latest valuation of each subject that has any."""
        return await cls.filter(id__in=await cls._newest(set(subjects)))

    @classmethod
    async def _newest(cls, subjects: set[str]) -> set[int]:
        if not subjects:
            return set()
        newest = cls.filter(subject__in=subjects).annotate(newest=Max("id")).group_by("subject")
        return {row["newest"] for row in await newest.values("newest")}


class Batch(Model):
    """A sheet of cars valued together (批量评估). Its rows and its result lie in the object store."""

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(20, unique=True)
    station = fields.CharField(20)
    file_name = fields.CharField(120)
    rows = fields.IntField()
    done = fields.IntField(default=0)
    priced = fields.IntField(default=0)
    made_by = fields.CharField(20)
    made_at = fields.DatetimeField()
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "appraisal_batch"
        indexes: ClassVar = (("station", "made_at"),)

    @classmethod
    async def named(cls, public_id: str) -> Self | None:
        """The row of that public id."""
        return await cls.get_or_none(public_id=public_id) if len(public_id) <= NAME_LETTERS else None

    @classmethod
    def of_station(cls, station: str, limit: int) -> QuerySet[Self]:
        """A station's latest batches, the latest first."""
        return cls.filter(station=station).order_by("-made_at").limit(limit)

    async def reach(self, done: int, priced: int, **more: Any) -> None:
        """Note how far the batch is."""
        await type(self).filter(id=self.id).update(done=done, priced=priced, **more)
