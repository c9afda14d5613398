"""What the database itself refuses, whoever asks."""

from django.db import migrations

from core.triggers import append_only, guard, never_removed

SIGNED_NOTE = """
    IF OLD.signed_at IS NOT NULL THEN
        RAISE EXCEPTION 'a signed note never changes; % is refused', TG_OP USING ERRCODE = 'restrict_violation';
    END IF;
"""
REVISION_OF_SIGNED = """
    PERFORM 1 FROM patients_clinicalnote WHERE id = NEW.note_id AND signed_at IS NOT NULL FOR SHARE;
    IF FOUND THEN
        RAISE EXCEPTION 'a signed note takes no new revision' USING ERRCODE = 'restrict_violation';
    END IF;
"""
READY_DOCUMENT = """
    IF OLD.status = 'ready' THEN
        RAISE EXCEPTION 'a document that was made never changes; % is refused', TG_OP USING ERRCODE = 'restrict_violation';
    END IF;
"""


class Migration(migrations.Migration):
    dependencies = [("patients", "0001_initial"), ("accounts", "0002_promises")]

    operations = [
        *append_only("patients_noterevision", "patients_weight"),
        *never_removed(
            "patients_patient",
            "patients_episodeofcare",
            "patients_careteammember",
            "patients_contact",
            "patients_allergy",
            "patients_medicine",
            "patients_psychotherapynote",
            "patients_worklisttask",
            "patients_clinicalnote",
            "patients_document",
        ),
        guard("patients_clinicalnote", "kap_signed_note", "UPDATE OR DELETE", SIGNED_NOTE),
        guard("patients_noterevision", "kap_revision_of_signed", "INSERT", REVISION_OF_SIGNED),
        guard("patients_document", "kap_ready_document", "UPDATE OR DELETE", READY_DOCUMENT),
    ]
