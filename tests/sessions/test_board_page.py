"""Today's rooms on the wall."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from scheduling.models import Room
from sessions.domain import emergency, presence, vitals
from sessions.domain.limits import Reading
from tests.support.story import MONDAY, Story

pytestmark = pytest.mark.django_db
URL = reverse("sessions:board")


@pytest.fixture
def wall(client, time_machine):
    def look(story, who):
        time_machine.move_to(story.at, tick=False)
        client.force_login(who.user, backend="accounts.backends.OneQueryBackend")
        return client

    return look


def tiles(response):
    page = BeautifulSoup(response.text, "html.parser")
    return [" ".join(tile.get_text(" ").split()) for tile in page.select(".board__tile")]


def another_room(story, name, key):
    """A second patient on the same day, under way in a room of their own."""
    story.at = MONDAY + timedelta(minutes=1)
    story.ana = story.member(f"t{key}", f"Therapist {key}", Role.THERAPIST)
    story.patient = story.new_patient(name, key=key)
    story.willow = Room.objects.create(clinic=story.clinic, name=f"Room {key}")
    story.cedar = Room.objects.create(clinic=story.clinic, name=f"Room {key} east")
    return story.under_way()


def test_a_room_says_initials_phase_minutes_and_the_next_reading(wall):
    story = Story().under_way().later(minutes=3)

    presence.came(story.session, by=story.ana, at=story.at)

    (tile,) = BeautifulSoup(wall(story, story.noor).get(URL).text, "html.parser").select(
        ".board__tile"
    )

    assert tile.select_one(".shape [aria-current]").get_text(strip=True) == "Peak"
    tile.select_one(".shape").decompose()
    assert " ".join(tile.get_text(" ").split()) == (
        "MO Willow Peak 18 min since dose Vitals OVERDUE 3 min Ana Ruiz"
    )


def test_who_needs_help_hangs_first_until_it_is_over(wall):
    story = Story().under_way()
    another_room(story, "Ira Lowe", "ira")
    emergency.start(story.session, by=story.noor, at=story.at)
    called = f"Emergency since {timezone.localtime(story.at, story.clinic.zone):%-I:%M %p}"

    first, second = tiles(wall(story, story.noor).get(URL))
    assert first.startswith("IL")
    assert called in first
    assert second.startswith("MO")
    assert "Emergency" not in second

    emergency.finish(story.session, outcome="settled", by=story.noor, at=story.at)
    first, second = tiles(wall(story, story.noor).get(URL))
    assert first.startswith("MO")
    assert "Emergency" not in second


def test_what_is_due_is_not_yet_overdue(wall):
    story = Story().under_way().later(minutes=2)

    (tile,) = BeautifulSoup(wall(story, story.noor).get(URL).text, "html.parser").select(
        ".board__tile"
    )

    assert tile.select_one(".board__due").get_text(strip=True) == "Vitals due"
    assert "board__tile--due" not in tile["class"]


def test_the_wall_says_as_of_when_it_is(wall):
    story = Story().under_way()

    board = BeautifulSoup(wall(story, story.noor).get(URL).text, "html.parser").select_one("#board")

    assert board.select_one(".board__asof").get_text(" ", strip=True) == "As of 10:02 AM"
    assert board["data-now"] == story.at.astimezone(story.clinic.zone).isoformat()


def test_a_session_that_runs_with_nobody_logged_in_says_so(wall):
    story = Story().under_way()

    (tile,) = tiles(wall(story, story.noor).get(URL))

    assert tile.endswith("Nobody is logged in the room")


def test_a_reading_that_was_let_be_is_not_overdue_on_the_wall(wall):
    story = Story().under_way().later(minutes=3)
    vitals.decline(story.session, reason="Resting", by=story.noor, at=story.at)

    assert "Vitals in 12 min" in tiles(wall(story, story.noor).get(URL))[0]


def test_a_red_reading_stands_on_the_wall_until_a_better_one(wall):
    story = Story().under_way()
    told = wall(story, story.noor)
    vitals.record(story.session, reading=Reading(186, 112, 96, 95), by=story.noor, at=story.at)
    assert "Last reading red" in tiles(told.get(URL))[0]

    story.later(minutes=1).measured()
    assert "red" not in tiles(wall(story, story.noor).get(URL))[0]


def test_what_is_over_stands_last(wall):
    story = Story().under_way().discharged()
    another_room(story, "Ines Duarte", "ines")

    names = [tile[:2] for tile in tiles(wall(story, story.noor).get(URL))]

    assert names == ["ID", "MO"]


def test_the_wall_names_nobody_in_full(wall):
    story = Story().under_way()

    assert "Okafor" not in wall(story, story.noor).get(URL).text


def test_a_day_without_sessions_says_so(wall):
    story = Story()

    answer = wall(story, story.noor).get(URL)

    assert "No medicine session today" in answer.text
    assert tiles(answer) == []


def test_another_clinic_and_another_team_see_nothing(wall):
    story = Story().under_way()
    other = Story(story.at, name="Birch")
    stranger = story.member("tom", "Tom Berg", Role.THERAPIST)

    assert tiles(wall(other, other.noor).get(URL)) == []
    assert tiles(wall(story, stranger).get(URL)) == []


def test_the_desk_has_no_wall(wall):
    story = Story().under_way()

    assert wall(story, story.flo).get(URL).status_code == 403


@pytest.mark.parametrize("rooms", [1, 3])
def test_the_wall_costs_the_same_for_one_room_and_three(wall, rooms, django_assert_num_queries):
    story = Story().under_way()
    for number in range(rooms - 1):
        another_room(story, f"Rey Whit{'ab'[number]}", f"r{number}")
    client = wall(story, story.noor)

    with django_assert_num_queries(7):
        page = client.get(URL)

    assert len(tiles(page)) == rooms
