"""Tables of the transfers (过户登记) and every query on them."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar, Self

from tortoise import fields
from tortoise.expressions import F, Q
from tortoise.functions import Count
from tortoise.models import Model
from tortoise.queryset import QuerySet

from backend.kit.secrets.fields import EncryptedJSON, EncryptedText
from backend.transfers.states import State

# Letters of a public id.
NAME_LETTERS = 20
# Above every letter that a plate, VIN or number can hold: the end of a range of texts with one beginning.
AFTER_ANY_LETTER = "\uffff"
# The first papers' numbers have columns of their own; kind of document -> column.
NUMBER_COLUMNS = {
    "appraisal_certificate": "certificate_number",
    "transfer_confirmation": "confirmation_number",
    "sales_contract": "contract_number",
}


class Transfer(Model):
    """One car going from one seller to one buyer at one station (过户). ``version`` counts its changes.

    Money is fen. ``seller`` and ``buyer`` are collections; what lists, searches and later statistics (DOMAIN §8.4)
    need of them is copied here when a side is filled.
    """

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(20, unique=True)
    number = fields.CharField(24, unique=True)
    station = fields.CharField(20)
    state = fields.CharField(12, default=State.DRAFT.value)
    version = fields.IntField(default=1)
    opened_by = fields.CharField(20)
    opened_at = fields.DatetimeField()
    changed_at = fields.DatetimeField()
    completed_at = fields.DatetimeField(null=True)

    seller = fields.CharField(20, default="", db_index=True)
    seller_owner = fields.CharField(20, default="", db_index=True)
    seller_ready = fields.BooleanField(default=False)
    seller_name = EncryptedText(default="")
    seller_kind = fields.CharField(7, default="")  # person | company
    buyer = fields.CharField(20, default="", db_index=True)
    buyer_owner = fields.CharField(20, default="", db_index=True)
    buyer_ready = fields.BooleanField(default=False)
    buyer_name = EncryptedText(default="")
    buyer_kind = fields.CharField(7, default="")

    plate_number = fields.CharField(16, default="")
    vin = fields.CharField(24, default="")
    brand_model = fields.CharField(60, default="")
    vehicle_type = fields.CharField(40, default="")
    use_character = fields.CharField(20, default="")
    registered_on = fields.CharField(10, default="")

    trade = fields.CharField(9, default="direct")  # direct | entrusted
    # Four prices of four meanings (DOMAIN §3.1): what was agreed, what the formula says, what the station appraises
    # (the formula's proposal until a person writes another), what is declared to the tax office.
    price_fen = fields.BigIntField(null=True)
    base_fen = fields.BigIntField(null=True)
    appraised_fen = fields.BigIntField(null=True)
    # A column that comes later must be nullable or have a default in the database: SQLite refuses it otherwise.
    appraised_by_hand = fields.BooleanField(default=False, db_default=False)
    declared_fen = fields.BigIntField(null=True)
    # Where a price begins and ends to be far from the base price, by the band in force at the valuation.
    band_from_fen = fields.BigIntField(null=True)
    band_to_fen = fields.BigIntField(null=True)
    deviation_reason = EncryptedText(null=True)
    remarks = EncryptedText(default="")

    contract_number = fields.CharField(40, default="")
    confirmation_number = fields.CharField(40, default="")
    certificate_number = fields.CharField(40, default="", db_default="")  # only once a price was appraised
    # Numbers of the papers that came later: kind -> number. :attr:`numbers` has all.
    more_numbers: dict[str, str] | None = fields.JSONField(null=True)  # type: ignore[assignment]
    # For the vehicle office: 号牌种类 where a clerk says otherwise than the plate, and where the car goes that leaves.
    plate_type = fields.CharField(20, default="", db_default="")
    to_province = fields.CharField(20, default="", db_default="")
    to_city = fields.CharField(40, default="", db_default="")
    # A principal's own phone (委托人电话), typed at the desk: the one that was proved is the agent's. None until then.
    seller_phone = EncryptedText(null=True)
    buyer_phone = EncryptedText(null=True)
    document_set = fields.CharField(20, default="")
    documents_finished = fields.BooleanField(default=False)
    ended_because = EncryptedText(default="")
    refused = fields.BooleanField(default=False)

    class Meta:
        table = "transfers_transfer"
        indexes: ClassVar = (
            ("station", "state", "changed_at"),
            ("station", "changed_at"),
            ("station", "opened_at"),
            ("opened_at",),
        )

    @property
    def step(self) -> State:
        """The state as a word of :mod:`states`."""
        return State(self.state)

    @property
    def numbers(self) -> dict[str, str]:
        """Kind of paper -> its number, of those that have one, in the order of the archive's list (DOMAIN §5)."""
        given = {kind: getattr(self, column) for kind, column in NUMBER_COLUMNS.items()} | (self.more_numbers or {})
        return {kind: number for kind, number in given.items() if number}

    def give_number(self, kind: str, number: str) -> None:
        """Keep the number of the paper of that kind; the caller saves the row."""
        if column := NUMBER_COLUMNS.get(kind):
            setattr(self, column, number)
        else:
            self.more_numbers = {**(self.more_numbers or {}), kind: number}

    def phone_of(self, side: str) -> str:
        """The principal's own phone as a clerk typed it, or nothing."""
        return getattr(self, f"{side}_phone") or ""

    def side_of(self, collection: str) -> str:
        """``seller`` or ``buyer``, or nothing when the collection is not in this transfer."""
        return {self.seller: "seller", self.buyer: "buyer"}.get(collection, "") if collection else ""

    @classmethod
    async def locked(cls, public_id: str, **more: str) -> Self | None:
        """The row, locked until the unit of work ends."""
        # Tortoise refuses to ask for more letters than the column holds; such a name is simply nobody's.
        if len(public_id) > NAME_LETTERS:
            return None
        return await cls.filter(public_id=public_id, **more).select_for_update().first()

    @classmethod
    async def named(cls, public_id: str, **more: str) -> Self | None:
        """The row, not locked."""
        return await cls.filter(public_id=public_id, **more).first() if len(public_id) <= NAME_LETTERS else None

    @classmethod
    def listed(cls, station: str, states: Iterable[str], among: Iterable[str] | None) -> QuerySet[Self]:
        """A station's transfers in any of ``states`` (all, if none), newest change first."""
        rows = cls.filter(station=station)
        if wanted := list(states):
            rows = rows.filter(state__in=wanted)
        if among is not None:
            rows = rows.filter(public_id__in=list(among))
        return rows.order_by("-changed_at", "-id")

    @classmethod
    async def counts(cls, station: str, among: Iterable[str] | None) -> dict[str, int]:
        """state -> how many of the station's transfers stand there."""
        rows = cls.filter(station=station)
        if among is not None:
            rows = rows.filter(public_id__in=list(among))
        found = await rows.annotate(number_of=Count("id")).group_by("state").values("state", "number_of")
        return {row["state"]: row["number_of"] for row in found}

    @classmethod
    def deviating(cls, station: str | None, start: datetime, end: datetime) -> QuerySet[Self]:
        """Those opened from ``start`` until before ``end`` with any price outside its band, the latest first."""
        below, above = F("band_from_fen"), F("band_to_fen")
        outside = (
            *(Q(price_fen__lt=below), Q(appraised_fen__lt=below), Q(declared_fen__lt=below)),
            *(Q(price_fen__gt=above), Q(appraised_fen__gt=above), Q(declared_fen__gt=above)),
        )
        rows = cls.filter(Q(*outside, join_type=Q.OR), opened_at__gte=start, opened_at__lt=end)
        return (rows.filter(station=station) if station else rows).order_by("-opened_at", "-id")

    @classmethod
    def of_owner(cls, owner: str) -> QuerySet[Self]:
        """Every transfer in which ``owner`` holds the phone of a side, newest first."""
        return cls.filter(Q(seller_owner=owner) | Q(buyer_owner=owner)).order_by("-id")


class HistoryEntry(Model):
    """One line of what happened (办理记录), for people, the audit chain keeps its own beside it."""

    id = fields.BigIntField(primary_key=True)
    transfer = fields.CharField(20)
    version = fields.IntField()  # after the change
    at = fields.DatetimeField()
    who = fields.CharField(64)
    action = fields.CharField(24)
    detail = EncryptedJSON()

    class Meta:
        table = "transfers_history"
        indexes: ClassVar = (("transfer", "version"),)


class Correction(Model):
    """A vehicle field that a clerk corrected (更正): append-only, the latest counts, the owner's answer stays."""

    id = fields.BigIntField(primary_key=True)
    transfer = fields.CharField(20, db_index=True)
    name = fields.CharField(24)
    value = EncryptedText()
    by = fields.CharField(64)
    at = fields.DatetimeField()

    class Meta:
        table = "transfers_correction"

    @classmethod
    async def in_force(cls, transfer: str) -> dict[str, Self]:
        """name -> the correction in force."""
        return {row.name: row for row in await cls.filter(transfer=transfer).order_by("id")}


class ProhibitedCheck(Model):
    """One answer to one of the nine prohibitions (禁止交易核查): append-only, the latest counts."""

    id = fields.BigIntField(primary_key=True)
    transfer = fields.CharField(20, db_index=True)
    code = fields.CharField(24)
    result = fields.CharField(12)  # pass | fail | not_checked
    source = EncryptedText()
    by = fields.CharField(64)
    at = fields.DatetimeField()

    class Meta:
        table = "transfers_prohibited_check"

    @classmethod
    async def in_force(cls, transfer: str) -> dict[str, Self]:
        """code -> the answer in force."""
        return {row.code: row for row in await cls.filter(transfer=transfer).order_by("id")}


class Overrule(Model):
    """A finding that a clerk overruled, and why (核查说明)."""

    id = fields.BigIntField(primary_key=True)
    transfer = fields.CharField(20, db_index=True)
    version = fields.IntField()  # of the approval it belongs to
    finding = fields.CharField(96)
    sentence = EncryptedText()
    reason = EncryptedText()
    by = fields.CharField(64)
    at = fields.DatetimeField()

    class Meta:
        table = "transfers_overrule"


class SearchTerm(Model):
    """What a transfer can be found by (检索词): endings of plate, VIN and numbers as they are, so that any fragment is
    the beginning of one, and names, phones, identity numbers and access codes as blind indexes, whole only."""

    id = fields.BigIntField(primary_key=True)
    transfer = fields.CharField(20, db_index=True)
    station = fields.CharField(20)
    term = fields.CharField(64)
    kind = fields.CharField(4, default="fact")  # fact: made anew when a side changes | code: kept

    class Meta:
        table = "transfers_search_term"
        indexes: ClassVar = (("station", "term"),)

    @classmethod
    def beginning(cls, station: str, fragment: str) -> QuerySet[Self]:
        """Terms that begin with ``fragment``, as a range of the index (LIKE would read the whole table on SQLite)."""
        return cls.filter(station=station, term__gte=fragment, term__lt=fragment + AFTER_ANY_LETTER)

    @classmethod
    def equal(cls, station: str, terms: Iterable[str]) -> QuerySet[Self]:
        """Terms that are one of ``terms``."""
        return cls.filter(station=station, term__in=list(terms))
