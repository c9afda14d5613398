"""A new line of the log wakes only the log: the pulse tells such a write from every other one."""

from django.db import migrations, models
from django.db.migrations import RunSQL

# The answer to a reading out of limits is a line of the log too, and shows elsewhere: its key begins so.
COUNT = """
    CREATE OR REPLACE FUNCTION kap_count_revision() RETURNS trigger LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
    DECLARE the_session bigint; of_log boolean; older boolean;
    BEGIN
        IF TG_TABLE_NAME = 'kap_sessions_medicinesession' THEN
            the_session := (to_jsonb(NEW) ->> 'id')::bigint;
        ELSIF TG_TABLE_NAME = 'kap_sessions_emergencystep' THEN
            SELECT session_id INTO the_session FROM kap_sessions_emergencyrun
                WHERE id = (to_jsonb(NEW) ->> 'run_id')::bigint;
        ELSE
            the_session := (to_jsonb(NEW) ->> 'session_id')::bigint;
        END IF;
        of_log := TG_TABLE_NAME = 'kap_sessions_sessionevent'
            AND NOT starts_with(to_jsonb(NEW) ->> 'key', 'seen:');
        older := of_log AND (TG_OP = 'UPDATE' OR to_jsonb(NEW) ->> 'replaces_id' IS NOT NULL);
        INSERT INTO kap_sessions_sessionpulse AS pulse (session_id, revision, within_log, beside_log)
            VALUES (the_session, 1, 0, CASE WHEN of_log THEN 0 ELSE 1 END)
            ON CONFLICT (session_id) DO UPDATE SET
                revision = pulse.revision + 1,
                within_log = CASE WHEN older THEN pulse.revision + 1 ELSE pulse.within_log END,
                beside_log = CASE WHEN of_log THEN pulse.beside_log ELSE pulse.revision + 1 END;
        RETURN NULL;
    END $$;
"""

# How an adverse event ended belongs to the event, and that to a session.
COUNT_RESOLUTION = """
    CREATE OR REPLACE FUNCTION kap_count_resolution() RETURNS trigger LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
    BEGIN
        INSERT INTO kap_sessions_sessionpulse AS pulse (session_id, revision, within_log, beside_log)
            SELECT session_id, 1, 0, 1 FROM kap_sessions_adverseevent WHERE id = NEW.event_id
            ON CONFLICT (session_id) DO UPDATE SET
                revision = pulse.revision + 1, beside_log = pulse.revision + 1;
        RETURN NULL;
    END $$;
"""

# Going back, a write is counted as before: by one number.
COUNT_ONE = """
    CREATE OR REPLACE FUNCTION kap_count_revision() RETURNS trigger LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
    DECLARE the_session bigint;
    BEGIN
        IF TG_TABLE_NAME = 'kap_sessions_medicinesession' THEN
            the_session := (to_jsonb(NEW) ->> 'id')::bigint;
        ELSIF TG_TABLE_NAME = 'kap_sessions_emergencystep' THEN
            SELECT session_id INTO the_session FROM kap_sessions_emergencyrun
                WHERE id = (to_jsonb(NEW) ->> 'run_id')::bigint;
        ELSE
            the_session := (to_jsonb(NEW) ->> 'session_id')::bigint;
        END IF;
        INSERT INTO kap_sessions_sessionpulse (session_id, revision) VALUES (the_session, 1)
            ON CONFLICT (session_id) DO UPDATE SET revision = kap_sessions_sessionpulse.revision + 1;
        RETURN NULL;
    END $$;
"""
COUNT_ONE_RESOLUTION = """
    CREATE OR REPLACE FUNCTION kap_count_resolution() RETURNS trigger LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
    BEGIN
        INSERT INTO kap_sessions_sessionpulse (session_id, revision)
            SELECT session_id, 1 FROM kap_sessions_adverseevent WHERE id = NEW.event_id
            ON CONFLICT (session_id) DO UPDATE SET revision = kap_sessions_sessionpulse.revision + 1;
        RETURN NULL;
    END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("kap_sessions", "0011_safety_and_resolutions")]

    operations = [
        migrations.AddField(
            "sessionpulse", "within_log", models.PositiveBigIntegerField(default=0)
        ),
        migrations.AddField(
            "sessionpulse", "beside_log", models.PositiveBigIntegerField(default=0)
        ),
        RunSQL("UPDATE kap_sessions_sessionpulse SET beside_log = revision;", RunSQL.noop),
        RunSQL(COUNT, COUNT_ONE),
        RunSQL(COUNT_RESOLUTION, COUNT_ONE_RESOLUTION),
    ]
