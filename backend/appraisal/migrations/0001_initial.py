from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from json import dumps, loads
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name='Appraisal',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('public_id', fields.CharField(unique=True, max_length=20)),
                ('subject', fields.CharField(db_index=True, max_length=20)),
                ('station', fields.CharField(max_length=20)),
                ('model', fields.CharField(default='', max_length=20)),
                ('verdict', fields.CharField(default='', max_length=8)),
                ('car', fields.JSONField(encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('valued_on', fields.DateField()),
                ('new_price_fen', fields.BigIntField(null=True)),
                ('price_valid_from', fields.DateField(null=True)),
                ('price_by_hand', fields.BooleanField(default=False)),
                ('used_months', fields.IntField(null=True)),
                ('service_life_months', fields.IntField(null=True)),
                ('method', fields.CharField(max_length=32)),
                ('months', fields.CharField(max_length=16)),
                ('residual_rate', fields.DecimalField(max_digits=9, decimal_places=6)),
                ('residual_fen', fields.BigIntField(null=True)),
                ('coefficient', fields.DecimalField(max_digits=9, decimal_places=6)),
                ('coefficient_reason', fields.CharField(default='', max_length=200)),
                ('price_step_fen', fields.IntField()),
                ('base_fen', fields.BigIntField(null=True)),
                ('appraised_fen', fields.BigIntField(null=True)),
                ('rule', fields.CharField(default='', max_length=60)),
                ('steps', fields.JSONField(default=list, encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('condition_score', fields.DecimalField(null=True, max_digits=9, decimal_places=6)),
                ('age_weight', fields.DecimalField(max_digits=9, decimal_places=6)),
                ('band_low', fields.DecimalField(max_digits=9, decimal_places=6)),
                ('band_high', fields.DecimalField(max_digits=9, decimal_places=6)),
                ('replacement', fields.JSONField(null=True, encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('scrap', fields.JSONField(null=True, encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('missing', fields.JSONField(default=list, encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('made_by', fields.CharField(max_length=40)),
                ('made_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'appraisal_appraisal', 'app': 'appraisal', 'indexes': [Index(fields=['model', 'valued_on'])], 'pk_attr': 'id', 'table_description': 'One valuation of one car (评估): every input and every result, never changed, the latest of a subject counts.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='CityTerms',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('city', fields.CharField(max_length=40)),
                ('valid_from', fields.DateField()),
                ('method', fields.CharField(max_length=32)),
                ('months', fields.CharField(max_length=16)),
                ('residual_rate', fields.DecimalField(max_digits=9, decimal_places=6)),
                ('price_step_fen', fields.IntField()),
                ('coefficient', fields.DecimalField(max_digits=9, decimal_places=6)),
                ('clerk_low', fields.DecimalField(max_digits=9, decimal_places=6)),
                ('clerk_high', fields.DecimalField(max_digits=9, decimal_places=6)),
                ('manager_low', fields.DecimalField(max_digits=9, decimal_places=6)),
                ('manager_high', fields.DecimalField(max_digits=9, decimal_places=6)),
                ('band_low', fields.DecimalField(max_digits=9, decimal_places=6)),
                ('band_high', fields.DecimalField(max_digits=9, decimal_places=6)),
                ('age_weight', fields.DecimalField(max_digits=9, decimal_places=6)),
                ('set_by', fields.CharField(max_length=20)),
                ('set_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'appraisal_city_terms', 'app': 'appraisal', 'indexes': [Index(fields=['city', 'valid_from'])], 'pk_attr': 'id', 'table_description': "One city's valuation terms from a day on (评估参数): never changed, the latest counts."},
            bases=['Model'],
        ),
    ]
