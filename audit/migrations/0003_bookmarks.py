"""Where rounds of checking have come to; and the context of a change is settled an hour after it."""

from django.db import migrations, models

from core.triggers import guard

# The history's own function writes a context again while one request goes on, never later.
OLD_CONTEXT = """
    IF OLD.created_at < now() - interval '1 hour' OR NEW.id <> OLD.id OR NEW.created_at <> OLD.created_at THEN
        RAISE EXCEPTION 'who changed a row, and from where, is not written anew' USING ERRCODE = 'restrict_violation';
    END IF;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0002_promises'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Bookmark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, unique=True)),
                ('place', models.CharField(blank=True, max_length=120)),
                ('moved_at', models.DateTimeField()),
            ],
        ),
        guard("pghistory_context", "kap_old_context", "UPDATE", OLD_CONTEXT),
    ]
