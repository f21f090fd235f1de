from tortoise import migrations
from tortoise.migrations import operations as ops
from backend.kit.secrets.fields import EncryptedText
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('transfers', '0001_initial')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Transfer',
            name='appraised_by_hand',
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.AddField(
            model_name='Transfer',
            name='base_fen',
            field=fields.BigIntField(null=True),
        ),
        ops.AddField(
            model_name='Transfer',
            name='declared_fen',
            field=fields.BigIntField(null=True),
        ),
        ops.AddField(
            model_name='Transfer',
            name='deviation_reason',
            field=EncryptedText(null=True),
        ),
        # Until now every appraised price was typed by a person.
        # No savepoint round it: MySQL's changes of tables have ended it by then.
        ops.RunSQL('UPDATE transfers_transfer SET appraised_by_hand = 1 WHERE appraised_fen IS NOT NULL', atomic=False),
    ]
