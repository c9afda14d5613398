"""Rooms: named, with places, kept by whoever settles the clinic."""

import pytest

from scheduling.models import Room
from tests.support.pages import page
from tests.support.story import Story

WIDE = {"name": "Juniper", "places": "4", "turnover_minutes": "15", "is_active": "on"}


def test_the_owner_adds_a_room_and_changes_one(story, as_, hour):
    hour(story)
    client = as_(story.owen)

    client.post("/calendar/rooms/", WIDE)
    client.post(f"/calendar/rooms/{story.willow.pk}/", WIDE | {"name": "Willow", "is_active": ""})

    juniper = Room.objects.get(clinic=story.clinic, name="Juniper")
    assert (juniper.places, juniper.turnover_minutes, juniper.is_active) == (4, 15, True)
    story.willow.refresh_from_db()
    assert (story.willow.places, story.willow.is_active) == (4, False)
    shown = page(client.get("/calendar/rooms/"))
    assert "4 places, 15 minutes free after a visit" in " ".join(shown.get_text().split())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": "Cedar"}, "Another room has that name."),
        ({"places": "0"}, "greater than or equal to 1"),
        ({"places": "99"}, "less than or equal to 40"),
        ({"name": ""}, "Enter the name"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_room_is_refused_and_kept(story, as_, hour, changes, words):
    hour(story)

    answer = as_(story.owen).post("/calendar/rooms/", WIDE | changes)

    assert answer.status_code == 422
    assert words in page(answer).get_text()
    assert page(answer).select_one("[name=turnover_minutes]")["value"] == "15"
    assert Room.objects.filter(clinic=story.clinic).count() == 2


def test_nobody_else_settles_rooms(story, as_, hour):
    hour(story)
    other = Story(story.at, name="Birch")

    assert as_(story.flo).post("/calendar/rooms/", WIDE).status_code == 403
    assert as_(story.owen).post(f"/calendar/rooms/{other.willow.pk}/", WIDE).status_code == 404
    assert not Room.objects.filter(name="Juniper").exists()
