"""What a signature locks stands on the page; what came since the page was opened is not signed unseen."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from patients.models import ClinicalNote
from sessions.domain import gate, leaving, observing, writing
from sessions.domain.limits import Reading
from sessions.domain.record import facts_of
from sessions.what_is_signed import groups
from tests.support.story import PASSWORD, Story

pytestmark = pytest.mark.django_db

NO_LINE = {"session", "policy_version", "first_dose_at"}  # of the page itself, or told by its doses


@pytest.fixture
def story() -> Story:
    told = Story().under_way()
    observing.record_adverse_event(
        told.session, type="nausea", severity="mild", action="reassure", outcome="resolved",
        by=told.noor, at=told.at,
    )  # fmt: skip
    return told.discharged()


@pytest.fixture
def sign(client, time_machine, story):
    """The page of signing as it is, or pressed with what a page sent along."""
    time_machine.move_to(story.at, tick=False)
    client.force_login(story.ana.user, backend="accounts.backends.OneQueryBackend")
    place = reverse("sessions:sign", args=[story.session.pk, "therapy"])

    def press(facts: dict[str, str] | None = None):
        answer = client.post(place, facts) if facts else client.get(place)
        answer.soup = BeautifulSoup(answer.text, "html.parser")
        return answer

    return press


def sent(answer) -> dict[str, str]:
    hidden = answer.soup.select("main input[type=hidden]")
    return {box["name"]: box["value"] for box in hidden} | {"password": PASSWORD}


def told(answer) -> str:
    return " ".join(answer.soup.select_one(".signed-facts").get_text(" ").split())


def signed() -> bool:
    return ClinicalNote.objects.filter(signed_at__isnull=False).exists()


def test_every_fact_of_the_hash_is_a_line_that_can_be_read(story, sign):
    keys = {key for group in groups(story.session) for key in group.keys}

    shown = told(sign())

    assert keys | NO_LINE == set(facts_of(story.session))
    for line in (
        "200 mg sublingual lozenge, first dose, Noor Haddad",
        "122/78, pulse",
        "Nausea, mild, reassur",
        "Released to",
        "Nothing under: opened by name at the gate",
    ):
        assert line in shown


def test_who_opened_the_gate_and_what_was_answered_at_the_door_is_signed_too():
    other = Story(name="Juniper").ready_to_book().booked().checked_in()
    high = Reading(systolic=145, diastolic=85, heart_rate=70, spo2=98, respiratory_rate=14)
    other.measured(high)
    gate.acknowledge(
        other.session, item="vitals_amber", reason="Calm, repeated.", by=other.raj, at=other.at
    )
    other.dosed()
    leaving.end_session(
        other.session, outcome="against_advice", reason="Wants to go home.", by=other.ana,
        at=other.at, capacity_assessed_by=other.raj, told=["support_person", "prescriber"],
    )  # fmt: skip

    said = {group.title: [line.words for line in group.lines] for group in groups(other.session)}

    assert said["Opened by name at the gate"] == ["Amber reading: Calm, repeated., Raj Patel"]
    assert said["At the door"][:2] == ["Last solid food", "Last clear drink"]
    assert "Ride Dele Okafor" in said["At the door"][2]
    assert "Capacity assessed by Raj Patel" in said["Leaving"]
    assert "Why: Wants to go home." in said["Leaving"]
    facts = facts_of(other.session)
    assert facts["acknowledgements"][0][1] == "Calm, repeated."
    assert facts["told"] == ["support_person", "prescriber"]


def test_a_line_that_comes_between_page_and_press_is_not_signed_unseen(story, sign):
    page = sign()
    observing.record_event(
        story.session, code="", text="Rang back: vomited.", by=story.noor, at=story.at
    )

    refused = sign(sent(page))

    assert (refused.status_code, signed()) == (422, False)
    assert "changed since you opened this page" in refused.text
    assert "Rang back: vomited." not in told(page)
    assert "Rang back: vomited." in told(refused)
    sign(sent(refused))
    assert signed()


def test_a_page_that_showed_no_facts_signs_none(story, sign):
    refused = sign({"text": "Inward.", "version": "1", "password": PASSWORD})

    assert (refused.status_code, signed()) == (422, False)


def test_words_saved_since_are_shown_beside_ones_own_and_neither_is_signed(story, sign):
    page = sign()
    writing.save_part(
        story.session, part="therapy", text="Theirs.", by=story.ana, at=story.at, version=1
    )

    refused = sign(sent(page))

    note = ClinicalNote.objects.get()
    assert (refused.status_code, note.text, signed()) == (409, "Theirs.", False)
    assert "Theirs." in refused.text


def test_after_a_wrong_password_the_words_shown_are_the_words_sent(story, sign):
    """A draft of the log grows with it; what stands on the page is what a right password signs."""
    facts = sent(sign())
    observing.record_event(story.session, code="", text="Later.", by=story.noor, at=story.at)

    wrong = sign(facts | {"password": "123456"})

    words = wrong.soup.select_one(".note-read--exact").get_text("\n", strip=True)
    assert words.splitlines() == facts["text"].splitlines()
    assert "Later." in told(wrong)
