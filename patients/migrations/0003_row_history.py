import accounts.models
import core.history_migration
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_row_history'),
        ('accounts', '__first__'),
        ('patients', '0002_promises'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='AllergyEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('substance', models.CharField(max_length=120)),
                ('reaction', models.CharField(blank=True, max_length=200)),
                ('recorded_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('patient', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='patients.patient')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='row_history', related_query_name='row_history', to='patients.allergy')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CareTeamMemberEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('is_lead', models.BooleanField(default=False)),
                ('joined_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('membership', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('patient', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='patients.patient')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='row_history', related_query_name='row_history', to='patients.careteammember')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ContactEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('support', 'Support person'), ('emergency', 'Emergency contact'), ('ride', 'Ride home')], max_length=20)),
                ('name', models.CharField(max_length=160)),
                ('phone', models.CharField(max_length=20)),
                ('relation', models.CharField(blank=True, max_length=60)),
                ('recorded_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('patient', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='patients.patient')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='row_history', related_query_name='row_history', to='patients.contact')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='EpisodeOfCareEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('status', models.CharField(choices=[('active', 'Active'), ('finished', 'Finished'), ('cancelled', 'Cancelled')], default='active', max_length=20)),
                ('phase', models.CharField(choices=[('intake', 'Intake'), ('screening', 'Screening'), ('preparation', 'Preparation'), ('medicine', 'Medicine session'), ('integration', 'Integration'), ('completed', 'Completed'), ('discontinued', 'Discontinued')], default='intake', max_length=20)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('goals', models.TextField(blank=True)),
                ('patient', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='patients.patient')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='row_history', related_query_name='row_history', to='patients.episodeofcare')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MedicineEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=120)),
                ('medicine_class', models.CharField(max_length=40)),
                ('last_taken_at', models.DateTimeField(blank=True, null=True)),
                ('recorded_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('patient', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='patients.patient')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='row_history', related_query_name='row_history', to='patients.medicine')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PatientEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('record_number', models.CharField(max_length=20)),
                ('legal_name', models.CharField(max_length=160)),
                ('preferred_name', models.CharField(blank=True, max_length=80)),
                ('pronouns', models.CharField(blank=True, max_length=40)),
                ('date_of_birth', models.DateField()),
                ('sex', models.CharField(choices=[('female', 'Female'), ('male', 'Male'), ('other', 'Other'), ('unknown', 'Not stated')], default='unknown', max_length=10)),
                ('timezone', models.CharField(max_length=64, validators=[accounts.models.known_zone])),
                ('language', models.CharField(default='en', max_length=10)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('phone', models.CharField(blank=True, max_length=20)),
                ('address', models.CharField(blank=True, max_length=300)),
                ('contact_rules', models.CharField(blank=True, help_text='For example: never leave a voicemail.', max_length=300)),
                ('registered_at', models.DateTimeField()),
                ('died_on', models.DateField(blank=True, null=True)),
                ('clinic', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.clinic')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='row_history', related_query_name='row_history', to='patients.patient')),
                ('user', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='WorklistTaskEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('contact_missed', 'Missed contact'), ('message_unsent', 'Message not sent'), ('waste_unwitnessed', 'Waste without a witness'), ('incident', 'Incident'), ('alert', 'Safety alert'), ('document_failed', 'Document could not be made'), ('resign_consent', 'Consent text changed')], max_length=30)),
                ('key', models.CharField(help_text='What it is about; one open line each.', max_length=120)),
                ('sentence', models.CharField(max_length=300)),
                ('role', models.CharField(blank=True, max_length=20)),
                ('raised_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, max_length=300)),
                ('clinic', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.clinic')),
                ('done_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('owner', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('patient', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='patients.patient')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='row_history', related_query_name='row_history', to='patients.worklisttask')),
            ],
            options={
                'abstract': False,
            },
        ),
        core.history_migration.AddTriggers(
            operations=[
                pgtrigger.migrations.AddTrigger(
                    model_name='allergy',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "patients_allergyevent" ("ended_at", "id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reaction", "recorded_at", "substance") VALUES (NEW."ended_at", NEW."id", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reaction", NEW."recorded_at", NEW."substance"); RETURN NULL;', hash='0bf447c12a001c0bb6f0c51afbaf16e05015a420', operation='INSERT', pgid='pgtrigger_insert_insert_09063', table='patients_allergy', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='allergy',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "patients_allergyevent" ("ended_at", "id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reaction", "recorded_at", "substance") VALUES (NEW."ended_at", NEW."id", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reaction", NEW."recorded_at", NEW."substance"); RETURN NULL;', hash='6ff9bdc37651bf9d66a2e087465d6198dc6c1d69', operation='UPDATE', pgid='pgtrigger_update_update_6c37b', table='patients_allergy', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='careteammember',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "patients_careteammemberevent" ("ended_at", "id", "is_lead", "joined_at", "membership_id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."ended_at", NEW."id", NEW."is_lead", NEW."joined_at", NEW."membership_id", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='1344eaf6c959b323aab167ebd2457a06d1580d2f', operation='INSERT', pgid='pgtrigger_insert_insert_b283b', table='patients_careteammember', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='careteammember',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "patients_careteammemberevent" ("ended_at", "id", "is_lead", "joined_at", "membership_id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."ended_at", NEW."id", NEW."is_lead", NEW."joined_at", NEW."membership_id", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='4c4c27131e159aabf7464400d11fc3b5eeebe132', operation='UPDATE', pgid='pgtrigger_update_update_ec23b', table='patients_careteammember', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='contact',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "patients_contactevent" ("ended_at", "id", "kind", "name", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "recorded_at", "relation") VALUES (NEW."ended_at", NEW."id", NEW."kind", NEW."name", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."recorded_at", NEW."relation"); RETURN NULL;', hash='6627e13334b69fd0813198c9040d86ec32e0ed25', operation='INSERT', pgid='pgtrigger_insert_insert_bd922', table='patients_contact', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='contact',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "patients_contactevent" ("ended_at", "id", "kind", "name", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "recorded_at", "relation") VALUES (NEW."ended_at", NEW."id", NEW."kind", NEW."name", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."recorded_at", NEW."relation"); RETURN NULL;', hash='b96ca48310204e4035a2115d768ed1308f151051', operation='UPDATE', pgid='pgtrigger_update_update_5208d', table='patients_contact', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='episodeofcare',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "patients_episodeofcareevent" ("closed_at", "goals", "id", "opened_at", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "status") VALUES (NEW."closed_at", NEW."goals", NEW."id", NEW."opened_at", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phase", NEW."status"); RETURN NULL;', hash='dca80020297a1dc2ef94abb7dea67bc711e5e41f', operation='INSERT', pgid='pgtrigger_insert_insert_a3b3f', table='patients_episodeofcare', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='episodeofcare',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "patients_episodeofcareevent" ("closed_at", "goals", "id", "opened_at", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "status") VALUES (NEW."closed_at", NEW."goals", NEW."id", NEW."opened_at", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phase", NEW."status"); RETURN NULL;', hash='3c2acc039bfa4a92d3808f5d9e093a3578fdcb51', operation='UPDATE', pgid='pgtrigger_update_update_3abe2', table='patients_episodeofcare', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='medicine',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "patients_medicineevent" ("ended_at", "id", "last_taken_at", "medicine_class", "name", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at") VALUES (NEW."ended_at", NEW."id", NEW."last_taken_at", NEW."medicine_class", NEW."name", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recorded_at"); RETURN NULL;', hash='a4cf263e24cb759a1ea7de9e15892a8eb208460f', operation='INSERT', pgid='pgtrigger_insert_insert_3ef3d', table='patients_medicine', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='medicine',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "patients_medicineevent" ("ended_at", "id", "last_taken_at", "medicine_class", "name", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at") VALUES (NEW."ended_at", NEW."id", NEW."last_taken_at", NEW."medicine_class", NEW."name", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recorded_at"); RETURN NULL;', hash='b3628e247532ffa103a0fd5708a521f3aca4e3be', operation='UPDATE', pgid='pgtrigger_update_update_b0b9a', table='patients_medicine', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='patient',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "patients_patientevent" ("address", "clinic_id", "contact_rules", "date_of_birth", "died_on", "email", "id", "language", "legal_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "preferred_name", "pronouns", "record_number", "registered_at", "sex", "timezone", "user_id") VALUES (NEW."address", NEW."clinic_id", NEW."contact_rules", NEW."date_of_birth", NEW."died_on", NEW."email", NEW."id", NEW."language", NEW."legal_name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."preferred_name", NEW."pronouns", NEW."record_number", NEW."registered_at", NEW."sex", NEW."timezone", NEW."user_id"); RETURN NULL;', hash='72a51940fb22823e35b7426a29e12728cd73f634', operation='INSERT', pgid='pgtrigger_insert_insert_62165', table='patients_patient', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='patient',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "patients_patientevent" ("address", "clinic_id", "contact_rules", "date_of_birth", "died_on", "email", "id", "language", "legal_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "preferred_name", "pronouns", "record_number", "registered_at", "sex", "timezone", "user_id") VALUES (NEW."address", NEW."clinic_id", NEW."contact_rules", NEW."date_of_birth", NEW."died_on", NEW."email", NEW."id", NEW."language", NEW."legal_name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."preferred_name", NEW."pronouns", NEW."record_number", NEW."registered_at", NEW."sex", NEW."timezone", NEW."user_id"); RETURN NULL;', hash='85e56ad722904ce391e0381fe63d28737649c080', operation='UPDATE', pgid='pgtrigger_update_update_546ce', table='patients_patient', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='worklisttask',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "patients_worklisttaskevent" ("clinic_id", "done_at", "done_by_id", "due_at", "id", "key", "kind", "outcome", "owner_id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raised_at", "role", "sentence") VALUES (NEW."clinic_id", NEW."done_at", NEW."done_by_id", NEW."due_at", NEW."id", NEW."key", NEW."kind", NEW."outcome", NEW."owner_id", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."raised_at", NEW."role", NEW."sentence"); RETURN NULL;', hash='c68e74b4ac8b7bdecc4b76eb8346c06000bfafae', operation='INSERT', pgid='pgtrigger_insert_insert_eae3d', table='patients_worklisttask', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='worklisttask',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "patients_worklisttaskevent" ("clinic_id", "done_at", "done_by_id", "due_at", "id", "key", "kind", "outcome", "owner_id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raised_at", "role", "sentence") VALUES (NEW."clinic_id", NEW."done_at", NEW."done_by_id", NEW."due_at", NEW."id", NEW."key", NEW."kind", NEW."outcome", NEW."owner_id", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."raised_at", NEW."role", NEW."sentence"); RETURN NULL;', hash='fc4b069cecf6edc8a10d5e2b001b6db57841ed52', operation='UPDATE', pgid='pgtrigger_update_update_14cbb', table='patients_worklisttask', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='allergyevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c548d99255e80820398f5ae48af48c09093f1f15', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_539c8', table='patients_allergyevent', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='careteammemberevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f9272dfa8bbbbc8c9abff8a248804817d454548d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5d6d8', table='patients_careteammemberevent', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='contactevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='af6438bfa586ab665dfae47d8f8d57cd637b6f28', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f2985', table='patients_contactevent', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='episodeofcareevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7ca032dc6faf50b862567503e4513fa9b42b64b4', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_bd1f6', table='patients_episodeofcareevent', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='medicineevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d94a181f61290ca5ce6233de3c97a2e0dd127c0d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b52da', table='patients_medicineevent', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='patientevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d56fc44e91ee8df71d41dd0265710731967b921c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ade9e', table='patients_patientevent', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='worklisttaskevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0410e15fc85cf09ce4f1d8c635a741b7fcf7a04d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f0f71', table='patients_worklisttaskevent', when='BEFORE')),
                ),
            ],
        ),
    ]
