"""The tables of the reconciliation (对账表): a merchant's day, whose money it was, and where the two sides differ."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import ClassVar, Self

from tortoise import fields
from tortoise.models import Model
from tortoise.queryset import QuerySet

from backend.gateways.payments import NoticeKind
from backend.kit.secrets.fields import EncryptedText
from backend.reconciliation.matching import DifferenceKind
from backend.reconciliation.states import DayState, DifferenceState

NAME_LETTERS = 20
# What a channel said twice of the same charge, it says a third time.
HEAL_TRIES = 2
# How a payment and its reversal are told where they stand in the bills of two days.
_HALVES = {"ended": "reversed", "reversed": "ended"}


class BillDay(Model):
    """One merchant's day (对账日), Beijing dates: the channel's bill against our books. Money is fen.

    ``bill`` is the stored file's key, empty where the channel has no bill because nothing moved. ``fund_bill`` is that
    of the fund bill (资金账单), empty where the channel gives none. ``unexplained_fen`` is what the differences do not
    explain and must be 0.
    """

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(20, unique=True)
    merchant = fields.CharField(20)
    channel = fields.CharField(6)
    station = fields.CharField(20, default="")  # empty where stations share the merchant
    day = fields.DateField()
    state = fields.CharField(8, default=DayState.WANTED.value)
    tries = fields.IntField(default=0)
    problem = fields.CharField(80, default="")
    bill = fields.CharField(120, default="")
    sha256 = fields.CharField(64, default="")
    our_charges = fields.IntField(default=0)
    our_charge_fen = fields.BigIntField(default=0)
    our_refunds = fields.IntField(default=0)
    our_refund_fen = fields.BigIntField(default=0)
    their_charges = fields.IntField(default=0)
    their_charge_fen = fields.BigIntField(default=0)
    their_refunds = fields.IntField(default=0)
    their_refund_fen = fields.BigIntField(default=0)
    fee_fen = fields.BigIntField(default=0)
    fund_bill = fields.CharField(120, default="", db_default="")
    fund_came_fen = fields.BigIntField(default=0, db_default=0)
    fund_went_fen = fields.BigIntField(default=0, db_default=0)
    fund_fee_fen = fields.BigIntField(default=0, db_default=0)
    fund_withdrawn_fen = fields.BigIntField(default=0, db_default=0)
    agreed = fields.IntField(default=0)
    reversed = fields.IntField(default=0)
    unexplained_fen = fields.BigIntField(default=0)
    asked_at = fields.DatetimeField()
    matched_at = fields.DatetimeField(null=True)
    closed_at = fields.DatetimeField(null=True)
    closed_by = fields.CharField(64, default="")
    version = fields.IntField(default=1)

    class Meta:
        table = "reconciliation_day"
        unique_together: ClassVar = (("merchant", "day"),)
        indexes: ClassVar = (("day",), ("state", "day"))

    @property
    def step(self) -> DayState:
        """The state as a word of :mod:`states`."""
        return DayState(self.state)

    @property
    def gap_fen(self) -> int:
        """The bill's net less ours."""
        return (self.their_charge_fen - self.their_refund_fen) - (self.our_charge_fen - self.our_refund_fen)

    @classmethod
    async def named(cls, public_id: str) -> Self | None:
        """The row of that public id, not locked."""
        return await cls.get_or_none(public_id=public_id) if len(public_id) <= NAME_LETTERS else None

    @classmethod
    async def of_merchant(cls, merchant: str, day: date) -> Self | None:
        """The merchant's day, locked."""
        return await cls.filter(merchant=merchant, day=day).select_for_update().first()

    @classmethod
    async def locked(cls, public_id: str) -> Self | None:
        """The row, locked until the unit of work ends."""
        return await cls.filter(public_id=public_id[:NAME_LETTERS]).select_for_update().first()

    @classmethod
    def of(cls, first: date, last: date, station: str | None) -> QuerySet[Self]:
        """Days from ``first`` to ``last``, the latest first; a station's own merchants' only, or everybody's."""
        found = cls.filter(day__gte=first, day__lte=last)
        return (found if station is None else found.filter(station=station)).order_by("-day", "channel", "id")

    @classmethod
    async def unclosed_before(cls, day: date) -> int:
        """How many earlier days are not closed: somebody must look."""
        return await cls.filter(day__lt=day).exclude(state=DayState.CLOSED.value).count()


class Share(Model):
    """Whose money a day's bill was (账单归属): one station's and clerk's part of it, by the channel's own lines.

    ``station`` is empty for lines that are nobody's, ``clerk`` for what owners paid on their own phones.
    """

    id = fields.BigIntField(primary_key=True)
    bill_day = fields.CharField(20, db_index=True)
    merchant = fields.CharField(20)
    channel = fields.CharField(6)
    day = fields.DateField()
    station = fields.CharField(20, default="")
    clerk = fields.CharField(64, default="")
    charges = fields.IntField()
    charge_fen = fields.BigIntField()
    refunds = fields.IntField()
    refund_fen = fields.BigIntField()
    fee_fen = fields.BigIntField()

    class Meta:
        table = "reconciliation_share"
        indexes: ClassVar = (("day", "station"),)


class DifferenceRow(Model):
    """One difference of a day (差异), kept for good.

    ``identity`` is the same when the day is matched again.
    """

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(20, unique=True)
    bill_day = fields.CharField(20, db_index=True)
    identity = fields.CharField(64)
    kind = fields.CharField(13)
    move = fields.CharField(6)
    number = fields.CharField(64, default="")
    refund_number = fields.CharField(64, default="")
    channel_number = fields.CharField(64, default="")
    our_fen = fields.BigIntField()
    their_fen = fields.BigIntField()
    line = fields.IntField(default=0)
    detail = fields.CharField(40, default="")
    state = fields.CharField(8, default=DifferenceState.OPEN.value)
    heal_tries = fields.IntField(default=0)
    note = EncryptedText(default="")
    by = fields.CharField(64, default="")
    found_at = fields.DatetimeField()
    settled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "reconciliation_difference"
        unique_together: ClassVar = (("bill_day", "identity"),)
        indexes: ClassVar = (("state", "found_at"),)

    @property
    def healable(self) -> bool:
        """Whether asking the channel again may end it: the bill says that money moved where we do not know it."""
        return (
            self.state == DifferenceState.OPEN.value
            and self.kind == DifferenceKind.STATE.value
            and self.our_fen == 0
            and (self.move == NoticeKind.CHARGE.value or self.refund_number != "")
            and self.heal_tries < HEAL_TRIES
        )

    @classmethod
    async def of(cls, days: Iterable[str]) -> list[Self]:
        """The differences of these days, open ones first."""
        rows = await cls.filter(bill_day__in=list(days)).order_by("id")
        return sorted(rows, key=lambda row: row.state != DifferenceState.OPEN.value)

    @property
    def half_of_a_reversal(self) -> bool:
        """Whether it is a payment of a charge that we closed, or the reversal of one, without the other of both."""
        return self.kind == DifferenceKind.STATE.value and self.detail in _HALVES

    async def other_half(self, days: Iterable[str]) -> Self | None:
        """The other half of a reversal, of the same charge and amount, in one of these days; it may be healed."""
        wanted = {"number": self.number, "kind": self.kind, "detail": _HALVES[self.detail]}
        rows = type(self).filter(bill_day__in=list(days), our_fen=0, their_fen=-self.their_fen, **wanted)
        return await rows.select_for_update().first()

    @classmethod
    async def open_of(cls, bill_day: str) -> int:
        """How many of a day are open."""
        return await cls.filter(bill_day=bill_day, state=DifferenceState.OPEN.value).count()

    @classmethod
    async def oldest_open(cls) -> datetime | None:
        """Since when the oldest open difference waits."""
        row = await cls.filter(state=DifferenceState.OPEN.value).order_by("found_at").first()
        return row.found_at if row else None


class Settlement(Model):
    """What a station gets of money that came in under a shared merchant (结算): one period, each day in one only.

    ``net_fen`` is taken less given back less the channels' fees, and may be negative.
    """

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(20, unique=True)
    station = fields.CharField(20)
    first_day = fields.DateField()
    last_day = fields.DateField()
    charge_fen = fields.BigIntField()
    refund_fen = fields.BigIntField()
    fee_fen = fields.BigIntField()
    net_fen = fields.BigIntField()
    made_by = fields.CharField(64)
    made_at = fields.DatetimeField()
    paid_by = fields.CharField(64, default="")
    paid_at = fields.DatetimeField(null=True)
    slip = fields.CharField(60, default="")  # 付款凭证号

    class Meta:
        table = "reconciliation_settlement"
        indexes: ClassVar = (("station", "last_day"),)

    @classmethod
    async def last_of(cls, station: str) -> Self | None:
        """The station's latest, locked, so that two who settle at once do not settle the same day."""
        return await cls.filter(station=station).order_by("-last_day", "-id").select_for_update().first()
