from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('transfers', '0004_price_band')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Transfer',
            name='more_numbers',
            field=fields.JSONField(null=True),
        ),
        ops.AddField(
            model_name='Transfer',
            name='plate_type',
            field=fields.CharField(default='', db_default='', max_length=20),
        ),
        ops.AddField(
            model_name='Transfer',
            name='to_city',
            field=fields.CharField(default='', db_default='', max_length=40),
        ),
        ops.AddField(
            model_name='Transfer',
            name='to_province',
            field=fields.CharField(default='', db_default='', max_length=20),
        ),
    ]
