"""A line of the ledger is of a known kind, and a reversal takes back exactly the line it names."""

from django.db import migrations

from core.triggers import guard

DECLARE = "DECLARE undone record;"
REVERSAL = """
    IF NEW.kind NOT IN ('receipt', 'draw', 'waste', 'count_up', 'count_down', 'reversal') THEN
        RAISE EXCEPTION 'no ledger line is of the kind %', NEW.kind USING ERRCODE = 'check_violation';
    END IF;
    IF (NEW.kind = 'reversal') <> (NEW.reverses_id IS NOT NULL) THEN
        RAISE EXCEPTION 'a reversal, and only a reversal, names the line it takes back'
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.kind = 'reversal' THEN
        SELECT amount_mg, delta_mg INTO undone FROM medications_ledgerentry
            WHERE id = NEW.reverses_id AND lot_id = NEW.lot_id;
        IF NOT FOUND OR NEW.amount_mg <> undone.amount_mg OR NEW.delta_mg <> -undone.delta_mg THEN
            RAISE EXCEPTION 'a reversal takes back exactly the line it names'
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
"""


class Migration(migrations.Migration):
    dependencies = [("medications", "0003_row_history")]

    operations = [
        guard("medications_ledgerentry", "kap_ledger_words", "INSERT", REVERSAL, declare=DECLARE),
    ]
