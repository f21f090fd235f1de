from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name='BackupRun',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('public_id', fields.CharField(unique=True, max_length=20)),
                ('tier', fields.CharField(max_length=8)),
                ('state', fields.CharField(max_length=8)),
                ('name', fields.CharField(default='', max_length=40)),
                ('place', fields.CharField(max_length=255)),
                ('asked_by', fields.CharField(max_length=64)),
                ('began_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('ended_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('objects', fields.IntField(default=0)),
                ('bytes', fields.BigIntField(default=0)),
                ('added_bytes', fields.BigIntField(default=0)),
                ('note', fields.TextField(unique=False)),
            ],
            options={'table': 'backups_run', 'app': 'backups', 'indexes': [Index(fields=['tier', 'ended_at'])], 'pk_attr': 'id', 'table_description': 'How one run of a backup ended (备份记录), written when it has ended, so that none stands there half-way.'},
            bases=['Model'],
        ),
    ]
