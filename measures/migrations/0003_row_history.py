import core.history_migration
import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_row_history'),
        ('measures', '0002_promises'),
        ('patients', '0002_promises'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='QuestionnaireResponseEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('instrument', models.CharField(choices=[('phq9', 'PHQ-9'), ('gad7', 'GAD-7'), ('pcl5', 'PCL-5'), ('auditc', 'AUDIT-C'), ('peg', 'PEG')], max_length=20)),
                ('instrument_version', models.CharField(max_length=40)),
                ('language', models.CharField(default='en', max_length=10)),
                ('answers', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField())),
                ('status', models.CharField(choices=[('in_progress', 'Left unfinished'), ('completed', 'Complete'), ('entered_in_error', 'Entered in error')], max_length=20)),
                ('score', models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True)),
                ('band', models.CharField(blank=True, max_length=30)),
                ('answered_at', models.DateTimeField()),
                ('entered_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('patient', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='patients.patient')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='row_history', related_query_name='row_history', to='measures.questionnaireresponse')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SafetyAlertEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('suicide_item', 'PHQ-9 item 9'), ('suicide_plan', 'Suicidal plan or intent at intake'), ('red_reading', 'Red reading after the dose')], max_length=20)),
                ('level', models.CharField(choices=[('same_day', 'Same business day'), ('urgent', 'Within the hour'), ('now', 'Now')], max_length=10)),
                ('fact', models.CharField(max_length=200)),
                ('rule_version', models.CharField(max_length=40)),
                ('policy_version', models.PositiveIntegerField()),
                ('status', models.CharField(choices=[('open', 'Open'), ('acknowledged', 'Acknowledged'), ('closed', 'Closed')], default='open', max_length=14)),
                ('opened_at', models.DateTimeField()),
                ('acknowledged_at', models.DateTimeField(blank=True, null=True)),
                ('acknowledged_reason', models.CharField(blank=True, max_length=300)),
                ('escalated_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.TextField(blank=True)),
                ('plan', models.TextField(blank=True)),
                ('acknowledged_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('closed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('patient', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='patients.patient')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='row_history', related_query_name='row_history', to='measures.safetyalert')),
            ],
            options={
                'abstract': False,
            },
        ),
        core.history_migration.AddTriggers(
            operations=[
                pgtrigger.migrations.AddTrigger(
                    model_name='questionnaireresponse',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "measures_questionnaireresponseevent" ("answered_at", "answers", "band", "entered_by_id", "id", "instrument", "instrument_version", "language", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "score", "status") VALUES (NEW."answered_at", NEW."answers", NEW."band", NEW."entered_by_id", NEW."id", NEW."instrument", NEW."instrument_version", NEW."language", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."score", NEW."status"); RETURN NULL;', hash='67153b213baad8d26eef8c6d9d7bf0584cb943b1', operation='INSERT', pgid='pgtrigger_insert_insert_45510', table='measures_questionnaireresponse', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='questionnaireresponse',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "measures_questionnaireresponseevent" ("answered_at", "answers", "band", "entered_by_id", "id", "instrument", "instrument_version", "language", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "score", "status") VALUES (NEW."answered_at", NEW."answers", NEW."band", NEW."entered_by_id", NEW."id", NEW."instrument", NEW."instrument_version", NEW."language", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."score", NEW."status"); RETURN NULL;', hash='1291caa5a260e8c3f79dd919f963c9c9213f03f0', operation='UPDATE', pgid='pgtrigger_update_update_eafec', table='measures_questionnaireresponse', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='safetyalert',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "measures_safetyalertevent" ("acknowledged_at", "acknowledged_by_id", "acknowledged_reason", "closed_at", "closed_by_id", "escalated_at", "fact", "id", "kind", "level", "opened_at", "outcome", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan", "policy_version", "rule_version", "status") VALUES (NEW."acknowledged_at", NEW."acknowledged_by_id", NEW."acknowledged_reason", NEW."closed_at", NEW."closed_by_id", NEW."escalated_at", NEW."fact", NEW."id", NEW."kind", NEW."level", NEW."opened_at", NEW."outcome", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan", NEW."policy_version", NEW."rule_version", NEW."status"); RETURN NULL;', hash='cff7d942eb3bdf168901b89970b2b20949f41491', operation='INSERT', pgid='pgtrigger_insert_insert_74938', table='measures_safetyalert', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='safetyalert',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "measures_safetyalertevent" ("acknowledged_at", "acknowledged_by_id", "acknowledged_reason", "closed_at", "closed_by_id", "escalated_at", "fact", "id", "kind", "level", "opened_at", "outcome", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan", "policy_version", "rule_version", "status") VALUES (NEW."acknowledged_at", NEW."acknowledged_by_id", NEW."acknowledged_reason", NEW."closed_at", NEW."closed_by_id", NEW."escalated_at", NEW."fact", NEW."id", NEW."kind", NEW."level", NEW."opened_at", NEW."outcome", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan", NEW."policy_version", NEW."rule_version", NEW."status"); RETURN NULL;', hash='6b882e385cbeaa8b82d01b92ad960fd177e042af', operation='UPDATE', pgid='pgtrigger_update_update_366a0', table='measures_safetyalert', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='questionnaireresponseevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3365764b25e7c6af8f47ce65f914d04a14f74801', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_83290', table='measures_questionnaireresponseevent', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='safetyalertevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8ed97fa9db7917b8041c6efd5ec3dbb515785475', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b59e5', table='measures_safetyalertevent', when='BEFORE')),
                ),
            ],
        ),
    ]
