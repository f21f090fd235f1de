"""Who an owner is to us (车主): a WeChat identity, what they agreed to, and the phone they proved."""

from datetime import datetime
from typing import Self

from tortoise import fields
from tortoise.models import Model

from backend.kit.secrets.fields import EncryptedText


class Owner(Model):
    """A phone's user (车主): found again by WeChat identity, the openids are kept only to send messages."""

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(20, unique=True)
    union_index = fields.CharField(32, unique=True, null=True)
    mini_index = fields.CharField(32, unique=True, null=True)
    h5_index = fields.CharField(32, unique=True, null=True)
    mini_openid = EncryptedText(null=True)
    h5_openid = EncryptedText(null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "collection_owner"


class Consent(Model):
    """One decision about one text (同意记录), append-only: the latest of a kind counts."""

    id = fields.BigIntField(primary_key=True)
    collection = fields.CharField(20, db_index=True)
    kind = fields.CharField(8)  # privacy | face
    decision = fields.CharField(10)  # given | refused | withdrawn
    version = fields.CharField(20)
    sha256 = fields.CharField(64)
    channel = fields.CharField(8)  # h5 | mini
    at = fields.DatetimeField()

    class Meta:
        table = "collection_consent"

    @classmethod
    async def in_force(cls, collection: str) -> dict[str, Self]:
        """The decision in force of each kind."""
        return {row.kind: row for row in await cls.filter(collection=collection).order_by("id")}


class PhoneProof(Model):
    """One code sent to one phone (短信验证): good for five minutes and five tries.

    ``code`` is there only until the message is sent, what stays is a keyed hash.
    """

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(20, unique=True)
    collection = fields.CharField(20, db_index=True)
    phone = EncryptedText()
    phone_index = fields.CharField(32, db_index=True)
    code = EncryptedText(null=True)
    code_index = fields.CharField(32)
    tries = fields.IntField(default=0)
    state = fields.CharField(8, default="waiting")  # waiting | sent | failed | used | dead
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    sent_at = fields.DatetimeField(null=True)

    class Meta:
        table = "collection_phone_proof"

    @classmethod
    async def last_of(cls, collection: str) -> Self | None:
        """The newest proof, which alone can still be used."""
        return await cls.filter(collection=collection).order_by("-id").first()

    def over(self, moment: datetime) -> bool:
        """Its five minutes are past."""
        return self.expires_at <= moment
