from tortoise import migrations
from tortoise.migrations import operations as ops
from backend.kit.secrets.fields import EncryptedJSON

class Migration(migrations.Migration):
    dependencies = [('stations', '0001_initial')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Staff',
            name='signature',
            field=EncryptedJSON(null=True),
        ),
    ]
