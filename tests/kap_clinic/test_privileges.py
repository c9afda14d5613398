"""The three roles are real: what the app may not do, the database refuses."""

import pytest
from django.db import DatabaseError, connection, connections
from django.db.utils import ProgrammingError

from accounts.models import Clinic
from audit.models import AuditEvent, AuditSeal

REFUSED = "permission denied|must be owner|must be superuser|permission denied to set"


def test_tests_work_as_the_app(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('statement_timeout')")

        assert cursor.fetchone() == ("kap_app", "10s")


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("DELETE FROM accounts_clinic", id="remove a clinical row"),
        pytest.param("UPDATE audit_auditevent SET action = 'x'", id="change the trail"),
        pytest.param("DELETE FROM audit_auditevent", id="shorten the trail"),
        pytest.param("TRUNCATE audit_auditevent", id="empty the trail"),
        pytest.param("TRUNCATE accounts_clinic CASCADE", id="empty a table"),
        pytest.param("ALTER TABLE audit_auditevent DISABLE TRIGGER ALL", id="disable triggers"),
        pytest.param("DROP TABLE accounts_clinic", id="drop a table"),
        pytest.param("CREATE TABLE mine (id int)", id="make a table"),
        pytest.param("SET session_replication_role = replica", id="look away"),
        pytest.param("INSERT INTO audit_auditseal DEFAULT VALUES", id="forge a seal"),
        pytest.param("SET ROLE kap_owner", id="become the owner"),
        pytest.param("ALTER ROLE kap_app CREATEDB", id="rise"),
    ],
)
def test_the_app_is_refused(db, statement):
    with (
        pytest.raises((ProgrammingError, DatabaseError), match=REFUSED),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_app_cannot_grant_itself_more(db):
    with connection.cursor() as cursor:
        cursor.execute("GRANT ALL ON accounts_clinic TO kap_app")
        cursor.execute("SELECT has_table_privilege('accounts_clinic', 'DELETE')")

        assert cursor.fetchone() == (False,)


def test_the_sealer_reads_the_trail_and_adds_seals(scratch_db):
    AuditSeal.objects.using("sealer").create(
        first_event_id=1, last_event_id=2, event_count=2, previous_digest="", digest="d"
    )

    assert AuditSeal.objects.count() == 1
    assert list(AuditEvent.objects.using("sealer")) == []


def test_the_sealer_sees_nothing_else(scratch_db):
    with pytest.raises(ProgrammingError, match="permission denied"):
        list(Clinic.objects.using("sealer"))


def test_a_statement_that_hangs_is_cut_off(scratch_db):
    with connections["default"].cursor() as cursor:
        cursor.execute("SET statement_timeout = '50ms'")
        with pytest.raises(DatabaseError, match="statement timeout"):
            cursor.execute("SELECT pg_sleep(5)")
