"""Wishes for invoices (发票申请) and every query on them."""

from collections.abc import Iterable, Sequence
from typing import ClassVar, Self

from tortoise import fields
from tortoise.models import Model

from backend.invoices.states import InvoiceState
from backend.kit.secrets.fields import EncryptedJSON, EncryptedText

NAME_LETTERS = 20


class Invoice(Model):
    """One invoice that a payer wishes for the fee of an order (发票申请). Money is fen.

    ``live_of`` is the order while the wish counts, so that an order has one. ``title`` holds the fields of
    InvoiceTitle and nothing once it was erased.
    """

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(20, unique=True)
    number = fields.CharField(32, unique=True)  # ours, which a platform knows the wish by
    order = fields.CharField(20, db_index=True)
    live_of = fields.CharField(20, unique=True, null=True)
    transfer = fields.CharField(20)
    station = fields.CharField(20)
    owner = fields.CharField(20, db_index=True)
    state = fields.CharField(12, default=InvoiceState.ASKED.value)
    fen = fields.BigIntField()
    title = EncryptedJSON()
    invoice_number = fields.CharField(20, unique=True, null=True)
    invoice_day = fields.DateField(null=True)
    red_number = fields.CharField(20, unique=True, null=True)
    reason = EncryptedText(default="")
    asked_at = fields.DatetimeField()
    changed_at = fields.DatetimeField()
    changed_by = fields.CharField(64)

    class Meta:
        table = "invoices_invoice"
        indexes: ClassVar = (("station", "state"), ("state", "asked_at"))

    @property
    def step(self) -> InvoiceState:
        """The state as a word of :mod:`states`."""
        return InvoiceState(self.state)

    @classmethod
    async def locked(cls, public_id: str) -> Self | None:
        """The row, locked until the unit of work ends."""
        if len(public_id) > NAME_LETTERS:
            return None
        return await cls.filter(public_id=public_id).select_for_update().first()

    @classmethod
    async def live(cls, order: str) -> Self | None:
        """The order's wish that counts, locked."""
        return await cls.filter(live_of=order).select_for_update().first()

    @classmethod
    async def last_of(cls, order: str) -> Self | None:
        """The order's wish that counts, or the last that did."""
        return await cls.filter(order=order).order_by("-id").first()

    @classmethod
    async def listed(cls, station: str | None, states: Iterable[str], limit: int) -> Sequence[Self]:
        """A station's wishes (None: everybody's) in these states (none: all), the latest first."""
        rows = cls.all() if station is None else cls.filter(station=station)
        if wanted := list(states):
            rows = rows.filter(state__in=wanted)
        return await rows.order_by("-asked_at", "-id").limit(limit)

    @classmethod
    async def of_owners(cls, accounts: Iterable[str]) -> Sequence[Self]:
        """Every wish of these accounts."""
        names = list(accounts)
        return await cls.filter(owner__in=names).order_by("id") if names else []
