"""Another medicine leans on its own draw; how an event ended is told of an event that stands open."""

from django.db import migrations

from core.triggers import guard

# The lot is held first, so that its line is not taken back or used by a dose meanwhile.
OTHER = """
    IF NEW.ledger_entry_id IS NOT NULL AND NEW.voided_at IS NULL THEN
        PERFORM 1 FROM medications_lot WHERE id = NEW.lot_id FOR UPDATE;
        PERFORM 1 FROM medications_ledgerentry line
            JOIN kap_sessions_medicinesession s ON s.id = NEW.session_id
            JOIN patients_episodeofcare e ON e.id = s.episode_id
            WHERE line.id = NEW.ledger_entry_id AND line.kind = 'draw'
                AND line.patient_id = e.patient_id
                AND NOT EXISTS (
                    SELECT 1 FROM medications_ledgerentry back WHERE back.reverses_id = line.id)
                AND NOT EXISTS (
                    SELECT 1 FROM kap_sessions_medicationadministration dose
                        WHERE dose.ledger_entry_id = line.id);
        IF NOT FOUND THEN
            RAISE EXCEPTION 'another medicine leans on a standing draw of its patient, and of no dose'
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
"""
# The same from the dose's side.
DOSE = """
    IF NEW.ledger_entry_id IS NOT NULL THEN
        PERFORM 1 FROM medications_lot WHERE id = NEW.lot_id FOR UPDATE;
        PERFORM 1 FROM kap_sessions_othermedicine WHERE ledger_entry_id = NEW.ledger_entry_id;
        IF FOUND THEN
            RAISE EXCEPTION 'a dose leans on a draw of its own' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
"""
# FOR SHARE first, the question after it: a statement sees what was committed while it waited.
RESOLUTION = """
    PERFORM 1 FROM kap_sessions_adverseevent WHERE id = NEW.event_id FOR SHARE;
    PERFORM 1 FROM kap_sessions_adverseevent WHERE id = NEW.event_id
        AND (voided_at IS NOT NULL OR outcome IN ('resolved', 'sequelae', 'fatal'));
    IF FOUND OR NEW.outcome NOT IN ('resolved', 'sequelae', 'fatal') THEN
        RAISE EXCEPTION 'an event that stands and is not over ends in one of three ways'
            USING ERRCODE = 'check_violation';
    END IF;
"""
S = "kap_sessions_"


class Migration(migrations.Migration):
    dependencies = [("kap_sessions", "0012_pulse_of_the_log")]

    operations = [
        guard(f"{S}othermedicine", "kap_other_leans_on_its_draw", "INSERT OR UPDATE", OTHER),
        guard(f"{S}medicationadministration", "kap_dose_draws_for_itself", "INSERT", DOSE),
        guard(f"{S}eventresolution", "kap_resolution_of_open_event", "INSERT", RESOLUTION),
    ]
