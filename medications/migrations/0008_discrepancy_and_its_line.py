"""A discrepancy and the worklist's lines about it are open together and closed together."""

from core.triggers import guard
from django.db import migrations
from django.db.migrations import RunSQL

# By hand a line is closed only once its discrepancy is reviewed; it stays about the same one.
LINE = """
    IF OLD.kind = 'stock_discrepancy' AND (NEW.kind, NEW.key) <> (OLD.kind, OLD.key) THEN
        RAISE EXCEPTION 'a line stays about its discrepancy' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.kind = 'stock_discrepancy' AND OLD.done_at IS NULL AND NEW.done_at IS NOT NULL THEN
        PERFORM 1 FROM medications_discrepancy
            WHERE id::text = split_part(NEW.key, ':', 1) AND reviewed_at IS NULL;
        IF FOUND THEN
            RAISE EXCEPTION 'a line stays while its discrepancy is open'
                USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
"""
# Asked when the transaction ends, of the row as it is then: one verb writes both.
TOGETHER = """
    CREATE FUNCTION kap_discrepancy_and_line() RETURNS trigger LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
    DECLARE is_open boolean;
    BEGIN
        SELECT reviewed_at IS NULL INTO is_open FROM medications_discrepancy WHERE id = NEW.id;
        IF is_open <> EXISTS (
            SELECT 1 FROM patients_worklisttask
                WHERE kind = 'stock_discrepancy' AND done_at IS NULL
                    AND split_part(key, ':', 1) = NEW.id::text
        ) THEN
            RAISE EXCEPTION 'a discrepancy is open as long as a line asks for it'
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER kap_discrepancy_and_line AFTER INSERT OR UPDATE
        ON medications_discrepancy DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION kap_discrepancy_and_line();
"""
NOT_TOGETHER = """
    DROP TRIGGER kap_discrepancy_and_line ON medications_discrepancy;
    DROP FUNCTION kap_discrepancy_and_line();
"""
# Lines that were closed by hand before this was refused come back.
ASKED_AGAIN = """
    INSERT INTO patients_worklisttask (clinic_id, kind, key, sentence, role, raised_at, outcome)
        SELECT l.clinic_id, 'stock_discrepancy', d.id || ':' || r.role,
            'Lot ' || l.number || ': the shelf and the ledger disagree.', r.role, now(), ''
        FROM medications_discrepancy d
        JOIN medications_ledgerentry e ON e.id = d.entry_id
        JOIN medications_lot l ON l.id = e.lot_id
        CROSS JOIN (VALUES ('prescriber'), ('owner')) r(role)
        WHERE d.reviewed_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM patients_worklisttask t
                WHERE t.clinic_id = l.clinic_id AND t.kind = 'stock_discrepancy'
                    AND t.done_at IS NULL AND t.key = d.id || ':' || r.role);
"""


class Migration(migrations.Migration):
    dependencies = [("medications", "0007_invoice_scan"), ("patients", "0006_stock_tasks")]

    operations = [
        guard("patients_worklisttask", "kap_line_of_discrepancy", "UPDATE", LINE),
        RunSQL(TOGETHER, NOT_TOGETHER),
        RunSQL(ASKED_AGAIN, RunSQL.noop),
    ]
