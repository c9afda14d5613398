"""What safety is for a patient, and how an adverse event ended: both written once."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations import RunSQL

from core.triggers import append_only, guard

# FOR SHARE first, the question after it: a statement sees what was committed while it waited.
AS_AN_ADDITION = """
    PERFORM 1 FROM kap_sessions_medicinesession s JOIN kap_sessions_adverseevent e ON e.session_id = s.id
        WHERE e.id = NEW.event_id FOR SHARE OF s;
    PERFORM 1 FROM kap_sessions_medicinesession s JOIN kap_sessions_adverseevent e ON e.session_id = s.id
        WHERE e.id = NEW.event_id AND s.signed_at IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM patients_clinicalnote n
                WHERE n.id = NEW.addendum_id AND n.addendum_to_id = s.medicine_note_id
                    AND n.signed_at IS NOT NULL);
    IF FOUND THEN
        RAISE EXCEPTION 'this session is signed; how an event ended is added by an addendum'
            USING ERRCODE = 'restrict_violation';
    END IF;
    PERFORM 1 FROM kap_sessions_adverseevent e WHERE e.id = NEW.event_id AND e.occurred_at > NEW.ended_at;
    IF FOUND THEN
        RAISE EXCEPTION 'an event ends after it began' USING ERRCODE = 'check_violation';
    END IF;
"""
COUNT = """
    CREATE FUNCTION kap_count_resolution() RETURNS trigger LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
    BEGIN
        INSERT INTO kap_sessions_sessionpulse (session_id, revision)
            SELECT session_id, 1 FROM kap_sessions_adverseevent WHERE id = NEW.event_id
            ON CONFLICT (session_id) DO UPDATE SET revision = kap_sessions_sessionpulse.revision + 1;
        RETURN NULL;
    END $$;
    CREATE TRIGGER kap_counted AFTER INSERT ON kap_sessions_eventresolution
        FOR EACH ROW EXECUTE FUNCTION kap_count_resolution();
"""
UNCOUNT = """
    DROP TRIGGER kap_counted ON kap_sessions_eventresolution; DROP FUNCTION kap_count_resolution();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_device_promises'),
        ('kap_sessions', '0010_waste_of_another_medicine'),
        ('patients', '0007_directives'),
    ]

    operations = [
        migrations.CreateModel(
            name='EventResolution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('resolved', 'Resolved'), ('sequelae', 'With lasting effect'), ('fatal', 'Fatal')], max_length=20)),
                ('text', models.CharField(blank=True, max_length=300)),
                ('ended_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('addendum', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='resolution', to='patients.clinicalnote')),
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='resolution', to='kap_sessions.adverseevent')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('recorded_at__gte', models.F('ended_at'))), name='resolution_recorded_after_it')],
            },
        ),
        migrations.CreateModel(
            name='SafetyVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('safety', models.TextField(blank=True)),
                ('before', models.TextField(blank=True)),
                ('during', models.TextField(blank=True)),
                ('after', models.TextField(blank=True)),
                ('said_at', models.DateTimeField()),
                ('episode', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='safety_versions', to='patients.episodeofcare')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('episode', 'number'), name='safety_number_once')],
            },
        ),
        *append_only('kap_sessions_safetyversion', 'kap_sessions_eventresolution'),
        guard('kap_sessions_eventresolution', 'kap_resolution_added', 'INSERT', AS_AN_ADDITION),
        RunSQL(COUNT, UNCOUNT),
    ]
