"""The ledger knows every way off the shelf; what two people counted stays, and a review is written once."""

from django.db import migrations

from core.triggers import append_only, guard, never_removed, replaced


LINE_DECLARE = "DECLARE last_line integer; last_balance numeric; expected numeric;"
LINE = """
    PERFORM 1 FROM medications_lot WHERE id = NEW.lot_id FOR UPDATE;
    SELECT line, balance_mg INTO last_line, last_balance FROM medications_ledgerentry
        WHERE lot_id = NEW.lot_id ORDER BY line DESC LIMIT 1;
    expected := CASE
        WHEN NEW.kind IN ('receipt', 'count_up') THEN NEW.amount_mg
        WHEN NEW.kind IN ({down}) THEN -NEW.amount_mg
        WHEN NEW.kind = 'waste' THEN 0
        ELSE NEW.delta_mg END;
    IF NEW.line <> coalesce(last_line, 0) + 1
        OR NEW.delta_mg <> expected
        OR NEW.balance_mg <> coalesce(last_balance, 0) + NEW.delta_mg THEN
        RAISE EXCEPTION 'this ledger line does not follow the one before it' USING ERRCODE = 'check_violation';
    END IF;
"""
DOWN_BEFORE = "'draw', 'count_down'"
DOWN = "'draw', 'count_down', 'spill', 'return', 'destroyed'"

WORDS_DECLARE = "DECLARE undone record;"
WORDS = """
    IF NEW.kind NOT IN ({kinds}) THEN
        RAISE EXCEPTION 'no ledger line is of the kind %', NEW.kind USING ERRCODE = 'check_violation';
    END IF;
    IF (NEW.kind = 'reversal') <> (NEW.reverses_id IS NOT NULL) THEN
        RAISE EXCEPTION 'a reversal, and only a reversal, names the line it takes back'
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.kind = 'reversal' THEN
        SELECT kind, amount_mg, delta_mg INTO undone FROM medications_ledgerentry
            WHERE id = NEW.reverses_id AND lot_id = NEW.lot_id;
        IF NOT FOUND OR {again}NEW.amount_mg <> undone.amount_mg OR NEW.delta_mg <> -undone.delta_mg THEN
            RAISE EXCEPTION 'a reversal takes back exactly the line it names'
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
"""
KINDS_BEFORE = "'receipt', 'draw', 'waste', 'count_up', 'count_down', 'reversal'"
KINDS = f"{KINDS_BEFORE}, 'spill', 'return', 'destroyed'"
NOT_AGAIN = "undone.kind = 'reversal' OR "

# A discrepancy's facts stay; the review and the report are each written once.
ONCE = """
    IF (to_jsonb(NEW) - '{reviewed_at,reviewed_by_id,finding,reported_at,reported_by_id,form_106}'::text[])
        <> (to_jsonb(OLD) - '{reviewed_at,reviewed_by_id,finding,reported_at,reported_by_id,form_106}'::text[])
        OR (OLD.reviewed_at IS NOT NULL
            AND (OLD.reviewed_at, OLD.reviewed_by_id, OLD.finding)
                IS DISTINCT FROM (NEW.reviewed_at, NEW.reviewed_by_id, NEW.finding))
        OR (OLD.reported_at IS NOT NULL
            AND (OLD.reported_at, OLD.reported_by_id)
                IS DISTINCT FROM (NEW.reported_at, NEW.reported_by_id)) THEN
        RAISE EXCEPTION 'what was found at the shelf stays as it was written'
            USING ERRCODE = 'restrict_violation';
    END IF;
"""
# What two people counted is of the lot that its line is of, and says the same as the line.
SAME_LOT = """
    IF NEW.entry_id IS NOT NULL THEN
        PERFORM 1 FROM medications_ledgerentry
            WHERE id = NEW.entry_id AND lot_id = NEW.lot_id AND kind IN ('count_up', 'count_down')
                AND delta_mg = NEW.counted_mg - NEW.expected_mg;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'a count and its line say the same' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
"""


class Migration(migrations.Migration):
    dependencies = [("medications", "0005_shelf")]

    operations = [
        replaced(
            "kap_ledger_line",
            LINE_DECLARE,
            LINE.replace("{down}", DOWN),
            before=(LINE_DECLARE, LINE.replace("{down}", DOWN_BEFORE)),
        ),
        replaced(
            "kap_ledger_words",
            WORDS_DECLARE,
            WORDS.replace("{kinds}", KINDS).replace("{again}", NOT_AGAIN),
            before=(
                WORDS_DECLARE,
                WORDS.replace("{kinds}", KINDS_BEFORE).replace("{again}", ""),
            ),
        ),
        *append_only(
            "medications_shelfcount", "medications_inventory", "medications_inventoryline"
        ),
        *never_removed("medications_discrepancy"),
        guard("medications_discrepancy", "kap_discrepancy_once", "UPDATE", ONCE),
        guard("medications_shelfcount", "kap_count_and_its_line", "INSERT", SAME_LOT),
    ]
