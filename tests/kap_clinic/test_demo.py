"""The demo clinic can be loaded whole: whoever tries the product begins there."""

from datetime import UTC, datetime

import pytest

from accounts.models import Clinic, User
from kap_clinic.demo.load import load
from kap_clinic.demo.people import MAIL, PASSWORD
from patients.models import CareTeamMember
from sessions.models import MedicineSession

pytestmark = pytest.mark.whole
CROWDED = datetime(
    2026, 11, 22, 13, 27, tzinfo=UTC
)  # a told journey stands in the room of a staged one
ACCOUNTS = ("owner", "prescriber", "therapist", "nurse", "frontdesk", "biller", "patient")


def test_it_loads_with_its_people_and_their_journeys(scratch_db):
    said: list[str] = []

    clinic = load(CROWDED, say=said.append)

    for name in ACCOUNTS:
        assert User.objects.get(email=f"{name}@{MAIL}").check_password(PASSWORD), name
    assert clinic.is_demo
    assert Clinic.objects.filter(is_demo=True).count() == 1
    assert clinic.patients.count() >= 12
    led = CareTeamMember.objects.filter(is_lead=True, ended_at=None).values("patient")
    assert not clinic.patients.exclude(pk__in=led).exists()
    assert MedicineSession.objects.filter(episode__patient__clinic=clinic).count() >= 5
