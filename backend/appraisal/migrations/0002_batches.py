from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('appraisal', '0001_initial')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Batch',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('public_id', fields.CharField(unique=True, max_length=20)),
                ('station', fields.CharField(max_length=20)),
                ('file_name', fields.CharField(max_length=120)),
                ('rows', fields.IntField()),
                ('done', fields.IntField(default=0)),
                ('priced', fields.IntField(default=0)),
                ('made_by', fields.CharField(max_length=20)),
                ('made_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('finished_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'appraisal_batch', 'app': 'appraisal', 'indexes': [Index(fields=['station', 'made_at'])], 'pk_attr': 'id', 'table_description': 'A sheet of cars valued together (批量评估). Its rows and its result lie in the object store.'},
            bases=['Model'],
        ),
    ]
