from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Archive",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("public_id", fields.CharField(unique=True, max_length=20)),
                ("transfer", fields.CharField(unique=True, max_length=20)),
                ("number", fields.CharField(max_length=40)),
                ("station", fields.CharField(db_index=True, max_length=20)),
                ("parts", fields.IntField()),
                ("manifest_object", fields.CharField(max_length=120)),
                ("manifest_sha256", fields.CharField(max_length=64)),
                ("previous", fields.CharField(max_length=64)),
                ("closed_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("keep_until", fields.DateField()),
            ],
            options={
                "table": "archive_archive",
                "app": "archive",
                "pk_attr": "id",
                "table_description": "A closed transfer (电子档案): ``manifest_object`` lists its parts, ``previous`` chains the archives.",
            },
            bases=["Model"],
        ),
    ]
