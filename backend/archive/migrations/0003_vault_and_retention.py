from tortoise import migrations
from tortoise.migrations import operations as ops
from backend.kit.secrets.fields import EncryptedText
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('archive', '0002_signed_manifest')]

    initial = False

    operations = [
        ops.CreateModel(
            name='ArchivePart',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('archive', fields.CharField(max_length=20)),
                ('kind', fields.CharField(max_length=80)),
                ('object', fields.CharField(max_length=120)),
            ],
            options={'table': 'archive_part', 'app': 'archive', 'indexes': [Index(fields=['archive']), Index(fields=['object'])], 'pk_attr': 'id', 'table_description': 'Which archive holds which object, as its manifest says: to find the archives that share one before it goes.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Disposal',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('public_id', fields.CharField(unique=True, max_length=20)),
                ('archive', fields.CharField(unique=True, max_length=20)),
                ('station', fields.CharField(max_length=20)),
                ('keep_until', fields.DateField()),
                ('basis', fields.CharField(max_length=120)),
                ('state', fields.CharField(max_length=12)),
                ('proposed_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('agreed_by', fields.CharField(default='', max_length=20)),
                ('agreed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('confirmed_by', fields.CharField(default='', max_length=20)),
                ('confirmed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('done_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('objects', fields.IntField(default=0)),
                ('bytes', fields.BigIntField(default=0)),
            ],
            options={'table': 'archive_disposal', 'app': 'archive', 'indexes': [Index(fields=['station', 'state'])], 'pk_attr': 'id', 'table_description': 'The end of an archive (到期销毁): proposed, agreed by one person, confirmed by another, carried out, done.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Export',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('public_id', fields.CharField(unique=True, max_length=20)),
                ('station', fields.CharField(max_length=20)),
                ('scope', fields.CharField(default='', max_length=20)),
                ('first_day', fields.DateField()),
                ('last_day', fields.DateField()),
                ('authority', EncryptedText()),
                ('reason', EncryptedText()),
                ('by', fields.CharField(max_length=20)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('state', fields.CharField(max_length=12)),
                ('archives', fields.IntField(default=0)),
                ('bytes', fields.BigIntField(default=0)),
                ('list_object', fields.CharField(default='', max_length=120)),
                ('list_sha256', fields.CharField(default='', max_length=64)),
                ('wrong', fields.CharField(default='', max_length=400)),
                ('ready_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('fetched', fields.IntField(default=0)),
            ],
            options={'table': 'archive_export', 'app': 'archive', 'indexes': [Index(fields=['station']), Index(fields=['by'])], 'pk_attr': 'id', 'table_description': "A bulk export for an authority (批量调取): a period of a station's archives, or of all, checked and listed."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Hold',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('public_id', fields.CharField(unique=True, max_length=20)),
                ('archive', fields.CharField(max_length=20)),
                ('reason', EncryptedText()),
                ('by', fields.CharField(max_length=20)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('lifted_reason', EncryptedText(null=True)),
                ('lifted_by', fields.CharField(default='', max_length=20)),
                ('lifted_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'archive_hold', 'app': 'archive', 'indexes': [Index(fields=['archive'])], 'pk_attr': 'id', 'table_description': 'A legal hold (暂缓销毁): while one is not lifted, the archive is not disposed of, whatever its age.'},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='Archive',
            name='disposed_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Archive',
            name='left_out',
            field=fields.IntField(default=0, db_default=0),
        ),
        ops.AddField(
            model_name='Archive',
            name='package_object',
            field=fields.CharField(default='', db_default='', max_length=120),
        ),
        ops.AddField(
            model_name='Archive',
            name='package_sha256',
            field=fields.CharField(default='', db_default='', max_length=64),
        ),
        ops.AddField(
            model_name='Archive',
            name='package_size',
            field=fields.BigIntField(default=0, db_default=0),
        ),
        ops.AddField(
            model_name='Archive',
            name='packed_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Archive',
            name='stamp_object',
            field=fields.CharField(default='', db_default='', max_length=120),
        ),
        ops.AddField(
            model_name='Archive',
            name='stamp_sha256',
            field=fields.CharField(default='', db_default='', max_length=64),
        ),
        ops.AddField(
            model_name='Archive',
            name='stamped_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddIndex(
            model_name='Archive',
            index=Index(fields=['keep_until']),
        ),
        ops.AddIndex(
            model_name='Archive',
            index=Index(fields=['number']),
        ),
        ops.AddIndex(
            model_name='Archive',
            index=Index(fields=['closed_at']),
        ),
    ]
