"""Charges (收款) and every query on them."""

from datetime import datetime
from typing import Any, ClassVar, Self

from tortoise import fields
from tortoise.queryset import QuerySet

from backend.kit.secrets.fields import EncryptedJSON
from backend.payments.models.numbered import Numbered
from backend.payments.states import OPEN_CHARGES, ChargeState


class Charge(Numbered):
    """One attempt to take money (收款). ``number`` is ours (商户订单号) and makes it idempotent at the channel.

    ``surplus_fen`` of what was paid was owed no more and goes back by itself. ``seen`` is what the channel said where
    that does not fit. Of a payment code only its last four digits are kept.
    """

    id = fields.BigIntField(primary_key=True)
    number = fields.CharField(32, unique=True)
    order = fields.CharField(20)
    station = fields.CharField(20)
    channel = fields.CharField(6)  # wechat | alipay | cash | pos
    merchant = fields.CharField(20, default="")
    way = fields.CharField(12)
    fen = fields.BigIntField()
    state = fields.CharField(8, default=ChargeState.ASKED.value)
    surplus_fen = fields.BigIntField(default=0)
    key = fields.CharField(120, unique=True)
    clerk = fields.CharField(64)
    shift = fields.CharField(20, default="")
    code_tail = fields.CharField(4, default="")
    slip = fields.CharField(40, default="")  # POS 凭证号
    channel_number = fields.CharField(64, default="")
    reason = fields.CharField(16, default="")  # a word of gateways.payments.No
    seen: dict[str, Any] | None = fields.JSONField(null=True)  # type: ignore[assignment]
    prepaid = EncryptedJSON(null=True)
    asked_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    next_ask_at = fields.DatetimeField(null=True)
    asks = fields.IntField(default=0)
    state_since = fields.DatetimeField()
    paid_at = fields.DatetimeField(null=True)

    class Meta:
        table = "payments_charge"
        indexes: ClassVar = (
            ("order",),
            ("state", "next_ask_at"),
            ("merchant", "paid_at"),
            ("station", "paid_at"),
            ("shift",),
        )

    @property
    def step(self) -> ChargeState:
        """The state as a word of :mod:`states`."""
        return ChargeState(self.state)

    @property
    def is_open(self) -> bool:
        """Whether money may still come by it without anybody's surprise."""
        return self.step in OPEN_CHARGES

    @classmethod
    def forgotten(cls, before: datetime) -> QuerySet[Self]:
        """Open charges that should have been asked about before that moment, whatever their age."""
        states = [state.value for state in OPEN_CHARGES]
        return cls.filter(state__in=states, next_ask_at__lt=before).order_by("next_ask_at")

    @classmethod
    def unsure(cls, before: datetime) -> QuerySet[Self]:
        """Charges whose outcome nobody has known since before that moment, and those that do not fit."""
        states = [ChargeState.ASKED.value, ChargeState.UNKNOWN.value, ChargeState.ENDING.value]
        return cls.filter(state__in=states, state_since__lt=before).order_by("id")
