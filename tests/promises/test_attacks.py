"""What somebody with the app's password could try. The app's role must get nowhere."""

# ruff: noqa: S608 - plain SQL about our own tables is the point

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from core.models import AppendOnly
from kap_clinic.privileges import role
from tests.promises.plain_sql import ask, refused, run
from tests.support.story import Story

APP, SEALER = role("default"), role("sealer")
OURS = (
    "core", "audit", "accounts", "patients", "messaging", "scheduling", "measures", "medications",
    "screening", "kap_sessions", "integration",
)  # fmt: skip
NO = "permission denied|must be owner|must be able to SET ROLE|must have|cannot be|does not exist"


@pytest.fixture(scope="module")
def story(committed: str) -> Story:
    return Story().under_way().discharged().signed()


def tables(*, where: str = "true") -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            f"WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND {where}"
        )
        return sorted(name for (name,) in cursor.fetchall())


@pytest.mark.parametrize("who", [APP, SEALER])
@pytest.mark.parametrize("privilege", ["TRUNCATE", "TRIGGER", "REFERENCES"])
def test_no_table_may_be_emptied_or_tied_to(story, who, privilege):
    assert len(tables()) > 40
    assert tables(where=f"has_table_privilege('{who}', c.oid, '{privilege}')") == []


@pytest.mark.parametrize("who", [APP, SEALER])
def test_nothing_belongs_to_the_app_or_the_sealer(story, who):
    assert ask("SELECT count(*) FROM pg_class WHERE relowner = %s::regrole", who) == 0
    assert ask("SELECT count(*) FROM pg_proc WHERE proowner = %s::regrole", who) == 0


@pytest.mark.parametrize("who", [APP, SEALER])
def test_the_roles_have_no_power_over_the_server(story, who):
    powers = ("rolsuper", "rolcreatedb", "rolcreaterole", "rolreplication", "rolbypassrls")

    assert ask(f"SELECT {' OR '.join(powers)} FROM pg_roles WHERE rolname = %s", who) is False
    assert ask("SELECT count(*) FROM pg_auth_members WHERE member = %s::regrole", who) == 0


def test_the_app_removes_no_row_of_ours(story):
    ours = {
        model._meta.db_table
        for label in OURS if label in apps.app_configs
        for model in apps.get_app_config(label).get_models()
        if not getattr(model, "may_delete", False)
    }  # fmt: skip
    removable = set(tables(where=f"has_table_privilege('{APP}', c.oid, 'DELETE')"))

    assert len(ours) > 30
    assert ours & removable == set()


def test_the_app_changes_no_row_that_is_written_once(story):
    once = {model._meta.db_table for model in apps.get_models() if issubclass(model, AppendOnly)}
    changeable = set(tables(where=f"has_table_privilege('{APP}', c.oid, 'UPDATE')"))

    assert len(once) > 15
    assert once & changeable == set()


def test_the_sealer_writes_seals_and_nothing_else(story):
    writable = "has_table_privilege('{0}', c.oid, '{1}')"

    assert tables(where=writable.format(SEALER, "INSERT")) == ["audit_auditseal"]
    assert tables(where=writable.format(SEALER, "UPDATE")) == []
    assert tables(where=writable.format(SEALER, "DELETE")) == []
    assert tables(where=f"has_table_privilege('{SEALER}', c.oid, 'SELECT')") == [
        "audit_auditevent", "audit_auditseal", "audit_bookmark",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("ALTER TABLE patients_clinicalnote DISABLE TRIGGER ALL", id="trigger off"),
        pytest.param("DROP TRIGGER kap_signed_note ON patients_clinicalnote", id="trigger gone"),
        pytest.param("SET session_replication_role = replica", id="triggers asleep"),
        pytest.param("SET LOCAL session_replication_role = replica", id="asleep for a moment"),
        pytest.param(
            "CREATE OR REPLACE FUNCTION kap_refuse_change() RETURNS trigger LANGUAGE plpgsql "
            "AS $$ BEGIN RETURN NEW; END $$",
            id="another function of that name",
        ),
        pytest.param("DROP FUNCTION kap_dose_gate() CASCADE", id="no gate"),
        pytest.param("ALTER FUNCTION kap_dose_gate() RENAME TO gone", id="the gate renamed"),
        pytest.param(
            "ALTER TABLE scheduling_appointment DROP CONSTRAINT room_not_double_booked",
            id="no constraint",
        ),
        pytest.param(
            "CREATE RULE quiet AS ON INSERT TO audit_auditevent DO INSTEAD NOTHING", id="a rule"
        ),
        pytest.param("ALTER TABLE audit_auditevent RENAME TO trail", id="another name"),
        pytest.param("CREATE TABLE public.mine (id int)", id="a table"),
        pytest.param(
            "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'", id="f"
        ),
        pytest.param("CREATE SCHEMA mine", id="a schema"),
        pytest.param("SET ROLE kap_owner", id="be the owner"),
        pytest.param("SET ROLE kap_sealer", id="be the sealer"),
        pytest.param("SET SESSION AUTHORIZATION kap_owner", id="be the owner from the start"),
        pytest.param("ALTER ROLE kap_app SUPERUSER", id="rise"),
        pytest.param("CREATE EXTENSION dblink", id="a way round"),
        pytest.param("COPY audit_auditevent FROM PROGRAM 'true'", id="the server's shell"),
        pytest.param("COPY patients_patient TO '/tmp/everybody'", id="a file on the server"),
        pytest.param("SELECT pg_read_file('postgresql.conf')", id="the server's files"),
        pytest.param("SELECT setval('audit_auditevent_id_seq', 1)", id="numbers set back"),
        pytest.param("DELETE FROM django_migrations", id="forgotten migrations"),
    ],
)
def test_the_app_is_refused(story, statement):
    refused(statement, because=NO)


@pytest.mark.parametrize("path", ["public", "pg_temp, public"])
def test_a_look_alike_table_does_not_fool_the_guards(undone, story, path):
    """A guard that asks an unsigned twin of the signed session would let the entry in."""
    session, moment = story.session.pk, timezone.now()
    run(
        "CREATE TEMP TABLE kap_sessions_medicinesession AS "
        "SELECT id, NULL::timestamptz AS signed_at FROM public.kap_sessions_medicinesession"
    )
    run(f"SET LOCAL search_path = {path}")

    refused(
        "INSERT INTO public.kap_sessions_sessionevent "
        "(session_id, key, code, text, occurred_at, recorded_at, recorded_by_id) "
        "VALUES (%s, '', 'tears', '', %s, %s, %s)",
        session, moment, moment, story.noor.pk, because="this session is signed",
    )  # fmt: skip


def test_every_guard_of_ours_names_its_schema(story):
    """A function that trusts the caller's search path can be led to another table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE proname LIKE 'kap\\_%%' "
            "AND prosrc ~* 'perform|select|update|insert' "
            "AND NOT coalesce(array_to_string(proconfig, ',') LIKE 'search_path=%%', false)",
            [],
        )

        assert cursor.fetchall() == []
