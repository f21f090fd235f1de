from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from json import dumps, loads
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('verification', '0001_initial')]

    initial = False

    operations = [
        ops.CreateModel(
            name='LivenessAttempt',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('public_id', fields.CharField(unique=True, max_length=20)),
                ('challenge', fields.CharField(unique=True, max_length=20)),
                ('collection', fields.CharField(db_index=True, max_length=20)),
                ('owner', fields.CharField(db_index=True, max_length=20)),
                ('selfie', fields.CharField(db_index=True, max_length=20)),
                ('frames', fields.JSONField(encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('object', fields.CharField(max_length=100)),
                ('waited_ms', fields.IntField()),
                ('sent_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('verdict', fields.CharField(default='', max_length=4)),
                ('judged', fields.JSONField(default=dict, encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('judged_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('pictures_gone_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'verification_liveness_attempt', 'app': 'verification', 'indexes': [Index(fields=['pictures_gone_at', 'sent_at'])], 'pk_attr': 'id', 'table_description': 'One capture (真人检测采集): its frames lie in one sealed object until they have served.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='LivenessChallenge',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('public_id', fields.CharField(unique=True, max_length=20)),
                ('collection', fields.CharField(db_index=True, max_length=20)),
                ('owner', fields.CharField(max_length=20)),
                ('steps', fields.JSONField(encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('every_ms', fields.IntField()),
                ('made_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('expires_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('used_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'verification_liveness_challenge', 'app': 'verification', 'pk_attr': 'id', 'table_description': 'One sequence of actions for one collection (动作题目): its public id is the nonce, good for two minutes, once.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='LivenessMark',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('attempt', fields.CharField(db_index=True, max_length=20)),
                ('sha256', fields.CharField(db_index=True, max_length=64)),
            ],
            options={'table': 'verification_liveness_mark', 'app': 'verification', 'pk_attr': 'id', 'table_description': "One frame's SHA-256, by which the very same frame is found in any later capture."},
            bases=['Model'],
        ),
    ]
