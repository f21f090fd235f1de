"""The machine's own tables: audit, jobs, sessions, answered commands, its keys' name; and every query on them."""

from datetime import datetime
from typing import Any, ClassVar, Self

from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model

from backend.kit.secrets.fields import EncryptedText


class AuditEntry(Model):
    """One line of the audit log (审计日志): append-only, chained to the line before it by its digest.

    ``facts`` never holds personal data: identity numbers, phones and names enter as salted hashes only.
    """

    seq = fields.BigIntField(primary_key=True)
    at = fields.CharField(32)
    actor = fields.CharField(64)
    action = fields.CharField(64)
    subject = fields.CharField(64, db_index=True)
    facts = fields.TextField()
    previous = fields.CharField(64)
    digest = fields.CharField(64)

    class Meta:
        table = "kit_audit_entry"


class AuditHead(Model):
    """The end of the audit chain, one row: whoever appends locks it, so that no two lines share a number."""

    id = fields.IntField(primary_key=True)
    seq = fields.BigIntField()
    digest = fields.CharField(64)

    class Meta:
        table = "kit_audit_head"


class Job(Model):
    """One thing to do after the commit (任务), written with the change that wants it."""

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(64)
    key = fields.CharField(128)
    arguments: dict[str, Any] = fields.JSONField()  # type: ignore[assignment]
    state = fields.CharField(8, default="waiting")  # waiting | done
    attempts = fields.IntField(default=0)
    run_at = fields.DatetimeField()
    leased_until = fields.DatetimeField(null=True)
    lease = fields.CharField(32, default="")
    last_error = fields.CharField(200, default="")
    created_at = fields.DatetimeField()
    done_at = fields.DatetimeField(null=True)

    class Meta:
        table = "kit_job"
        unique_together: ClassVar = (("name", "key"),)
        indexes: ClassVar = (("state", "run_at"),)

    @classmethod
    async def due(cls, moment: datetime, limit: int) -> list[Self]:
        """Waiting jobs whose time has come and whom nobody holds, oldest first, however old."""
        free = Q(leased_until=None) | Q(leased_until__lt=moment)
        return await cls.filter(free, state="waiting", run_at__lte=moment).order_by("run_at", "id").limit(limit)

    async def claim(self, lease: str, moment: datetime, until: datetime) -> bool:
        """Take the job for one runner; false when another was quicker."""
        free = Q(leased_until=None) | Q(leased_until__lt=moment)
        changed = await type(self).filter(free, id=self.id, state="waiting").update(lease=lease, leased_until=until)
        return changed == 1


class Session(Model):
    """Somebody logged in (会话). Only the hash of the bearer's secret is kept."""

    id = fields.BigIntField(primary_key=True)
    token_hash = fields.CharField(64, unique=True)
    kind = fields.CharField(8)  # owner | staff
    subject = fields.CharField(32, db_index=True)
    csrf = fields.CharField(64)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(db_index=True)
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "kit_session"


class Command(Model):
    """A request that was already answered (幂等键): the same key gets the first answer again."""

    id = fields.BigIntField(primary_key=True)
    actor = fields.CharField(64)
    key = fields.CharField(80)
    request_hash = fields.CharField(64)
    status = fields.IntField(default=0)
    body = EncryptedText(default="")
    created_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "kit_command"
        unique_together: ClassVar = (("actor", "key"),)


class KeyRingOfData(Model):
    """The name of the key ring that seals this database (密钥环登记), one row, written on the first start."""

    id = fields.IntField(primary_key=True)
    ring = fields.CharField(20)
    at = fields.DatetimeField()

    class Meta:
        table = "kit_key_ring"
