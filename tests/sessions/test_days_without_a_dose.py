"""No dose was given, and yet something happened: it stays on record, in the ledger and with the prescriber."""

from decimal import Decimal

import pytest

from medications.domain import stock
from sessions.domain import emergency, leaving, other_medicines
from sessions.domain.other_medicines import Medicine
from sessions.models import Incident
from tests.support.story import Story

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Story:
    story = Story().ready_to_book().booked().checked_in()
    story.stocked("MID-1", 50, substance="midazolam")
    return story


def end_without_a_dose(story: Story) -> None:
    leaving.end_session(
        story.session, outcome="no_dose", reason="Not today.", by=story.ana, at=story.at
    )


def test_what_was_given_on_a_day_without_a_dose_stays_drawn(story):
    given = other_medicines.give(
        story.session, medicine=Medicine("Midazolam", "2 mg"), basis="standing", by=story.noor,
        at=story.at, lot_number="MID-1", drawn_mg=Decimal(2),
    )  # fmt: skip

    end_without_a_dose(story)

    assert stock.balance(given.lot) == 48


def test_an_ambulance_before_the_dose_opens_an_incident(story):
    emergency.start(story.session, by=story.noor, at=story.at)
    emergency.finish(story.session, outcome="transferred", by=story.noor, at=story.at)

    end_without_a_dose(story)

    assert Incident.objects.get().kind == "transferred"


def test_handed_over_to_the_crew_counts_though_the_list_still_stands_open(story):
    emergency.stamp(story.session, kind="handed_over", by=story.noor, at=story.at, opens=True)

    end_without_a_dose(story)

    assert Incident.objects.get().kind == "transferred"


def test_told_only_after_the_end_it_opens_one_incident_all_the_same(story):
    end_without_a_dose(story)
    for _twice in "ab":
        emergency.start(story.session, by=story.noor, at=story.later(minutes=1).at)
        emergency.finish(story.session, outcome="transferred", by=story.noor, at=story.at)

    assert Incident.objects.get().kind == "transferred"


def test_taken_to_hospital_and_then_signed_out_is_an_incident_too(story):
    story.measured()
    story.dosed()
    emergency.start(story.session, by=story.noor, at=story.at)
    emergency.finish(story.session, outcome="transferred", by=story.noor, at=story.at)

    story.discharged()

    assert Incident.objects.get().kind == "transferred"


def test_an_emergency_that_passed_opens_none(story):
    emergency.start(story.session, by=story.noor, at=story.at)
    emergency.finish(story.session, outcome="settled", by=story.noor, at=story.at)

    end_without_a_dose(story)

    assert not Incident.objects.exists()
