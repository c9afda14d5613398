"""An enrolment never goes; a form that is sent says under which reference."""

from django.db import migrations

from core.triggers import guard, never_removed

SENT_WITH_PROOF = """
    IF NEW.sent_at IS NOT NULL AND NEW.proof = '' THEN
        RAISE EXCEPTION 'a form is sent under a reference' USING ERRCODE = 'check_violation';
    END IF;
"""
# What was given of an infusion cannot be more than what was drawn for it.
WITHIN_DRAWN = """
    IF NEW.kind = 'stopped' AND NEW.dose_id IS NOT NULL AND NEW.voided_at IS NULL THEN
        PERFORM 1 FROM kap_sessions_medicationadministration d
            WHERE d.id = NEW.dose_id AND NEW.total_given_mg > d.drawn_mg;
        IF FOUND THEN
            RAISE EXCEPTION 'more cannot have run in than was drawn'
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
"""


class Migration(migrations.Migration):
    dependencies = [("kap_sessions", "0008_rems")]

    operations = [
        *never_removed("kap_sessions_remsenrolment"),
        guard(
            "kap_sessions_monitoringform",
            "kap_form_with_proof",
            "INSERT OR UPDATE",
            SENT_WITH_PROOF,
        ),
        guard("kap_sessions_routeact", "kap_total_within_drawn", "INSERT", WITHIN_DRAWN),
    ]
