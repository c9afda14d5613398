"""What is typed into a room on another day is of the session's day, and the page says of which."""

from datetime import timedelta

import pytest

from sessions.models import AdverseEvent, MedicationAdministration, OtherMedicine, SessionEvent
from tests.support.at_rest import told_once
from tests.support.rooms import VITALS, at, soup, words
from tests.support.story import Story

told, story = told_once(lambda: Story().under_way())  # on a Monday, 10:02 by now
ADVERSE = {
    "type": "nausea", "severity": "mild", "action": "none", "outcome": "resolved", "when": "10:01",
}  # fmt: skip
OTHER = {"name": "Ondansetron", "amount": "4 mg", "basis": "standing", "when": "10:01"}


@pytest.mark.parametrize("hours", [21, 34], ids=["Tuesday at 7", "Tuesday at 8 in the evening"])
@pytest.mark.parametrize(
    ("name", "data", "newest"),
    [
        ("event", {"text": "10:01 Sat up"}, "occurred_at"),
        ("vitals", VITALS | {"taken": "10:01"}, "taken_at"),
        ("adverse", ADVERSE, "occurred_at"),
        ("other", OTHER, "given_at"),
    ],
)
def test_monday_typed_on_tuesday_is_monday(room, story, name, data, newest, hours):
    happened = story.at - timedelta(minutes=1)
    client = room(story.later(hours=hours), story.raj)

    answer = client.post(at(story, name), data)

    assert answer.status_code == 302
    rows = {
        "event": SessionEvent.objects, "vitals": story.session.vitals,
        "adverse": AdverseEvent.objects, "other": OtherMedicine.objects,
    }  # fmt: skip
    assert getattr(rows[name].latest("pk"), newest) == happened


def test_the_page_says_of_which_day_a_time_is(room, story):
    today = soup(room(story, story.noor).get(at(story, "live")))
    page = soup(room(story.later(hours=21), story.noor).get(at(story, "live")))

    assert "March 9" not in words(today.select_one(".room-sheets"))
    assert "on Monday, March 9" in words(page.select_one("#note-hint"))
    for name in ("vitals_taken", "adverse_when"):
        assert "On Monday, March 9." in words(
            page.select_one(f"#{name}").find_parent(class_="field")
        )


def test_a_dose_of_friday_is_recorded_on_monday(room, story):
    """Found days later: the day is chosen, and the session's own is chosen already."""
    story.patient = story.new_patient("Rey Whitfield", key="rey")
    story.ready_for_dose()
    given = story.at
    client = room(story.later(days=3), story.raj)
    day = soup(client.get(at(story, "live"))).select_one("[name=day]")
    assert (
        words(day.select_one("[selected]")) == f"{given.astimezone(story.clinic.zone):%A, %B %-d}"
    )

    client.post(
        at(story, "given"),
        {
            "kind": "first", "mg": "75", "day": "3", "what_happened": "On paper on Friday",
            "given": f"{given.astimezone(story.clinic.zone):%H:%M}", "route": "SL",
            "source": "PATIENT_OWN", "given_by": story.noor.pk,
        },
    )  # fmt: skip

    assert MedicationAdministration.objects.latest("pk").given_at == given


def test_a_line_of_another_day_says_when_it_was_entered(room, story):
    room(story.later(hours=21), story.noor).post(at(story, "event"), {"text": "10:01 Sat up"})

    line = soup(room(story, story.noor).get(at(story, "live"))).select_one("#log-lines li")

    assert "10:01" in words(line)
    assert "entered Mar 10 07:02" in words(line)
