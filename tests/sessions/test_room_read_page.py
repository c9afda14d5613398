"""What is read in the room: where it stands, who shares it, how it is made up, a long log."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from sessions.domain import emergency, room_cards, support
from sessions.models import (
    SessionEvent,
)
from tests.support.at_rest import told_once
from tests.support.rooms import at, words
from tests.support.story import Story

told, story = told_once(lambda: Story().under_way())


@pytest.fixture
def as_(story, time_machine):
    """A browser of that member at the story's moment."""

    def sign_in(who):
        time_machine.move_to(story.at, tick=False)
        client = Client()
        client.force_login(who.user, backend="accounts.backends.OneQueryBackend")
        return client

    return sign_in


def soup(response):
    return BeautifulSoup(response.text, "html.parser")


def test_the_head_says_where_it_stands_and_what_comes_next(as_, story):
    page = soup(as_(story.noor).get(at(story, "live")))

    assert words(page.select_one(".step--now .step__word")) == "Peak"
    assert words(page.select_one(".step--next .step__word")) == "Take vitals"
    assert words(page.select_one(".shape [aria-current]")) == "Peak"
    assert "SL 200 mg, 2.86 mg/kg" in words(page.select_one(".room-head .identity"))
    assert len(page.select(".room-head .step--next")) == 1


def test_the_room_card_is_read_in_the_room_and_at_the_desk(as_, story):
    room_cards.keep(
        story.episode, lines={"scents": "No lavender", "food": "No nuts"}, by=story.ana, at=story.at
    )

    room = soup(as_(story.noor).get(at(story, "live")))
    desk = soup(as_(story.flo).get(at(story, "check_in")))

    assert "No lavender" in words(room.select_one("#room-words"))
    assert "Snack: No nuts." in words(room.select_one(".taps__food"))
    assert "No lavender" in words(desk.select_one("main"))


def test_the_preparation_visit_keeps_the_card(as_, story):
    url = reverse("sessions:preparation", args=[story.patient.pk])
    client = as_(story.ana)
    newest = soup(client.get(url)).select_one("[name=newest]")["value"]
    said = {
        "intention": "To rest", "communication_plan": "A raised hand", "newest": newest,
        "support_name": "Dele Okafor", "support_phone": "303 555 0118",
        "room_scents": "No lavender", "room_playlist": "x" * 201,
    }  # fmt: skip

    wrong = client.post(url, said)
    right = client.post(url, said | {"room_playlist": "Slow strings"})

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert "No lavender" in wrong.text
    assert room_cards.newest(story.episode).playlist == "Slow strings"


def test_two_who_share_a_room_are_one_tap_apart(as_, story):
    first = story.session
    story.ana = story.member("tina", "Tina Berg", "therapist")
    story.patient = story.new_patient("Ines Duarte", key="ines")
    story.ready_to_book().booked(in_days=3 / 24).checked_in()

    page = soup(as_(story.noor).get(reverse("sessions:live", args=[first.pk])))
    wall = soup(as_(story.noor).get(reverse("sessions:board")))

    assert [one.get_text() for one in page.select(".room-group__one")] == ["MO", "ID"]
    group = wall.select_one(".board__group")
    assert words(group.select_one(".board__head")) == "Willow 2 people"
    assert len(group.select(".board__tile")) == 2


def test_a_long_log_is_shown_from_its_newest_lines(as_, story):
    SessionEvent.objects.bulk_create(
        SessionEvent(
            session=story.session, code="ease", occurred_at=story.at, recorded_at=story.at,
            recorded_by=story.noor,
        )
        for _ in range(300)
    )  # fmt: skip
    client = as_(story.noor)

    short = soup(client.get(at(story, "live")))
    whole = soup(client.get(at(story, "live"), {"all": "1"}))

    assert len(short.select("#log-lines > li")) == 60
    assert len(whole.select("#log-lines > li")) == 302
    assert words(short.select_one(".log__more")) == "Show the 242 earlier lines"


def test_the_hard_moment_and_the_list_stand_in_the_log(as_, story):
    support.start(story.session, by=story.ana, at=story.at)
    support.finish(story.session, helped="The hand", by=story.ana, at=story.at)
    emergency.stamp(story.session, kind="oxygen", opens=True, by=story.noor, at=story.at)

    log = words(soup(as_(story.noor).get(at(story, "live"))).select_one("#room-log"))

    for sentence in (
        "Hard moment begins", "Hard moment passed Helped: The hand", "Emergency list opened",
        "Oxygen on", "First dose, 200 mg sublingual lozenge",
    ):  # fmt: skip
        assert sentence in log
