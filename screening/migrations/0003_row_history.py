import core.history_migration
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_row_history'),
        ('patients', '0003_row_history'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('screening', '0002_promises'),
    ]

    operations = [
        migrations.CreateModel(
            name='ConsentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('treatment', 'Treatment with the medicine'), ('off_label', 'Off-label use'), ('kap_psychotherapy', 'Psychotherapy around the session'), ('touch', 'Touch'), ('communication', 'Communication in the session'), ('ride_home', 'Ride home, no driving'), ('fasting', 'Fasting and substances'), ('controlled_substance', 'Controlled-substance agreement'), ('privacy_notice', 'Privacy notice received'), ('release', 'Release between those who care'), ('messaging_sms', 'Text messages'), ('messaging_email', 'E-mails'), ('telehealth', 'Care by video'), ('fees', 'Fees and cancellation'), ('recording', 'Recording'), ('observer', 'Observer or trainee'), ('group', 'Group confidentiality'), ('pregnancy', 'Pregnancy statement'), ('part2', 'Substance-use records'), ('chaperone', 'Chaperone'), ('esketamine_rems', 'Esketamine programme')], max_length=24)),
                ('text_sha256', models.CharField(max_length=64)),
                ('signed_at', models.DateTimeField()),
                ('signed_zone', models.CharField(max_length=64)),
                ('typed_name', models.CharField(max_length=160)),
                ('identity_proof', models.CharField(default='signed in with password', max_length=80)),
                ('agreed_electronic', models.BooleanField(default=True)),
                ('clauses', models.JSONField(default=list)),
                ('network_address', models.GenericIPAddressField(blank=True, null=True)),
                ('agent', models.CharField(blank=True, max_length=300)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('patient', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='patients.patient')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='row_history', related_query_name='row_history', to='screening.consent')),
                ('signed_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('template', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='screening.consenttemplate')),
                ('withdrawn_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FindingEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('code', models.CharField(max_length=40)),
                ('severity', models.CharField(choices=[('STOP', 'Stop'), ('HOLD', 'Hold'), ('CAUTION', 'Caution'), ('INFO', 'For information')], max_length=10)),
                ('fact', models.CharField(max_length=200)),
                ('rule_version', models.CharField(max_length=20)),
                ('policy_version', models.PositiveIntegerField()),
                ('found_at', models.DateTimeField()),
                ('status', models.CharField(choices=[('open', 'Open'), ('acknowledged', 'Acknowledged'), ('cleared', 'Cleared'), ('superseded', 'No longer reported')], default='open', max_length=14)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.TextField(blank=True)),
                ('episode', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='patients.episodeofcare')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='row_history', related_query_name='row_history', to='screening.finding')),
                ('second_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('settled_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
            ],
            options={
                'abstract': False,
            },
        ),
        core.history_migration.AddTriggers(
            operations=[
                pgtrigger.migrations.AddTrigger(
                    model_name='consent',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "screening_consentevent" ("agent", "agreed_electronic", "clauses", "id", "identity_proof", "kind", "network_address", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "signed_at", "signed_by_id", "signed_zone", "template_id", "text_sha256", "typed_name", "withdrawn_at", "withdrawn_by_id") VALUES (NEW."agent", NEW."agreed_electronic", NEW."clauses", NEW."id", NEW."identity_proof", NEW."kind", NEW."network_address", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."signed_at", NEW."signed_by_id", NEW."signed_zone", NEW."template_id", NEW."text_sha256", NEW."typed_name", NEW."withdrawn_at", NEW."withdrawn_by_id"); RETURN NULL;', hash='220b7fad2f0db5c71e50253f9fb965b7f08dc0df', operation='INSERT', pgid='pgtrigger_insert_insert_af194', table='screening_consent', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='consent',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "screening_consentevent" ("agent", "agreed_electronic", "clauses", "id", "identity_proof", "kind", "network_address", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "signed_at", "signed_by_id", "signed_zone", "template_id", "text_sha256", "typed_name", "withdrawn_at", "withdrawn_by_id") VALUES (NEW."agent", NEW."agreed_electronic", NEW."clauses", NEW."id", NEW."identity_proof", NEW."kind", NEW."network_address", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."signed_at", NEW."signed_by_id", NEW."signed_zone", NEW."template_id", NEW."text_sha256", NEW."typed_name", NEW."withdrawn_at", NEW."withdrawn_by_id"); RETURN NULL;', hash='5a13aeeba1a8f65cbfe4dd1dbe5a782100669ce5', operation='UPDATE', pgid='pgtrigger_update_update_e0cca', table='screening_consent', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='finding',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "screening_findingevent" ("code", "episode_id", "fact", "found_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_version", "reason", "rule_version", "second_by_id", "settled_at", "settled_by_id", "severity", "status") VALUES (NEW."code", NEW."episode_id", NEW."fact", NEW."found_at", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."policy_version", NEW."reason", NEW."rule_version", NEW."second_by_id", NEW."settled_at", NEW."settled_by_id", NEW."severity", NEW."status"); RETURN NULL;', hash='b4983fca72d5602cdcd1a8993a6351f9840eb0cc', operation='INSERT', pgid='pgtrigger_insert_insert_179d2', table='screening_finding', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='finding',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "screening_findingevent" ("code", "episode_id", "fact", "found_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_version", "reason", "rule_version", "second_by_id", "settled_at", "settled_by_id", "severity", "status") VALUES (NEW."code", NEW."episode_id", NEW."fact", NEW."found_at", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."policy_version", NEW."reason", NEW."rule_version", NEW."second_by_id", NEW."settled_at", NEW."settled_by_id", NEW."severity", NEW."status"); RETURN NULL;', hash='6d4b59ff97535c12aca088f464226be18f0bc838', operation='UPDATE', pgid='pgtrigger_update_update_5cc10', table='screening_finding', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='consentevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='907d7069c4635b51071b69e3b1dcfc0ead7c0f1f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b3a33', table='screening_consentevent', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='findingevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='446c8a28150394e3abfbdaeb2206e267f13bd7ef', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_7483b', table='screening_findingevent', when='BEFORE')),
                ),
            ],
        ),
    ]
