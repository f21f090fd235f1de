from tortoise import migrations
from tortoise.migrations import operations as ops
from backend.kit.secrets.fields import EncryptedJSON, EncryptedText
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name='Invoice',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('public_id', fields.CharField(unique=True, max_length=20)),
                ('number', fields.CharField(unique=True, max_length=32)),
                ('order', fields.CharField(db_index=True, max_length=20)),
                ('live_of', fields.CharField(null=True, unique=True, max_length=20)),
                ('transfer', fields.CharField(max_length=20)),
                ('station', fields.CharField(max_length=20)),
                ('owner', fields.CharField(db_index=True, max_length=20)),
                ('state', fields.CharField(default='asked', max_length=12)),
                ('fen', fields.BigIntField()),
                ('title', EncryptedJSON()),
                ('invoice_number', fields.CharField(null=True, unique=True, max_length=20)),
                ('invoice_day', fields.DateField(null=True)),
                ('red_number', fields.CharField(null=True, unique=True, max_length=20)),
                ('reason', EncryptedText(default='')),
                ('asked_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('changed_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('changed_by', fields.CharField(max_length=64)),
            ],
            options={'table': 'invoices_invoice', 'app': 'invoices', 'indexes': [Index(fields=['station', 'state']), Index(fields=['state', 'asked_at'])], 'pk_attr': 'id', 'table_description': 'One invoice that a payer wishes for the fee of an order (发票申请). Money is fen.'},
            bases=['Model'],
        ),
    ]
