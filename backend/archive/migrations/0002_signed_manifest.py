from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields
from tortoise.migrations.constraints import UniqueConstraint

class Migration(migrations.Migration):
    dependencies = [('archive', '0001_initial')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Archive',
            name='signature',
            field=fields.CharField(default='', db_default='', max_length=128),
        ),
        ops.AddConstraint(
            model_name='Archive',
            constraint=UniqueConstraint(fields=('previous',), name=None),
        ),
    ]
