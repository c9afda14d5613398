import core.history_migration
import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_promises'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='MembershipEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('owner', 'Owner'), ('prescriber', 'Prescriber'), ('therapist', 'Therapist'), ('nurse', 'Nurse'), ('front_desk', 'Front desk'), ('biller', 'Biller'), ('auditor', 'Auditor'), ('patient', 'Patient')], max_length=20))),
                ('licence', models.CharField(blank=True, help_text='For example LPC CO-1234.', max_length=80)),
                ('covers_all_patients', models.BooleanField(default=False, help_text="Stands on every patient's care team, as a clinic's nurse does.")),
                ('is_active', models.BooleanField(default=True)),
                ('clinic', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.clinic')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='row_history', related_query_name='row_history', to='accounts.membership')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        core.history_migration.AddTriggers(
            operations=[
                pgtrigger.migrations.AddTrigger(
                    model_name='membership',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_membershipevent" ("clinic_id", "covers_all_patients", "id", "is_active", "licence", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "roles", "user_id") VALUES (NEW."clinic_id", NEW."covers_all_patients", NEW."id", NEW."is_active", NEW."licence", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."roles", NEW."user_id"); RETURN NULL;', hash='8f199754595c35432c2f994b81a56aaaeaaa7b71', operation='INSERT', pgid='pgtrigger_insert_insert_fc05a', table='accounts_membership', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='membership',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "accounts_membershipevent" ("clinic_id", "covers_all_patients", "id", "is_active", "licence", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "roles", "user_id") VALUES (NEW."clinic_id", NEW."covers_all_patients", NEW."id", NEW."is_active", NEW."licence", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."roles", NEW."user_id"); RETURN NULL;', hash='43a6f0072c04e26d420b0cd20d561e1b94d142e2', operation='UPDATE', pgid='pgtrigger_update_update_20ab5', table='accounts_membership', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='membershipevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e1f05704110766345bef638c18be4307af995a77', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9ee6c', table='accounts_membershipevent', when='BEFORE')),
                ),
            ],
        ),
    ]
