from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('appraisal', '0002_batches')]

    initial = False

    operations = [
        ops.AddIndex(
            model_name='Appraisal',
            index=Index(fields=['made_at']),
        ),
    ]
