import core.history_migration
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_row_history'),
        ('kap_sessions', '0007_room_promises'),
        ('patients', '0003_row_history'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='RemsEnrolment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('enrolled_on', models.DateField()),
                ('reference', models.CharField(max_length=60)),
                ('recorded_at', models.DateTimeField()),
                ('patient', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='rems_enrolment', to='patients.patient')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('reference', ''), _negated=True), name='enrolled_under_a_reference')],
            },
        ),
        migrations.CreateModel(
            name='RemsEnrolmentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('enrolled_on', models.DateField()),
                ('reference', models.CharField(max_length=60)),
                ('recorded_at', models.DateTimeField()),
                ('patient', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='patients.patient')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='row_history', related_query_name='row_history', to='kap_sessions.remsenrolment')),
                ('recorded_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
            ],
            options={
                'abstract': False,
            },
        ),
        core.history_migration.AddTriggers(
            operations=[
                pgtrigger.migrations.AddTrigger(
                    model_name='remsenrolment',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kap_sessions_remsenrolmentevent" ("enrolled_on", "id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "reference") VALUES (NEW."enrolled_on", NEW."id", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."reference"); RETURN NULL;', hash='7e47af8302e4c3488549c6324d382352cf336873', operation='INSERT', pgid='pgtrigger_insert_insert_35aa5', table='kap_sessions_remsenrolment', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='remsenrolment',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "kap_sessions_remsenrolmentevent" ("enrolled_on", "id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "reference") VALUES (NEW."enrolled_on", NEW."id", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."reference"); RETURN NULL;', hash='978a0918540b7c12154bbf1a915c3ef7711bc02c', operation='UPDATE', pgid='pgtrigger_update_update_d686a', table='kap_sessions_remsenrolment', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='remsenrolmentevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f53c463f37089db12a37a6501235594e4405133a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_eea53', table='kap_sessions_remsenrolmentevent', when='BEFORE')),
                ),
            ],
        ),
    ]
