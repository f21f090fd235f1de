"""Notifications of the channels (通知) and every query on them."""

from collections.abc import Iterable
from typing import Any, ClassVar

from tortoise import fields
from tortoise.models import Model


class NoticeSeen(Model):
    """One notification that was verified (已收通知): the unique row is what makes its repetitions harmless.

    ``outcome``: applied, ignored (told nothing new), orphan (of a number we do not know), disputed, asked (it
    told of money for a charge that was over, and the channel was asked instead of it believed). ``facts`` are what it
    said, without the payer, for the reconciliation.
    """

    id = fields.BigIntField(primary_key=True)
    channel = fields.CharField(6)
    notice = fields.CharField(64)
    merchant = fields.CharField(20)
    kind = fields.CharField(6)  # charge | refund
    number = fields.CharField(64)
    outcome = fields.CharField(8)
    facts: dict[str, Any] = fields.JSONField(default=dict)  # type: ignore[assignment]
    at = fields.DatetimeField()
    seen_at = fields.DatetimeField()

    class Meta:
        table = "payments_notice_seen"
        unique_together: ClassVar = (("channel", "notice"),)
        indexes: ClassVar = (("outcome", "seen_at"), ("number",))

    @classmethod
    async def known(cls, names: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
        """Which of these (channel, id of the notice) were seen before."""
        wanted = list(names)
        rows = cls.filter(notice__in=[notice for _, notice in wanted])
        found = {(str(channel), str(notice)) for channel, notice in await rows.values_list("channel", "notice")}
        return found & set(wanted)
