"""Identity and thoughts of suicide asked on the day; one patient's own limits for readings."""

import core.history_migration
import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from core.triggers import append_only, leaning

S = "kap_sessions_"


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_dea_registration'),
        ('kap_sessions', '0016_dose_corrections'),
        ('patients', '0009_directive_answers'),
    ]

    operations = [
        migrations.CreateModel(
            name='PatientLimits',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('before_amber_systolic', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(180)])),
                ('before_amber_diastolic', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(110)])),
                ('before_red_systolic', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(180)])),
                ('before_red_diastolic', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(110)])),
                ('after_amber_systolic', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(180)])),
                ('after_amber_diastolic', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(110)])),
                ('after_red_systolic', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(180)])),
                ('after_red_diastolic', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(110)])),
                ('reason', models.CharField(max_length=300)),
                ('written_at', models.DateTimeField()),
            ],
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='vitalsigns',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='vitalsigns',
            name='update_update',
        ),
        migrations.AddField(
            model_name='checkin',
            name='identity_confirmed',
            field=models.BooleanField(blank=True, help_text='Name and date of birth agree; empty where nobody asked.', null=True),
        ),
        migrations.AddField(
            model_name='checkin',
            name='suicidal_thoughts',
            field=models.BooleanField(blank=True, help_text="Today, in the patient's words; empty where nobody asked.", null=True),
        ),
        migrations.AddField(
            model_name='patientlimits',
            name='episode',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='limits', to='patients.episodeofcare'),
        ),
        migrations.AddField(
            model_name='patientlimits',
            name='written_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership'),
        ),
        migrations.AddField(
            model_name='vitalsigns',
            name='limits',
            field=models.ForeignKey(blank=True, help_text="The patient's own limits that judged it; empty where the clinic's did.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='kap_sessions.patientlimits'),
        ),
        migrations.AddField(
            model_name='vitalsignsevent',
            name='limits',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text="The patient's own limits that judged it; empty where the clinic's did.", null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='kap_sessions.patientlimits'),
        ),
        migrations.AddIndex(
            model_name='patientlimits',
            index=models.Index(fields=['episode', '-written_at'], name='limits_of_episode'),
        ),
        migrations.AddConstraint(
            model_name='patientlimits',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='limits_say_why'),
        ),
        migrations.AddConstraint(
            model_name='patientlimits',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('before_amber_systolic', None), ('before_amber_systolic__lte', 180), _connector='OR'), models.Q(('before_amber_diastolic', None), ('before_amber_diastolic__lte', 110), _connector='OR'), models.Q(('before_red_systolic', None), ('before_red_systolic__lte', 180), _connector='OR'), models.Q(('before_red_diastolic', None), ('before_red_diastolic__lte', 110), _connector='OR'), models.Q(('after_amber_systolic', None), ('after_amber_systolic__lte', 180), _connector='OR'), models.Q(('after_amber_diastolic', None), ('after_amber_diastolic__lte', 110), _connector='OR'), models.Q(('after_red_systolic', None), ('after_red_systolic__lte', 180), _connector='OR'), models.Q(('after_red_diastolic', None), ('after_red_diastolic__lte', 110), _connector='OR')), name='limits_never_past_180_110'),
        ),
        core.history_migration.AddTriggers(
            operations=[
                pgtrigger.migrations.AddTrigger(
                    model_name='vitalsigns',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kap_sessions_vitalsignsevent" ("device_at", "diastolic", "dissociation", "heart_rate", "id", "key", "level", "limits_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_version", "recorded_at", "recorded_by_id", "respiratory_rate", "sedation", "session_id", "spo2", "systolic", "taken_at", "temperature", "voided_at", "voided_by_id") VALUES (NEW."device_at", NEW."diastolic", NEW."dissociation", NEW."heart_rate", NEW."id", NEW."key", NEW."level", NEW."limits_id", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."policy_version", NEW."recorded_at", NEW."recorded_by_id", NEW."respiratory_rate", NEW."sedation", NEW."session_id", NEW."spo2", NEW."systolic", NEW."taken_at", NEW."temperature", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;', hash='2f04fe0ba2baa2dc0c71e8945fb2a6aae77e1c8d', operation='INSERT', pgid='pgtrigger_insert_insert_b19a4', table='kap_sessions_vitalsigns', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='vitalsigns',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "kap_sessions_vitalsignsevent" ("device_at", "diastolic", "dissociation", "heart_rate", "id", "key", "level", "limits_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_version", "recorded_at", "recorded_by_id", "respiratory_rate", "sedation", "session_id", "spo2", "systolic", "taken_at", "temperature", "voided_at", "voided_by_id") VALUES (NEW."device_at", NEW."diastolic", NEW."dissociation", NEW."heart_rate", NEW."id", NEW."key", NEW."level", NEW."limits_id", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."policy_version", NEW."recorded_at", NEW."recorded_by_id", NEW."respiratory_rate", NEW."sedation", NEW."session_id", NEW."spo2", NEW."systolic", NEW."taken_at", NEW."temperature", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;', hash='7dea346ad8828cb3f5dc79854e20232f77d15b48', operation='UPDATE', pgid='pgtrigger_update_update_a4298', table='kap_sessions_vitalsigns', when='AFTER')),
                ),
            ],
        ),
        *append_only(f"{S}patientlimits"),
        leaning(
            f"{S}patientlimits", "kap_absent_patientlimits_episode_id",
            {"episode_id": "patients_episodeofcare"},
        ),
        leaning(
            f"{S}vitalsigns", "kap_absent_vitalsigns_limits_id",
            {"limits_id": f"{S}patientlimits"},
        ),
    ]
