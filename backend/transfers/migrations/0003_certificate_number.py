from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("transfers", "0002_four_prices")]

    initial = False

    operations = [
        ops.AddField(
            model_name="Transfer",
            name="certificate_number",
            field=fields.CharField(default="", db_default="", max_length=40),
        ),
    ]
