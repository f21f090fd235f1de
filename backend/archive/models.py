"""The slice's tables."""

from typing import ClassVar

from tortoise import fields
from tortoise.models import Model

from backend.kit.secrets.fields import EncryptedText


class Archive(Model):
    """A closed transfer (电子档案): ``manifest_object`` lists its parts, ``previous`` chains the archives."""

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(20, unique=True)
    transfer = fields.CharField(20, unique=True)
    number = fields.CharField(40)
    station = fields.CharField(20, db_index=True)
    parts = fields.IntField()
    manifest_object = fields.CharField(120)
    manifest_sha256 = fields.CharField(64)
    previous = fields.CharField(64)
    # Ed25519 over the manifest, in hex; empty for archives of manifest version 1 (docs/decisions).
    signature = fields.CharField(128, default="", db_default="")
    closed_at = fields.DatetimeField()
    keep_until = fields.DateField()
    # The evidence package in the vault; empty until the job has packed it. ``left_out`` parts were disposed of before.
    package_object = fields.CharField(120, default="", db_default="")
    package_sha256 = fields.CharField(64, default="", db_default="")
    package_size = fields.BigIntField(default=0, db_default=0)
    left_out = fields.IntField(default=0, db_default=0)
    packed_at = fields.DatetimeField(null=True)
    # An RFC 3161 token over the manifest's bytes; empty where no time-stamp authority is configured.
    stamp_object = fields.CharField(120, default="", db_default="")
    stamp_sha256 = fields.CharField(64, default="", db_default="")
    stamped_at = fields.DatetimeField(null=True)
    disposed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "archive_archive"
        # The database itself refuses a fork of the chain. Not by ``unique=True``: for that Tortoise would remake the
        # table on SQLite, and lose the station's index.
        unique_together: ClassVar = (("previous",),)
        indexes: ClassVar = (("keep_until",), ("number",), ("closed_at",))


class ArchivePart(Model):
    """Which archive holds which object, as its manifest says: to find the archives that share one before it goes."""

    id = fields.BigIntField(primary_key=True)
    archive = fields.CharField(20)
    kind = fields.CharField(80)
    object = fields.CharField(120)

    class Meta:
        table = "archive_part"
        indexes: ClassVar = (("archive",), ("object",))


class Hold(Model):
    """A legal hold (暂缓销毁): while one is not lifted, the archive is not disposed of, whatever its age."""

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(20, unique=True)
    archive = fields.CharField(20)
    reason = EncryptedText()
    by = fields.CharField(20)
    at = fields.DatetimeField()
    lifted_reason = EncryptedText(null=True)
    lifted_by = fields.CharField(20, default="")
    lifted_at = fields.DatetimeField(null=True)

    class Meta:
        table = "archive_hold"
        indexes: ClassVar = (("archive",),)


class Disposal(Model):
    """The end of an archive (到期销毁): proposed, agreed by one person, confirmed by another, carried out, done."""

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(20, unique=True)
    archive = fields.CharField(20, unique=True)
    station = fields.CharField(20)
    # Why it may go: the last day of keeping, and the rules' table and class that say so.
    keep_until = fields.DateField()
    basis = fields.CharField(120)
    state = fields.CharField(12)
    proposed_at = fields.DatetimeField()
    agreed_by = fields.CharField(20, default="")
    agreed_at = fields.DatetimeField(null=True)
    confirmed_by = fields.CharField(20, default="")
    confirmed_at = fields.DatetimeField(null=True)
    done_at = fields.DatetimeField(null=True)
    objects = fields.IntField(default=0)
    bytes = fields.BigIntField(default=0)

    class Meta:
        table = "archive_disposal"
        indexes: ClassVar = (("station", "state"),)


class Export(Model):
    """A bulk export for an authority (批量调取): a period of a station's archives, or of all, checked and listed."""

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(20, unique=True)
    station = fields.CharField(20)
    # Empty means every station, which only an administrator may ask for.
    scope = fields.CharField(20, default="")
    first_day = fields.DateField()
    last_day = fields.DateField()
    authority = EncryptedText()
    reason = EncryptedText()
    by = fields.CharField(20)
    at = fields.DatetimeField()
    state = fields.CharField(12)
    archives = fields.IntField(default=0)
    bytes = fields.BigIntField(default=0)
    # The list of what is handed out, in the vault, and its hash.
    list_object = fields.CharField(120, default="")
    list_sha256 = fields.CharField(64, default="")
    wrong = fields.CharField(400, default="")
    ready_at = fields.DatetimeField(null=True)
    fetched = fields.IntField(default=0)

    class Meta:
        table = "archive_export"
        indexes: ClassVar = (("station",), ("by",))
