"""A session that runs over pushes the next in its room: the desk reads it beside that visit."""

from datetime import timedelta

import pytest

from scheduling.enums import VisitKind
from sessions.domain import visits
from tests.support.pages import page
from tests.support.story import Story

pytestmark = pytest.mark.django_db


@pytest.fixture
def late(story) -> Story:
    """Dosed an hour and a half after the session began; somebody comes when it was to end."""
    story.ready_for_dose().later(minutes=100)
    story.measured()
    story.dosed()
    first = story.patient
    for key, name, room in (("ines", "Ines Duarte", "willow"), ("theo", "Theo Brand", "cedar")):
        story.patient = story.new_patient(name, key=key)
        story.screened()
        visits.book_visit(
            story.patient, kind=VisitKind.PREPARATION, start_at=story.appointment.end_at, minutes=50,
            clinician=story.raj if room == "willow" else story.mei, room=getattr(story, room),
            by=story.flo, at=story.at,
        )  # fmt: skip
    story.patient = first
    return story


def notes(soup) -> dict[str, str]:
    return {
        line.select_one(".line__title").get_text(strip=True): " ".join(line.get_text(" ").split())
        for line in soup.select(".line") if line.select_one(".line__title")
    }  # fmt: skip


def test_the_next_in_the_room_has_to_wait_and_nobody_else(late, as_, hour):
    hour(late)

    told = notes(page(as_(late.flo).get("/")))

    assert "Has to wait: the session before runs to about" in told["Ines Duarte"]
    assert "Has to wait" not in told["Theo Brand"]
    assert "Has to wait" not in told["Margo Okafor"]


def test_once_the_patient_has_left_nobody_waits(late, as_, hour):
    late.discharged()
    late.at = late.appointment.end_at - timedelta(minutes=1)
    hour(late)

    assert "Has to wait" not in as_(late.flo).get("/").text
