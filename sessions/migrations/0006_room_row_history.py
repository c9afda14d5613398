import core.history_migration
import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_row_history'),
        ('kap_sessions', '0005_room'),
        ('medications', '0004_ledger_words'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='EmergencyRunEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('settled', 'Settled in the room'), ('transferred', 'Taken to hospital'), ('false_alarm', 'Pressed by mistake')], max_length=20)),
                ('ended_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='row_history', related_query_name='row_history', to='kap_sessions.emergencyrun')),
                ('session', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='kap_sessions.medicinesession')),
                ('started_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MonitoringFormEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('due_on', models.DateField(help_text='Seven calendar days after the session.')),
                ('answers', models.JSONField(default=dict)),
                ('version', models.PositiveIntegerField(default=1)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('proof', models.CharField(blank=True, help_text="The programme's own reference.", max_length=120)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='row_history', related_query_name='row_history', to='kap_sessions.monitoringform')),
                ('sent_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('session', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='kap_sessions.medicinesession')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='OtherMedicineEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('voided_at', models.DateTimeField(blank=True, null=True)),
                ('key', models.CharField(blank=True, max_length=64)),
                ('name', models.CharField(max_length=120)),
                ('amount', models.CharField(help_text='With its unit: 4 mg, 2 L/min.', max_length=60)),
                ('route', models.CharField(blank=True, max_length=40)),
                ('basis', models.CharField(choices=[('standing', 'Standing order'), ('one_off', 'One-off order')], max_length=10)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('given_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('given_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('ledger_entry', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='medications.ledgerentry')),
                ('lot', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='medications.lot')),
                ('ordered_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='row_history', related_query_name='row_history', to='kap_sessions.othermedicine')),
                ('session', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='kap_sessions.medicinesession')),
                ('voided_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PresenceEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('came_at', models.DateTimeField()),
                ('left_at', models.DateTimeField(blank=True, null=True)),
                ('handed_to', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('member', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='row_history', related_query_name='row_history', to='kap_sessions.presence')),
                ('session', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='kap_sessions.medicinesession')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ReadingDeclinedEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('voided_at', models.DateTimeField(blank=True, null=True)),
                ('key', models.CharField(blank=True, max_length=64)),
                ('reason', models.CharField(max_length=300)),
                ('occurred_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='row_history', related_query_name='row_history', to='kap_sessions.readingdeclined')),
                ('recorded_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('session', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='kap_sessions.medicinesession')),
                ('voided_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RouteActEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('voided_at', models.DateTimeField(blank=True, null=True)),
                ('kind', models.CharField(choices=[('cannula_in', 'Cannula in'), ('site_checked', 'Site checked'), ('infusion_started', 'Infusion started'), ('rate_changed', 'Rate changed'), ('paused', 'Infusion paused'), ('resumed', 'Infusion resumed'), ('stopped', 'Infusion stopped'), ('cannula_out', 'Cannula out'), ('lozenge_in', 'Lozenge in'), ('spat_out', 'Spat out'), ('swallowed', 'Swallowed'), ('device_used', 'Nasal device used')], max_length=20)),
                ('key', models.CharField(blank=True, max_length=64)),
                ('rate_ml_per_h', models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True)),
                ('total_given_mg', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True)),
                ('number', models.PositiveSmallIntegerField(blank=True, help_text='Pieces of a lozenge, or which nasal device.', null=True)),
                ('text', models.CharField(blank=True, max_length=300)),
                ('occurred_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('dose', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='kap_sessions.medicationadministration')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='row_history', related_query_name='row_history', to='kap_sessions.routeact')),
                ('recorded_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('session', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='kap_sessions.medicinesession')),
                ('voided_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SupportEpisodeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('started_at', models.DateTimeField()),
                ('tried', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('voice', 'Voice'), ('breath', 'Breath together'), ('hand', 'Hand offered'), ('grounding', 'Feet, blanket, weight'), ('music', 'Other music'), ('light', 'Light or shades'), ('position', 'Another position'), ('silence', 'Quiet company'), ('colleague', 'A colleague came')], max_length=20), blank=True, default=list)),
                ('helped', models.CharField(blank=True, max_length=300)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='row_history', related_query_name='row_history', to='kap_sessions.supportepisode')),
                ('recorded_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('session', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='kap_sessions.medicinesession')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='adverseevent',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='adverseevent',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='sessionevent',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='sessionevent',
            name='update_update',
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
            model_name='adverseeventevent',
            name='device_at',
            field=models.DateTimeField(blank=True, help_text="What the tablet's own clock said.", null=True),
        ),
        migrations.AddField(
            model_name='adverseeventevent',
            name='is_serious',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='adverseeventevent',
            name='key',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='adverseeventevent',
            name='text',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='sessioneventevent',
            name='device_at',
            field=models.DateTimeField(blank=True, help_text="What the tablet's own clock said.", null=True),
        ),
        migrations.AddField(
            model_name='sessioneventevent',
            name='replaces',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='kap_sessions.sessionevent'),
        ),
        migrations.AddField(
            model_name='sessioneventevent',
            name='severity',
            field=models.PositiveSmallIntegerField(blank=True, help_text='1 to 3', null=True),
        ),
        migrations.AddField(
            model_name='vitalsignsevent',
            name='device_at',
            field=models.DateTimeField(blank=True, help_text="What the tablet's own clock said.", null=True),
        ),
        migrations.AddField(
            model_name='vitalsignsevent',
            name='dissociation',
            field=models.PositiveSmallIntegerField(blank=True, help_text="0 to 10, the clinic's own scale", null=True),
        ),
        migrations.AddField(
            model_name='vitalsignsevent',
            name='note',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='vitalsignsevent',
            name='temperature',
            field=models.DecimalField(blank=True, decimal_places=1, max_digits=3, null=True),
        ),
        migrations.AlterField(
            model_name='sessioneventevent',
            name='code',
            field=models.CharField(blank=True, choices=[('breath_calm', 'Breath calm'), ('breath_fast', 'Breath fast'), ('tears', 'Tears'), ('laughter', 'Laughter'), ('movement', 'Movement'), ('stillness', 'Stillness'), ('speech', 'Speech'), ('silence', 'Silence'), ('tremor', 'Tremor'), ('fear', 'Fear'), ('ease', 'Ease'), ('asked_for_support', 'Asked for support'), ('grounded', 'Grounded'), ('eyes_open', 'Eyes open'), ('nausea', 'Nausea'), ('position_change', 'Changed position'), ('music_change', 'Music changed'), ('touch_given', 'Touch given'), ('touch_declined', 'Touch declined'), ('eye_shades', 'Eye shades'), ('bathroom', 'Bathroom'), ('dizzy', 'Dizzy'), ('comfort_offered', 'Comfort offered'), ('comfort_accepted', 'Comfort accepted'), ('comfort_declined', 'Comfort declined'), ('water', 'Water'), ('snack', 'Snack'), ('felt_the_body', "Felt the body's weight"), ('knows_the_room', 'Knows room, day and people'), ('words_shared', 'First words shared')], max_length=20),
        ),
        core.history_migration.AddTriggers(
            operations=[
                pgtrigger.migrations.AddTrigger(
                    model_name='adverseevent',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kap_sessions_adverseeventevent" ("action", "device_at", "id", "is_serious", "key", "occurred_at", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "session_id", "severity", "text", "type", "voided_at", "voided_by_id") VALUES (NEW."action", NEW."device_at", NEW."id", NEW."is_serious", NEW."key", NEW."occurred_at", NEW."outcome", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."session_id", NEW."severity", NEW."text", NEW."type", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;', hash='47abbead29f4ee346231886104093018162d34b7', operation='INSERT', pgid='pgtrigger_insert_insert_fb4b2', table='kap_sessions_adverseevent', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='adverseevent',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "kap_sessions_adverseeventevent" ("action", "device_at", "id", "is_serious", "key", "occurred_at", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "session_id", "severity", "text", "type", "voided_at", "voided_by_id") VALUES (NEW."action", NEW."device_at", NEW."id", NEW."is_serious", NEW."key", NEW."occurred_at", NEW."outcome", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."session_id", NEW."severity", NEW."text", NEW."type", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;', hash='0fc79f432efebe6ff2d4fa022cde4edb79b49c22', operation='UPDATE', pgid='pgtrigger_update_update_ed020', table='kap_sessions_adverseevent', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='sessionevent',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kap_sessions_sessioneventevent" ("code", "device_at", "id", "key", "occurred_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "replaces_id", "session_id", "severity", "text", "voided_at", "voided_by_id") VALUES (NEW."code", NEW."device_at", NEW."id", NEW."key", NEW."occurred_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."replaces_id", NEW."session_id", NEW."severity", NEW."text", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;', hash='7b5e265badf6543ce99531ce83604ab2b9756aba', operation='INSERT', pgid='pgtrigger_insert_insert_a114e', table='kap_sessions_sessionevent', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='sessionevent',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "kap_sessions_sessioneventevent" ("code", "device_at", "id", "key", "occurred_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "replaces_id", "session_id", "severity", "text", "voided_at", "voided_by_id") VALUES (NEW."code", NEW."device_at", NEW."id", NEW."key", NEW."occurred_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."replaces_id", NEW."session_id", NEW."severity", NEW."text", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;', hash='4886b46cc5225b64406629ada915db217bf5ced6', operation='UPDATE', pgid='pgtrigger_update_update_299bc', table='kap_sessions_sessionevent', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='vitalsigns',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kap_sessions_vitalsignsevent" ("device_at", "diastolic", "dissociation", "heart_rate", "id", "key", "level", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_version", "recorded_at", "recorded_by_id", "respiratory_rate", "sedation", "session_id", "spo2", "systolic", "taken_at", "temperature", "voided_at", "voided_by_id") VALUES (NEW."device_at", NEW."diastolic", NEW."dissociation", NEW."heart_rate", NEW."id", NEW."key", NEW."level", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."policy_version", NEW."recorded_at", NEW."recorded_by_id", NEW."respiratory_rate", NEW."sedation", NEW."session_id", NEW."spo2", NEW."systolic", NEW."taken_at", NEW."temperature", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;', hash='128cba7a885f8dba74f424bbbb0bdbf4345ff7b6', operation='INSERT', pgid='pgtrigger_insert_insert_b19a4', table='kap_sessions_vitalsigns', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='vitalsigns',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "kap_sessions_vitalsignsevent" ("device_at", "diastolic", "dissociation", "heart_rate", "id", "key", "level", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_version", "recorded_at", "recorded_by_id", "respiratory_rate", "sedation", "session_id", "spo2", "systolic", "taken_at", "temperature", "voided_at", "voided_by_id") VALUES (NEW."device_at", NEW."diastolic", NEW."dissociation", NEW."heart_rate", NEW."id", NEW."key", NEW."level", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."policy_version", NEW."recorded_at", NEW."recorded_by_id", NEW."respiratory_rate", NEW."sedation", NEW."session_id", NEW."spo2", NEW."systolic", NEW."taken_at", NEW."temperature", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;', hash='ab49577f500dba0b7dcd36d70577b38cb012d52e', operation='UPDATE', pgid='pgtrigger_update_update_a4298', table='kap_sessions_vitalsigns', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='emergencyrun',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kap_sessions_emergencyrunevent" ("ended_at", "ended_by_id", "id", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "session_id", "started_at", "started_by_id") VALUES (NEW."ended_at", NEW."ended_by_id", NEW."id", NEW."outcome", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."session_id", NEW."started_at", NEW."started_by_id"); RETURN NULL;', hash='93680eaed1a160a1a045329151e98df3842cf899', operation='INSERT', pgid='pgtrigger_insert_insert_a4255', table='kap_sessions_emergencyrun', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='emergencyrun',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "kap_sessions_emergencyrunevent" ("ended_at", "ended_by_id", "id", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "session_id", "started_at", "started_by_id") VALUES (NEW."ended_at", NEW."ended_by_id", NEW."id", NEW."outcome", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."session_id", NEW."started_at", NEW."started_by_id"); RETURN NULL;', hash='2b8d5dcaee2cf93d601b602fd17f59ab56142074', operation='UPDATE', pgid='pgtrigger_update_update_580a8', table='kap_sessions_emergencyrun', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='emergencyrunevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='42ce9aac2037032461a25af477a77537680493f6', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a465b', table='kap_sessions_emergencyrunevent', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='monitoringform',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kap_sessions_monitoringformevent" ("answers", "due_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proof", "sent_at", "sent_by_id", "session_id", "version") VALUES (NEW."answers", NEW."due_on", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."proof", NEW."sent_at", NEW."sent_by_id", NEW."session_id", NEW."version"); RETURN NULL;', hash='f95f7650c1dc1793502afe4a35c8354c5a555402', operation='INSERT', pgid='pgtrigger_insert_insert_f539f', table='kap_sessions_monitoringform', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='monitoringform',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "kap_sessions_monitoringformevent" ("answers", "due_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proof", "sent_at", "sent_by_id", "session_id", "version") VALUES (NEW."answers", NEW."due_on", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."proof", NEW."sent_at", NEW."sent_by_id", NEW."session_id", NEW."version"); RETURN NULL;', hash='0469a1b22610e9c17dfca169233d1b6588676d71', operation='UPDATE', pgid='pgtrigger_update_update_a5223', table='kap_sessions_monitoringform', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='monitoringformevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a32965cf49e4ef4b4c4daebb1f0c5327d10cda6e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_60c2c', table='kap_sessions_monitoringformevent', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='othermedicine',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kap_sessions_othermedicineevent" ("amount", "basis", "given_at", "given_by_id", "id", "key", "ledger_entry_id", "lot_id", "name", "ordered_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "recorded_at", "route", "session_id", "voided_at", "voided_by_id") VALUES (NEW."amount", NEW."basis", NEW."given_at", NEW."given_by_id", NEW."id", NEW."key", NEW."ledger_entry_id", NEW."lot_id", NEW."name", NEW."ordered_by_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."recorded_at", NEW."route", NEW."session_id", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;', hash='64989295cddf59e4f675f919fcd77df2e06aa4f9', operation='INSERT', pgid='pgtrigger_insert_insert_7fc79', table='kap_sessions_othermedicine', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='othermedicine',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "kap_sessions_othermedicineevent" ("amount", "basis", "given_at", "given_by_id", "id", "key", "ledger_entry_id", "lot_id", "name", "ordered_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "recorded_at", "route", "session_id", "voided_at", "voided_by_id") VALUES (NEW."amount", NEW."basis", NEW."given_at", NEW."given_by_id", NEW."id", NEW."key", NEW."ledger_entry_id", NEW."lot_id", NEW."name", NEW."ordered_by_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."recorded_at", NEW."route", NEW."session_id", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;', hash='c9a7e8b68bd27dcb54523144043a81f6dcf8e24a', operation='UPDATE', pgid='pgtrigger_update_update_ba9c0', table='kap_sessions_othermedicine', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='othermedicineevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d868e07311e65698790762f2b19f7297f01ee988', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_6bab7', table='kap_sessions_othermedicineevent', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='presence',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kap_sessions_presenceevent" ("came_at", "handed_to_id", "id", "left_at", "member_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "session_id") VALUES (NEW."came_at", NEW."handed_to_id", NEW."id", NEW."left_at", NEW."member_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."session_id"); RETURN NULL;', hash='28a5e1894f7e7113dcf5a079fe000d7bdcddbede', operation='INSERT', pgid='pgtrigger_insert_insert_472cd', table='kap_sessions_presence', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='presence',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "kap_sessions_presenceevent" ("came_at", "handed_to_id", "id", "left_at", "member_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "session_id") VALUES (NEW."came_at", NEW."handed_to_id", NEW."id", NEW."left_at", NEW."member_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."session_id"); RETURN NULL;', hash='fb2bacae16f6f5f9ac41f5517b2e0968795b90eb', operation='UPDATE', pgid='pgtrigger_update_update_f2f0d', table='kap_sessions_presence', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='presenceevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fc5e5e87662d1575d7cdfe911dba54d302f3be17', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9ec25', table='kap_sessions_presenceevent', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='readingdeclined',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kap_sessions_readingdeclinedevent" ("id", "key", "occurred_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "recorded_at", "recorded_by_id", "session_id", "voided_at", "voided_by_id") VALUES (NEW."id", NEW."key", NEW."occurred_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."recorded_at", NEW."recorded_by_id", NEW."session_id", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;', hash='b5a4ef3fbf6a7d71e17625208f79eeaf4ba332d2', operation='INSERT', pgid='pgtrigger_insert_insert_d0d3c', table='kap_sessions_readingdeclined', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='readingdeclined',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "kap_sessions_readingdeclinedevent" ("id", "key", "occurred_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "recorded_at", "recorded_by_id", "session_id", "voided_at", "voided_by_id") VALUES (NEW."id", NEW."key", NEW."occurred_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."recorded_at", NEW."recorded_by_id", NEW."session_id", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;', hash='ba4e9d24928d1016ff9f3f579ca3fac6344daad5', operation='UPDATE', pgid='pgtrigger_update_update_feeeb', table='kap_sessions_readingdeclined', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='readingdeclinedevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fd60bf1d69d216ad51d05d10bb1e7979150eda57', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a9654', table='kap_sessions_readingdeclinedevent', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='routeact',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kap_sessions_routeactevent" ("dose_id", "id", "key", "kind", "number", "occurred_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rate_ml_per_h", "recorded_at", "recorded_by_id", "session_id", "text", "total_given_mg", "voided_at", "voided_by_id") VALUES (NEW."dose_id", NEW."id", NEW."key", NEW."kind", NEW."number", NEW."occurred_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."rate_ml_per_h", NEW."recorded_at", NEW."recorded_by_id", NEW."session_id", NEW."text", NEW."total_given_mg", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;', hash='8330821745230a95345bef723d14621dfebf4b7b', operation='INSERT', pgid='pgtrigger_insert_insert_87f1e', table='kap_sessions_routeact', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='routeact',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "kap_sessions_routeactevent" ("dose_id", "id", "key", "kind", "number", "occurred_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rate_ml_per_h", "recorded_at", "recorded_by_id", "session_id", "text", "total_given_mg", "voided_at", "voided_by_id") VALUES (NEW."dose_id", NEW."id", NEW."key", NEW."kind", NEW."number", NEW."occurred_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."rate_ml_per_h", NEW."recorded_at", NEW."recorded_by_id", NEW."session_id", NEW."text", NEW."total_given_mg", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;', hash='629a8b4efdfa48fc6e929e54904306485d12f08a', operation='UPDATE', pgid='pgtrigger_update_update_dbbb9', table='kap_sessions_routeact', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='routeactevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='df374bc2b33c0c12d766b4190504eaaa5ec3bd7e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5d08d', table='kap_sessions_routeactevent', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='supportepisode',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kap_sessions_supportepisodeevent" ("ended_at", "ended_by_id", "helped", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_by_id", "session_id", "started_at", "tried") VALUES (NEW."ended_at", NEW."ended_by_id", NEW."helped", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recorded_by_id", NEW."session_id", NEW."started_at", NEW."tried"); RETURN NULL;', hash='4c25b8f6c6b2ffcb8703839b7e3a587106a0dc04', operation='INSERT', pgid='pgtrigger_insert_insert_a1f41', table='kap_sessions_supportepisode', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='supportepisode',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "kap_sessions_supportepisodeevent" ("ended_at", "ended_by_id", "helped", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_by_id", "session_id", "started_at", "tried") VALUES (NEW."ended_at", NEW."ended_by_id", NEW."helped", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recorded_by_id", NEW."session_id", NEW."started_at", NEW."tried"); RETURN NULL;', hash='4856bce1bdcd0d207c7b71108755b9b553aecc8f', operation='UPDATE', pgid='pgtrigger_update_update_2c896', table='kap_sessions_supportepisode', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='supportepisodeevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='382f541cea411c28b434e72bb0b4f1bb3c5ab8e4', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_68844', table='kap_sessions_supportepisodeevent', when='BEFORE')),
                ),
            ],
        ),
    ]
