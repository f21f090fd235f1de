"""Tables of the catalogue (车型库) and every query on them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import ClassVar, Self

from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model
from tortoise.queryset import QuerySet

from backend.rules.numbers.text import tidy
from backend.vehicles.facts import ImportFacts, ModelFacts, RejectedFacts
from backend.vehicles.importing.columns import TITLES

# Letters of a public id, of a brand model however it is spelled, and of a vehicle type.
NAME_LETTERS = 20
TEXT_LETTERS = 64
TYPE_LETTERS = 40
EDITION = 1


class CatalogueModel(Model):
    """One factory model in one configuration (车型), with the price in force.

    ``folded`` is the brand model brought to one spelling; ``identity`` tells configurations of one brand model apart
    and is what an import finds a row by again. ``edition`` is the catalogue's edition in which the row last changed.
    """

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(20, unique=True)
    identity = fields.CharField(32, unique=True)
    folded = fields.CharField(64, db_index=True)
    code = fields.CharField(64, default="")
    brand = fields.CharField(40, default="", db_index=True)
    maker = fields.CharField(80, default="")
    brand_model = fields.CharField(64)
    vehicle_type = fields.CharField(40, default="")
    engine = fields.CharField(40, default="")
    fuel = fields.CharField(20, default="")
    seats = fields.IntField(null=True)
    sold_from = fields.CharField(7, default="")  # 2015 or 2015-03
    sold_until = fields.CharField(7, default="")
    origin = fields.CharField(8, default="")  # domestic | imported | empty where nobody said
    new_price_fen = fields.BigIntField()
    price_valid_from = fields.DateField()
    version = fields.IntField(default=1)
    retired = fields.BooleanField(default=False)
    edition = fields.BigIntField(db_index=True)
    # The import that last saw this model, changed or not.
    run = fields.CharField(20, default="")
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "vehicles_model"

    @classmethod
    async def named(cls, public_id: str) -> Self | None:
        """The row of that public id."""
        return await cls.get_or_none(public_id=public_id) if len(public_id) <= NAME_LETTERS else None

    @classmethod
    async def spelled(cls, folded: Iterable[str]) -> list[Self]:
        """Every configuration of the brand models in ``folded``, retired ones too."""
        return await cls.filter(folded__in=list(folded)).order_by("id")

    @classmethod
    def search(cls, text: str, exactly: Mapping[str, object]) -> QuerySet[Self]:
        """Models with ``text`` in their brand model, brand or maker, and the given columns exactly so."""
        words = text.strip()[:TEXT_LETTERS]
        found = cls.filter(**exactly)
        if not words:
            return found
        plain = tidy(words).replace("牌", "")
        return found.filter(Q(folded__contains=plain) | Q(brand__contains=words) | Q(maker__contains=words))

    def facts(self, price: "CataloguePrice | None" = None) -> ModelFacts:
        """What others may know of it, with ``price`` in place of the one in force."""
        return ModelFacts(
            id=self.public_id,
            brand=self.brand,
            maker=self.maker,
            brand_model=self.brand_model,
            vehicle_type=self.vehicle_type,
            engine=self.engine,
            fuel=self.fuel,
            seats=self.seats,
            sold_from=self.sold_from,
            sold_until=self.sold_until,
            origin=self.origin,
            new_price_fen=price.new_price_fen if price else self.new_price_fen,
            price_valid_from=price.valid_from if price else self.price_valid_from,
            version=self.version,
            retired=self.retired,
            code=self.code,
        )

    @classmethod
    async def on_offer(cls, folded: Iterable[str], limit: int) -> list[Self]:
        """At most ``limit`` configurations of the brand models in ``folded`` that are not retired."""
        return await cls.filter(folded__in=list(folded), retired=False).order_by("id").limit(limit)

    @classmethod
    async def beginning_with(cls, folded: str, limit: int) -> list[tuple[str, str]]:
        """Folded and plain brand model of at most ``limit`` rows whose folded text begins so, by the index."""
        rows = cls.filter(folded__gte=folded, folded__lt=f"{folded}\uffff", retired=False).order_by("folded")
        return [(row[0], row[1]) for row in await rows.limit(limit).values_list("folded", "brand_model")]

    @classmethod
    async def spellings(cls, after: int, limit: int) -> list[tuple[int, str, str]]:
        """Id, folded and plain brand model of the next ``limit`` rows after id ``after``."""
        rows = cls.filter(id__gt=after).order_by("id").limit(limit)
        return [(row[0], row[1], row[2]) for row in await rows.values_list("id", "folded", "brand_model")]

    @classmethod
    async def changed_since(cls, edition: int, limit: int) -> list[tuple[str, str]]:
        """Folded and plain brand model of at most ``limit`` rows that changed after ``edition``."""
        rows = cls.filter(edition__gt=edition).limit(limit)
        return [(row[0], row[1]) for row in await rows.values_list("folded", "brand_model")]


class CataloguePrice(Model):
    """What a model cost new from one day on (新车价). Append-only. Of two for one day the later record counts."""

    id = fields.BigIntField(primary_key=True)
    model = fields.CharField(20)
    new_price_fen = fields.BigIntField()
    valid_from = fields.DateField()
    # The import that brought it; empty where a person entered it.
    run = fields.CharField(20, default="")
    recorded_by = fields.CharField(64)
    recorded_at = fields.DatetimeField()

    class Meta:
        table = "vehicles_price"
        indexes: ClassVar = (("model", "valid_from"),)

    @classmethod
    async def in_force(cls, model: str, on: date) -> Self | None:
        """The price on that day; before the first one, the first."""
        first = cls.filter(model=model).order_by("valid_from", "-id").first()
        return await cls.on_day(model, on) or await first

    @classmethod
    async def on_day(cls, model: str, on: date) -> Self | None:
        """The latest price that held on that day, None before the first."""
        return await cls.filter(model=model, valid_from__lte=on).order_by("-valid_from", "-id").first()

    @classmethod
    async def history(cls, model: str) -> list[Self]:
        """Every price of the model, oldest first."""
        return await cls.filter(model=model).order_by("valid_from", "id")


class CatalogueEdition(Model):
    """The catalogue's edition (车型库版次), one row: counts up with every committed change of models."""

    id = fields.IntField(primary_key=True)
    number = fields.BigIntField(default=0)

    class Meta:
        table = "vehicles_edition"

    @classmethod
    async def current(cls) -> int:
        """The edition that readers see now."""
        row = await cls.get_or_none(id=EDITION)
        return row.number if row else 0

    @classmethod
    async def coming(cls) -> int:
        """The edition after the current one. Its row stays locked until the transaction ends: writers take turns."""
        await cls.get_or_create(id=EDITION)
        return (await cls.select_for_update().get(id=EDITION)).number + 1

    @classmethod
    async def reach(cls, number: int) -> None:
        """Make ``number`` the current edition, once something has changed."""
        await cls.filter(id=EDITION).update(number=number)


class ImportRun(Model):
    """One import of a file into the catalogue (导入).

    ``place`` is how many bytes of the checked rows are in the catalogue: whoever goes on after a crash begins there.
    """

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(20, unique=True)
    file_name = fields.CharField(120)
    sha256 = fields.CharField(64, default="")
    state = fields.CharField(12, default="reading")  # reading | importing | done | refused
    refusal = fields.CharField(12, default="")
    why = fields.CharField(300, default="")
    rows = fields.IntField(default=0)
    place = fields.BigIntField(default=0)
    added = fields.IntField(default=0)
    updated = fields.IntField(default=0)
    unchanged = fields.IntField(default=0)
    rejected = fields.IntField(default=0)
    started_by = fields.CharField(64)
    started_at = fields.DatetimeField()
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "vehicles_import"

    @classmethod
    async def named(cls, public_id: str) -> Self | None:
        """The row of that public id."""
        return await cls.get_or_none(public_id=public_id) if len(public_id) <= NAME_LETTERS else None

    @classmethod
    async def unfinished(cls, sha256: str) -> Self | None:
        """The import of the same bytes that was begun and not finished."""
        return await cls.filter(sha256=sha256, state__in=["reading", "importing"]).order_by("id").first()

    def facts(self) -> ImportFacts:
        """What others may know of it."""
        return ImportFacts(
            id=self.public_id,
            file_name=self.file_name,
            state=self.state,
            why=self.why,
            rows=self.rows,
            added=self.added,
            updated=self.updated,
            unchanged=self.unchanged,
            rejected=self.rejected,
            started_at=self.started_at,
            finished_at=self.finished_at,
        )


class RejectedRow(Model):
    """One row of a file that did not get into the catalogue, and why (未导入的行)."""

    id = fields.BigIntField(primary_key=True)
    run = fields.CharField(20)
    line = fields.IntField()
    column = fields.CharField(40, default="")
    value = fields.CharField(100, default="")
    code = fields.CharField(12)
    sentence = fields.CharField(200)

    class Meta:
        table = "vehicles_rejected_row"
        indexes: ClassVar = (("run", "line"),)

    @classmethod
    async def of_run(cls, run: str, start: int, count: int) -> list[Self]:
        """``count`` rows of an import after the first ``start``, in the file's order."""
        return await cls.filter(run=run).order_by("line", "id").offset(start).limit(count)

    def facts(self) -> RejectedFacts:
        """What others may know of it."""
        title = TITLES.get(self.column, self.column)
        return RejectedFacts(self.line, self.column, title, self.value, self.code, self.sentence)


class UnknownModel(Model):
    """One brand model that was read and not found (未知车型), or found only by a person's help.

    ``folded`` is the text as :class:`~backend.vehicles.lookup.reading.Reading` spells it. Once ``state`` is settled,
    the text finds ``model`` ever after. What was read of the car besides is kept without naming it: no VIN, no plate.
    """

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(20, unique=True)
    folded = fields.CharField(64, unique=True)
    brand_model = fields.CharField(64)
    wmi = fields.CharField(3, default="")
    seats = fields.IntField(null=True)
    vehicle_type = fields.CharField(40, default="")
    registered_on = fields.DateField(null=True)
    # The transfer that met it last.
    subject = fields.CharField(20, default="")
    times = fields.IntField(default=1)
    state = fields.CharField(8, default="waiting")  # waiting | settled | ignored
    model = fields.CharField(20, default="")
    reason = fields.CharField(200, default="")
    settled_by = fields.CharField(64, default="")
    first_at = fields.DatetimeField()
    last_at = fields.DatetimeField()

    class Meta:
        table = "vehicles_unknown"
        indexes: ClassVar = (("state", "times"),)

    @classmethod
    async def named(cls, public_id: str) -> Self | None:
        """The row of that public id."""
        return await cls.get_or_none(public_id=public_id) if len(public_id) <= NAME_LETTERS else None

    @classmethod
    async def model_of(cls, folded: str) -> str | None:
        """The public id of the model that a person settled ``folded`` to."""
        row = await cls.get_or_none(folded=folded, state="settled")
        return row.model if row else None
