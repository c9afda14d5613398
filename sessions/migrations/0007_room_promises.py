"""The room's new rows keep the promises of the old ones, and each write is counted for whoever watches."""

from django.db import migrations
from django.db.migrations import RunSQL

from core.triggers import append_only, guard, never_removed

S = "kap_sessions_"
VOIDABLE = (f"{S}routeact", f"{S}othermedicine", f"{S}readingdeclined")
ENDING = (f"{S}presence", f"{S}supportepisode", f"{S}emergencyrun")
ONCE = (f"{S}emergencystep", f"{S}noticeseen", f"{S}roomcard")
OF_THE_RECORD = (*VOIDABLE, *ENDING, f"{S}noticeseen")
# Everything that a page of the session shows.
COUNTED = (
    *OF_THE_RECORD,
    f"{S}medicationadministration",
    f"{S}vitalsigns",
    f"{S}sessionevent",
    f"{S}adverseevent",
    f"{S}stockwaste",
    f"{S}checkin",
    f"{S}gateacknowledgement",
    f"{S}incident",
    f"{S}monitoringform",
)

# FOR SHARE first, the question after it: a statement sees what was committed while it waited.
SIGNED = """
    PERFORM 1 FROM kap_sessions_medicinesession WHERE id = NEW.session_id FOR SHARE;
    PERFORM 1 FROM kap_sessions_medicinesession
        WHERE id = NEW.session_id AND signed_at IS NOT NULL;
    IF FOUND THEN
        RAISE EXCEPTION 'this session is signed; its record takes no %', TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
"""
SIGNED_RUN = """
    PERFORM 1 FROM kap_sessions_medicinesession s
        JOIN kap_sessions_emergencyrun r ON r.session_id = s.id
        WHERE r.id = NEW.run_id AND s.signed_at IS NOT NULL;
    IF FOUND THEN
        RAISE EXCEPTION 'this session is signed; its record takes no %', TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
"""
ONLY_VOIDED = """
    IF OLD.voided_at IS NOT NULL
        OR (to_jsonb(NEW) - '{voided_at,voided_by_id}'::text[])
        <> (to_jsonb(OLD) - '{voided_at,voided_by_id}'::text[]) THEN
        RAISE EXCEPTION 'an entry can only be struck through, once' USING ERRCODE = 'restrict_violation';
    END IF;
"""
ONLY_OPEN = """
    IF to_jsonb(OLD) ->> '{ended}' IS NOT NULL THEN
        RAISE EXCEPTION 'what has ended stays as it is' USING ERRCODE = 'restrict_violation';
    END IF;
"""
SENT = """
    IF OLD.sent_at IS NOT NULL THEN
        RAISE EXCEPTION 'a form that was sent stays as it is' USING ERRCODE = 'restrict_violation';
    END IF;
"""

COUNT = """
    CREATE FUNCTION kap_count_revision() RETURNS trigger LANGUAGE plpgsql
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


def counted(table: str) -> RunSQL:
    """An AFTER trigger: one more for the session's pulse."""
    return RunSQL(
        f"CREATE TRIGGER kap_counted AFTER INSERT OR UPDATE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION kap_count_revision();",
        f"DROP TRIGGER kap_counted ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("kap_sessions", "0006_room_row_history")]

    operations = [
        *append_only(*ONCE),
        *never_removed(*VOIDABLE, *ENDING, f"{S}monitoringform", f"{S}sessionpulse"),
        *(
            guard(table, f"kap_room_of_signed_{number}", "INSERT OR UPDATE", SIGNED)
            for number, table in enumerate(OF_THE_RECORD)
        ),
        guard(f"{S}emergencystep", "kap_step_of_signed", "INSERT", SIGNED_RUN),
        *(
            guard(table, f"kap_room_only_voided_{number}", "UPDATE", ONLY_VOIDED)
            for number, table in enumerate(VOIDABLE)
        ),
        *(
            guard(
                table,
                f"kap_ended_stays_{number}",
                "UPDATE",
                ONLY_OPEN.replace(
                    "{ended}", "left_at" if table.endswith("presence") else "ended_at"
                ),
            )
            for number, table in enumerate(ENDING)
        ),
        guard(f"{S}monitoringform", "kap_form_sent", "UPDATE", SENT),
        RunSQL(COUNT, "DROP FUNCTION kap_count_revision();"),
        *(counted(table) for table in (*COUNTED, f"{S}emergencystep", f"{S}medicinesession")),
    ]
