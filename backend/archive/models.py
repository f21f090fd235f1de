"""The slice's one table."""

from typing import ClassVar

from tortoise import fields
from tortoise.models import Model


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

    class Meta:
        table = "archive_archive"
        # The database itself refuses a fork of the chain. Not by ``unique=True``: for that Tortoise would remake the
        # table on SQLite, and lose the station's index.
        unique_together: ClassVar = (("previous",),)
