from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('vehicles', '0001_initial')]

    initial = False

    operations = [
        ops.CreateModel(
            name='UnknownModel',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('public_id', fields.CharField(unique=True, max_length=20)),
                ('folded', fields.CharField(unique=True, max_length=64)),
                ('brand_model', fields.CharField(max_length=64)),
                ('wmi', fields.CharField(default='', max_length=3)),
                ('seats', fields.IntField(null=True)),
                ('vehicle_type', fields.CharField(default='', max_length=40)),
                ('registered_on', fields.DateField(null=True)),
                ('subject', fields.CharField(default='', max_length=20)),
                ('times', fields.IntField(default=1)),
                ('state', fields.CharField(default='waiting', max_length=8)),
                ('model', fields.CharField(default='', max_length=20)),
                ('reason', fields.CharField(default='', max_length=200)),
                ('settled_by', fields.CharField(default='', max_length=64)),
                ('first_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('last_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'vehicles_unknown', 'app': 'vehicles', 'indexes': [Index(fields=['state', 'times'])], 'pk_attr': 'id', 'table_description': "One brand model that was read and not found (未知车型), or found only by a person's help."},
            bases=['Model'],
        ),
    ]
