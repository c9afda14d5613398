"""What the database itself refuses, whoever asks."""

from django.db import migrations

from core.triggers import append_only, guard, never_removed

# A window keeps the times it opened with.
WINDOW_TIMES = """
    IF (NEW.opens_at, NEW.peak_until, NEW.closes_at, NEW.session_id)
        IS DISTINCT FROM (OLD.opens_at, OLD.peak_until, OLD.closes_at, OLD.session_id) THEN
        RAISE EXCEPTION 'a window keeps the times it opened with' USING ERRCODE = 'restrict_violation';
    END IF;
"""


class Migration(migrations.Migration):
    dependencies = [("integration", "0001_initial"), ("kap_sessions", "0002_promises")]

    operations = [
        *append_only("integration_intentionreview"),
        *never_removed(
            "integration_integrationwindow",
            "integration_integrationcontact",
            "integration_practice",
        ),
        guard("integration_integrationwindow", "kap_window_times", "UPDATE", WINDOW_TIMES),
    ]
