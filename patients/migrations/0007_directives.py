import core.history_migration
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_device_promises'),
        ('patients', '0006_stock_tasks'),
    ]

    operations = [
        migrations.CreateModel(
            name='AdvanceDirective',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('directive', models.CharField(blank=True, choices=[('on_file', 'On file'), ('none', 'There is none'), ('unsaid', 'Asked, would rather not say')], max_length=10)),
                ('where_kept', models.CharField(blank=True, max_length=200)),
                ('code_status', models.CharField(blank=True, choices=[('full', 'Full treatment'), ('dnr', 'Do not resuscitate (DNR)'), ('dnr_dni', 'Neither resuscitate nor intubate (DNR/DNI)'), ('limited', 'Other limits, as the document says')], max_length=10)),
                ('agent', models.CharField(blank=True, choices=[('named', 'Named'), ('none', 'Nobody named')], max_length=10)),
                ('agent_name', models.CharField(blank=True, max_length=160)),
                ('agent_phone', models.CharField(blank=True, max_length=20)),
                ('recorded_at', models.DateTimeField()),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='directives', to='patients.patient')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
            ],
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='contact',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='contact',
            name='update_update',
        ),
        migrations.AddField(
            model_name='contact',
            name='address',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='contactevent',
            name='address',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddConstraint(
            model_name='advancedirective',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agent', 'named'), models.Q(('agent_name', ''), _negated=True), models.Q(('agent_phone', ''), _negated=True)), models.Q(models.Q(('agent', 'named'), _negated=True), ('agent_name', ''), ('agent_phone', '')), _connector='OR'), name='agent_has_name_and_phone'),
        ),
        migrations.AddConstraint(
            model_name='advancedirective',
            constraint=models.CheckConstraint(condition=models.Q(('directive', 'on_file'), ('where_kept', ''), _connector='OR'), name='directive_kept_somewhere_exists'),
        ),
        core.history_migration.AddTriggers(
            operations=[
                pgtrigger.migrations.AddTrigger(
                    model_name='contact',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "patients_contactevent" ("address", "ended_at", "id", "kind", "name", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "recorded_at", "relation") VALUES (NEW."address", NEW."ended_at", NEW."id", NEW."kind", NEW."name", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."recorded_at", NEW."relation"); RETURN NULL;', hash='327a8614e2409fb90d5a66cd057747bd229b2627', operation='INSERT', pgid='pgtrigger_insert_insert_bd922', table='patients_contact', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='contact',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "patients_contactevent" ("address", "ended_at", "id", "kind", "name", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "recorded_at", "relation") VALUES (NEW."address", NEW."ended_at", NEW."id", NEW."kind", NEW."name", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."recorded_at", NEW."relation"); RETURN NULL;', hash='6f15a2a89388f26f5119a158a8186280b895e196', operation='UPDATE', pgid='pgtrigger_update_update_5208d', table='patients_contact', when='AFTER')),
                ),
            ],
        ),
    ]
