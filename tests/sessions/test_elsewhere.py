"""An emergency in another room is the one thing that a quiet room says of the others."""

from datetime import timedelta

import pytest

from scheduling.models import Room
from sessions.domain import emergency
from tests.support.rooms import at, soup, words
from tests.support.story import MONDAY, Story

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    """Margo Okafor's room, and Ira Lowe's room Fern at the same time."""
    story = Story().under_way()
    quiet = story.session
    story.at = MONDAY + timedelta(minutes=1)
    story.ana = story.member("tira", "Therapist Ira", "therapist")
    story.patient = story.new_patient("Ira Lowe", key="ira")
    story.willow = Room.objects.create(clinic=story.clinic, name="Fern")
    story.cedar = Room.objects.create(clinic=story.clinic, name="Fern east")
    story.under_way()
    return story, quiet


def shown(answer):
    return soup(answer).select_one("#room-elsewhere")


def test_it_comes_with_the_next_poll_and_goes_with_its_end(room, two):
    story, quiet = two
    client = room(story, story.noor)
    ask = f"/sessions/{quiet.pk}/pulse/"
    page = client.get(f"/sessions/{quiet.pk}/")
    assert shown(page).has_attr("hidden")
    seen = soup(page).select_one("#room-seen")["value"]

    emergency.start(story.session, by=story.noor, at=story.at)
    woken = client.get(ask, headers={"if-none-match": f'"{seen}"'})

    assert words(shown(woken)).startswith("Emergency in Fern since ")
    assert not shown(woken).has_attr("hidden")
    assert "Ira" not in woken.text
    assert "IL" not in words(shown(woken))
    assert client.get(ask, headers={"if-none-match": woken["ETag"]}).status_code == 304

    emergency.finish(story.session, outcome="settled", by=story.noor, at=story.at)
    calm = client.get(ask, headers={"if-none-match": woken["ETag"]})
    assert shown(calm).has_attr("hidden")
    assert not words(shown(calm))


def test_its_own_room_says_it_in_its_own_list(room, two):
    story, _ = two
    emergency.start(story.session, by=story.noor, at=story.at)

    assert shown(room(story, story.noor).get(at(story, "live"))).has_attr("hidden")


def test_beside_the_person_the_initials_say_who(room, two):
    story, quiet = two
    visit = story.session.appointment
    visit.room = quiet.appointment.room
    visit.status = "cancelled"  # only so that the database lets two lie in one room here
    visit.save()
    emergency.start(story.session, by=story.noor, at=story.at)

    page = room(story, story.noor).get(f"/sessions/{quiet.pk}/")

    assert words(shown(page)).startswith("Emergency in this room, IL, since ")


def test_another_clinic_and_another_day_hear_nothing(room, two):
    story, quiet = two
    emergency.start(story.session, by=story.noor, at=story.at)
    other = Story(story.at, name="Birch").under_way()

    assert shown(room(other, other.noor).get(at(other, "live"))).has_attr("hidden")

    story.session.emergencies.update(started_at=quiet.planned_at - timedelta(hours=13))
    assert shown(room(story, story.noor).get(f"/sessions/{quiet.pk}/")).has_attr("hidden")
