"""What the database itself refuses, whoever asks."""

from django.db import migrations

from core.triggers import append_only, guard, never_removed

# A signature gains its withdrawal, once, and nothing else.
ONLY_WITHDRAWN = """
    IF OLD.withdrawn_at IS NOT NULL
        OR (to_jsonb(NEW) - '{withdrawn_at,withdrawn_by_id}'::text[])
        <> (to_jsonb(OLD) - '{withdrawn_at,withdrawn_by_id}'::text[]) THEN
        RAISE EXCEPTION 'a signed consent can only be withdrawn' USING ERRCODE = 'restrict_violation';
    END IF;
"""


class Migration(migrations.Migration):
    dependencies = [("screening", "0001_initial"), ("patients", "0002_promises")]

    operations = [
        *append_only(
            "screening_intake",
            "screening_eligibilitydecision",
            "screening_consenttemplate",
            "screening_preparation",
            "screening_intentionversion",
            "screening_touchagreement",
        ),
        *never_removed("screening_finding", "screening_consent", "screening_intakedraft"),
        guard("screening_consent", "kap_only_withdrawn", "UPDATE", ONLY_WITHDRAWN),
    ]
