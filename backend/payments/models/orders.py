"""Orders (收费单) and every query on them."""

from collections.abc import Iterable
from typing import ClassVar, Self

from tortoise import fields
from tortoise.models import Model

from backend.kit.secrets.fields import EncryptedText
from backend.payments.models.names import NAME_LETTERS
from backend.payments.states import OrderState


class Order(Model):
    """What is owed for one transfer (收费单). Money is fen, ``version`` counts the changes.

    ``paid_fen`` came in for this order, surplus apart. ``refunding_fen`` of it is on its way back, ``refunded_fen``
    has gone back.
    """

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(20, unique=True)
    number = fields.CharField(32, unique=True)
    station = fields.CharField(20)
    transfer = fields.CharField(20, unique=True)
    state = fields.CharField(13, default=OrderState.DUE.value)
    total_fen = fields.BigIntField(default=0)
    reduced_fen = fields.BigIntField(default=0)
    paid_fen = fields.BigIntField(default=0)
    refunding_fen = fields.BigIntField(default=0)
    refunded_fen = fields.BigIntField(default=0)
    version = fields.IntField(default=1)
    opened_by = fields.CharField(64)
    opened_at = fields.DatetimeField()
    settled_at = fields.DatetimeField(null=True)
    closed_at = fields.DatetimeField(null=True)
    changed_at = fields.DatetimeField()

    class Meta:
        table = "payments_order"
        indexes: ClassVar = (("station", "state"), ("station", "opened_at"))

    @property
    def step(self) -> OrderState:
        """The state as a word of :mod:`states`."""
        return OrderState(self.state)

    @property
    def owed_fen(self) -> int:
        """What the order asks for in all."""
        return self.total_fen - self.reduced_fen

    @property
    def held_fen(self) -> int:
        """What we have of it and nobody asked back."""
        return self.paid_fen - self.refunded_fen - self.refunding_fen

    @property
    def due_fen(self) -> int:
        """What is still to be paid; nothing once it was settled or closed."""
        return max(self.owed_fen - self.held_fen, 0) if self.step is OrderState.DUE else 0

    @classmethod
    async def locked(cls, public_id: str, **more: str) -> Self | None:
        """The row, locked until the unit of work ends."""
        if len(public_id) > NAME_LETTERS:
            return None
        return await cls.filter(public_id=public_id, **more).select_for_update().first()

    @classmethod
    async def all_locked(cls, names: Iterable[str]) -> dict[str, Self]:
        """public id -> row, locked in the order of the rows: two who want the same never wait for each other."""
        rows = await cls.filter(public_id__in=list(names)).order_by("id").select_for_update()
        return {row.public_id: row for row in rows}


class OrderLine(Model):
    """One line of an order (收费明细): an item of the tariff, or a reduction (减免), negative and with a reason."""

    id = fields.BigIntField(primary_key=True)
    order = fields.CharField(20, db_index=True)
    kind = fields.CharField(9)  # fee | reduction
    title = fields.CharField(40)
    fen = fields.BigIntField()
    tariff = fields.CharField(20, default="")
    reason = EncryptedText(default="")
    by = fields.CharField(64)
    at = fields.DatetimeField()

    class Meta:
        table = "payments_order_line"
