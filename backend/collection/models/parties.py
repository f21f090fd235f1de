"""One side's collection (采集) and what was said in it: answers, signature, items sent back, notices."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar, Self

from tortoise import fields
from tortoise.models import Model

from backend.kit.secrets.fields import EncryptedJSON, EncryptedText

# filling: the owner works on it; submitted: complete, waiting for a station; claimed: in a transfer;
# returned: in a transfer, single items with the owner again; withdrawn: the owner took everything back.
OWNERS_TURN = frozenset({"filling", "returned"})
LIVING = frozenset({"filling", "submitted", "claimed", "returned"})


class Collection(Model):
    """What one party sends from a phone (采集). ``version`` counts its changes, so that two pages notice each other."""

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(20, unique=True)
    owner = fields.CharField(20, db_index=True)
    role = fields.CharField(6, default="")  # seller | buyer
    party_kind = fields.CharField(7, default="")  # person | company
    by_agent = fields.BooleanField(default=False)
    state = fields.CharField(9, default="filling")
    deal = fields.CharField(20, default="", db_index=True)
    transfer = fields.CharField(20, default="", db_index=True)
    phone = EncryptedText(null=True)
    phone_index = fields.CharField(32, default="", db_index=True)
    phone_proved_at = fields.DatetimeField(null=True)
    phone_proof = fields.CharField(7, default="")  # sms | wechat
    # Of the principal or company, so that one person on both sides is found without opening a cell.
    identity_index = fields.CharField(32, default="", db_index=True)
    stored_bytes = fields.BigIntField(default=0)
    version = fields.IntField(default=0)
    created_at = fields.DatetimeField(db_index=True)
    submitted_at = fields.DatetimeField(null=True)
    withdrawn_at = fields.DatetimeField(null=True)

    class Meta:
        table = "collection_collection"

    @classmethod
    async def of_owner(cls, owner: str) -> list[Self]:
        """The owner's collections, newest first, without those taken back."""
        return await cls.filter(owner=owner, state__in=LIVING).order_by("-id")

    @classmethod
    async def sharing_phone(cls, phone_index: str, other_than: str) -> list[str]:
        """Living collections of other owners that proved the same phone."""
        rows = cls.filter(phone_index=phone_index, state__in=LIVING).exclude(owner=other_than).order_by("id")
        return [row.public_id for row in await rows]

    async def keep(self, *names: str) -> None:
        """Save the named columns as one more version."""
        self.version += 1
        await self.save(update_fields=[*names, "version"])


class Answer(Model):
    """One field's value at one time (字段答案): append-only, the latest counts.

    A correction keeps what was recognised beside it, so that the reader's mistakes can be counted and a change of a
    printed fact is seen by the clerk.
    """

    id = fields.BigIntField(primary_key=True)
    collection = fields.CharField(20)
    group = fields.CharField(9)  # principal | agent | company | vehicle | condition
    name = fields.CharField(24)
    value = EncryptedText()
    source = fields.CharField(10)  # recognised | typed | corrected | scanned
    recognised = EncryptedText(null=True)
    confidence = fields.FloatField(null=True)
    checked = fields.BooleanField(default=False)  # 我已核对, where a warning was overruled
    evidence = fields.CharField(20, default="")
    by = fields.CharField(64)
    at = fields.DatetimeField()

    class Meta:
        table = "collection_answer"
        indexes: ClassVar = (("collection", "group"),)

    @classmethod
    async def in_force(cls, collection: str) -> dict[str, dict[str, Self]]:
        """group -> name -> the value in force."""
        found: dict[str, dict[str, Self]] = {}
        for row in await cls.filter(collection=collection).order_by("id"):
            found.setdefault(row.group, {})[row.name] = row
        return found


class Signature(Model):
    """A handwritten signature (手写签名): the strokes themselves, with time and pressure."""

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(20, unique=True)
    collection = fields.CharField(20, db_index=True)
    strokes = EncryptedJSON()
    width = fields.IntField()
    height = fields.IntField()
    sha256 = fields.CharField(64)
    device = fields.CharField(200)
    at = fields.DatetimeField()

    class Meta:
        table = "collection_signature"

    @classmethod
    async def last_of(cls, collection: str) -> Self | None:
        """The signature in force."""
        return await cls.filter(collection=collection).order_by("-id").first()


class ReturnedItem(Model):
    """One task sent back by a station with a reason (退回项)."""

    id = fields.BigIntField(primary_key=True)
    collection = fields.CharField(20, db_index=True)
    task = fields.CharField(20)
    reason = EncryptedText()
    by = fields.CharField(64)
    at = fields.DatetimeField()
    answered_at = fields.DatetimeField(null=True)
    closed_at = fields.DatetimeField(null=True)  # the round is over: the owner sent everything again

    class Meta:
        table = "collection_returned_item"

    @classmethod
    async def open_tasks(cls, collection: str) -> dict[str, str]:
        """task -> reason, of what the owner has still to do again."""
        rows = await cls.filter(collection=collection, answered_at=None, closed_at=None).order_by("id")
        return {row.task: row.reason for row in rows}

    @classmethod
    async def answer(cls, collection: str, tasks: Iterable[str], moment: datetime) -> None:
        """The owner did these again."""
        waiting = cls.filter(collection=collection, task__in=list(tasks), answered_at=None, closed_at=None)
        await waiting.update(answered_at=moment)


class Notice(Model):
    """One thing the owner is told (通知): kept here to be read on the phone, sent to WeChat where that is possible."""

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(20, unique=True)
    collection = fields.CharField(20, db_index=True)
    owner = fields.CharField(20, db_index=True)
    key = fields.CharField(16)
    facts = EncryptedJSON()
    at = fields.DatetimeField()
    read_at = fields.DatetimeField(null=True)
    sent = fields.CharField(10, default="waiting")  # waiting | sent | impossible

    class Meta:
        table = "collection_notice"
