"""Refunds (退款) and every query on them."""

from datetime import datetime
from typing import ClassVar, Self

from tortoise import fields
from tortoise.queryset import QuerySet

from backend.kit.secrets.fields import EncryptedText
from backend.payments.models.numbered import Numbered
from backend.payments.states import MOVING_REFUNDS, RefundState


class Refund(Numbered):
    """Giving money of one charge back (退款). ``number`` is ours (商户退款单号): asked again, nothing goes twice.

    ``surplus`` was owed by nobody and goes back by itself. ``replaced_by`` names the attempt after a refused one.
    """

    id = fields.BigIntField(primary_key=True)
    number = fields.CharField(32, unique=True)
    charge = fields.CharField(32, db_index=True)
    order = fields.CharField(20, db_index=True)
    station = fields.CharField(20)
    channel = fields.CharField(6)
    merchant = fields.CharField(20, default="")
    fen = fields.BigIntField()
    surplus = fields.BooleanField(default=False)
    state = fields.CharField(10)
    key = fields.CharField(120, unique=True)
    why = EncryptedText()
    asked_by = fields.CharField(64)
    confirmed_by = fields.CharField(64, default="")
    replaced_by = fields.CharField(32, default="")
    shift = fields.CharField(20, default="")
    slip = fields.CharField(40, default="")
    channel_number = fields.CharField(64, default="")
    reason = fields.CharField(16, default="")  # a word of gateways.payments.No
    asked_at = fields.DatetimeField()
    next_ask_at = fields.DatetimeField(null=True)
    asks = fields.IntField(default=0)
    state_since = fields.DatetimeField()
    done_at = fields.DatetimeField(null=True)

    class Meta:
        table = "payments_refund"
        indexes: ClassVar = (
            ("state", "next_ask_at"),
            ("merchant", "done_at"),
            ("station", "done_at"),
            ("shift",),
        )

    @property
    def step(self) -> RefundState:
        """The state as a word of :mod:`states`."""
        return RefundState(self.state)

    @classmethod
    def forgotten(cls, before: datetime) -> QuerySet[Self]:
        """Refunds on their way that should have been asked about before that moment, whatever their age."""
        states = [state.value for state in MOVING_REFUNDS]
        return cls.filter(state__in=states, next_ask_at__lt=before).order_by("next_ask_at")

    @classmethod
    def stuck(cls) -> QuerySet[Self]:
        """Refunds that a person must look after: abnormal, or refused with no later attempt."""
        states = [RefundState.ABNORMAL.value, RefundState.REFUSED.value]
        return cls.filter(state__in=states, replaced_by="").order_by("id")
