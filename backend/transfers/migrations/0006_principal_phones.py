from tortoise import migrations
from tortoise.migrations import operations as ops
from backend.kit.secrets.fields import EncryptedText

class Migration(migrations.Migration):
    dependencies = [('transfers', '0005_all_papers')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Transfer',
            name='buyer_phone',
            field=EncryptedText(null=True),
        ),
        ops.AddField(
            model_name='Transfer',
            name='seller_phone',
            field=EncryptedText(null=True),
        ),
    ]
