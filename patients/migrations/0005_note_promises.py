"""What a signature of the author's holds, before and after the co-signer's; and what is written once."""

from django.db import migrations

from core.triggers import append_only, guard

READY_NOTE = """
    IF OLD.status = 'ready' AND NEW.status <> 'draft' AND (
        NEW.text, NEW.started_at, NEW.stopped_at, NEW.about_at, NEW.patient_id, NEW.author_id, NEW.kind, NEW.part
    ) IS DISTINCT FROM (
        OLD.text, OLD.started_at, OLD.stopped_at, OLD.about_at, OLD.patient_id, OLD.author_id, OLD.kind, OLD.part
    ) THEN
        RAISE EXCEPTION 'a note that waits for its co-signer never changes' USING ERRCODE = 'restrict_violation';
    END IF;
"""
REVISION_OF_READY = """
    PERFORM 1 FROM patients_clinicalnote WHERE id = NEW.note_id AND status = 'ready' FOR SHARE;
    IF FOUND THEN
        RAISE EXCEPTION 'a note that waits for its co-signer takes no new revision' USING ERRCODE = 'restrict_violation';
    END IF;
"""


class Migration(migrations.Migration):
    dependencies = [("patients", "0004_note_signing")]

    operations = [
        *append_only("patients_notereturn", "patients_notemove"),
        guard("patients_clinicalnote", "kap_ready_note", "UPDATE", READY_NOTE),
        guard("patients_noterevision", "kap_revision_of_ready", "INSERT", REVISION_OF_READY),
    ]
