from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from backend.kit.secrets.fields import EncryptedText
from json import dumps, loads
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('documents', '0002_read_documents')]

    initial = False

    operations = [
        ops.CreateModel(
            name='OwnWording',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('public_id', fields.CharField(unique=True, max_length=20)),
                ('city', fields.CharField(max_length=32)),
                ('kind', fields.CharField(max_length=32)),
                ('version', fields.CharField(max_length=40)),
                ('body', fields.TextField(unique=False)),
                ('valid_from', fields.DateField()),
                ('made_by', fields.CharField(max_length=64)),
                ('made_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('note', fields.CharField(default='', max_length=200)),
            ],
            options={'table': 'documents_own_wording', 'app': 'documents', 'indexes': [Index(fields=['city', 'kind', 'valid_from'])], 'pk_attr': 'id', "table_description": "A changed text of one kind in one city, in force from a day (文书文本). Append-only."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='SigningCode',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('signer_id', fields.BigIntField(db_index=True)),
                ('fingerprint', fields.CharField(max_length=16)),
                ('code_digest', fields.CharField(max_length=64)),
                ('sent_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('expires_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('tries', fields.IntField(default=0)),
                ('used_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'documents_signing_code', 'app': 'documents', 'pk_attr': 'id', 'table_description': 'A code sent by SMS to confirm one signature under one set (签署验证码): worth nothing for another.'},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='Document',
            name='seal',
            field=fields.JSONField(null=True, encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads),
        ),
        ops.AddField(
            model_name='Document',
            name='signed_as',
            field=fields.JSONField(null=True, encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads),
        ),
        ops.AddField(
            model_name='Document',
            name='wording',
            field=fields.CharField(default='', db_default='', max_length=20),
        ),
        ops.AddField(
            model_name='Signer',
            name='confirmed',
            field=fields.JSONField(null=True, encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads),
        ),
        ops.AddField(
            model_name='Signer',
            name='id_number',
            field=EncryptedText(null=True),
        ),
        ops.AddField(
            model_name='Signer',
            name='phone',
            field=EncryptedText(null=True),
        ),
        ops.AddField(
            model_name='Signer',
            name='way',
            field=fields.CharField(default='phone', db_default='phone', max_length=8),
        ),
    ]
