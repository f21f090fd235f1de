from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.indexes import Index
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("transfers", "0003_certificate_number")]

    initial = False

    operations = [
        ops.AddField(
            model_name="Transfer",
            name="band_from_fen",
            field=fields.BigIntField(null=True),
        ),
        ops.AddField(
            model_name="Transfer",
            name="band_to_fen",
            field=fields.BigIntField(null=True),
        ),
        ops.AddIndex(
            model_name="Transfer",
            index=Index(fields=["station", "opened_at"]),
        ),
        ops.AddIndex(
            model_name="Transfer",
            index=Index(fields=["opened_at"]),
        ),
    ]
