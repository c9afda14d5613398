"""What the database itself refuses, whoever asks."""

from django.db import migrations

from core.triggers import append_only, guard, never_removed

# Each line follows the one before it: number, direction and balance agree.
LEDGER_DECLARE = "DECLARE last_line integer; last_balance numeric; expected numeric;"
LEDGER_LINE = """
    PERFORM 1 FROM medications_lot WHERE id = NEW.lot_id FOR UPDATE;
    SELECT line, balance_mg INTO last_line, last_balance FROM medications_ledgerentry
        WHERE lot_id = NEW.lot_id ORDER BY line DESC LIMIT 1;
    expected := CASE
        WHEN NEW.kind IN ('receipt', 'count_up') THEN NEW.amount_mg
        WHEN NEW.kind IN ('draw', 'count_down') THEN -NEW.amount_mg
        WHEN NEW.kind = 'waste' THEN 0
        ELSE NEW.delta_mg END;
    IF NEW.line <> coalesce(last_line, 0) + 1
        OR NEW.delta_mg <> expected
        OR NEW.balance_mg <> coalesce(last_balance, 0) + NEW.delta_mg THEN
        RAISE EXCEPTION 'this ledger line does not follow the one before it' USING ERRCODE = 'check_violation';
    END IF;
"""


class Migration(migrations.Migration):
    dependencies = [("medications", "0001_initial"), ("patients", "0002_promises")]

    operations = [
        *append_only("medications_ledgerentry"),
        *never_removed("medications_lot", "medications_medicationorder"),
        guard(
            "medications_ledgerentry", "kap_ledger_line", "INSERT", LEDGER_LINE, declare=LEDGER_DECLARE
        ),
    ]
