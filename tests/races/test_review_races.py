"""Two people at once around a course of care: each act happens once, and nobody sees an error."""

from decimal import Decimal
from functools import partial

import pytest

from integration.models import IntegrationWindow
from screening.domain import intake
from screening.models import ConsentTemplate, Finding, Intake
from sessions.domain import agreements, dosing
from sessions.domain.as_given import record_as_given
from sessions.models import MedicineSession
from tests.races.crowd import at_once, counted
from tests.support.story import REQUIRED, Story


@pytest.fixture
def story(scratch_db) -> Story:
    return Story()


def test_a_dose_nobody_had_booked_is_told_once(story):
    dose = dosing.Dose(mg=Decimal(50), kind="first")
    tell = [
        partial(
            record_as_given, story.patient, dose=dose, given_at=story.at, what_happened="On paper.",
            by=by, at=story.at,
        )
        for by in (story.noor, story.raj, story.kim, story.ana)
    ]  # fmt: skip

    outcomes = at_once(*tell)

    assert counted(outcomes) == {"done": 1, "invalid": 3}
    assert MedicineSession.objects.count() == IntegrationWindow.objects.count() == 1


def test_an_intake_sent_twice_at_once_opens_each_finding_once(story):
    send = partial(
        intake.submit, story.patient, conditions=["PSY1", "SUD1"], medications=[], allergies=[],
        by=story.me, at=story.at,
    )  # fmt: skip

    outcomes = at_once(send, send, send, send)

    assert counted(outcomes) == {"done": 4}
    assert Intake.objects.count() == 4
    assert sorted(Finding.objects.open().values_list("code", flat=True)) == ["PSY1", "SUD1"]


def test_the_first_who_sign_at_once_sign_one_text(story):
    patients = [story.new_patient(f"Person {number}", key=f"p{number}") for number in range(4)]
    signers = []
    for patient in patients:
        story.patient = patient
        signers.append(
            partial(agreements.sign_consents, patient, kinds=REQUIRED, by=story.me, at=story.at)
        )

    outcomes = at_once(*signers)

    assert counted(outcomes) == {"done": 4}
    assert ConsentTemplate.objects.count() == len(REQUIRED)
