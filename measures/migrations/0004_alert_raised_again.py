import core.history_migration
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('measures', '0003_row_history'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='safetyalert',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='safetyalert',
            name='update_update',
        ),
        migrations.AddField(
            model_name='safetyalert',
            name='raised_at',
            field=models.DateTimeField(blank=True, help_text='When it was opened anew: by something worse, or red again.', null=True),
        ),
        migrations.AddField(
            model_name='safetyalertevent',
            name='raised_at',
            field=models.DateTimeField(blank=True, help_text='When it was opened anew: by something worse, or red again.', null=True),
        ),
        migrations.AlterField(
            model_name='safetyalert',
            name='kind',
            field=models.CharField(choices=[('suicide_item', 'PHQ-9 item 9'), ('suicide_plan', 'Suicidal plan or intent at intake'), ('suicide_today', 'Thoughts of suicide at check-in'), ('red_reading', 'Red reading after the dose')], max_length=20),
        ),
        migrations.AlterField(
            model_name='safetyalertevent',
            name='kind',
            field=models.CharField(choices=[('suicide_item', 'PHQ-9 item 9'), ('suicide_plan', 'Suicidal plan or intent at intake'), ('suicide_today', 'Thoughts of suicide at check-in'), ('red_reading', 'Red reading after the dose')], max_length=20),
        ),
        core.history_migration.AddTriggers(
            operations=[
                pgtrigger.migrations.AddTrigger(
                    model_name='safetyalert',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "measures_safetyalertevent" ("acknowledged_at", "acknowledged_by_id", "acknowledged_reason", "closed_at", "closed_by_id", "escalated_at", "fact", "id", "kind", "level", "opened_at", "outcome", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan", "policy_version", "raised_at", "rule_version", "status") VALUES (NEW."acknowledged_at", NEW."acknowledged_by_id", NEW."acknowledged_reason", NEW."closed_at", NEW."closed_by_id", NEW."escalated_at", NEW."fact", NEW."id", NEW."kind", NEW."level", NEW."opened_at", NEW."outcome", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan", NEW."policy_version", NEW."raised_at", NEW."rule_version", NEW."status"); RETURN NULL;', hash='d4edf43a41ed1dc5e62fa12aed2ade8ddd1c7de7', operation='INSERT', pgid='pgtrigger_insert_insert_74938', table='measures_safetyalert', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='safetyalert',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "measures_safetyalertevent" ("acknowledged_at", "acknowledged_by_id", "acknowledged_reason", "closed_at", "closed_by_id", "escalated_at", "fact", "id", "kind", "level", "opened_at", "outcome", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan", "policy_version", "raised_at", "rule_version", "status") VALUES (NEW."acknowledged_at", NEW."acknowledged_by_id", NEW."acknowledged_reason", NEW."closed_at", NEW."closed_by_id", NEW."escalated_at", NEW."fact", NEW."id", NEW."kind", NEW."level", NEW."opened_at", NEW."outcome", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan", NEW."policy_version", NEW."raised_at", NEW."rule_version", NEW."status"); RETURN NULL;', hash='4a06be21c05d93ff5b737018fc3817c2e52aef8e', operation='UPDATE', pgid='pgtrigger_update_update_366a0', table='measures_safetyalert', when='AFTER')),
                ),
            ],
        ),
    ]
