"""Codes and links (接入码与邀请): how a station gets a collection, another phone opens it, the other side joins."""

from datetime import datetime
from typing import Self

from tortoise import fields
from tortoise.models import Model

from backend.kit.secrets.fields import EncryptedText


class AccessCode(Model):
    """采集接入码: found by its keyed index, kept sealed because the owner's page shows it again."""

    id = fields.BigIntField(primary_key=True)
    collection = fields.CharField(20, db_index=True)
    code = EncryptedText()
    code_index = fields.CharField(32, unique=True)
    state = fields.CharField(8, default="living")  # living | used | replaced | revoked
    issued_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)
    station = fields.CharField(20, default="")
    transfer = fields.CharField(20, default="")

    class Meta:
        table = "collection_access_code"

    @classmethod
    async def living_of(cls, collection: str) -> Self | None:
        """The code that the owner's page shows, expired or not."""
        return await cls.filter(collection=collection, state="living").order_by("-id").first()

    @classmethod
    async def end(cls, collection: str, state: str, moment: datetime) -> int:
        """Make the living code useless; how many there were."""
        return await cls.filter(collection=collection, state="living").update(state=state, ended_at=moment)

    async def take(self, station: str, transfer: str, moment: datetime) -> bool:
        """Use the code up; of two stations that press at the same instant one gets True."""
        living = type(self).filter(id=self.id, state="living", expires_at__gt=moment)
        return await living.update(state="used", ended_at=moment, station=station, transfer=transfer) == 1


class Deal(Model):
    """Two collections that belong together, and the price both must confirm (约定价格), in fen."""

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(20, unique=True)
    seller = fields.CharField(20, default="")  # collections
    buyer = fields.CharField(20, default="")
    price_fen = fields.BigIntField()
    seller_confirmed = fields.BooleanField(default=False)
    buyer_confirmed = fields.BooleanField(default=False)
    created_at = fields.DatetimeField()

    class Meta:
        table = "collection_deal"

    @property
    def agreed_fen(self) -> int | None:
        """The price, once both sides confirmed it."""
        return self.price_fen if self.seller_confirmed and self.buyer_confirmed else None

    def side(self, role: str) -> str:
        """The collection on the side of ``role``, or nothing."""
        return self.seller if role == "seller" else self.buyer

    def confirmed_by(self, role: str) -> bool:
        """Whether that side confirmed the price that stands now."""
        return self.seller_confirmed if role == "seller" else self.buyer_confirmed


class Handover(Model):
    """A link to go on with another phone (换手机继续): works once."""

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(20, unique=True)
    collection = fields.CharField(20)
    owner = fields.CharField(20)
    created_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "collection_handover"
