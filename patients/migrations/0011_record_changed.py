"""A line for what is not as it was signed; and a revision waits for a signature that is under way.

The guards lock the note first and ask afterwards: a statement that filters while it locks passes over
a note whose signature was not committed when it looked.
"""

from django.db import migrations, models

from core.triggers import replaced

KINDS = [('contact_missed', 'Missed contact'), ('message_unsent', 'Message not sent'), ('waste_unwitnessed', 'Waste without a witness'), ('incident', 'Incident'), ('alert', 'Safety alert'), ('document_failed', 'Document could not be made'), ('resign_consent', 'Consent text changed'), ('stock_discrepancy', 'Stock that differs'), ('inventory_due', 'Inventory due'), ('record_changed', 'Record not as signed')]  # fmt: skip

BEFORE = """
    PERFORM 1 FROM patients_clinicalnote WHERE id = NEW.note_id AND {condition} FOR SHARE;
    IF FOUND THEN
        RAISE EXCEPTION '{sentence}' USING ERRCODE = 'restrict_violation';
    END IF;
"""
HELD_FIRST = """
    PERFORM 1 FROM patients_clinicalnote WHERE id = NEW.note_id FOR SHARE;
    IF EXISTS (SELECT 1 FROM patients_clinicalnote WHERE id = NEW.note_id AND {condition}) THEN
        RAISE EXCEPTION '{sentence}' USING ERRCODE = 'restrict_violation';
    END IF;
"""
GUARDS = {
    "kap_revision_of_signed": ("signed_at IS NOT NULL", "a signed note takes no new revision"),
    "kap_revision_of_ready": (
        "status = 'ready'", "a note that waits for its co-signer takes no new revision",
    ),
}  # fmt: skip


def held_first(name: str) -> migrations.RunSQL:
    condition, sentence = GUARDS[name]
    facts = {"condition": condition, "sentence": sentence}
    return replaced(
        name, "", HELD_FIRST.format(**facts), before=("", BEFORE.format(**facts))
    )


class Migration(migrations.Migration):

    dependencies = [
        ('patients', '0010_added_once_and_frozen_source'),
    ]

    operations = [
        *(
            migrations.AlterField(
                model_name=model,
                name='kind',
                field=models.CharField(choices=KINDS, max_length=30),
            )
            for model in ('worklisttask', 'worklisttaskevent')
        ),
        *map(held_first, GUARDS),
    ]
