"""Merchants (商户) and every query on them."""

from datetime import datetime
from typing import ClassVar, Self

from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model

from backend.kit.secrets.fields import EncryptedJSON
from backend.payments.models.names import NAME_LETTERS


class Merchant(Model):
    """Under whose number a channel takes money (商户), for one station or, with ``station`` empty, for all.

    ``credentials`` are the fields of WechatMerchant or AlipayMerchant. Never deleted and never changed but in
    ``active_until``: another key is another row, so that an old charge is asked for with what it was made with.
    """

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(20, unique=True)
    channel = fields.CharField(6)  # wechat | alipay
    station = fields.CharField(20, default="")
    name = fields.CharField(80)
    number = fields.CharField(32)  # as answers, notices and bills name it: mchid, app id
    credentials = EncryptedJSON()
    active_from = fields.DatetimeField()
    active_until = fields.DatetimeField(null=True)
    added_by = fields.CharField(64)
    added_at = fields.DatetimeField()

    class Meta:
        table = "payments_merchant"
        indexes: ClassVar = (("channel", "station"),)

    @classmethod
    async def named(cls, public_id: str, channel: str) -> Self | None:
        """The row of that public id and channel, active or not."""
        return await cls.get_or_none(public_id=public_id, channel=channel) if len(public_id) <= NAME_LETTERS else None

    @classmethod
    async def active(cls, station: str, moment: datetime) -> list[Self]:
        """The merchants of a station at that moment: its own before everybody's, latest first."""
        until = Q(active_until=None) | Q(active_until__gt=moment)
        rows = await cls.filter(until, station__in=[station, ""], active_from__lte=moment)
        return sorted(rows, key=lambda row: (row.station != "", row.active_from, row.id), reverse=True)
