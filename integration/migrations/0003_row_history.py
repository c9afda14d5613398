import core.history_migration
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_row_history'),
        ('integration', '0002_promises'),
        ('kap_sessions', '0002_promises'),
        ('patients', '0002_promises'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='IntegrationContactEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('C0', 'Home safe'), ('C1', 'Day 1'), ('C2', 'Peak session'), ('C3', 'Day 3'), ('C4', 'Week 1'), ('C5', 'Week 2')], max_length=2)),
                ('due_from', models.DateTimeField(blank=True, null=True)),
                ('due_to', models.DateTimeField(blank=True, null=True)),
                ('status', models.CharField(choices=[('planned', 'Planned'), ('done', 'Done'), ('late', 'Done late'), ('missed', 'Missed'), ('waived', 'Waived'), ('declined', 'Declined by the patient')], default='planned', max_length=10)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('note', models.TextField(blank=True)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('done_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('owner', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='row_history', related_query_name='row_history', to='integration.integrationcontact')),
                ('window', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='integration.integrationwindow')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='IntegrationWindowEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('number', models.PositiveIntegerField()),
                ('status', models.CharField(choices=[('open_peak', 'Open, at its peak'), ('open', 'Open'), ('closed_complete', 'Closed, complete'), ('closed_partial', 'Closed, in part'), ('closed_missed', 'Closed, missed'), ('voided', 'Voided')], default='open_peak', max_length=20)),
                ('opens_at', models.DateTimeField()),
                ('peak_until', models.DateTimeField()),
                ('closes_at', models.DateTimeField()),
                ('policy_version', models.PositiveIntegerField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('episode', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='patients.episodeofcare')),
                ('owner', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='row_history', related_query_name='row_history', to='integration.integrationwindow')),
                ('session', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='kap_sessions.medicinesession')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PracticeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('journal', 'Journal'), ('breath', 'Breath'), ('body_scan', 'Body scan'), ('movement', 'Movement'), ('nature', 'Nature'), ('art', 'Art'), ('music', 'Music'), ('boundary', 'Boundary'), ('relationship', 'Relationship'), ('self_care', 'Self-care'), ('rest', 'Rest'), ('mindfulness', 'Mindfulness'), ('behaviour_experiment', 'Experiment'), ('other', 'Something else')], max_length=24)),
                ('text', models.CharField(max_length=300)),
                ('chosen_at', models.DateTimeField()),
                ('kept_count', models.PositiveIntegerField(default=0)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_reason', models.CharField(blank=True, max_length=200)),
                ('chosen_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='row_history', related_query_name='row_history', to='integration.practice')),
                ('window', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='integration.integrationwindow')),
            ],
            options={
                'abstract': False,
            },
        ),
        core.history_migration.AddTriggers(
            operations=[
                pgtrigger.migrations.AddTrigger(
                    model_name='integrationcontact',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "integration_integrationcontactevent" ("done_at", "done_by_id", "due_from", "due_to", "id", "kind", "note", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "status", "window_id") VALUES (NEW."done_at", NEW."done_by_id", NEW."due_from", NEW."due_to", NEW."id", NEW."kind", NEW."note", NEW."owner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."status", NEW."window_id"); RETURN NULL;', hash='a74798142b74e0ffb7a9e51b7b48d930d4a17f3a', operation='INSERT', pgid='pgtrigger_insert_insert_18d14', table='integration_integrationcontact', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='integrationcontact',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "integration_integrationcontactevent" ("done_at", "done_by_id", "due_from", "due_to", "id", "kind", "note", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "status", "window_id") VALUES (NEW."done_at", NEW."done_by_id", NEW."due_from", NEW."due_to", NEW."id", NEW."kind", NEW."note", NEW."owner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."status", NEW."window_id"); RETURN NULL;', hash='17ce4fefa5100dc2e7a8c757c4c59b3ce48d78e2', operation='UPDATE', pgid='pgtrigger_update_update_98509', table='integration_integrationcontact', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='integrationwindow',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "integration_integrationwindowevent" ("closed_at", "closes_at", "episode_id", "id", "number", "opens_at", "owner_id", "peak_until", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_version", "session_id", "status") VALUES (NEW."closed_at", NEW."closes_at", NEW."episode_id", NEW."id", NEW."number", NEW."opens_at", NEW."owner_id", NEW."peak_until", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."policy_version", NEW."session_id", NEW."status"); RETURN NULL;', hash='be89069d6815b5f8ef1feaf7709a400e91dea702', operation='INSERT', pgid='pgtrigger_insert_insert_b3c28', table='integration_integrationwindow', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='integrationwindow',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "integration_integrationwindowevent" ("closed_at", "closes_at", "episode_id", "id", "number", "opens_at", "owner_id", "peak_until", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_version", "session_id", "status") VALUES (NEW."closed_at", NEW."closes_at", NEW."episode_id", NEW."id", NEW."number", NEW."opens_at", NEW."owner_id", NEW."peak_until", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."policy_version", NEW."session_id", NEW."status"); RETURN NULL;', hash='047b838fb9eade18da1e94c0a1474b3c54bfaa71', operation='UPDATE', pgid='pgtrigger_update_update_1e064', table='integration_integrationwindow', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='practice',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "integration_practiceevent" ("chosen_at", "chosen_by_id", "ended_at", "ended_reason", "id", "kept_count", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "window_id") VALUES (NEW."chosen_at", NEW."chosen_by_id", NEW."ended_at", NEW."ended_reason", NEW."id", NEW."kept_count", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."text", NEW."window_id"); RETURN NULL;', hash='65e662b3f775c55f596e6e70dab2fa9997e6cbb4', operation='INSERT', pgid='pgtrigger_insert_insert_04f4f', table='integration_practice', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='practice',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "integration_practiceevent" ("chosen_at", "chosen_by_id", "ended_at", "ended_reason", "id", "kept_count", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "window_id") VALUES (NEW."chosen_at", NEW."chosen_by_id", NEW."ended_at", NEW."ended_reason", NEW."id", NEW."kept_count", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."text", NEW."window_id"); RETURN NULL;', hash='d8875b3bad53929fbf88773c5e938e1665489685', operation='UPDATE', pgid='pgtrigger_update_update_72fd9', table='integration_practice', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='integrationcontactevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7087286df5dc979b645984a63e5e75f0cdd3ce55', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c4a5d', table='integration_integrationcontactevent', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='integrationwindowevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1dcd1c3719161ef3896821b96699603620b1eeb1', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5af25', table='integration_integrationwindowevent', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='practiceevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c8a9ba063c06ed1d3c582fb1420dd6498e7eed43', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_8ade0', table='integration_practiceevent', when='BEFORE')),
                ),
            ],
        ),
    ]
