"""What a page that stands open is told: nothing, a line, or more; the answer to a tap tells it too."""

import json
from datetime import timedelta
from urllib.parse import unquote

from bs4 import BeautifulSoup

from sessions.domain import observing
from tests.sessions.test_sync import line
from tests.support.at_rest import told_once
from tests.support.rooms import at, words
from tests.support.story import Story

told, story = told_once(lambda: Story().under_way())


def test_the_answer_carries_the_line_and_spares_the_page_a_question(
    room, story, django_assert_num_queries
):
    client = room(story, story.noor)
    seen = client.get(at(story, "pulse"))["ETag"].strip('"')
    observing.record_event(story.session, by=story.ana, at=story.at, code="fear")
    body = json.dumps({"entries": [line(story)]})

    with django_assert_num_queries(13):
        told = post(client, story, body, seen).json()

    assert [
        words(one.strong) for one in BeautifulSoup(told["lines"], "html.parser").select("li")
    ] == ["Tears", "Fear"]
    asked = {"if-none-match": f'"{told["seen"]}"'}
    assert client.get(at(story, "pulse"), headers=asked).status_code == 304
    story.measured()
    assert (
        "lines"
        not in post(client, story, json.dumps({"entries": [line(story)]}), told["seen"]).json()
    )


def test_the_word_of_another_session_brings_no_line_of_this_one(room, story):
    """One tablet sends what waits of every room, from whichever page is open."""
    client, number = room(story, story.noor), f"-{story.session.pk}."
    seen = client.get(at(story, "pulse"))["ETag"].strip('"')
    assert seen.count(number) == 1

    told = post(client, story, json.dumps({"entries": [line(story)]}), seen.replace(number, "-0."))

    assert "lines" not in told.json()


def post(client, story, body, seen):
    return client.post(
        at(story, "sync"), body, content_type="application/json", headers={"kap-seen": seen}
    )


def test_the_pulse_answers_304_in_three_statements(room, story, django_assert_num_queries):
    client, address = room(story, story.noor), at(story, "pulse")
    first = client.get(address)

    with django_assert_num_queries(3):
        quiet = client.get(address, headers={"if-none-match": first["ETag"]})

    assert (first.status_code, quiet.status_code, quiet.content) == (200, 304, b"")
    assert quiet["Kap-Now"].startswith(f"{story.at:%Y-%m-%dT%H:%M}")


def test_before_the_dose_the_pulse_wakes_with_the_minute(room, story):
    story.patient = story.new_patient("Rey Whitfield", key="rey")
    story.at += timedelta(days=1)
    story.ready_for_dose()
    seen = room(story, story.noor).get(at(story, "pulse"))["ETag"]
    asked = {"headers": {"if-none-match": seen}}
    same = room(story, story.noor).get(at(story, "pulse"), **asked).status_code
    story.later(minutes=1)

    assert (same, room(story, story.noor).get(at(story, "pulse"), **asked).status_code) == (
        304,
        200,
    )


def test_whoever_is_here_now_is_named_to_the_page(room, story):
    """After another person signed in on the spot, what is logged from then on bears their name."""
    client = room(story, story.noor)

    asked = client.get(at(story, "pulse"))
    told = post(client, story, json.dumps({"entries": []}), "").json()

    assert unquote(asked["Kap-Name"]) == told["name"] == "Noor Haddad"


def test_one_persons_pulse_is_not_anothers(room, story):
    seen = room(story, story.noor).get(at(story, "pulse"))["ETag"]

    answer = room(story, story.ana).get(at(story, "pulse"), headers={"if-none-match": seen})

    assert answer.status_code == 200
