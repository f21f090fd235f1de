from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from backend.kit.secrets.fields import EncryptedText
from json import dumps, loads
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name='AuditEntry',
            fields=[
                ('seq', fields.BigIntField(primary_key=True, unique=True, db_index=True)),
                ('at', fields.CharField(max_length=32)),
                ('actor', fields.CharField(max_length=64)),
                ('action', fields.CharField(max_length=64)),
                ('subject', fields.CharField(db_index=True, max_length=64)),
                ('facts', fields.TextField(unique=False)),
                ('previous', fields.CharField(max_length=64)),
                ('digest', fields.CharField(max_length=64)),
            ],
            options={'table': 'kit_audit_entry', 'app': 'kit', 'pk_attr': 'seq', 'table_description': 'One line of the audit log (审计日志): append-only, chained to the line before it by its digest.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='AuditHead',
            fields=[
                ('id', fields.IntField(primary_key=True, unique=True, db_index=True)),
                ('seq', fields.BigIntField()),
                ('digest', fields.CharField(max_length=64)),
            ],
            options={'table': 'kit_audit_head', 'app': 'kit', 'pk_attr': 'id', 'table_description': 'The end of the audit chain, one row: whoever appends locks it, so that no two lines share a number.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Command',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('actor', fields.CharField(max_length=64)),
                ('key', fields.CharField(max_length=80)),
                ('request_hash', fields.CharField(max_length=64)),
                ('status', fields.IntField(default=0)),
                ('body', EncryptedText(default='')),
                ('created_at', fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'kit_command', 'app': 'kit', 'unique_together': (('actor', 'key'),), 'pk_attr': 'id', 'table_description': 'A request that was already answered (幂等键): the same key gets the first answer again.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Job',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('name', fields.CharField(max_length=64)),
                ('key', fields.CharField(max_length=128)),
                ('arguments', fields.JSONField(encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('state', fields.CharField(default='waiting', max_length=8)),
                ('attempts', fields.IntField(default=0)),
                ('run_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('leased_until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('lease', fields.CharField(default='', max_length=32)),
                ('last_error', fields.CharField(default='', max_length=200)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('done_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'kit_job', 'app': 'kit', 'unique_together': (('name', 'key'),), 'indexes': [Index(fields=['state', 'run_at'])], 'pk_attr': 'id', 'table_description': 'One thing to do after the commit (任务), written with the change that wants it.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Session',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('token_hash', fields.CharField(unique=True, max_length=64)),
                ('kind', fields.CharField(max_length=8)),
                ('subject', fields.CharField(db_index=True, max_length=32)),
                ('csrf', fields.CharField(max_length=64)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('expires_at', fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
                ('ended_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'kit_session', 'app': 'kit', 'pk_attr': 'id', 'table_description': "Somebody logged in (会话). Only the hash of the bearer's secret is kept."},
            bases=['Model'],
        ),
    ]
