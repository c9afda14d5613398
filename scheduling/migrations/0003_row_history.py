import core.history_migration
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_row_history'),
        ('patients', '0003_row_history'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('scheduling', '0002_promises'),
    ]

    operations = [
        migrations.CreateModel(
            name='AppointmentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('intake', 'Intake visit'), ('preparation', 'Preparation visit'), ('medicine_session', 'Medicine session'), ('integration', 'Integration visit')], max_length=20)),
                ('start_at', models.DateTimeField()),
                ('end_at', models.DateTimeField()),
                ('span', django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ('status', models.CharField(choices=[('booked', 'Booked'), ('checked_in', 'Arrived'), ('fulfilled', 'Left'), ('no_show', 'No-show'), ('cancelled', 'Cancelled')], default='booked', max_length=12)),
                ('booked_at', models.DateTimeField()),
                ('sequence', models.PositiveIntegerField(default=0, help_text='Rises when the time changes.')),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('cancelled_reason', models.CharField(blank=True, max_length=300)),
                ('booked_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('clinic', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.clinic')),
                ('clinician', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('patient', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='patients.patient')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='row_history', related_query_name='row_history', to='scheduling.appointment')),
                ('room', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='scheduling.room')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RoomEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=60)),
                ('turnover_minutes', models.PositiveIntegerField(default=0, help_text='Kept free after a visit, inside the booking.')),
                ('is_active', models.BooleanField(default=True)),
                ('clinic', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.clinic')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='row_history', related_query_name='row_history', to='scheduling.room')),
            ],
            options={
                'abstract': False,
            },
        ),
        core.history_migration.AddTriggers(
            operations=[
                pgtrigger.migrations.AddTrigger(
                    model_name='appointment',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "scheduling_appointmentevent" ("booked_at", "booked_by_id", "cancelled_at", "cancelled_reason", "clinic_id", "clinician_id", "end_at", "id", "kind", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "room_id", "sequence", "span", "start_at", "status") VALUES (NEW."booked_at", NEW."booked_by_id", NEW."cancelled_at", NEW."cancelled_reason", NEW."clinic_id", NEW."clinician_id", NEW."end_at", NEW."id", NEW."kind", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."room_id", NEW."sequence", NEW."span", NEW."start_at", NEW."status"); RETURN NULL;', hash='73f0798de501da9a9c56262ef6be0309a937154a', operation='INSERT', pgid='pgtrigger_insert_insert_cdcf2', table='scheduling_appointment', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='appointment',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "scheduling_appointmentevent" ("booked_at", "booked_by_id", "cancelled_at", "cancelled_reason", "clinic_id", "clinician_id", "end_at", "id", "kind", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "room_id", "sequence", "span", "start_at", "status") VALUES (NEW."booked_at", NEW."booked_by_id", NEW."cancelled_at", NEW."cancelled_reason", NEW."clinic_id", NEW."clinician_id", NEW."end_at", NEW."id", NEW."kind", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."room_id", NEW."sequence", NEW."span", NEW."start_at", NEW."status"); RETURN NULL;', hash='e1b0f9182af3c50bc24b76fef51ea0347d0ed3ae', operation='UPDATE', pgid='pgtrigger_update_update_7193b', table='scheduling_appointment', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='room',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "scheduling_roomevent" ("clinic_id", "id", "is_active", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "turnover_minutes") VALUES (NEW."clinic_id", NEW."id", NEW."is_active", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."turnover_minutes"); RETURN NULL;', hash='98d940161aaf965aa8179590b8097cd690946422', operation='INSERT', pgid='pgtrigger_insert_insert_4b200', table='scheduling_room', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='room',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "scheduling_roomevent" ("clinic_id", "id", "is_active", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "turnover_minutes") VALUES (NEW."clinic_id", NEW."id", NEW."is_active", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."turnover_minutes"); RETURN NULL;', hash='d90a71687fc05ecd4ae514a95a52a7532a8588db', operation='UPDATE', pgid='pgtrigger_update_update_83449', table='scheduling_room', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='appointmentevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ef979a043ec8601caf85155ca4b0218ea789364d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_dfe96', table='scheduling_appointmentevent', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='roomevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9c16f5839654840a36a1bb5d4296dec33c317620', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a6add', table='scheduling_roomevent', when='BEFORE')),
                ),
            ],
        ),
    ]
