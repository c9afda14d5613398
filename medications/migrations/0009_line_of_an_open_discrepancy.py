"""A line that is open asks for a discrepancy that is open, and of its own clinic."""

from django.db import migrations

from core.triggers import guard

# FOR SHARE first, the question after it: a review that is under way is waited for.
LINE = """
    IF NEW.kind = 'stock_discrepancy' AND NEW.done_at IS NULL THEN
        PERFORM 1 FROM medications_discrepancy WHERE id::text = split_part(NEW.key, ':', 1)
            FOR SHARE;
        PERFORM 1 FROM medications_discrepancy d
            JOIN medications_ledgerentry e ON e.id = d.entry_id
            JOIN medications_lot l ON l.id = e.lot_id
            WHERE d.id::text = split_part(NEW.key, ':', 1) AND d.reviewed_at IS NULL
                AND l.clinic_id = NEW.clinic_id;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'a line asks for an open discrepancy of its clinic'
                USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("medications", "0008_discrepancy_and_its_line"),
        ("patients", "0006_stock_tasks"),
    ]

    operations = [
        guard("patients_worklisttask", "kap_line_of_open_discrepancy", "INSERT OR UPDATE", LINE),
    ]
