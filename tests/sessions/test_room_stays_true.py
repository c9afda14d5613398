"""A room in which nobody writes anything still shows where it stands: it asks anew at each boundary."""

import json
from datetime import timedelta

import pytest

from scheduling.enums import VisitKind
from scheduling.models import Appointment
from sessions.domain import visits
from sessions.pulse import MOST_DIGITS
from tests.sessions.test_sync import line
from tests.support.at_rest import told_once
from tests.support.rooms import at, soup, words
from tests.support.story import Story

LEAVING = ("#room-leave-left", "#room-leave-wait")

told, story = told_once(lambda: Story().under_way())


def measured(story):
    """At this very minute."""
    story.measured()
    return story.later(minutes=-2)


def poll(client, story, seen):
    return client.get(at(story, "pulse"), headers={"if-none-match": seen})


def steps(answer):
    return words(soup(answer).select_one("#room-steps .step--now .step__word")), words(
        soup(answer).select_one("#room-steps .step--next .step__note")
    )


def quiet_until(room, story, seen, *, minutes):
    """The first answer that is news, asked each minute, and how many minutes it took."""
    for minute in range(1, minutes + 1):
        answer = poll(room(story.later(minutes=1), story.noor), story, seen)
        if answer.status_code != 304:
            return minute, answer
    return None, None


def test_the_parts_come_anew_at_each_boundary_and_only_there(room, story):
    client = room(story, story.noor)
    measured(story)  # at 15 minutes: the next one is due at 30
    seen = poll(client, story, "")["ETag"]

    found = []
    while len(found) < 4:
        minute, answer = quiet_until(room, story, seen, minutes=60)
        seen = answer["ETag"]
        found.append((minute, *steps(answer)))

    assert found == [
        (10, "Peak", "due 10:17 AM"),
        (5, "Peak", "due now"),
        (15, "Return", "due now"),
        (30, "Processing", "due now"),
    ]


def test_between_two_boundaries_a_poll_costs_three_statements(
    room, story, django_assert_num_queries
):
    client = room(story, story.noor)
    measured(story)
    seen = poll(client, story, "")["ETag"]
    client, address = room(story.later(minutes=9, seconds=55), story.noor), at(story, "pulse")

    with django_assert_num_queries(3):
        quiet = client.get(address, headers={"if-none-match": seen})

    assert quiet.status_code == 304


def test_the_page_itself_knows_how_long_it_is_true(room, story):
    measured(story)
    page = soup(room(story, story.noor).get(at(story, "live")))
    seen = f'"{page.select_one("#room-seen")["value"]}"'

    assert poll(room(story.later(minutes=9), story.noor), story, seen).status_code == 304
    assert poll(room(story.later(minutes=1), story.noor), story, seen).status_code == 200


def test_a_line_in_between_moves_no_boundary(room, story):
    client = room(story, story.noor)
    measured(story)
    seen = poll(client, story, "")["ETag"]
    body = json.dumps({"entries": [line(story)]})
    told = client.post(
        at(story, "sync"), body, content_type="application/json",
        headers={"kap-seen": seen.strip('"')},
    ).json()  # fmt: skip
    seen = f'"{told["seen"]}"'

    assert poll(room(story.later(minutes=9), story.noor), story, seen).status_code == 304
    assert poll(room(story.later(minutes=1), story.noor), story, seen).status_code == 200


@pytest.mark.parametrize("until", ["", "x", "9" * (MOST_DIGITS + 9)])
def test_a_word_with_a_time_that_nobody_gave_gets_the_whole_room(room, story, until):
    client = room(story, story.noor)
    stage, beside, *rest = poll(client, story, "")["ETag"].strip('"').split("-")
    forged = "-".join([stage, f"{beside.rpartition('.')[0]}.{until}", *rest])

    answer = poll(client, story, f'"{forged}"')

    assert answer.status_code == 200
    assert soup(answer).select_one("#room-log")


def test_the_way_home_opens_by_itself(room, story):
    first = story.session.first_dose_at
    story.at = first + timedelta(minutes=118)
    measured(story)
    client = room(story, story.noor)
    page = soup(client.get(at(story, "live")))
    assert words(page.select_one("#panel-discharge > summary")) == "Discharge 2 min"
    assert "Discharge needs 2 more minutes" in words(page.select_one("#room-leave-wait"))
    seen = poll(client, story, "")["ETag"]

    minute, answer = quiet_until(room, story, seen, minutes=10)

    assert minute == 2
    assert steps(answer)[1] == "Time is met; the list decides"
    parts = soup(answer)
    assert all(parts.select_one(one).has_attr("hidden") for one in LEAVING)


def test_a_session_that_runs_over_says_so_and_goes_on_saying_until_when(room, story):
    first, visit = story.session.first_dose_at, story.appointment
    Appointment.objects.filter(pk=visit.pk).update(end_at=first + timedelta(minutes=125))
    visits.book_visit(
        story.new_patient("Rey Whitfield", key="rey"), kind=VisitKind.INTAKE,
        start_at=first + timedelta(minutes=200), minutes=60, clinician=story.raj, room=story.willow,
        by=story.flo, at=story.at,
    )  # fmt: skip
    story.at = first + timedelta(minutes=199)
    measured(story)
    client = room(story, story.noor)
    assert "Running over" not in client.get(at(story, "live")).text
    seen = poll(client, story, "")["ETag"]

    minute, answer = quiet_until(room, story, seen, minutes=10)

    assert minute == 5
    said = words(soup(answer).select_one("#room-time"))
    assert said.startswith("Running over This session runs to about 1:11 PM. The 1:07 PM intake")
