"""Checks (核查), what a clerk said about them, and by which thresholds they were judged."""

from collections.abc import Iterable
from typing import ClassVar, Self

from tortoise import fields
from tortoise.functions import Sum
from tortoise.models import Model

from backend.kit.secrets.fields import EncryptedJSON, EncryptedText


class Check(Model):
    """One judgement about evidence (核查): a kind, a score and one of three verdicts, never a yes or no.

    ``fingerprint`` names what was judged and for the how-manyth time: the row is the lock, so that nothing is judged
    or paid for twice. ``score`` is 0 to 100 (of a recapture 100 is certainly one), ``pass_at`` and ``fail_at`` are the
    thresholds that were in force. A newer photograph, or the same judged again, supersedes the row.
    """

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(20, unique=True)
    collection = fields.CharField(20)
    station = fields.CharField(20, default="")  # whose policy counts, empty before a station has the collection
    subject = fields.CharField(9)  # principal | agent: whose face or number this is
    kind = fields.CharField(16)
    fingerprint = fields.CharField(32, unique=True)
    state = fields.CharField(8, default="pending")  # pending | done
    verdict = fields.CharField(4, default="")  # pass | fail | ask, empty while pending
    score = fields.IntField(null=True)
    pass_at = fields.IntField(null=True)
    fail_at = fields.IntField(null=True)
    provider = fields.CharField(24, default="")
    version = fields.CharField(80, default="")
    # [{code, sentence, evidence, boxes}]; boxes are left, top, width, height in 0..1 of the upright picture.
    reasons: list[dict[str, object]] = fields.JSONField(default=list)  # type: ignore[assignment]
    facts = EncryptedJSON(default=dict)
    evidence: list[str] = fields.JSONField(default=list)  # type: ignore[assignment]
    asked_at = fields.DatetimeField()
    done_at = fields.DatetimeField(null=True)
    took_ms = fields.IntField(default=0)
    attempts = fields.IntField(default=0)
    cost_fen = fields.IntField(default=0)
    superseded_at = fields.DatetimeField(null=True)

    class Meta:
        table = "verification_check"
        indexes: ClassVar = (("collection", "kind"), ("asked_at",))

    @classmethod
    async def in_force(cls, collections: Iterable[str]) -> list[Self]:
        """The checks that count, of these collections, the oldest first."""
        return await cls.filter(collection__in=list(collections), superseded_at=None).order_by("id")

    @classmethod
    async def held(cls, public_id: str) -> Self | None:
        """The row, locked until the unit of work ends."""
        return await cls.filter(public_id=public_id[:20]).select_for_update().first()


class Decision(Model):
    """A clerk's word about a check (人工判定), with a written reason. Rows are never changed but to confirm or undo.

    ``word``: agrees (一致), differs (不一致), accepted (采信, against a verdict). It counts once ``confirmed_at`` is
    set where ``needs_second`` says that a second person must agree.
    """

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(20, unique=True)
    check_id = fields.CharField(20, db_index=True)
    word = fields.CharField(8)
    reason = EncryptedText()
    by = fields.CharField(64)
    at = fields.DatetimeField()
    needs_second = fields.BooleanField(default=False)
    confirmed_by = fields.CharField(64, default="")
    confirmed_at = fields.DatetimeField(null=True)
    withdrawn_by = fields.CharField(64, default="")
    withdrawn_at = fields.DatetimeField(null=True)

    class Meta:
        table = "verification_decision"

    @property
    def stage(self) -> str:
        """``in_force``, ``waiting`` for a second person, or ``withdrawn``."""
        if self.withdrawn_at is not None:
            return "withdrawn"
        return "waiting" if self.needs_second and self.confirmed_at is None else "in_force"

    @classmethod
    async def standing(cls, checks: Iterable[str]) -> dict[str, Self]:
        """check -> the latest decision that was not withdrawn."""
        rows = await cls.filter(check_id__in=list(checks), withdrawn_at=None).order_by("id")
        return {row.check_id: row for row in rows}


class Policy(Model):
    """Which checks a station demands and by which thresholds (核查策略): append-only, the latest counts."""

    id = fields.BigIntField(primary_key=True)
    station = fields.CharField(20, default="")  # empty: the platform's
    kind = fields.CharField(16)
    demand = fields.CharField(8)  # required | shown | off
    pass_at = fields.IntField()
    fail_at = fields.IntField()
    second_person = fields.BooleanField(default=False)
    at = fields.DatetimeField()
    by = fields.CharField(64)

    class Meta:
        table = "verification_policy"
        indexes: ClassVar = (("station", "kind"),)


class PictureMark(Model):
    """A photograph's perceptual fingerprint (照片指纹), by which the same picture is found in another person's case.

    ``marks`` is 64 bits in hexadecimal. Two that differ in at most three bits share one of the four bands, each of
    which has an index. ``person`` is the blind index of who sent it, empty while unknown.
    """

    id = fields.BigIntField(primary_key=True)
    evidence = fields.CharField(20, unique=True)
    collection = fields.CharField(20, db_index=True)
    kind = fields.CharField(20)
    owner = fields.CharField(20, default="")
    person = fields.CharField(32, default="")
    sha256 = fields.CharField(64)
    marks = fields.CharField(16)
    band0 = fields.IntField()
    band1 = fields.IntField()
    band2 = fields.IntField()
    band3 = fields.IntField()
    at = fields.DatetimeField()

    class Meta:
        table = "verification_picture_mark"
        indexes: ClassVar = (("band0",), ("band1",), ("band2",), ("band3",), ("sha256",))


class AuthorityCall(Model):
    """One question to the authority (公安认证调用): paid once, its answer kept, ``day`` is the station's date.

    Every other question that costs money is counted here too (付费调用). Those to the authority are paid once for the
    same values, whose fingerprint finds the answer on file. Of the others (a card read, faces compared, a capture
    looked at) only the cost is kept, under a fingerprint of no meaning.
    """

    id = fields.BigIntField(primary_key=True)
    fingerprint = fields.CharField(32, unique=True)
    action = fields.CharField(16)
    answer = EncryptedJSON(default=dict)  # empty while the question is on its way
    request_id = fields.CharField(80, default="")
    cost_fen = fields.IntField(default=0)
    day = fields.CharField(10, db_index=True)
    asked_at = fields.DatetimeField()
    answered_at = fields.DatetimeField(null=True)

    class Meta:
        table = "verification_authority_call"

    @classmethod
    async def spent(cls, day: str) -> int:
        """What the questions of a day cost, in fen."""
        found = await cls.filter(day=day).annotate(total=Sum("cost_fen")).values("total")
        return int(found[0]["total"] or 0) if found else 0
