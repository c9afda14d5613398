"""A row of the record leans on rows that are there when it is written, not on ones that follow it.

A foreign key is asked when the transaction ends, a guard before the row goes in: over a row that came first, every
guard that reads what it leans on would find nothing to refuse.

The emergency list carries the key under which a tablet opened it, and when that came in.
"""

import core.history_migration
import pgtrigger.compiler
import pgtrigger.migrations
from core.triggers import leaning
from django.db import migrations, models

S, SESSION = "kap_sessions_", "kap_sessions_medicinesession"
OF_A_SESSION = {"session_id": SESSION}
OF_A_LOT = {"lot_id": "medications_lot", "ledger_entry_id": "medications_ledgerentry"}
EPISODE = {"episode_id": "patients_episodeofcare"}
DOSE = f"{S}medicationadministration"
LEANS_ON = {
    "medicationadministration": {
        **OF_A_SESSION, **OF_A_LOT,
        "order_id": "medications_medicationorder", "incident_id": f"{S}incident",
    },
    "vitalsigns": OF_A_SESSION,
    "sessionevent": {**OF_A_SESSION, "replaces_id": f"{S}sessionevent"},
    "adverseevent": OF_A_SESSION,
    "eventresolution": {"event_id": f"{S}adverseevent", "addendum_id": "patients_clinicalnote"},
    "stockwaste": {
        **OF_A_SESSION, "dose_id": DOSE, "other_medicine_id": f"{S}othermedicine",
        "ledger_entry_id": "medications_ledgerentry",
    },
    "checkin": OF_A_SESSION,
    "gateacknowledgement": {**OF_A_SESSION, "reading_id": f"{S}vitalsigns"},
    "incident": OF_A_SESSION,
    "routeact": {**OF_A_SESSION, "dose_id": DOSE},
    "othermedicine": {**OF_A_SESSION, **OF_A_LOT},
    "readingdeclined": OF_A_SESSION,
    "monitoringform": OF_A_SESSION,
    "presence": OF_A_SESSION,
    "supportepisode": OF_A_SESSION,
    "emergencyrun": OF_A_SESSION,
    "emergencystep": {"run_id": f"{S}emergencyrun"},
    "noticeseen": OF_A_SESSION,
    "safetyversion": EPISODE,
    "roomcard": EPISODE,
    "remsenrolment": {"patient_id": "patients_patient"},
}  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ('accounts', '0006_dea_registration'),
        ('kap_sessions', '0013_what_a_line_leans_on'),
    ]

    operations = [
        *(
            leaning(f"{S}{name}", f"kap_absent_{name}", columns)
            for name, columns in LEANS_ON.items()
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='emergencyrun',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='emergencyrun',
            name='update_update',
        ),
        migrations.AddField(
            model_name='emergencyrun',
            name='key',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.AddField(
            model_name='emergencyrun',
            name='recorded_at',
            field=models.DateTimeField(blank=True, help_text='When it came in; empty in rows from before it was asked.', null=True),
        ),
        migrations.AddField(
            model_name='emergencyrunevent',
            name='key',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.AddField(
            model_name='emergencyrunevent',
            name='recorded_at',
            field=models.DateTimeField(blank=True, help_text='When it came in; empty in rows from before it was asked.', null=True),
        ),
        migrations.AddConstraint(
            model_name='emergencyrun',
            constraint=models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('session', 'key'), name='emergency_key_once'),
        ),
        migrations.AddConstraint(
            model_name='emergencyrun',
            constraint=models.CheckConstraint(condition=models.Q(('recorded_at__gte', models.F('started_at'))), name='emergency_recorded_after_it'),
        ),
        core.history_migration.AddTriggers(
            operations=[
                pgtrigger.migrations.AddTrigger(
                    model_name='emergencyrun',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kap_sessions_emergencyrunevent" ("ended_at", "ended_by_id", "id", "key", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "session_id", "started_at", "started_by_id") VALUES (NEW."ended_at", NEW."ended_by_id", NEW."id", NEW."key", NEW."outcome", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recorded_at", NEW."session_id", NEW."started_at", NEW."started_by_id"); RETURN NULL;', hash='17f8e81547c170727e193778b8f21371cbf97d2f', operation='INSERT', pgid='pgtrigger_insert_insert_a4255', table='kap_sessions_emergencyrun', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='emergencyrun',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "kap_sessions_emergencyrunevent" ("ended_at", "ended_by_id", "id", "key", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "session_id", "started_at", "started_by_id") VALUES (NEW."ended_at", NEW."ended_by_id", NEW."id", NEW."key", NEW."outcome", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recorded_at", NEW."session_id", NEW."started_at", NEW."started_by_id"); RETURN NULL;', hash='3133861d8175e5831a5105d09071068896e57d10', operation='UPDATE', pgid='pgtrigger_update_update_580a8', table='kap_sessions_emergencyrun', when='AFTER')),
                ),
            ],
        ),
    ]
