"""The clinic's DEA registration with its history; a number that cannot be one is refused."""

import django.db.models.deletion
from core.triggers import append_only, guard
from django.db import migrations, models

# The sum that makes the last digit: accounts.domain.registrations tells the rule.
DIGITS = " + ".join(
    f"{1 + place % 2} * substr(NEW.number, {place + 3}, 1)::integer" for place in range(6)
)
CHECKED = f"""
    IF NEW.number <> '' AND (NEW.number !~ '^[A-Z][A-Z9][0-9]{{7}}$') THEN
        RAISE EXCEPTION 'this is no DEA number' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.number <> '' AND ({DIGITS}) % 10 <> substr(NEW.number, 9, 1)::integer THEN
        RAISE EXCEPTION 'this is no DEA number' USING ERRCODE = 'check_violation';
    END IF;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_device_promises'),
    ]

    operations = [
        migrations.CreateModel(
            name='DeaRegistration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(blank=True, max_length=9)),
                ('address', models.CharField(blank=True, max_length=300)),
                ('effective_at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='accounts.clinic')),
            ],
            options={
                'indexes': [models.Index(fields=['clinic', '-effective_at'], name='newest_registration')],
                'constraints': [models.CheckConstraint(condition=models.Q(('number', ''), models.Q(('address', ''), _negated=True), _connector='OR'), name='registered_at_an_address')],
            },
        ),
        *append_only("accounts_dearegistration"),
        guard("accounts_dearegistration", "kap_dea_number", "INSERT", CHECKED),
    ]
