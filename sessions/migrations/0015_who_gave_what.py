import core.history_migration
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_dea_registration'),
        ('kap_sessions', '0014_what_is_there'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='medicinesession',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='medicinesession',
            name='update_update',
        ),
        migrations.AddField(
            model_name='medicationadministration',
            name='device_lot',
            field=models.CharField(blank=True, db_default='', default='', help_text='As it stands on the nasal devices.', max_length=80),
        ),
        migrations.AddField(
            model_name='medicationadministration',
            name='recorded_by',
            field=models.ForeignKey(blank=True, help_text='Who wrote it down, where that was somebody else than who gave it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership'),
        ),
        migrations.AddField(
            model_name='medicinesession',
            name='end_recorded_at',
            field=models.DateTimeField(blank=True, help_text='When the end was written down, where that was later.', null=True),
        ),
        migrations.AddField(
            model_name='medicinesessionevent',
            name='end_recorded_at',
            field=models.DateTimeField(blank=True, help_text='When the end was written down, where that was later.', null=True),
        ),
        core.history_migration.AddTriggers(
            operations=[
                pgtrigger.migrations.AddTrigger(
                    model_name='medicinesession',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kap_sessions_medicinesessionevent" ("appointment_id", "capacity_assessed_by_id", "checked_in_at", "discharge_items", "end_recorded_at", "ended_at", "ended_by_id", "ending", "ending_reason", "episode_id", "first_dose_at", "id", "last_dose_at", "medicine_note_id", "override_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_at", "policy_version", "released_to", "signed_at", "started_at", "started_by_id", "status", "therapy_note_id", "told") VALUES (NEW."appointment_id", NEW."capacity_assessed_by_id", NEW."checked_in_at", NEW."discharge_items", NEW."end_recorded_at", NEW."ended_at", NEW."ended_by_id", NEW."ending", NEW."ending_reason", NEW."episode_id", NEW."first_dose_at", NEW."id", NEW."last_dose_at", NEW."medicine_note_id", NEW."override_reason", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."planned_at", NEW."policy_version", NEW."released_to", NEW."signed_at", NEW."started_at", NEW."started_by_id", NEW."status", NEW."therapy_note_id", NEW."told"); RETURN NULL;', hash='47e7324afe704823ce75911643e2f440aac0f1f1', operation='INSERT', pgid='pgtrigger_insert_insert_9e1ac', table='kap_sessions_medicinesession', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='medicinesession',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "kap_sessions_medicinesessionevent" ("appointment_id", "capacity_assessed_by_id", "checked_in_at", "discharge_items", "end_recorded_at", "ended_at", "ended_by_id", "ending", "ending_reason", "episode_id", "first_dose_at", "id", "last_dose_at", "medicine_note_id", "override_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_at", "policy_version", "released_to", "signed_at", "started_at", "started_by_id", "status", "therapy_note_id", "told") VALUES (NEW."appointment_id", NEW."capacity_assessed_by_id", NEW."checked_in_at", NEW."discharge_items", NEW."end_recorded_at", NEW."ended_at", NEW."ended_by_id", NEW."ending", NEW."ending_reason", NEW."episode_id", NEW."first_dose_at", NEW."id", NEW."last_dose_at", NEW."medicine_note_id", NEW."override_reason", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."planned_at", NEW."policy_version", NEW."released_to", NEW."signed_at", NEW."started_at", NEW."started_by_id", NEW."status", NEW."therapy_note_id", NEW."told"); RETURN NULL;', hash='ed0d13bb85648c0692977b2521dcf0ff397f1445', operation='UPDATE', pgid='pgtrigger_update_update_2fc05', table='kap_sessions_medicinesession', when='AFTER')),
                ),
            ],
        ),
    ]
