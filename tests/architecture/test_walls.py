"""Another clinic's row is not there: on every route, for every role, however it is asked for.

The routes come from the resolver; a new one that takes a number must be entered here.
"""

import warnings
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern
from pytest_django.plugin import DjangoDbBlocker

from accounts.enums import Role
from accounts.models import Membership
from kap_clinic import scratch
from tests.architecture.house import routes
from tests.architecture.two_clinics import Told

# What the number in an address is: by route where one folder holds several kinds, else by folder.
KIND_OF_ROUTE = {
    "patients/notes/": "note",
    "patients/": "patient",
    "measures/": "patient",
    "messages/": "message",
    "stock/order/": "patient",
    "stock/reviews/": "waste to review",
    "stock/lines/": "ledger line",
    "stock/scans/": "invoice's scan",
    "stock/discrepancies/": "discrepancy",
    "stock/inventories/": "inventory",
    "stock/": "lot",
    "screening/consents/": "consent",
    "screening/": "patient",
    "sessions/preparation/": "patient",
    "sessions/limits/": "patient",
    "sessions/incidents/": "incident",
    "sessions/adverse/": "adverse event",
    "sessions/monitoring/": "monitoring form",
    "sessions/": "session",
    "integration/practices/": "practice",
    "integration/contacts/": "contact",
    "integration/": "window",
    "portal/journal/": "journal entry",
    "portal/documents/": "patient's document",
    "calendar/": "visit",
    "alerts/": "patient",
    "tasks/": "task",
    "documents/": "document",
    "settings/devices/": "device",
}
# The second number of an address: a row inside the first.
KIND_OF_ROW = {
    "leave_team": "team member",
    "end_person": "person",
    "end_allergy": "allergy",
    "void": "event",
    "amend": "event",
}
# What a route says to whoever may enter, whether or not what was sent made sense.
OPENED = {200, 204, 302, 400, 409, 422}
# Words in an address that are no row of anybody.
WORDS = {
    "part": "therapy", "kind": "event", "instrument": "phq9", "name": "staff",
    "section_key": "health", "key": "x", "number": 1,
}  # fmt: skip
# What a page's own script asks for: whoever is signed out is told so, and stays where they are.
ANSWERS_SCRIPTS = {"sessions/<int:pk>/sync/", "sessions/<int:pk>/pulse/"}
METHODS = ("get", "post")

pytestmark = pytest.mark.whole  # a thousand requests
NOT_THERE, FORBIDDEN, WRONG_METHOD = 404, 403, 405


def with_numbers() -> Iterator[tuple[str, URLPattern]]:
    for path, route in routes():
        kinds = {type(one).__name__ for one in route.pattern.converters.values()}
        numbered = {"pk", "row"} & set(route.pattern.converters)
        if not path.startswith("accounts/") and (numbered or "UUIDConverter" in kinds):
            yield path, route


ROUTES = dict(with_numbers())


def kind_of(path: str) -> str | None:
    return next((kind for start, kind in KIND_OF_ROUTE.items() if path.startswith(start)), None)


def address(path: str, rows: dict[str, object], row_from: dict[str, object] | None = None) -> str:
    """The route with a row of that clinic in it; the inner row may come from another one."""
    route, found = ROUTES[path], "/" + path
    for name, converter in route.pattern.converters.items():
        value = WORDS.get(name)
        if name == "pk":
            value = rows[kind_of(path)]
        elif name == "row":
            value = (row_from or rows)[KIND_OF_ROW[route.name]]
        word = {"IntConverter": "int", "UUIDConverter": "uuid", "SlugConverter": "slug"}
        found = found.replace(f"<{word[type(converter).__name__]}:{name}>", str(value))
    assert "<" not in found
    return found


@pytest.fixture(scope="module")
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), scratch.scratch_database():
        yield


@pytest.fixture(scope="module")
def home(committed: None) -> Told:
    return Told("Cedar")


@pytest.fixture(scope="module")
def abroad(committed: None) -> Told:
    return Told("Juniper")


def client_of(member: Membership | None) -> Client:
    client = Client(raise_request_exception=False, headers={"accept-language": "en"})
    if member is not None:
        client.force_login(member.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def asked(client: Client, method: str, where: str) -> int:
    """The answer, with whatever it changed undone."""
    with transaction.atomic(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        status = getattr(client, method)(where, {} if method == "get" else {"x": "1"}).status_code
        transaction.set_rollback(True)
    return status


def test_every_route_with_a_number_is_in_the_table():
    assert len(ROUTES) > 50
    assert [path for path in ROUTES if kind_of(path) is None] == []
    rows = [route.name for route in ROUTES.values() if "row" in route.pattern.converters]
    assert set(rows) == set(KIND_OF_ROW)


def test_the_table_is_not_stale():
    starts = {next(start for start in KIND_OF_ROUTE if path.startswith(start)) for path in ROUTES}

    assert starts == set(KIND_OF_ROUTE)


@pytest.fixture(scope="module")
def at_home(home: Told) -> list[tuple[Membership, Client]]:
    """Everybody of the home clinic, signed in."""
    return [(member, client_of(member)) for member in home.people.values()]


@pytest.mark.parametrize("path", ROUTES)
def test_the_route_opens_at_home(home, at_home, path):
    """Else the walls below would be proved with numbers that lead nowhere."""
    where, answers = address(path, home.rows), []
    for member, client in at_home:
        if set(ROUTES[path].callback.requires) & member.permissions:
            answers += [asked(client, method, where) for method in METHODS]
        if OPENED & set(answers):
            break

    assert OPENED & set(answers), answers
    assert max(answers) < 500


@pytest.mark.parametrize("role", Role.values)
def test_another_clinics_row_is_not_there(home, abroad, role):
    """Whoever may open the page gets the answer of a number never given, the others their 403."""
    member, rows = home.people[role], abroad.rows
    client, wrong = client_of(member), {}
    for path, route in ROUTES.items():
        answers = {asked(client, method, address(path, rows)) for method in METHODS}
        may = bool(set(route.callback.requires) & member.permissions)
        expected = NOT_THERE if may else FORBIDDEN
        if expected not in answers or not answers <= {expected, WRONG_METHOD}:
            wrong[path] = answers

    assert wrong == {}


@pytest.mark.parametrize("role", Role.values)
def test_a_row_inside_another_patients_row_is_not_there(home, abroad, role):
    client = client_of(home.people[role])
    inner = [path for path in ROUTES if "row" in ROUTES[path].pattern.converters]
    wrong = {}
    for path in inner:
        answer = asked(client, "post", address(path, home.rows, row_from=abroad.rows))
        if answer not in {NOT_THERE, FORBIDDEN, WRONG_METHOD}:
            wrong[path] = answer

    assert inner
    assert wrong == {}


def test_a_clinician_off_the_team_does_not_find_the_patient(home):
    client, rows, wrong = client_of(home.tess), home.rows, {}
    for path in ROUTES:
        for method in METHODS:
            answer = asked(client, method, address(path, rows))
            if answer not in {NOT_THERE, FORBIDDEN, WRONG_METHOD}:
                wrong[path] = answer

    assert wrong == {}


def test_a_patient_does_not_find_another_patient(home):
    client, rows = client_of(home.stranger), home.rows
    for path in ROUTES:
        for method in METHODS:
            answer = asked(client, method, address(path, rows))

            assert answer in {NOT_THERE, FORBIDDEN, WRONG_METHOD}, path


def test_a_stranger_is_sent_to_sign_in(home):
    client, rows = client_of(None), home.rows
    for path in ROUTES:
        for method in METHODS:
            answer = client.generic(method.upper(), address(path, rows))

            if path in ANSWERS_SCRIPTS:
                assert answer.status_code == 401, path
            elif answer.status_code != WRONG_METHOD:
                assert answer.status_code == 302, path
                assert answer["Location"].startswith("/accounts/login/"), path


def test_nothing_of_the_other_clinic_changed(home, abroad):
    """All this knocking left no row behind but the trail of it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM audit_auditevent WHERE clinic_id = %s AND actor_id = ANY(%s)",
            [abroad.clinic.pk, [one.pk for one in home.people.values()]],
        )

        assert cursor.fetchone() == (0,)
