from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('archive', '0001_initial')]

    initial = False

    operations = [
        ops.AlterField(
            model_name='Archive',
            name='previous',
            field=fields.CharField(unique=True, max_length=64),
        ),
        ops.AddField(
            model_name='Archive',
            name='signature',
            field=fields.CharField(default='', db_default='', max_length=128),
        ),
    ]
