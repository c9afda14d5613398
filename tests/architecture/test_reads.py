"""Who looked at whom is written down: each page that names a patient leaves its line in the read log.

The routes come from the resolver; what is left out stands here with its reason.
"""

import warnings
from collections.abc import Iterator

import pytest
from django.db import transaction

from accounts.models import Membership
from audit.models import AuditEvent
from kap_clinic import scratch
from tests.architecture.house import routes
from tests.architecture.test_walls import ROUTES, address, client_of
from tests.architecture.two_clinics import Told

pytestmark = pytest.mark.whole

DIARY = "the day's diary, read all day by those who keep it; every chart behind it is logged"
FORM = (
    "a form to write with, whose act leaves its own line; it shows a name to be sure of the person"
)
NOT_LOGGED = {
    "": DIARY,
    "calendar/": DIARY,
    "calendar/<int:pk>/": DIARY,
    "calendar/book/": DIARY,
    "integration/": DIARY,
    "patients/suggest/": "names while one is typed; the list and the chart they lead to are logged",
    "trail/": "reading the trail leaves its line of its own kind",
    "tasks/": DIARY,
    "tasks/<int:pk>/": FORM,
    "calendar/<int:pk>/cancel/": FORM,
    "sessions/<int:pk>/check-in/": FORM,
    "sessions/<int:pk>/pulse/": "asked every few seconds by a room whose opening is logged",
    "sessions/incidents/": DIARY,
    "sessions/monitoring/": "a list of forms to send; opening one is logged",
}


@pytest.fixture(scope="module")
def home(django_db_setup, django_db_blocker) -> Iterator[Told]:
    with django_db_blocker.unblock(), scratch.scratch_database():
        yield Told("Cedar")


def pages(home: Told) -> Iterator[tuple[str, str]]:
    for path, _route in routes():
        if path in ROUTES:
            yield path, address(path, home.rows)
        elif "<" not in path and not path.startswith("accounts/"):
            yield path, "/" + path


def staff_of(path: str, home: Told) -> list[Membership]:
    (route,) = [one for known, one in routes() if known == path]
    wanted = set(getattr(route.callback, "requires", ()))
    everyone = [one for one in home.people.values() if one.pk != home.me.pk]
    return [one for one in everyone if wanted & one.permissions]


def names_a_patient(home: Told, member: Membership, where: str) -> tuple[bool, int]:
    """Whether the page says who it is about, and how many lines it left."""
    client = client_of(member)
    with transaction.atomic(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        before = AuditEvent.objects.filter(outcome="read").count()
        answer = client.get(where)
        left = AuditEvent.objects.filter(outcome="read").count() - before
        transaction.set_rollback(True)
    is_page = answer.status_code == 200 and "text/html" in answer.get("Content-Type", "")
    return is_page and any(name in answer.text for name in names_of(home)), left


def names_of(home: Told) -> tuple[str, ...]:
    return (home.patient.legal_name, home.patient.name, home.patient.record_number)


def test_each_page_that_names_a_patient_leaves_a_line(home):
    silent, named = set(), set()
    for path, where in pages(home):
        for member in staff_of(path, home):
            names, left = names_a_patient(home, member, where)
            if names:
                named.add(path)
                silent |= set() if left else {path}

    assert len(named) > 20
    forgotten = sorted(silent - set(NOT_LOGGED))
    assert not forgotten, "No line is left by:\n" + "\n".join(forgotten)


def test_what_is_left_out_is_still_there():
    assert set(NOT_LOGGED) <= {path for path, _route in routes()}
