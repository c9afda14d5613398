import core.history_migration
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_row_history'),
        ('medications', '0004_ledger_words'),
        ('patients', '0003_row_history'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Discrepancy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('expected_mg', models.DecimalField(decimal_places=2, max_digits=9)),
                ('counted_mg', models.DecimalField(decimal_places=2, max_digits=9)),
                ('opened_at', models.DateTimeField()),
                ('reviewed_at', models.DateTimeField(blank=True, null=True)),
                ('finding', models.CharField(blank=True, max_length=1000)),
                ('reported_at', models.DateTimeField(blank=True, null=True)),
                ('form_106', models.CharField(blank=True, max_length=60)),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='discrepancy', to='medications.ledgerentry')),
                ('reported_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('reviewed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('reviewed_at__isnull', True), ('reviewed_by__isnull', True)), models.Q(('reviewed_at__isnull', False), ('reviewed_by__isnull', False)), _connector='OR'), name='discrepancy_review_is_whole'), models.CheckConstraint(condition=models.Q(models.Q(('reported_at__isnull', True), ('reported_by__isnull', True)), models.Q(('reported_at__isnull', False), ('reported_by__isnull', False)), _connector='OR'), name='discrepancy_report_is_whole'), models.CheckConstraint(condition=models.Q(('reviewed_at', None), models.Q(('finding', ''), _negated=True), _connector='OR'), name='a_review_has_its_finding')],
            },
        ),
        migrations.CreateModel(
            name='Inventory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('initial', 'Initial inventory'), ('biennial', 'Biennial inventory')], max_length=10)),
                ('taken_on', models.DateField()),
                ('business', models.CharField(choices=[('open', 'Opening of business'), ('close', 'Close of business')], max_length=5)),
                ('recorded_at', models.DateTimeField()),
                ('note', models.CharField(blank=True, max_length=300)),
                ('key', models.CharField(blank=True, max_length=64)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='inventories', to='accounts.clinic')),
                ('witness', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
            ],
            options={
                'indexes': [models.Index(fields=['clinic', '-taken_on'], name='newest_inventory')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('kind', 'initial')), fields=('clinic',), name='one_initial_inventory'), models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('clinic', 'key'), name='inventory_key_once'), models.CheckConstraint(condition=models.Q(('witness', models.F('by')), _negated=True), name='inventory_taken_by_two_people')],
            },
        ),
        migrations.CreateModel(
            name='InventoryLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('containers', models.PositiveIntegerField()),
                ('opened_mg', models.DecimalField(decimal_places=2, max_digits=9)),
                ('is_estimated', models.BooleanField(default=False)),
                ('total_mg', models.DecimalField(decimal_places=2, max_digits=9)),
                ('book_mg', models.DecimalField(decimal_places=2, max_digits=9)),
                ('inventory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='medications.inventory')),
                ('lot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='inventory_lines', to='medications.lot')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('inventory', 'lot'), name='each_lot_once_an_inventory'), models.CheckConstraint(condition=models.Q(('opened_mg__gte', 0), ('total_mg__gte', models.F('opened_mg'))), name='inventory_line_adds_up'), models.CheckConstraint(condition=models.Q(('is_estimated', True), ('total_mg', models.F('book_mg')), _connector='OR'), name='a_counted_line_agrees_with_the_ledger')],
            },
        ),
        migrations.CreateModel(
            name='ShelfCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('counted_mg', models.DecimalField(decimal_places=2, max_digits=9)),
                ('expected_mg', models.DecimalField(decimal_places=2, max_digits=9)),
                ('counted_at', models.DateTimeField()),
                ('key', models.CharField(blank=True, max_length=64)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('entry', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='shelf_count', to='medications.ledgerentry')),
                ('lot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='counts', to='medications.lot')),
                ('witness', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
            ],
            options={
                'indexes': [models.Index(fields=['lot', '-counted_at'], name='newest_count')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('lot', 'key'), name='count_key_once'), models.CheckConstraint(condition=models.Q(models.Q(('counted_mg', models.F('expected_mg')), ('entry', None)), models.Q(('entry__isnull', False), models.Q(('counted_mg', models.F('expected_mg')), _negated=True)), _connector='OR'), name='a_count_that_differs_has_its_line'), models.CheckConstraint(condition=models.Q(('witness', models.F('by')), _negated=True), name='shelf_counted_by_two_people')],
            },
        ),
        migrations.CreateModel(
            name='DiscrepancyEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('expected_mg', models.DecimalField(decimal_places=2, max_digits=9)),
                ('counted_mg', models.DecimalField(decimal_places=2, max_digits=9)),
                ('opened_at', models.DateTimeField()),
                ('reviewed_at', models.DateTimeField(blank=True, null=True)),
                ('finding', models.CharField(blank=True, max_length=1000)),
                ('reported_at', models.DateTimeField(blank=True, null=True)),
                ('form_106', models.CharField(blank=True, max_length=60)),
                ('entry', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='medications.ledgerentry')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='row_history', related_query_name='row_history', to='medications.discrepancy')),
                ('reported_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('reviewed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='lot',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='lot',
            name='update_update',
        ),
        migrations.AddField(
            model_name='ledgerentry',
            name='key',
            field=models.CharField(blank=True, help_text='One press of a button, one line.', max_length=64),
        ),
        migrations.AddField(
            model_name='ledgerentry',
            name='received_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership'),
        ),
        migrations.AddField(
            model_name='ledgerentry',
            name='supplier_address',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='ledgerentry',
            name='supplier_dea',
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name='lot',
            name='form',
            field=models.CharField(blank=True, help_text='For example: solution for injection, 50 mg/mL.', max_length=120),
        ),
        migrations.AddField(
            model_name='lot',
            name='ndc',
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name='lot',
            name='quarantine_reason',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='lot',
            name='quarantined_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='lot',
            name='quarantined_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership'),
        ),
        migrations.AddField(
            model_name='lot',
            name='substance',
            field=models.CharField(default='ketamine', max_length=60),
        ),
        migrations.AddField(
            model_name='lotevent',
            name='form',
            field=models.CharField(blank=True, help_text='For example: solution for injection, 50 mg/mL.', max_length=120),
        ),
        migrations.AddField(
            model_name='lotevent',
            name='ndc',
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name='lotevent',
            name='quarantine_reason',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='lotevent',
            name='quarantined_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='lotevent',
            name='quarantined_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership'),
        ),
        migrations.AddField(
            model_name='lotevent',
            name='substance',
            field=models.CharField(default='ketamine', max_length=60),
        ),
        migrations.AlterField(
            model_name='ledgerentry',
            name='invoice',
            field=models.CharField(blank=True, help_text='The paper that goes with it: invoice, form 41.', max_length=60),
        ),
        migrations.AlterField(
            model_name='ledgerentry',
            name='kind',
            field=models.CharField(choices=[('receipt', 'Received'), ('draw', 'Drawn'), ('waste', 'Wasted'), ('count_up', 'Counted up'), ('count_down', 'Counted down'), ('spill', 'Spilt or broken'), ('return', 'Sent back'), ('destroyed', 'Destroyed'), ('reversal', 'Reversed')], max_length=12),
        ),
        migrations.AlterField(
            model_name='ledgerentry',
            name='supplier',
            field=models.CharField(blank=True, help_text='Where it came from, or to whom it was sent.', max_length=120),
        ),
        migrations.AddConstraint(
            model_name='ledgerentry',
            constraint=models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('lot', 'key'), name='ledger_key_once'),
        ),
        migrations.AddConstraint(
            model_name='ledgerentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['spill', 'return', 'destroyed']), _negated=True), ('witness__isnull', False), _connector='OR'), name='stock_leaves_the_shelf_before_two'),
        ),
        migrations.AddConstraint(
            model_name='ledgerentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'reversal'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='reversal_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='lot',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('quarantined_at__isnull', True), ('quarantined_by__isnull', True)), models.Q(('quarantined_at__isnull', False), ('quarantined_by__isnull', False)), _connector='OR'), name='quarantine_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='lot',
            constraint=models.CheckConstraint(condition=models.Q(('quarantined_at', None), models.Q(('quarantine_reason', ''), _negated=True), _connector='OR'), name='quarantine_has_a_reason'),
        ),
        core.history_migration.AddTriggers(
            operations=[
                pgtrigger.migrations.AddTrigger(
                    model_name='lot',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "medications_lotevent" ("clinic_id", "expires_on", "form", "id", "is_found", "mg_per_container", "ndc", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quarantine_reason", "quarantined_at", "quarantined_by_id", "substance") VALUES (NEW."clinic_id", NEW."expires_on", NEW."form", NEW."id", NEW."is_found", NEW."mg_per_container", NEW."ndc", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."quarantine_reason", NEW."quarantined_at", NEW."quarantined_by_id", NEW."substance"); RETURN NULL;', hash='68466562a8ce588cd9dec76ecad75f6081d22c3b', operation='INSERT', pgid='pgtrigger_insert_insert_aff0b', table='medications_lot', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='lot',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "medications_lotevent" ("clinic_id", "expires_on", "form", "id", "is_found", "mg_per_container", "ndc", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quarantine_reason", "quarantined_at", "quarantined_by_id", "substance") VALUES (NEW."clinic_id", NEW."expires_on", NEW."form", NEW."id", NEW."is_found", NEW."mg_per_container", NEW."ndc", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."quarantine_reason", NEW."quarantined_at", NEW."quarantined_by_id", NEW."substance"); RETURN NULL;', hash='7814a642d173bb361b7d9a9400562dbb5d1956fa', operation='UPDATE', pgid='pgtrigger_update_update_04111', table='medications_lot', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='discrepancy',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "medications_discrepancyevent" ("counted_mg", "entry_id", "expected_mg", "finding", "form_106", "id", "opened_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reported_at", "reported_by_id", "reviewed_at", "reviewed_by_id") VALUES (NEW."counted_mg", NEW."entry_id", NEW."expected_mg", NEW."finding", NEW."form_106", NEW."id", NEW."opened_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reported_at", NEW."reported_by_id", NEW."reviewed_at", NEW."reviewed_by_id"); RETURN NULL;', hash='d88ef6791b59e457610f4323a2890ae3466b3ba9', operation='INSERT', pgid='pgtrigger_insert_insert_ee0f9', table='medications_discrepancy', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='discrepancy',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "medications_discrepancyevent" ("counted_mg", "entry_id", "expected_mg", "finding", "form_106", "id", "opened_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reported_at", "reported_by_id", "reviewed_at", "reviewed_by_id") VALUES (NEW."counted_mg", NEW."entry_id", NEW."expected_mg", NEW."finding", NEW."form_106", NEW."id", NEW."opened_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reported_at", NEW."reported_by_id", NEW."reviewed_at", NEW."reviewed_by_id"); RETURN NULL;', hash='dccf2561c3ee8bcc4b7ebb11556bc65063927cc8', operation='UPDATE', pgid='pgtrigger_update_update_8e421', table='medications_discrepancy', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='discrepancyevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f285bdd4982242ceecc4274f8b7b568f4db29933', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e7b83', table='medications_discrepancyevent', when='BEFORE')),
                ),
            ],
        ),
    ]
