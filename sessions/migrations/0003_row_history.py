import core.history_migration
import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_row_history'),
        ('kap_sessions', '0002_promises'),
        ('patients', '0002_promises'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('scheduling', '0002_promises'),
    ]

    operations = [
        migrations.CreateModel(
            name='AdverseEventEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('voided_at', models.DateTimeField(blank=True, null=True)),
                ('type', models.CharField(choices=[('hypertension', 'Hypertension'), ('hypotension', 'Hypotension'), ('tachycardia', 'Tachycardia'), ('bradycardia', 'Bradycardia'), ('palpitations', 'Palpitations'), ('chest_pain', 'Chest Pain'), ('syncope', 'Syncope'), ('desaturation', 'Desaturation'), ('respiratory_depression', 'Respiratory Depression'), ('laryngospasm', 'Laryngospasm'), ('hypersalivation', 'Hypersalivation'), ('sedation', 'Sedation'), ('dizziness', 'Dizziness'), ('ataxia', 'Ataxia'), ('headache', 'Headache'), ('vision', 'Vision'), ('nystagmus', 'Nystagmus'), ('slurred_speech', 'Slurred Speech'), ('numbness', 'Numbness'), ('seizure', 'Seizure'), ('amnesia', 'Amnesia'), ('nausea', 'Nausea'), ('vomiting', 'Vomiting'), ('anxiety', 'Anxiety'), ('dysphoria', 'Dysphoria'), ('dissociation', 'Dissociation'), ('confusion', 'Confusion'), ('agitation', 'Agitation'), ('hallucination', 'Hallucination'), ('mania', 'Mania'), ('psychosis', 'Psychosis'), ('suicidal_ideation', 'Suicidal Ideation'), ('flashback', 'Flashback'), ('urinary', 'Urinary'), ('hepatic', 'Hepatic'), ('allergic', 'Allergic'), ('injection_site', 'Injection Site'), ('fall', 'Fall'), ('misuse', 'Misuse'), ('boundary', 'Boundary'), ('unexpected_touch', 'Unexpected Touch'), ('medication_error', 'Medication Error'), ('missed_vitals', 'Missed Vitals'), ('early_departure', 'Early Departure'), ('drove_home', 'Drove Home')], max_length=30)),
                ('severity', models.CharField(choices=[('mild', 'Mild'), ('moderate', 'Moderate'), ('severe', 'Severe'), ('life_threatening', 'Life-threatening'), ('fatal', 'Fatal')], max_length=20)),
                ('action', models.CharField(choices=[('none', 'None'), ('reassure', 'Reassured'), ('reposition', 'Repositioned'), ('medication', 'Medicine given'), ('pause', 'Paused'), ('call_911', 'Called 911'), ('transfer', 'Transferred')], max_length=20)),
                ('outcome', models.CharField(choices=[('resolved', 'Resolved'), ('resolving', 'Resolving'), ('ongoing', 'Ongoing'), ('sequelae', 'With lasting effect'), ('fatal', 'Fatal'), ('unknown', 'Unknown')], max_length=20)),
                ('occurred_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='row_history', related_query_name='row_history', to='kap_sessions.adverseevent')),
                ('recorded_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('session', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='kap_sessions.medicinesession')),
                ('voided_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='IncidentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('outside_the_gate', 'Dose outside the gate or the order'), ('against_advice', 'Left against advice'), ('transferred', 'Transferred by ambulance')], max_length=20)),
                ('what_happened', models.TextField()),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('follow_up', models.TextField(blank=True)),
                ('closed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('opened_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='row_history', related_query_name='row_history', to='kap_sessions.incident')),
                ('session', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='kap_sessions.medicinesession')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MedicineSessionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('status', models.CharField(choices=[('planned', 'Planned'), ('checked_in', 'Checked in'), ('in_progress', 'Under way'), ('ended', 'Ended'), ('cancelled', 'Cancelled')], default='planned', max_length=14)),
                ('planned_at', models.DateTimeField(help_text="The booked start; a walk-in's first record.")),
                ('policy_version', models.PositiveIntegerField()),
                ('checked_in_at', models.DateTimeField(blank=True, null=True)),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('first_dose_at', models.DateTimeField(blank=True, null=True)),
                ('last_dose_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ending', models.CharField(blank=True, choices=[('discharged', 'Discharged'), ('no_dose', 'No dose given'), ('stopped_early', 'Stopped early'), ('against_advice', 'Left against advice'), ('transferred', 'Transferred by ambulance'), ('entered_in_error', 'Entered in error')], max_length=20)),
                ('ending_reason', models.TextField(blank=True)),
                ('released_to', models.CharField(blank=True, max_length=160)),
                ('discharge_items', models.JSONField(default=dict)),
                ('override_reason', models.TextField(blank=True)),
                ('told', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list)),
                ('signed_at', models.DateTimeField(blank=True, help_text='When the second of the two parts was signed.', null=True)),
                ('appointment', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='scheduling.appointment')),
                ('capacity_assessed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('ended_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('episode', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='patients.episodeofcare')),
                ('medicine_note', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='patients.clinicalnote')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='row_history', related_query_name='row_history', to='kap_sessions.medicinesession')),
                ('started_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('therapy_note', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='patients.clinicalnote')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SessionEventEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('voided_at', models.DateTimeField(blank=True, null=True)),
                ('key', models.CharField(blank=True, max_length=64)),
                ('code', models.CharField(blank=True, choices=[('breath_calm', 'Breath calm'), ('breath_fast', 'Breath fast'), ('tears', 'Tears'), ('laughter', 'Laughter'), ('movement', 'Movement'), ('stillness', 'Stillness'), ('speech', 'Speech'), ('silence', 'Silence'), ('tremor', 'Tremor'), ('fear', 'Fear'), ('ease', 'Ease'), ('asked_for_support', 'Asked for support'), ('grounded', 'Grounded'), ('eyes_open', 'Eyes open'), ('nausea', 'Nausea'), ('position_change', 'Changed position'), ('music_change', 'Music changed'), ('touch_given', 'Touch given'), ('touch_declined', 'Touch declined')], max_length=20)),
                ('text', models.TextField(blank=True)),
                ('occurred_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='row_history', related_query_name='row_history', to='kap_sessions.sessionevent')),
                ('recorded_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('session', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='kap_sessions.medicinesession')),
                ('voided_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='VitalSignsEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('voided_at', models.DateTimeField(blank=True, null=True)),
                ('key', models.CharField(blank=True, max_length=64)),
                ('systolic', models.PositiveSmallIntegerField()),
                ('diastolic', models.PositiveSmallIntegerField()),
                ('heart_rate', models.PositiveSmallIntegerField()),
                ('spo2', models.PositiveSmallIntegerField()),
                ('respiratory_rate', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('sedation', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('level', models.CharField(choices=[('within', 'Within limits'), ('amber', 'Amber'), ('red', 'Red')], max_length=8)),
                ('policy_version', models.PositiveIntegerField()),
                ('taken_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='row_history', related_query_name='row_history', to='kap_sessions.vitalsigns')),
                ('recorded_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('session', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='kap_sessions.medicinesession')),
                ('voided_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
            ],
            options={
                'abstract': False,
            },
        ),
        core.history_migration.AddTriggers(
            operations=[
                pgtrigger.migrations.AddTrigger(
                    model_name='adverseevent',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kap_sessions_adverseeventevent" ("action", "id", "occurred_at", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "session_id", "severity", "type", "voided_at", "voided_by_id") VALUES (NEW."action", NEW."id", NEW."occurred_at", NEW."outcome", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."session_id", NEW."severity", NEW."type", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;', hash='a3464c507ba2fe374929e80b5b9af19bcdc611ca', operation='INSERT', pgid='pgtrigger_insert_insert_fb4b2', table='kap_sessions_adverseevent', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='adverseevent',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "kap_sessions_adverseeventevent" ("action", "id", "occurred_at", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "session_id", "severity", "type", "voided_at", "voided_by_id") VALUES (NEW."action", NEW."id", NEW."occurred_at", NEW."outcome", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."session_id", NEW."severity", NEW."type", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;', hash='12a6b69b6afa8cea74fb7f9a6cdbaea7843b9fa2', operation='UPDATE', pgid='pgtrigger_update_update_ed020', table='kap_sessions_adverseevent', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='incident',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kap_sessions_incidentevent" ("closed_at", "closed_by_id", "follow_up", "id", "kind", "opened_at", "opened_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "session_id", "what_happened") VALUES (NEW."closed_at", NEW."closed_by_id", NEW."follow_up", NEW."id", NEW."kind", NEW."opened_at", NEW."opened_by_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."session_id", NEW."what_happened"); RETURN NULL;', hash='afb79ff655c65b735a9ec801f09fc602f0220de2', operation='INSERT', pgid='pgtrigger_insert_insert_56d73', table='kap_sessions_incident', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='incident',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "kap_sessions_incidentevent" ("closed_at", "closed_by_id", "follow_up", "id", "kind", "opened_at", "opened_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "session_id", "what_happened") VALUES (NEW."closed_at", NEW."closed_by_id", NEW."follow_up", NEW."id", NEW."kind", NEW."opened_at", NEW."opened_by_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."session_id", NEW."what_happened"); RETURN NULL;', hash='169af0ce91529e44dc101a23f3843114e187d8da', operation='UPDATE', pgid='pgtrigger_update_update_5f619', table='kap_sessions_incident', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='medicinesession',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kap_sessions_medicinesessionevent" ("appointment_id", "capacity_assessed_by_id", "checked_in_at", "discharge_items", "ended_at", "ended_by_id", "ending", "ending_reason", "episode_id", "first_dose_at", "id", "last_dose_at", "medicine_note_id", "override_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_at", "policy_version", "released_to", "signed_at", "started_at", "started_by_id", "status", "therapy_note_id", "told") VALUES (NEW."appointment_id", NEW."capacity_assessed_by_id", NEW."checked_in_at", NEW."discharge_items", NEW."ended_at", NEW."ended_by_id", NEW."ending", NEW."ending_reason", NEW."episode_id", NEW."first_dose_at", NEW."id", NEW."last_dose_at", NEW."medicine_note_id", NEW."override_reason", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."planned_at", NEW."policy_version", NEW."released_to", NEW."signed_at", NEW."started_at", NEW."started_by_id", NEW."status", NEW."therapy_note_id", NEW."told"); RETURN NULL;', hash='87b53d47d16cd1f8a8aad35cee5941ad212e601c', operation='INSERT', pgid='pgtrigger_insert_insert_9e1ac', table='kap_sessions_medicinesession', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='medicinesession',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "kap_sessions_medicinesessionevent" ("appointment_id", "capacity_assessed_by_id", "checked_in_at", "discharge_items", "ended_at", "ended_by_id", "ending", "ending_reason", "episode_id", "first_dose_at", "id", "last_dose_at", "medicine_note_id", "override_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_at", "policy_version", "released_to", "signed_at", "started_at", "started_by_id", "status", "therapy_note_id", "told") VALUES (NEW."appointment_id", NEW."capacity_assessed_by_id", NEW."checked_in_at", NEW."discharge_items", NEW."ended_at", NEW."ended_by_id", NEW."ending", NEW."ending_reason", NEW."episode_id", NEW."first_dose_at", NEW."id", NEW."last_dose_at", NEW."medicine_note_id", NEW."override_reason", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."planned_at", NEW."policy_version", NEW."released_to", NEW."signed_at", NEW."started_at", NEW."started_by_id", NEW."status", NEW."therapy_note_id", NEW."told"); RETURN NULL;', hash='45f4891300b6a2e2a46cd7370a32d66a62ad6999', operation='UPDATE', pgid='pgtrigger_update_update_2fc05', table='kap_sessions_medicinesession', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='sessionevent',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kap_sessions_sessioneventevent" ("code", "id", "key", "occurred_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "session_id", "text", "voided_at", "voided_by_id") VALUES (NEW."code", NEW."id", NEW."key", NEW."occurred_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."session_id", NEW."text", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;', hash='277b47022d584c49775b154b41a0908092876365', operation='INSERT', pgid='pgtrigger_insert_insert_a114e', table='kap_sessions_sessionevent', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='sessionevent',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "kap_sessions_sessioneventevent" ("code", "id", "key", "occurred_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "session_id", "text", "voided_at", "voided_by_id") VALUES (NEW."code", NEW."id", NEW."key", NEW."occurred_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."session_id", NEW."text", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;', hash='c494bd8909b6f0635ef3b7beb6cdf69bc1bde3f2', operation='UPDATE', pgid='pgtrigger_update_update_299bc', table='kap_sessions_sessionevent', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='vitalsigns',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kap_sessions_vitalsignsevent" ("diastolic", "heart_rate", "id", "key", "level", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_version", "recorded_at", "recorded_by_id", "respiratory_rate", "sedation", "session_id", "spo2", "systolic", "taken_at", "voided_at", "voided_by_id") VALUES (NEW."diastolic", NEW."heart_rate", NEW."id", NEW."key", NEW."level", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."policy_version", NEW."recorded_at", NEW."recorded_by_id", NEW."respiratory_rate", NEW."sedation", NEW."session_id", NEW."spo2", NEW."systolic", NEW."taken_at", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;', hash='f93355db4a47f4951ccc097eacd335285c2b451e', operation='INSERT', pgid='pgtrigger_insert_insert_b19a4', table='kap_sessions_vitalsigns', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='vitalsigns',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "kap_sessions_vitalsignsevent" ("diastolic", "heart_rate", "id", "key", "level", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_version", "recorded_at", "recorded_by_id", "respiratory_rate", "sedation", "session_id", "spo2", "systolic", "taken_at", "voided_at", "voided_by_id") VALUES (NEW."diastolic", NEW."heart_rate", NEW."id", NEW."key", NEW."level", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."policy_version", NEW."recorded_at", NEW."recorded_by_id", NEW."respiratory_rate", NEW."sedation", NEW."session_id", NEW."spo2", NEW."systolic", NEW."taken_at", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;', hash='dacb6e97309c3bc345738702318de31de7587ff8', operation='UPDATE', pgid='pgtrigger_update_update_a4298', table='kap_sessions_vitalsigns', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='adverseeventevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8d319c88fc3e8893f854bf94b2291e9898bd2184', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_64b52', table='kap_sessions_adverseeventevent', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='incidentevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ad3ce2e6c0c57676cc70d382a14f62e6e835e3eb', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3862f', table='kap_sessions_incidentevent', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='medicinesessionevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='eff20b22ea6dc4cc9ea16105091092d495e9fe3c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_108de', table='kap_sessions_medicinesessionevent', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='sessioneventevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b72d39013492a6ecacc5d7acbde38f3c0be42d11', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3850a', table='kap_sessions_sessioneventevent', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='vitalsignsevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ea3e0c4fe258e36349d16b499fe308ece946c430', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_fb3c2', table='kap_sessions_vitalsignsevent', when='BEFORE')),
                ),
            ],
        ),
    ]
