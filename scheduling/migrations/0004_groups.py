import core.history_migration
import django.contrib.postgres.constraints
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_device_promises'),
        ('patients', '0006_stock_tasks'),
        ('scheduling', '0003_row_history'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='appointment',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='appointment',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='room',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='room',
            name='update_update',
        ),
        migrations.RemoveConstraint(
            model_name='appointment',
            name='clinician_not_double_booked',
        ),
        migrations.RemoveConstraint(
            model_name='appointment',
            name='room_not_double_booked',
        ),
        migrations.AddField(
            model_name='appointment',
            name='group',
            field=models.ForeignKey(blank=True, help_text='The visit with which its group began; empty for a visit by itself.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='group_visits', to='scheduling.appointment'),
        ),
        migrations.AddField(
            model_name='appointmentevent',
            name='group',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='The visit with which its group began; empty for a visit by itself.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='scheduling.appointment'),
        ),
        migrations.AddField(
            model_name='room',
            name='places',
            field=models.PositiveSmallIntegerField(default=1, help_text='How many people one visit in it can hold; more than one makes a group.'),
        ),
        migrations.AddField(
            model_name='roomevent',
            name='places',
            field=models.PositiveSmallIntegerField(default=1, help_text='How many people one visit in it can hold; more than one makes a group.'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('status__in', ['booked', 'checked_in', 'fulfilled'])), expressions=[('span', '&&'), ('clinician', '='), (django.db.models.functions.comparison.Coalesce(models.F('group'), django.db.models.expressions.CombinedExpression(models.F('id'), '*', models.Value(-1))), '<>')], name='clinician_not_double_booked'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('status__in', ['booked', 'checked_in', 'fulfilled'])), expressions=[('span', '&&'), ('room', '='), (django.db.models.functions.comparison.Coalesce(models.F('group'), django.db.models.expressions.CombinedExpression(models.F('id'), '*', models.Value(-1))), '<>')], name='room_not_double_booked'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('status__in', ['booked', 'checked_in', 'fulfilled'])), deferrable=django.db.models.constraints.Deferrable['IMMEDIATE'], expressions=[('group', '='), ('start_at', '<>')], name='group_has_one_start_at'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('status__in', ['booked', 'checked_in', 'fulfilled'])), deferrable=django.db.models.constraints.Deferrable['IMMEDIATE'], expressions=[('group', '='), ('end_at', '<>')], name='group_has_one_end_at'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('status__in', ['booked', 'checked_in', 'fulfilled'])), deferrable=django.db.models.constraints.Deferrable['IMMEDIATE'], expressions=[('group', '='), ('clinician', '<>')], name='group_has_one_clinician'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('status__in', ['booked', 'checked_in', 'fulfilled'])), deferrable=django.db.models.constraints.Deferrable['IMMEDIATE'], expressions=[('group', '='), ('room', '<>')], name='group_has_one_room'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('status__in', ['booked', 'checked_in', 'fulfilled'])), deferrable=django.db.models.constraints.Deferrable['IMMEDIATE'], expressions=[('group', '='), ('kind', '<>')], name='group_has_one_kind'),
        ),
        migrations.AddConstraint(
            model_name='room',
            constraint=models.CheckConstraint(condition=models.Q(('places__gte', 1), ('places__lte', 40)), name='room_has_a_place'),
        ),
        core.history_migration.AddTriggers(
            operations=[
                pgtrigger.migrations.AddTrigger(
                    model_name='appointment',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "scheduling_appointmentevent" ("booked_at", "booked_by_id", "cancelled_at", "cancelled_reason", "clinic_id", "clinician_id", "end_at", "group_id", "id", "kind", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "room_id", "sequence", "span", "start_at", "status") VALUES (NEW."booked_at", NEW."booked_by_id", NEW."cancelled_at", NEW."cancelled_reason", NEW."clinic_id", NEW."clinician_id", NEW."end_at", NEW."group_id", NEW."id", NEW."kind", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."room_id", NEW."sequence", NEW."span", NEW."start_at", NEW."status"); RETURN NULL;', hash='887f92d4334c85d5e6b05a8e4507d72ebf76e3a4', operation='INSERT', pgid='pgtrigger_insert_insert_cdcf2', table='scheduling_appointment', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='appointment',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "scheduling_appointmentevent" ("booked_at", "booked_by_id", "cancelled_at", "cancelled_reason", "clinic_id", "clinician_id", "end_at", "group_id", "id", "kind", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "room_id", "sequence", "span", "start_at", "status") VALUES (NEW."booked_at", NEW."booked_by_id", NEW."cancelled_at", NEW."cancelled_reason", NEW."clinic_id", NEW."clinician_id", NEW."end_at", NEW."group_id", NEW."id", NEW."kind", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."room_id", NEW."sequence", NEW."span", NEW."start_at", NEW."status"); RETURN NULL;', hash='ffbec0d4ee7199c78beb9e33026f59d76beff7bf', operation='UPDATE', pgid='pgtrigger_update_update_7193b', table='scheduling_appointment', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='room',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "scheduling_roomevent" ("clinic_id", "id", "is_active", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "turnover_minutes") VALUES (NEW."clinic_id", NEW."id", NEW."is_active", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."places", NEW."turnover_minutes"); RETURN NULL;', hash='fd3dd76647b3d2acce47a4bafd4bfa808705ef54', operation='INSERT', pgid='pgtrigger_insert_insert_4b200', table='scheduling_room', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='room',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "scheduling_roomevent" ("clinic_id", "id", "is_active", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "turnover_minutes") VALUES (NEW."clinic_id", NEW."id", NEW."is_active", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."places", NEW."turnover_minutes"); RETURN NULL;', hash='178a2891b71e2cd541600afa59c94ad007a8d27a', operation='UPDATE', pgid='pgtrigger_update_update_83449', table='scheduling_room', when='AFTER')),
                ),
            ],
        ),
    ]
