import core.history_migration
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_row_history'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Device',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(help_text='As it is called, such as Tablet in Willow.', max_length=60)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('enrolled_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='devices', to='accounts.clinic')),
                ('enrolled_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('revoked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('revoked_at__isnull', True), ('revoked_by__isnull', True)), models.Q(('revoked_at__isnull', False), ('revoked_by__isnull', False)), _connector='OR'), name='device_loss_is_whole')],
            },
        ),
        migrations.CreateModel(
            name='DeviceUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('session_key', models.CharField(max_length=40)),
                ('opened_at', models.DateTimeField()),
                ('device', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='accounts.device')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('device', 'session_key'), name='device_use_once')],
            },
        ),
        migrations.CreateModel(
            name='MemberPin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed_hash', models.BinaryField()),
                ('sealed_check', models.BinaryField(help_text="What the owner's own device may keep for a day.")),
                ('set_at', models.DateTimeField()),
                ('wrong_in_a_row', models.PositiveSmallIntegerField(default=0)),
                ('locked_until', models.DateTimeField(blank=True, null=True)),
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='pin', to='accounts.membership')),
            ],
        ),
        migrations.CreateModel(
            name='DeviceEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('label', models.CharField(help_text='As it is called, such as Tablet in Willow.', max_length=60)),
                ('token_hash', models.CharField(max_length=64)),
                ('enrolled_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('clinic', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.clinic')),
                ('enrolled_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='row_history', related_query_name='row_history', to='accounts.device')),
                ('revoked_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
            ],
            options={
                'abstract': False,
            },
        ),
        core.history_migration.AddTriggers(
            operations=[
                pgtrigger.migrations.AddTrigger(
                    model_name='device',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_deviceevent" ("clinic_id", "enrolled_at", "enrolled_by_id", "id", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revoked_at", "revoked_by_id", "token_hash") VALUES (NEW."clinic_id", NEW."enrolled_at", NEW."enrolled_by_id", NEW."id", NEW."label", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."revoked_at", NEW."revoked_by_id", NEW."token_hash"); RETURN NULL;', hash='1f0b18a11c6f20e02a0d8bc05f128b56fcffe78d', operation='INSERT', pgid='pgtrigger_insert_insert_3c0ce', table='accounts_device', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='device',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "accounts_deviceevent" ("clinic_id", "enrolled_at", "enrolled_by_id", "id", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revoked_at", "revoked_by_id", "token_hash") VALUES (NEW."clinic_id", NEW."enrolled_at", NEW."enrolled_by_id", NEW."id", NEW."label", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."revoked_at", NEW."revoked_by_id", NEW."token_hash"); RETURN NULL;', hash='ab3e0dafd545a596ecc2a3d7eca8f17baa3683ed', operation='UPDATE', pgid='pgtrigger_update_update_19f84', table='accounts_device', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='deviceevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2a6e67504038970a1fee8c28c1680f547cbc8e6b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_8bfe6', table='accounts_deviceevent', when='BEFORE')),
                ),
            ],
        ),
    ]
