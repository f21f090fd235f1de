from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("kit", "0001_initial")]

    initial = False

    operations = [
        ops.CreateModel(
            name="KeyRingOfData",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("ring", fields.CharField(max_length=20)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "kit_key_ring",
                "app": "kit",
                "pk_attr": "id",
                "table_description": "The name of the key ring that seals this database (密钥环登记), one row, written on the first start.",
            },
            bases=["Model"],
        ),
    ]
