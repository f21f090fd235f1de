from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from backend.kit.secrets.fields import EncryptedJSON, EncryptedText
from json import dumps, loads
from tortoise import fields


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Document",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("public_id", fields.CharField(unique=True, max_length=20)),
                ("set_id", fields.BigIntField(db_index=True)),
                ("kind", fields.CharField(max_length=32)),
                ("number", fields.CharField(db_index=True, max_length=40)),
                ("data", EncryptedText()),
                (
                    "photos",
                    fields.JSONField(
                        default=dict, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("template_version", fields.CharField(default="", max_length=40)),
                ("pages", fields.IntField(default=0)),
                ("shown_object", fields.CharField(default="", max_length=120)),
                ("shown_sha256", fields.CharField(default="", max_length=64)),
                ("signed_object", fields.CharField(default="", max_length=120)),
                ("signed_sha256", fields.CharField(default="", max_length=64)),
            ],
            options={
                "table": "documents_document",
                "app": "documents",
                "pk_attr": "id",
                "table_description": "One PDF (文书): what it says, the bytes that were shown unsigned, and the bytes that were signed.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="DocumentSet",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("public_id", fields.CharField(unique=True, max_length=20)),
                ("transfer", fields.CharField(db_index=True, max_length=20)),
                ("station", fields.CharField(max_length=20)),
                ("city", fields.CharField(max_length=32)),
                ("version", fields.IntField()),
                ("state", fields.CharField(default="preparing", db_index=True, max_length=12)),
                ("reason", fields.CharField(default="", max_length=200)),
                ("made_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "documents_set",
                "app": "documents",
                "unique_together": (("transfer", "version"),),
                "pk_attr": "id",
                "table_description": "One version of all documents of a transfer (文书组). A change makes a new version and voids this one.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Signer",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("set_id", fields.BigIntField(db_index=True)),
                ("side", fields.CharField(max_length=8)),
                ("owner", fields.CharField(db_index=True, max_length=20)),
                ("name", EncryptedText()),
                ("state", fields.CharField(default="waiting", max_length=8)),
                ("strokes", EncryptedJSON(null=True)),
                ("device", fields.CharField(default="", max_length=200)),
                (
                    "covered",
                    fields.JSONField(
                        default=list, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("reason", fields.CharField(default="", max_length=200)),
            ],
            options={
                "table": "documents_signer",
                "app": "documents",
                "unique_together": (("set_id", "side"),),
                "pk_attr": "id",
                "table_description": "Somebody who must sign a set (签署人), and what they signed: strokes, device, and the hashes of what they saw.",
            },
            bases=["Model"],
        ),
    ]
