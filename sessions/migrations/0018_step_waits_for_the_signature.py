"""A step of an emergency list waits for a signature that is under way, and is refused after it.

The guard locks the session first and asks afterwards, as those of the other lines do: before, it read
the session without a lock and passed while another hand was signing.
"""

from django.db import migrations

from core.triggers import replaced

BEFORE = """
    PERFORM 1 FROM kap_sessions_medicinesession s
        JOIN kap_sessions_emergencyrun r ON r.session_id = s.id
        WHERE r.id = NEW.run_id AND s.signed_at IS NOT NULL;
    IF FOUND THEN
        RAISE EXCEPTION 'this session is signed; its record takes no %', TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
"""
SIGNED_RUN = """
    PERFORM 1 FROM kap_sessions_medicinesession s
        JOIN kap_sessions_emergencyrun r ON r.session_id = s.id
        WHERE r.id = NEW.run_id FOR SHARE OF s;
    IF EXISTS (
        SELECT 1 FROM kap_sessions_medicinesession s
        JOIN kap_sessions_emergencyrun r ON r.session_id = s.id
        WHERE r.id = NEW.run_id AND s.signed_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'this session is signed; its record takes no %', TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
"""


class Migration(migrations.Migration):
    dependencies = [("kap_sessions", "0017_asked_on_the_day")]

    operations = [replaced("kap_step_of_signed", "", SIGNED_RUN, before=("", BEFORE))]
