"""A dose wants a way home and a reading within limits, or one that somebody opened by name."""

from django.db import migrations

from core.triggers import guard

DECLARE = "DECLARE newest record;"
RIDE_AND_READING = """
    IF NEW.incident_id IS NOT NULL THEN
        RETURN NEW;
    END IF;

    SELECT ride_name INTO newest FROM kap_sessions_checkin
        WHERE session_id = NEW.session_id AND recorded_at <= NEW.given_at
        ORDER BY recorded_at DESC, id DESC LIMIT 1;
    IF NOT FOUND OR newest.ride_name = '' THEN
        RAISE EXCEPTION 'no dose without a ride home' USING ERRCODE = 'check_violation';
    END IF;

    SELECT id, level INTO newest FROM kap_sessions_vitalsigns
        WHERE session_id = NEW.session_id AND voided_at IS NULL AND taken_at <= NEW.given_at
        ORDER BY taken_at DESC, id DESC LIMIT 1;
    IF newest.level <> 'within' THEN
        PERFORM 1 FROM kap_sessions_gateacknowledgement
            WHERE session_id = NEW.session_id AND reading_id = newest.id
                AND item = 'vitals_' || newest.level AND acknowledged_at <= NEW.given_at;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'no dose while the newest reading is out of limits'
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
"""


class Migration(migrations.Migration):
    dependencies = [("kap_sessions", "0003_row_history")]

    operations = [
        guard(
            "kap_sessions_medicationadministration",
            "kap_dose_ride_and_reading",
            "INSERT",
            RIDE_AND_READING,
            declare=DECLARE,
        ),
    ]
