from tortoise import migrations
from tortoise.migrations import operations as ops
from backend.kit.secrets.fields import EncryptedText
from tortoise import fields


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Counter",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("station", fields.CharField(max_length=20)),
                ("series", fields.CharField(max_length=32)),
                ("year", fields.IntField()),
                ("reached", fields.IntField(default=0)),
            ],
            options={
                "table": "stations_counter",
                "app": "stations",
                "unique_together": (("station", "series", "year"),),
                "pk_attr": "id",
                "table_description": "The last number a station gave out in one series and year (编号流水).",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Staff",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("public_id", fields.CharField(unique=True, max_length=20)),
                ("username", fields.CharField(unique=True, max_length=40)),
                ("name", fields.CharField(max_length=40)),
                ("role", fields.CharField(max_length=16)),
                ("station", fields.CharField(default="", db_index=True, max_length=20)),
                ("password_hash", fields.CharField(max_length=200)),
                ("totp_secret", EncryptedText()),
                ("totp_step", fields.BigIntField(default=0)),
                ("active", fields.BooleanField(default=True)),
                ("must_change_password", fields.BooleanField(default=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "stations_staff",
                "app": "stations",
                "pk_attr": "id",
                "table_description": "One person who works at a station, or an administrator, who belongs to none (``station`` empty).",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Station",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("public_id", fields.CharField(unique=True, max_length=20)),
                ("code", fields.CharField(unique=True, max_length=4)),
                ("name", fields.CharField(max_length=80)),
                ("market_name", fields.CharField(max_length=120)),
                ("province", fields.CharField(max_length=2)),
                ("city", fields.CharField(max_length=40)),
                ("city_nickname", fields.CharField(default="", max_length=4)),
                ("document_city", fields.CharField(default="default", max_length=32)),
                ("address", fields.CharField(default="", max_length=200)),
                ("phone", fields.CharField(default="", max_length=40)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "stations_station",
                "app": "stations",
                "pk_attr": "id",
                "table_description": "One registration service station (登记服务站) in a market. ``province`` is the two-digit code of GB/T 2260.",
            },
            bases=["Model"],
        ),
    ]
