"""The outbox: what was said to patients, in the words in which it left."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from messaging.domain import outbox, preferences
from messaging.gateways.base import GatewayError
from messaging.models import Message
from patients.models import WorklistTask
from sessions.domain import visits
from tests.support.pages import page
from tests.support.story import REQUIRED, Story

STATEMENTS = 5


class Way:
    """A gateway that takes everything, or nothing."""

    honours_keys = True

    def __init__(self, *, fails: bool = False) -> None:
        self.fails = fails

    def send(self, outgoing) -> str:
        if self.fails:
            raise GatewayError("no such number")
        return f"sent-{outgoing.key}"


def states(soup: BeautifulSoup) -> list[str]:
    return [one.get_text(strip=True) for one in soup.select(".line .badge")]


@pytest.fixture
def booked(story) -> Story:
    """Margo agreed to texts and has a visit on Wednesday: two messages wait."""
    story.consented((*REQUIRED, "messaging_sms"))
    story.appointment = visits.book_visit(
        story.patient, kind="intake", start_at=story.at + timedelta(days=2), minutes=60,
        clinician=story.ana, room=story.willow, by=story.flo, at=story.at,
    )  # fmt: skip
    return story


def test_a_message_that_waits_has_no_words_yet(booked, as_, hour):
    hour(booked)

    soup = page(as_(booked.flo).get("/messages/"))

    assert states(soup) == ["Waiting", "Waiting"]
    assert soup.select(".letter") == []


def test_a_sent_message_shows_its_body_exactly(booked, as_, hour):
    booked.later(minutes=10)
    outbox.deliver_due(at=booked.at, gateways={"sms": Way(), "email": Way()})
    hour(booked)

    soup = page(as_(booked.flo).get("/messages/"))

    sent = Message.objects.get(state="sent")
    assert states(soup) == ["Waiting", "Sent"]
    assert [one.get_text() for one in soup.select(".letter")] == [sent.body]


def test_a_cancelled_message_says_why(booked, as_, hour):
    visits.cancel_visit(booked.appointment, reason="A cold", by=booked.flo, at=booked.at)
    hour(booked)

    soup = page(as_(booked.flo).get("/messages/", {"state": "cancelled"}))

    assert states(soup) == ["Cancelled", "Cancelled"]
    assert soup.get_text().count("The visit was cancelled.") == 2


def test_what_did_not_leave_is_one_question(booked, as_, hour):
    for _try in range(4):
        booked.later(minutes=10)
        outbox.deliver_due(at=booked.at, gateways={"sms": Way(fails=True), "email": Way()})
    hour(booked)

    soup = page(as_(booked.flo).get("/messages/", {"state": "unsent"}))

    assert states(soup) == ["Failed"]
    assert "no such number" in soup.get_text()


def test_the_outbox_is_searched_by_patient_and_channel(booked, as_, hour):
    hour(booked)
    client = as_(booked.flo)

    found = [
        len(states(page(client.get("/messages/", question))))
        for question in ({"q": "okafor"}, {"q": "nobody"}, {"channel": "sms"}, {"channel": "email"})
    ]

    assert found == [2, 0, 2, 0]


@pytest.mark.parametrize(
    "question", [{"state": "odd"}, {"page": "0"}, {"page": "99999999999"}, {"q": "x" * 9000}]
)
def test_an_odd_question_shows_everything(booked, as_, hour, question):
    hour(booked)

    assert states(page(as_(booked.flo).get("/messages/", question))) == ["Waiting", "Waiting"]


@pytest.mark.parametrize("is_demo", [True, False])
def test_a_demo_says_that_nothing_leaves_the_house(booked, as_, hour, is_demo):
    booked.clinic.is_demo = is_demo
    booked.clinic.save()
    hour(booked)

    text = page(as_(booked.flo).get("/messages/")).get_text()

    assert ("Nothing leaves the house." in text) is is_demo


@pytest.mark.parametrize(
    ("texts", "mail_stays", "told"),
    [
        ("console:", True, ["keeps its text messages and e-mails to itself"]),
        ("https://texts.example.org", True, ["keeps its e-mails to itself"]),
        ("none:", False, ["This clinic sends no texts."]),
        ("https://texts.example.org", False, []),
    ],
)
def test_what_reaches_nobody_is_told_above_the_list(
    booked, as_, hour, settings, texts, mail_stays, told
):
    settings.SMS_GATEWAY, settings.MAIL_STAYS_HERE = texts, mail_stays
    hour(booked)

    strips = page(as_(booked.flo).get("/messages/")).select(".alert-strip, [class*=strip]")
    text = " ".join(" ".join(strip.get_text().split()) for strip in strips)

    assert all(sentence in text for sentence in told)
    assert bool(text) is bool(told)


def test_where_no_texts_are_sent_a_waiting_one_becomes_a_line_for_a_person(booked, settings):
    settings.SMS_GATEWAY = "none:"

    assert preferences.channel_for(booked.patient, at=booked.at) is None
    assert outbox.deliver_due(at=Message.objects.latest("due_at").due_at) == 0
    states = set(Message.objects.values_list("state", "last_error"))
    assert states == {("failed", "This clinic sends no texts.")}
    assert WorklistTask.objects.filter(kind="message_unsent").count() == 2


@pytest.mark.parametrize("people", [1, 20])
def test_many_messages_cost_as_many_statements_as_few(
    booked, as_, hour, django_assert_num_queries, people
):
    for place in range(people - 1):
        patient = booked.new_patient(f"Person Number{place}", key=f"p{place}")
        preferences.grant_channel(patient, "sms", granted=True, at=booked.at)
        outbox.queue(
            patient, purpose="nudge", template="window_nudge", about=f"window:{place}",
            due_at=booked.at + timedelta(hours=1), not_after=booked.at + timedelta(hours=2), at=booked.at,
        )  # fmt: skip
    hour(booked)
    client = as_(booked.flo)

    with django_assert_num_queries(STATEMENTS):
        soup = page(client.get("/messages/"))

    assert len(states(soup)) == people + 1


def test_a_therapist_reads_only_what_their_patients_were_told(booked, as_, hour):
    stranger = booked.member("eli", "Eli Stone", "therapist")
    hour(booked)

    assert len(states(page(as_(booked.ana).get("/messages/")))) == 2
    assert states(page(as_(stranger).get("/messages/"))) == []


def test_another_clinics_messages_are_not_shown_and_a_biller_reads_none(booked, as_, hour):
    other = Story(name="Birch")
    hour(booked)

    assert states(page(as_(other.flo).get("/messages/"))) == []
    assert as_(booked.bea).get("/messages/").status_code == 403
