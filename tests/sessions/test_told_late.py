"""A dose charted after readings that turn out to lie behind it: what opened them then opens nothing now."""

from datetime import timedelta
from decimal import Decimal

import pytest

from sessions.domain import as_given, dosing, gate, vitals
from sessions.domain.limits import Reading
from tests.support.story import Story

pytestmark = pytest.mark.django_db

AMBER = Reading(systolic=146, diastolic=84, heart_rate=70, spo2=98)


@pytest.fixture
def story() -> Story:
    """Two amber readings before anybody had written down the dose."""
    story = Story().ready_to_book().booked().checked_in()
    for _repeat in range(2):
        vitals.record(story.session, reading=AMBER, by=story.noor, at=story.later(minutes=6).at)
    return story


def opened(story: Story, by) -> None:
    gate.acknowledge(
        story.session, item="vitals_amber", reason="Calm", by=by, at=story.later(minutes=1).at
    )


def told(story: Story) -> None:
    as_given.record_as_given(
        story.patient, dose=dosing.Dose(mg=Decimal(150), kind="first"),
        given_at=story.at - timedelta(minutes=14), what_happened="Written late.", by=story.noor,
        at=story.later(minutes=1).at,
    )  # fmt: skip


def missing(story: Story) -> list[str]:
    return gate.missing_codes(story.episode, story.session, at=story.at)


def test_what_a_nurse_opened_before_the_dose_was_told_opens_no_booster(story):
    opened(story, story.noor)
    assert "vitals_amber" not in missing(story)

    told(story)

    assert "vitals_amber" in missing(story)
    opened(story, story.raj)
    assert "vitals_amber" not in missing(story)


def test_what_a_prescriber_opened_stays_open(story):
    opened(story, story.raj)

    told(story)

    assert "vitals_amber" not in missing(story)
