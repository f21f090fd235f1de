from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('reconciliation', '0001_initial')]

    initial = False

    operations = [
        ops.AddField(
            model_name='BillDay',
            name='fund_bill',
            field=fields.CharField(default='', db_default='', max_length=120),
        ),
        ops.AddField(
            model_name='BillDay',
            name='fund_came_fen',
            field=fields.BigIntField(default=0, db_default=0),
        ),
        ops.AddField(
            model_name='BillDay',
            name='fund_went_fen',
            field=fields.BigIntField(default=0, db_default=0),
        ),
        ops.AddField(
            model_name='BillDay',
            name='fund_fee_fen',
            field=fields.BigIntField(default=0, db_default=0),
        ),
        ops.AddField(
            model_name='BillDay',
            name='fund_withdrawn_fen',
            field=fields.BigIntField(default=0, db_default=0),
        ),
    ]
