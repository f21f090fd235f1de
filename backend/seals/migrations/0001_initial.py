from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name='Certificate',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('serial', fields.CharField(unique=True, max_length=40)),
                ('kind', fields.CharField(max_length=12)),
                ('owner', fields.CharField(default='', max_length=20)),
                ('generation', fields.IntField()),
                ('name', fields.CharField(max_length=160)),
                ('pem', fields.TextField(unique=False)),
                ('key_source', fields.CharField(max_length=8)),
                ('key_name', fields.CharField(max_length=40)),
                ('key_version', fields.IntField()),
                ('issued_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('issued_by', fields.CharField(max_length=64)),
                ('valid_until', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('revoked_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('revoked_why', fields.CharField(default='', max_length=24)),
                ('revoked_reason', fields.CharField(default='', max_length=200)),
                ('revoked_by', fields.CharField(default='', max_length=64)),
            ],
            options={'table': 'seals_certificate', 'app': 'seals', 'unique_together': (('kind', 'owner', 'generation'),), 'pk_attr': 'id', 'table_description': "A certificate that the platform's own authority issued (证书), the authority's own among them."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='SealImage',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('station', fields.CharField(db_index=True, max_length=20)),
                ('object', fields.CharField(max_length=120)),
                ('sha256', fields.CharField(max_length=64)),
                ('kept_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('by', fields.CharField(max_length=64)),
                ('active', fields.BooleanField(default=True)),
            ],
            options={'table': 'seals_image', 'app': 'seals', 'pk_attr': 'id', 'table_description': "A station's seal as a picture with transparency (公章图样). A new one leaves the old ones inactive."},
            bases=['Model'],
        ),
    ]
