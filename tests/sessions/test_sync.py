"""The tablet's outbox on the server: each line once, in its order, by its own hand, never an error."""

import json
import uuid
from datetime import timedelta

import pytest
from django.core import signing

from accounts.enums import Role
from sessions.authors import SALT, author_word
from sessions.models import (
    AdverseEvent,
    EmergencyRun,
    ReadingDeclined,
    SessionEvent,
    SessionPulse,
    VitalSigns,
)
from tests.support.at_rest import told_once
from tests.support.rooms import at, soup, words
from tests.support.story import Story

VITALS = {"systolic": 131, "diastolic": 84, "heart_rate": 76, "spo2": 98}
ADVERSE = {"type": "nausea", "severity": "mild", "action": "reassure", "outcome": "resolving"}


told, story = told_once(lambda: Story().under_way())


def line(story, kind="event", facts=None, *, ago=0, counter=1, **more):
    """One entry as the page makes it, so many seconds ago."""
    moment = story.at - timedelta(seconds=ago)
    told = {
        "id": str(uuid.uuid4()), "kind": kind, "facts": {"code": "tears"} if facts is None else facts,
        "at": moment.isoformat(), "device_at": moment.isoformat(), "counter": counter,
        "author": author_word(story.noor, story.session.pk),
    }  # fmt: skip
    return told | more


def send(client, story, *lines):
    body = json.dumps({"entries": lines, "sent_at": story.at.isoformat()})
    return client.post(at(story, "sync"), body, content_type="application/json")


def states(answer):
    assert answer.status_code == 200, answer.text
    return [one["state"] for one in answer.json()["stored"]]


def refused(answer):
    (one,) = answer.json()["stored"]
    assert one["state"] == "refused"
    return one["sentence"]


def test_each_kind_runs_the_verb_of_its_form(room, story):
    client = room(story, story.noor)
    tap = line(story, ago=90)
    note = line(story, facts={"text": "t-3 is only text here", "severity": 2}, counter=2)

    answer = send(
        client, story, tap, note,
        line(story, "vitals", VITALS | {"temperature": "36.8", "dissociation": 4}, counter=3),
        line(story, "declined", {"reason": "Asleep"}, counter=4),
        line(story, "adverse", ADVERSE | {"text": "Twice"}, counter=5),
        line(story, "amend", {"target": {"kind": "event", "key": note["id"]}, "minutes": 5}, counter=6),
        line(story, "void", {"target": {"kind": "event", "key": tap["id"]}}, counter=7),
    )  # fmt: skip

    assert states(answer) == ["stored"] * 7
    struck = SessionEvent.objects.get(key=tap["id"])
    assert struck.occurred_at == story.at - timedelta(seconds=90)
    assert struck.device_at == struck.occurred_at
    assert struck.voided_by == story.noor
    standing = SessionEvent.objects.standing().get()
    assert (standing.text, standing.severity) == ("t-3 is only text here", 2)
    assert standing.occurred_at == story.at - timedelta(minutes=5)
    assert standing.replaces.key == note["id"]
    reading = VitalSigns.objects.latest("pk")
    assert (reading.systolic, reading.dissociation, float(reading.temperature)) == (131, 4, 36.8)
    assert ReadingDeclined.objects.get().reason == "Asleep"
    assert AdverseEvent.objects.get().text == "Twice"


def test_the_same_lines_again_are_known_and_change_nothing(room, story):
    client = room(story, story.noor)
    lines = [
        line(story), line(story, "vitals", VITALS, counter=2),
        line(story, "adverse", ADVERSE, counter=3), line(story, "declined", {"reason": "x"}, counter=4),
    ]  # fmt: skip
    first = send(client, story, *lines)
    revision = SessionPulse.objects.get(session=story.session).revision
    story.later(minutes=1)

    again = send(room(story, story.noor), story, *lines)

    assert (states(first), states(again)) == (["stored"] * 4, ["known"] * 4)
    assert SessionPulse.objects.get(session=story.session).revision == revision
    assert SessionEvent.objects.count() == AdverseEvent.objects.count() == 1


def test_the_emergency_list_opens_at_the_moment_it_was_pressed(room, story):
    client = room(story, story.noor)
    start = line(story, "emergency", {}, ago=600)
    oxygen = line(story, "step", {"kind": "oxygen"}, ago=590, counter=2)

    first, again = send(client, story, start, oxygen), send(client, story, start, oxygen)

    assert (states(first), states(again)) == (["stored"] * 2, ["stored"] * 2)
    run = EmergencyRun.objects.get()
    assert (run.key, run.started_by) == (start["id"], story.noor)
    assert run.started_at == story.at - timedelta(seconds=600)
    assert run.steps.get().done_at == story.at - timedelta(seconds=590)
    shown = soup(client.get(at(story, "live"))).select_one(f"#room-log [data-key='{start['id']}']")
    assert "Emergency list opened" in words(shown)
    assert "entered 10:02" in words(shown)
    story.later(minutes=1)
    assert states(send(room(story, story.noor), story, start, oxygen)) == ["known"] * 2
    assert EmergencyRun.objects.count() == 1


def test_lines_are_taken_in_the_order_of_the_tablets_counter(room, story):
    tap = line(story, counter=7)
    undo = line(story, "void", {"target": {"kind": "event", "key": tap["id"]}}, counter=8)

    answer = send(room(story, story.noor), story, undo, tap)

    assert [one["id"] for one in answer.json()["stored"]] == [tap["id"], undo["id"]]
    assert states(answer) == ["stored", "stored"]


def test_a_wrong_line_is_refused_by_itself(room, story):
    answer = send(
        room(story, story.noor), story, line(story),
        line(story, "vitals", VITALS | {"diastolic": 140}, counter=2), line(story, counter=3),
    )  # fmt: skip

    assert states(answer) == ["stored", "refused", "stored"]
    assert answer.json()["stored"][1]["sentence"] == (
        "The lower pressure must be below the upper one."
    )


def test_a_tablet_that_runs_ahead_writes_nothing_into_the_future(room, story):
    told = line(story, ago=-3 * 3600)

    send(room(story, story.noor), story, told)

    row = SessionEvent.objects.get()
    assert (row.occurred_at, row.device_at) == (story.at, story.at + timedelta(hours=3))


@pytest.mark.parametrize(
    ("hours", "words_"),
    [(3, "tablet clock 3 h fast"), (-26, "tablet clock 26 h slow"), (0.01, "")],
)
def test_a_clock_that_is_off_is_said_in_the_log(room, story, hours, words_):
    told = line(story) | {"device_at": (story.at + timedelta(hours=hours)).isoformat()}
    client = room(story, story.noor)
    send(client, story, told)

    page = soup(client.get(at(story, "live")))

    (shown,) = [one for one in page.select("#room-log .log__who") if "Noor" in one.text][:1]
    assert ("tablet clock" in words(shown)) is bool(words_)
    assert words_ in words(shown)


def test_the_hand_is_the_one_that_logged_not_the_one_that_unlocked(room, story):
    told = line(story, author=author_word(story.ana, story.session.pk))

    send(room(story, story.noor), story, told)

    assert SessionEvent.objects.get().recorded_by == story.ana


def forged(story):
    word = author_word(story.noor, story.session.pk)
    return word[:-2] + ("AA" if not word.endswith("AA") else "BB")


def of_another_purpose(story):
    return signing.dumps([story.noor.pk, story.session.pk], salt="something.else")


def of_another_room(story):
    return author_word(story.noor, story.session.pk + 1)


def of_another_clinic(story):
    return author_word(Story(story.at, name="Birch").raj, story.session.pk)


def of_the_desk(story):
    return author_word(story.flo, story.session.pk)


def of_one_who_left(story):
    story.kim.is_active = False
    story.kim.save()
    return author_word(story.kim, story.session.pk)


def of_a_stranger_to_the_patient(story):
    tess = story.member("tess", "Tess Lund", Role.THERAPIST)
    return author_word(tess, story.session.pk)


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        (lambda story: None, "It does not say who wrote it."),
        (lambda story: {"a": 1}, "It does not say who wrote it."),
        (forged, "It does not say who wrote it."),
        (of_another_purpose, "It does not say who wrote it."),
        (of_another_room, "It does not say who wrote it."),
        (of_another_clinic, "Whoever wrote it no longer works here."),
        (of_one_who_left, "Whoever wrote it no longer works here."),
        (of_the_desk, "Your role does not include this."),
        (of_a_stranger_to_the_patient, "You are not on this patient's care team."),
    ],
)
def test_a_word_that_is_nobodys_writes_nothing(room, story, word, sentence):
    told = line(story, author=word(story))

    answer = send(room(story, story.noor), story, told)

    assert refused(answer).startswith(sentence)
    assert not SessionEvent.objects.exists()


def test_a_word_older_than_two_weeks_is_refused_in_words(room, story):
    client = room(story, story.noor)
    told = line(story)
    story.later(days=14, minutes=1)

    answer = send(room(story, story.noor), story, told)

    assert client is not None
    assert refused(answer).startswith("This page is older than two weeks.")
    assert SALT in "sessions.author"


@pytest.mark.parametrize(
    "spoilt",
    [
        {"id": 7}, {"id": "x" * 70}, {"id": None}, {"kind": "dose"}, {"kind": ["event"]},
        {"facts": None}, {"facts": []}, {"facts": {}}, {"facts": {"code": "no_such"}},
        {"facts": {"text": "a\x00b"}}, {"facts": {"text": "\ud800"}}, {"facts": {"\udfff": 1}},
        {"facts": {"text": "x" * 100_000}}, {"facts": {"text": "x", "severity": 1e30}},
        {"facts": {"text": "x", "severity": "9" * 5000}}, {"facts": {"text": "x", "severity": -1}},
        {"at": None}, {"at": 5}, {"at": "yesterday"}, {"at": "2026-03-02T16:00:00"},
        {"at": "0001-01-01T00:00:00+14:00"}, {"at": "2026-02-01T10:00:00+00:00"}, {"counter": None, "id": 1},
        {"kind": "void"}, {"kind": "void", "facts": {"target": {"kind": "dose", "row": 1}}},
        {"kind": "void", "facts": {"target": {"kind": "event", "row": 2**70}}},
        {"kind": "void", "facts": {"target": {"kind": "event", "row": True}}},
        {"kind": "void", "facts": {"target": {"kind": "event", "key": "nobody's"}}},
        {"kind": "amend", "facts": {"target": "x", "minutes": 1}},
        {"kind": "vitals", "facts": VITALS | {"spo2": "NaN"}},
        {"kind": "vitals", "facts": VITALS | {"temperature": "1e30"}},
        {"kind": "vitals", "facts": VITALS | {"dissociation": 99}},
        {"kind": "adverse", "facts": ADVERSE | {"type": "x"}}, {"kind": "declined", "facts": {"reason": " "}},
    ],
)  # fmt: skip
def test_whatever_a_line_holds_it_is_refused_in_words(room, story, spoilt):
    before = VitalSigns.objects.count()

    answer = send(room(story, story.noor), story, line(story) | spoilt)

    assert len(refused(answer)) > 5
    written = SessionEvent.objects.count() + AdverseEvent.objects.count()
    assert (written, VitalSigns.objects.count()) == (0, before)


@pytest.mark.parametrize(
    "far", ["0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00", "x", 7, None]
)
def test_a_tablets_clock_beyond_reason_is_left_out(room, story, far):
    answer = send(room(story, story.noor), story, line(story, device_at=far))

    assert states(answer) == ["stored"]
    assert SessionEvent.objects.get().device_at is None


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"{", b"\xff\xfe", b'{"entries": 1}', b'{"entries": {}}', b"9" * 5000,
        b"[" * 100_000, b'{"entries": ["x"', json.dumps({"entries": [{}] * 51}).encode(),
    ],
    ids=range(10),
)  # fmt: skip
def test_a_body_that_is_none_is_said_so(room, story, body):
    client = room(story, story.noor)

    answer = client.post(at(story, "sync"), body, content_type="application/json")

    assert (answer.status_code, answer.json()["sentence"][:18]) == (400, "Nothing was taken:")


def test_lines_that_are_none_are_refused_one_by_one(room, story):
    answer = send(room(story, story.noor), story, 1, None, [], {})

    assert states(answer) == ["refused"] * 4


def test_signed_out_is_said_without_a_page(client, story):
    answers = [send(client, story, line(story)), client.get(at(story, "pulse"))]

    assert [one.status_code for one in answers] == [401, 401]
    assert answers[0].json()["sentence"].startswith("You have been signed out.")


@pytest.mark.parametrize("who", ["flo", "bea", "owen"])
def test_who_may_not_run_a_session_sends_nothing(room, story, who):
    answer = send(room(story, getattr(story, who)), story, line(story))

    assert answer.status_code == 403
    assert answer.json()["sentence"] == "Your role does not include this page."
    assert not SessionEvent.objects.exists()


def test_another_clinics_session_is_not_there(room, story):
    other = Story(story.at, name="Birch")

    answer = send(room(other, other.raj), story, line(story))

    assert answer.status_code == 404
    assert not SessionEvent.objects.exists()


def test_an_undo_that_came_too_late_says_who_was_first(room, story):
    tap = line(story)
    client = room(story, story.noor)
    send(client, story, tap)
    target = {"target": {"kind": "event", "key": tap["id"]}}
    send(
        client, story, line(story, "void", target, author=author_word(story.ana, story.session.pk))
    )
    story.later(minutes=5)

    answer = send(room(story, story.noor), story, line(story, "void", target))

    (one,) = answer.json()["stored"]
    assert (one["state"], one["sentence"]) == (
        "known", "Ana Ruiz had struck it through at 10:02 AM already.",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "more", "sentence"),
    [
        ("void", {}, "Ana Ruiz changed this line meanwhile."),
        (
            "amend",
            {"text": "louder"},
            "Ana Ruiz changed this line meanwhile. Read it, and change the new one.",
        ),
    ],
)
def test_a_line_that_was_changed_meanwhile_is_not_changed_again(room, story, kind, more, sentence):
    tap = line(story)
    target = {"target": {"kind": "event", "key": tap["id"]}}
    client = room(story, story.noor)
    send(client, story, tap)
    theirs = author_word(story.ana, story.session.pk)
    send(client, story, line(story, "amend", target | {"text": "softly"}, author=theirs))

    answer = send(client, story, line(story, kind, target | more))

    assert refused(answer).startswith(sentence)
    assert SessionEvent.objects.standing().get().text == "softly"


def test_after_the_signatures_a_late_line_is_refused_and_says_where_to_write(room, story):
    told = line(story)
    story.discharged().signed()

    answer = send(room(story, story.noor), story, told)

    assert refused(answer) == "Both parts are signed; the record is closed. Write an addendum."
