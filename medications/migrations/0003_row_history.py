import core.history_migration
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_row_history'),
        ('medications', '0002_promises'),
        ('patients', '0002_promises'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='LotEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('number', models.CharField(max_length=40)),
                ('mg_per_container', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True)),
                ('expires_on', models.DateField(blank=True, null=True)),
                ('is_found', models.BooleanField(default=False, help_text='Met at a dose, without a receipt on record: to be reconciled.')),
                ('clinic', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.clinic')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='row_history', related_query_name='row_history', to='medications.lot')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MedicationOrderEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('route', models.CharField(choices=[('IV', 'Intravenous infusion'), ('IM', 'Intramuscular'), ('SL', 'Sublingual lozenge'), ('PO', 'Swallowed'), ('IN_RACEMIC', 'Nasal, racemic'), ('IN_ESKETAMINE', 'Nasal, esketamine'), ('SC', 'Subcutaneous'), ('PR', 'Rectal')], max_length=20)),
                ('level', models.CharField(choices=[('PSYCHOLYTIC', 'Psycholytic'), ('MODERATE', 'Moderate'), ('FULL', 'Full'), ('UNSPECIFIED', 'Not specified')], max_length=20)),
                ('source', models.CharField(choices=[('CLINIC_STOCK', 'Clinic stock'), ('PATIENT_OWN', "Patient's own supply"), ('REMS_DEVICE', 'REMS device')], max_length=20)),
                ('planned_mg', models.DecimalField(decimal_places=2, max_digits=9)),
                ('planned_mg_per_kg', models.DecimalField(blank=True, decimal_places=3, max_digits=6, null=True)),
                ('weight_kg', models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True)),
                ('allowed_min_mg', models.DecimalField(decimal_places=2, max_digits=9)),
                ('allowed_max_mg', models.DecimalField(decimal_places=2, max_digits=9)),
                ('booster_mg', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True)),
                ('booster_after_min', models.PositiveIntegerField(blank=True, null=True)),
                ('booster_before_min', models.PositiveIntegerField(blank=True, null=True)),
                ('max_sessions', models.PositiveIntegerField()),
                ('written_at', models.DateTimeField()),
                ('valid_until', models.DateTimeField()),
                ('replaced_at', models.DateTimeField(blank=True, null=True)),
                ('policy_version', models.PositiveIntegerField()),
                ('episode', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='patients.episodeofcare')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='row_history', related_query_name='row_history', to='medications.medicationorder')),
                ('written_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
            ],
            options={
                'abstract': False,
            },
        ),
        core.history_migration.AddTriggers(
            operations=[
                pgtrigger.migrations.AddTrigger(
                    model_name='lot',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "medications_lotevent" ("clinic_id", "expires_on", "id", "is_found", "mg_per_container", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."clinic_id", NEW."expires_on", NEW."id", NEW."is_found", NEW."mg_per_container", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='f61c2100ca52fe997b7463956e81cf9836234c84', operation='INSERT', pgid='pgtrigger_insert_insert_aff0b', table='medications_lot', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='lot',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "medications_lotevent" ("clinic_id", "expires_on", "id", "is_found", "mg_per_container", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."clinic_id", NEW."expires_on", NEW."id", NEW."is_found", NEW."mg_per_container", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='cd6fb596f470258064ad893ad26948834b382d4a', operation='UPDATE', pgid='pgtrigger_update_update_04111', table='medications_lot', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='medicationorder',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "medications_medicationorderevent" ("allowed_max_mg", "allowed_min_mg", "booster_after_min", "booster_before_min", "booster_mg", "episode_id", "id", "level", "max_sessions", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_mg", "planned_mg_per_kg", "policy_version", "replaced_at", "route", "source", "valid_until", "weight_kg", "written_at", "written_by_id") VALUES (NEW."allowed_max_mg", NEW."allowed_min_mg", NEW."booster_after_min", NEW."booster_before_min", NEW."booster_mg", NEW."episode_id", NEW."id", NEW."level", NEW."max_sessions", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."planned_mg", NEW."planned_mg_per_kg", NEW."policy_version", NEW."replaced_at", NEW."route", NEW."source", NEW."valid_until", NEW."weight_kg", NEW."written_at", NEW."written_by_id"); RETURN NULL;', hash='2ccf59da0d2546e04c7b52863a2365378c834a17', operation='INSERT', pgid='pgtrigger_insert_insert_b5fde', table='medications_medicationorder', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='medicationorder',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "medications_medicationorderevent" ("allowed_max_mg", "allowed_min_mg", "booster_after_min", "booster_before_min", "booster_mg", "episode_id", "id", "level", "max_sessions", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_mg", "planned_mg_per_kg", "policy_version", "replaced_at", "route", "source", "valid_until", "weight_kg", "written_at", "written_by_id") VALUES (NEW."allowed_max_mg", NEW."allowed_min_mg", NEW."booster_after_min", NEW."booster_before_min", NEW."booster_mg", NEW."episode_id", NEW."id", NEW."level", NEW."max_sessions", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."planned_mg", NEW."planned_mg_per_kg", NEW."policy_version", NEW."replaced_at", NEW."route", NEW."source", NEW."valid_until", NEW."weight_kg", NEW."written_at", NEW."written_by_id"); RETURN NULL;', hash='8041706fadc504c33daab6c086f68120ba762f21', operation='UPDATE', pgid='pgtrigger_update_update_6389d', table='medications_medicationorder', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='lotevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3184d384db9bda62a2f83d9c5723e7cdbdca75d7', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9f240', table='medications_lotevent', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='medicationorderevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='929be582d09c37c0938ed83a80736ba1decdbc03', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_28ec3', table='medications_medicationorderevent', when='BEFORE')),
                ),
            ],
        ),
    ]
