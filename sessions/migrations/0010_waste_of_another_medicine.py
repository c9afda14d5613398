"""The rest of another medicine is wasted like a dose's: of one of the two, never more than is left."""

import core.history_migration
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from core.triggers import guard
from django.db import migrations, models

# Who writes about what was drawn from a lot holds that lot first, so that two never count the same rest.
HELD = "PERFORM 1 FROM medications_lot WHERE id = {lot} FOR UPDATE;"

WASTE_DECLARE = "DECLARE line record; source record; gone numeric;"
WASTE = f"""
    SELECT kind, amount_mg, lot_id INTO line FROM medications_ledgerentry
        WHERE id = NEW.ledger_entry_id;
    {HELD.format(lot="line.lot_id")}
    IF NEW.dose_id IS NOT NULL THEN
        SELECT d.session_id, d.lot_id, coalesce(d.drawn_mg, d.mg) - coalesce(
            (SELECT a.total_given_mg FROM kap_sessions_routeact a
                WHERE a.dose_id = d.id AND a.kind = 'stopped' AND a.voided_at IS NULL
                ORDER BY a.occurred_at DESC, a.id DESC LIMIT 1), d.mg) AS rest INTO source
            FROM kap_sessions_medicationadministration d WHERE d.id = NEW.dose_id;
        SELECT coalesce(sum(mg), 0) INTO gone FROM kap_sessions_stockwaste
            WHERE dose_id = NEW.dose_id;
    ELSE
        SELECT o.session_id, o.lot_id, e.amount_mg - coalesce(o.given_mg, e.amount_mg) AS rest
            INTO source FROM kap_sessions_othermedicine o
            JOIN medications_ledgerentry e ON e.id = o.ledger_entry_id
            WHERE o.id = NEW.other_medicine_id AND o.voided_at IS NULL;
        SELECT coalesce(sum(mg), 0) INTO gone FROM kap_sessions_stockwaste
            WHERE other_medicine_id = NEW.other_medicine_id;
    END IF;
    IF line.kind <> 'waste' OR line.amount_mg <> NEW.mg
        OR source.lot_id IS DISTINCT FROM line.lot_id
        OR source.session_id IS DISTINCT FROM NEW.session_id THEN
        RAISE EXCEPTION 'waste, its line and what it is the rest of say the same'
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.mg <= 0 OR gone + NEW.mg > source.rest THEN
        RAISE EXCEPTION 'more cannot be wasted than was drawn and not given'
            USING ERRCODE = 'check_violation';
    END IF;
"""

# A stop that is told, or struck through, leaves room for what was wasted already.
STOP_DECLARE = "DECLARE dose record; given numeric; gone numeric;"
STOP = f"""
    IF NEW.kind = 'stopped' AND NEW.dose_id IS NOT NULL THEN
        SELECT d.lot_id, d.mg, coalesce(d.drawn_mg, d.mg) AS drawn INTO dose
            FROM kap_sessions_medicationadministration d WHERE d.id = NEW.dose_id;
        {HELD.format(lot="dose.lot_id")}
        SELECT coalesce(sum(mg), 0) INTO gone FROM kap_sessions_stockwaste
            WHERE dose_id = NEW.dose_id;
        SELECT total INTO given FROM (
            SELECT a.total_given_mg AS total, a.occurred_at, a.id FROM kap_sessions_routeact a
                WHERE a.dose_id = NEW.dose_id AND a.kind = 'stopped' AND a.voided_at IS NULL
                    AND a.id <> NEW.id
            UNION ALL
            SELECT NEW.total_given_mg, NEW.occurred_at, NEW.id WHERE NEW.voided_at IS NULL
        ) stops ORDER BY occurred_at DESC, id DESC LIMIT 1;
        IF gone > 0 AND coalesce(given, dose.mg) + gone > dose.drawn THEN
            RAISE EXCEPTION 'what was wasted cannot have been given'
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
"""

# Of another medicine no more is given than was drawn; it stands while waste leans on it.
OTHER = f"""
    {HELD.format(lot="NEW.lot_id")}
    PERFORM 1 FROM medications_ledgerentry
        WHERE id = NEW.ledger_entry_id AND (lot_id <> NEW.lot_id OR amount_mg < NEW.given_mg);
    IF FOUND THEN
        RAISE EXCEPTION 'more cannot have been given than was drawn'
            USING ERRCODE = 'check_violation';
    END IF;
    PERFORM 1 FROM kap_sessions_stockwaste
        WHERE other_medicine_id = NEW.id AND NEW.voided_at IS NOT NULL;
    IF FOUND THEN
        RAISE EXCEPTION 'a medicine stands while waste leans on it'
            USING ERRCODE = 'restrict_violation';
    END IF;
"""
S = "kap_sessions_"


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_device_promises'),
        ('kap_sessions', '0009_rems_promises'),
        ('medications', '0006_shelf_promises'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='othermedicine',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='othermedicine',
            name='update_update',
        ),
        migrations.AddField(
            model_name='othermedicine',
            name='given_mg',
            field=models.DecimalField(blank=True, decimal_places=2, help_text='Of what was drawn; empty where all of it was given.', max_digits=9, null=True),
        ),
        migrations.AddField(
            model_name='othermedicineevent',
            name='given_mg',
            field=models.DecimalField(blank=True, decimal_places=2, help_text='Of what was drawn; empty where all of it was given.', max_digits=9, null=True),
        ),
        migrations.AddField(
            model_name='stockwaste',
            name='other_medicine',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='waste', to='kap_sessions.othermedicine'),
        ),
        migrations.AlterField(
            model_name='stockwaste',
            name='dose',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='waste', to='kap_sessions.medicationadministration'),
        ),
        migrations.AddConstraint(
            model_name='othermedicine',
            constraint=models.CheckConstraint(condition=models.Q(('given_mg', None), models.Q(('given_mg__gt', 0), ('lot__isnull', False)), _connector='OR'), name='given_of_a_lot_is_an_amount'),
        ),
        migrations.AddConstraint(
            model_name='stockwaste',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('dose', None), ('other_medicine__isnull', False)), models.Q(('dose__isnull', False), ('other_medicine', None)), _connector='OR'), name='waste_is_the_rest_of_one'),
        ),
        core.history_migration.AddTriggers(
            operations=[
                pgtrigger.migrations.AddTrigger(
                    model_name='othermedicine',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kap_sessions_othermedicineevent" ("amount", "basis", "given_at", "given_by_id", "given_mg", "id", "key", "ledger_entry_id", "lot_id", "name", "ordered_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "recorded_at", "route", "session_id", "voided_at", "voided_by_id") VALUES (NEW."amount", NEW."basis", NEW."given_at", NEW."given_by_id", NEW."given_mg", NEW."id", NEW."key", NEW."ledger_entry_id", NEW."lot_id", NEW."name", NEW."ordered_by_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."recorded_at", NEW."route", NEW."session_id", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;', hash='e6ee3334365fe07e7bdec2723275aaa6633f9116', operation='INSERT', pgid='pgtrigger_insert_insert_7fc79', table='kap_sessions_othermedicine', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='othermedicine',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "kap_sessions_othermedicineevent" ("amount", "basis", "given_at", "given_by_id", "given_mg", "id", "key", "ledger_entry_id", "lot_id", "name", "ordered_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "recorded_at", "route", "session_id", "voided_at", "voided_by_id") VALUES (NEW."amount", NEW."basis", NEW."given_at", NEW."given_by_id", NEW."given_mg", NEW."id", NEW."key", NEW."ledger_entry_id", NEW."lot_id", NEW."name", NEW."ordered_by_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."recorded_at", NEW."route", NEW."session_id", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;', hash='329066392f83d6df8124bf38c7c9973166c4b760', operation='UPDATE', pgid='pgtrigger_update_update_ba9c0', table='kap_sessions_othermedicine', when='AFTER')),
                ),
            ],
        ),
        guard(f"{S}stockwaste", "kap_waste_within_drawn", "INSERT", WASTE, declare=WASTE_DECLARE),
        guard(
            f"{S}routeact", "kap_stop_and_waste", "INSERT OR UPDATE", STOP, declare=STOP_DECLARE
        ),
        guard(f"{S}othermedicine", "kap_other_within_drawn", "INSERT OR UPDATE", OTHER),
    ]
