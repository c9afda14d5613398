"""What the database itself refuses, whoever asks: the promises around a dose and a signature."""

from django.db import migrations

from core.triggers import append_only, guard, never_removed

CHILDREN = (
    "kap_sessions_medicationadministration",
    "kap_sessions_vitalsigns",
    "kap_sessions_sessionevent",
    "kap_sessions_adverseevent",
    "kap_sessions_stockwaste",
    "kap_sessions_checkin",
    "kap_sessions_gateacknowledgement",
)
VOIDABLE = (
    "kap_sessions_vitalsigns",
    "kap_sessions_sessionevent",
    "kap_sessions_adverseevent",
)

# Once both parts are signed the record takes nothing more, and loses nothing.
SIGNED_SESSION = """
    PERFORM 1 FROM kap_sessions_medicinesession
        WHERE id = NEW.session_id AND signed_at IS NOT NULL;
    IF FOUND THEN
        RAISE EXCEPTION 'this session is signed; its record takes no %', TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
"""
# FOR SHARE first, the question after it: a statement sees what was committed while it waited.
WAIT_FOR_SIGNATURE = """
    PERFORM 1 FROM kap_sessions_medicinesession WHERE id = NEW.session_id FOR SHARE;
"""

ONLY_VOIDED = """
    IF OLD.voided_at IS NOT NULL
        OR (to_jsonb(NEW) - '{voided_at,voided_by_id}'::text[])
        <> (to_jsonb(OLD) - '{voided_at,voided_by_id}'::text[]) THEN
        RAISE EXCEPTION 'an entry can only be struck through, once' USING ERRCODE = 'restrict_violation';
    END IF;
"""

SIGNED_ROW = """
    IF OLD.signed_at IS NOT NULL THEN
        RAISE EXCEPTION 'a signed session never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.first_dose_at IS NOT NULL AND NEW.first_dose_at IS DISTINCT FROM OLD.first_dose_at THEN
        RAISE EXCEPTION 'the first dose keeps its time' USING ERRCODE = 'restrict_violation';
    END IF;
"""

# No dose without its gate, or an incident. Judged by the row's own time.
DOSE_DECLARE = """
DECLARE
    the_session record; the_order record; required jsonb; wanted text; newest record;
"""
DOSE_GATE = """
    SELECT s.checked_in_at, s.episode_id, e.patient_id, p.clinic_id INTO the_session
        FROM kap_sessions_medicinesession s
        JOIN patients_episodeofcare e ON e.id = s.episode_id
        JOIN patients_patient p ON p.id = e.patient_id
        WHERE s.id = NEW.session_id;
    IF NEW.incident_id IS NOT NULL THEN
        PERFORM 1 FROM kap_sessions_incident WHERE id = NEW.incident_id AND session_id = NEW.session_id;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'the incident belongs to another session' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;

    SELECT coalesce(
        (SELECT c.values -> 'required_consents' FROM accounts_clinicpolicy c
            WHERE c.clinic_id = the_session.clinic_id AND c.effective_at <= NEW.given_at
            ORDER BY c.version DESC LIMIT 1),
        '["treatment", "off_label", "kap_psychotherapy", "touch", "ride_home"]'::jsonb) INTO required;
    FOR wanted IN SELECT jsonb_array_elements_text(required) LOOP
        SELECT withdrawn_at INTO newest FROM screening_consent
            WHERE patient_id = the_session.patient_id AND screening_consent.kind = wanted
                AND signed_at <= NEW.given_at
            ORDER BY signed_at DESC, id DESC LIMIT 1;
        IF NOT FOUND OR newest.withdrawn_at <= NEW.given_at THEN
            RAISE EXCEPTION 'no dose without consent: %', wanted USING ERRCODE = 'check_violation';
        END IF;
    END LOOP;

    SELECT outcome INTO newest FROM screening_eligibilitydecision
        WHERE episode_id = the_session.episode_id AND decided_at <= NEW.given_at
        ORDER BY decided_at DESC, id DESC LIMIT 1;
    IF NOT FOUND OR newest.outcome <> 'eligible' THEN
        RAISE EXCEPTION 'no dose without a decision that the patient is eligible' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM 1 FROM screening_finding
        WHERE episode_id = the_session.episode_id AND severity = 'STOP' AND status = 'open';
    IF FOUND THEN
        RAISE EXCEPTION 'no dose while a STOP is open' USING ERRCODE = 'check_violation';
    END IF;

    SELECT * INTO the_order FROM medications_medicationorder
        WHERE id = NEW.order_id AND episode_id = the_session.episode_id
            AND written_at <= NEW.given_at AND NEW.given_at <= valid_until
            AND (replaced_at IS NULL OR replaced_at > NEW.given_at);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no dose without an order in force' USING ERRCODE = 'check_violation';
    END IF;
    IF (NEW.kind = 'first' AND (NEW.mg < the_order.allowed_min_mg OR NEW.mg > the_order.allowed_max_mg))
        OR (NEW.kind = 'booster' AND (the_order.booster_mg IS NULL OR NEW.mg > the_order.booster_mg)) THEN
        RAISE EXCEPTION 'the dose lies outside the order' USING ERRCODE = 'check_violation';
    END IF;

    IF the_session.checked_in_at IS NULL OR the_session.checked_in_at > NEW.given_at THEN
        RAISE EXCEPTION 'no dose before check-in' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM 1 FROM kap_sessions_vitalsigns
        WHERE session_id = NEW.session_id AND voided_at IS NULL
            AND taken_at <= NEW.given_at AND taken_at > NEW.given_at - interval '24 hours';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no dose without a reading of the day' USING ERRCODE = 'check_violation';
    END IF;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("kap_sessions", "0001_initial"),
        ("medications", "0002_promises"),
        ("screening", "0002_promises"),
        ("scheduling", "0002_promises"),
    ]

    operations = [
        *append_only(
            "kap_sessions_medicationadministration",
            "kap_sessions_checkin",
            "kap_sessions_gateacknowledgement",
            "kap_sessions_stockwaste",
        ),
        *never_removed(
            "kap_sessions_medicinesession",
            "kap_sessions_vitalsigns",
            "kap_sessions_sessionevent",
            "kap_sessions_adverseevent",
            "kap_sessions_incident",
        ),
        guard("kap_sessions_medicinesession", "kap_signed_session", "UPDATE", SIGNED_ROW),
        guard(
            "kap_sessions_medicationadministration",
            "kap_dose_gate",
            "INSERT",
            DOSE_GATE,
            declare=DOSE_DECLARE,
        ),
        *(
            guard(table, f"kap_child_of_signed_{number}", "INSERT OR UPDATE", WAIT_FOR_SIGNATURE + SIGNED_SESSION)
            for number, table in enumerate(CHILDREN)
        ),
        *(
            guard(table, f"kap_only_voided_{number}", "UPDATE", ONLY_VOIDED)
            for number, table in enumerate(VOIDABLE)
        ),
    ]
