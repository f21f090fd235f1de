from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]

    initial = False

    operations = [
        ops.AddField(model_name="Signer", name="read", field=fields.JSONField(null=True)),
    ]
