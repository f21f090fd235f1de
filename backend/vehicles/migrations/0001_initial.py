from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name='CatalogueEdition',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('number', fields.BigIntField(default=0)),
            ],
            options={'table': 'vehicles_edition', 'app': 'vehicles', 'pk_attr': 'id', 'table_description': "The catalogue's edition (车型库版次), one row: counts up with every committed change of models."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='CatalogueModel',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('public_id', fields.CharField(unique=True, max_length=20)),
                ('identity', fields.CharField(unique=True, max_length=32)),
                ('folded', fields.CharField(db_index=True, max_length=64)),
                ('code', fields.CharField(default='', max_length=64)),
                ('brand', fields.CharField(default='', db_index=True, max_length=40)),
                ('maker', fields.CharField(default='', max_length=80)),
                ('brand_model', fields.CharField(max_length=64)),
                ('vehicle_type', fields.CharField(default='', max_length=40)),
                ('engine', fields.CharField(default='', max_length=40)),
                ('fuel', fields.CharField(default='', max_length=20)),
                ('seats', fields.IntField(null=True)),
                ('sold_from', fields.CharField(default='', max_length=7)),
                ('sold_until', fields.CharField(default='', max_length=7)),
                ('origin', fields.CharField(default='', max_length=8)),
                ('new_price_fen', fields.BigIntField()),
                ('price_valid_from', fields.DateField()),
                ('version', fields.IntField(default=1)),
                ('retired', fields.BooleanField(default=False)),
                ('edition', fields.BigIntField(db_index=True)),
                ('run', fields.CharField(default='', max_length=20)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('updated_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'vehicles_model', 'app': 'vehicles', 'pk_attr': 'id', 'table_description': 'One factory model in one configuration (车型), with the price in force.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='CataloguePrice',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('model', fields.CharField(max_length=20)),
                ('new_price_fen', fields.BigIntField()),
                ('valid_from', fields.DateField()),
                ('run', fields.CharField(default='', max_length=20)),
                ('recorded_by', fields.CharField(max_length=64)),
                ('recorded_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'vehicles_price', 'app': 'vehicles', 'indexes': [Index(fields=['model', 'valid_from'])], 'pk_attr': 'id', 'table_description': 'What a model cost new from one day on (新车价). Append-only. Of two for one day the later record counts.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ImportRun',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('public_id', fields.CharField(unique=True, max_length=20)),
                ('file_name', fields.CharField(max_length=120)),
                ('sha256', fields.CharField(default='', max_length=64)),
                ('state', fields.CharField(default='reading', max_length=12)),
                ('refusal', fields.CharField(default='', max_length=12)),
                ('why', fields.CharField(default='', max_length=300)),
                ('rows', fields.IntField(default=0)),
                ('place', fields.BigIntField(default=0)),
                ('added', fields.IntField(default=0)),
                ('updated', fields.IntField(default=0)),
                ('unchanged', fields.IntField(default=0)),
                ('rejected', fields.IntField(default=0)),
                ('started_by', fields.CharField(max_length=64)),
                ('started_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('finished_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'vehicles_import', 'app': 'vehicles', 'pk_attr': 'id', 'table_description': 'One import of a file into the catalogue (导入).'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='RejectedRow',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('run', fields.CharField(max_length=20)),
                ('line', fields.IntField()),
                ('column', fields.CharField(default='', max_length=40)),
                ('value', fields.CharField(default='', max_length=100)),
                ('code', fields.CharField(max_length=12)),
                ('sentence', fields.CharField(max_length=200)),
            ],
            options={'table': 'vehicles_rejected_row', 'app': 'vehicles', 'indexes': [Index(fields=['run', 'line'])], 'pk_attr': 'id', 'table_description': 'One row of a file that did not get into the catalogue, and why (未导入的行).'},
            bases=['Model'],
        ),
    ]
