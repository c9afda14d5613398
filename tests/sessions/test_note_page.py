"""The note: two parts, two hands, one record."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from patients.domain import notes
from patients.domain.documents import render_due
from patients.models import ClinicalNote, Document
from sessions.domain import writing
from tests.support.story import PASSWORD, Story

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, time_machine):
    def sit(story, who):
        time_machine.move_to(story.at, tick=False)
        client.force_login(who.user, backend="accounts.backends.OneQueryBackend")
        return client

    return sit


def at(story, name, *more):
    return reverse(f"sessions:{name}", args=[story.session.pk, *more])


def soup(response):
    return BeautifulSoup(response.text, "html.parser")


def words(element):
    return " ".join(element.get_text(" ").split())


def test_each_part_is_drafted_from_what_was_logged(desk):
    story = Story().under_way().discharged()

    page = soup(desk(story, story.raj).get(at(story, "note")))

    assert page.select_one("#medicine_text").text.strip().splitlines() == [
        "Indication and diagnosis:",
        "Mental status before the medicine:",
        "09:47 200 mg sublingual lozenge, first dose.",
        "2 readings; highest 122/78 at 09:45.",
        "Discharged at 11:54.",
        "Mental status after the medicine:",
    ]
    assert page.select_one("#therapy_text") is None


def test_what_the_draft_asks_and_nobody_answered_is_said_before_signing(desk):
    story = Story().under_way().discharged()
    client = desk(story, story.raj)
    part = at(story, "save_note", "medicine")
    drafted = soup(client.get(at(story, "note"))).select_one("#medicine_text").text.strip()
    answered = drafted.replace("diagnosis:", "diagnosis: F33.2, two trials failed")

    client.post(part, {"text": answered, "version": "1"})
    strip = soup(client.get(at(story, "sign", "medicine"))).select_one("main .strip--attention")

    assert words(strip) == (
        "Left empty Mental status before the medicine, mental status after the medicine. "
        "It is printed as it stands."
    )


def test_saving_keeps_the_words_with_plain_line_ends(desk):
    story = Story().under_way().discharged()

    answer = desk(story, story.ana).post(
        at(story, "save_note", "therapy"), {"text": "One.\r\nTwo.", "version": "1"}
    )

    note = ClinicalNote.objects.get()
    assert (answer.status_code, note.text, note.version, note.part) == (
        302,
        "One.\nTwo.",
        2,
        "therapy",
    )


def test_of_two_who_write_the_second_sees_both_texts(desk):
    story = Story().under_way().discharged()
    client = desk(story, story.ana)
    client.post(at(story, "save_note", "therapy"), {"text": "First hand.", "version": "1"})

    late = client.post(at(story, "save_note", "therapy"), {"text": "Second hand.", "version": "1"})

    page = soup(late)
    assert late.status_code == 409
    assert words(page.select_one(".note-read")) == "First hand."
    assert page.select_one("textarea").text.strip() == "Second hand."
    assert page.select_one("[name=version]")["value"] == "2"
    assert ClinicalNote.objects.get().text == "First hand."


@pytest.mark.parametrize(("who", "part"), [("ana", "medicine"), ("raj", "therapy")])
def test_each_part_belongs_to_its_licence(desk, who, part):
    story = Story().under_way().discharged()

    answer = desk(story, getattr(story, who)).post(
        at(story, "save_note", part), {"text": "Mine?", "version": "1"}
    )

    assert answer.status_code == 422
    assert not ClinicalNote.objects.exists()


@pytest.mark.parametrize("who", ["noor", "flo"])
def test_who_writes_no_part_saves_none(desk, who):
    story = Story().under_way().discharged()

    answer = desk(story, getattr(story, who)).post(
        at(story, "save_note", "therapy"), {"text": "Mine?", "version": "1"}
    )

    assert answer.status_code == 403
    assert not ClinicalNote.objects.exists()


def test_the_desk_reads_no_note(desk):
    story = Story().under_way().discharged()

    assert desk(story, story.flo).get(at(story, "note")).status_code == 403


def test_signing_shows_what_will_be_locked_and_asks_for_the_password(desk):
    story = Story().under_way().discharged()
    client = desk(story, story.ana)
    client.post(
        at(story, "save_note", "therapy"),
        {"text": "Inward.\nGrounded.", "version": "1", "then": "sign"},
    )
    shown = soup(client.get(at(story, "sign", "therapy")))
    facts = {box["name"]: box["value"] for box in shown.select("main input[type=hidden]")}

    wrong = client.post(at(story, "sign", "therapy"), facts | {"password": "somebody-elses"})
    right = client.post(at(story, "sign", "therapy"), facts | {"password": PASSWORD})

    note = ClinicalNote.objects.get()
    assert words(shown.select_one(".note-read--exact")) == "Inward. Grounded."
    assert (wrong.status_code, right.status_code) == (422, 302)
    assert (note.signed_by, note.text) == (story.ana, "Inward.\nGrounded.")


def test_another_persons_password_signs_nothing(desk):
    story = Story().under_way().discharged()
    story.raj.user.set_password("the-prescribers-own-word")
    story.raj.user.save()
    client = desk(story, story.raj)

    answer = client.post(
        at(story, "sign", "medicine"), {"text": "Uneventful.", "version": "1", "password": PASSWORD}
    )

    assert answer.status_code == 422
    assert not ClinicalNote.objects.exclude(signed_at=None).exists()


def test_what_changed_since_it_was_shown_is_not_signed(desk):
    story = Story().under_way().discharged()
    client = desk(story, story.ana)
    client.post(at(story, "save_note", "therapy"), {"text": "Shown.", "version": "1"})
    shown = soup(client.get(at(story, "sign", "therapy")))
    facts = {box["name"]: box["value"] for box in shown.select("main input[type=hidden]")}
    writing.save_part(
        story.session, part="therapy", text="Changed.", by=story.ana, at=story.at, version=2
    )

    answer = client.post(at(story, "sign", "therapy"), facts | {"password": PASSWORD})

    assert answer.status_code == 409
    assert words(soup(answer).select_one(".note-read")) == "Changed."
    assert not ClinicalNote.objects.exclude(signed_at=None).exists()


def test_a_session_that_runs_is_not_signed_yet(desk):
    story = Story().under_way()

    answer = desk(story, story.ana).post(
        at(story, "sign", "therapy"), {"text": "Early.", "version": "1", "password": PASSWORD}
    )

    assert answer.status_code == 422
    assert "has not ended yet" in words(soup(answer).select_one(".error-summary"))


def test_the_document_is_being_made_and_then_it_is_there(desk):
    story = Story().under_way().discharged().signed()
    client = desk(story, story.raj)

    before = client.get(at(story, "note")).text
    render_due(at=story.at)
    after = soup(client.get(at(story, "note")))

    assert "Its document is being made" in before
    assert "Medicine session record, Mar 9, 2026" in words(after.select_one(".banner--locked"))
    assert Document.objects.get(kind="session_note").page_count >= 2


def test_an_addendum_stands_beneath_once(desk):
    story = Story().under_way().discharged().signed()
    client = desk(story, story.ana)

    key = soup(client.get(at(story, "note"))).select_one("#note-therapy [name=key]")["value"]
    facts = {"text": "She rang in the evening.", "key": key, "password": PASSWORD}
    for _ in range(2):
        answer = client.post(at(story, "addendum", "therapy"), facts)

    page = soup(client.get(at(story, "note")))
    assert answer.status_code == 302
    assert [words(one) for one in page.select("#note-therapy .note-added .note-read")] == [
        "She rang in the evening."
    ]
    assert page.select_one("#therapy_text") is None


def test_the_patients_allergies_stand_on_the_note(desk):
    story = Story().under_way().discharged()

    page = soup(desk(story, story.raj).get(at(story, "note")))

    assert words(page.select_one(".identity__allergies")) == "Allergies penicillin"


def test_a_psychotherapy_note_is_never_on_these_pages_or_in_the_document(desk):
    story = Story().under_way().discharged()
    marker = "the marker sentence of a note kept apart"
    notes.write_psychotherapy_note(story.patient, text=marker, by=story.ana, at=story.at)
    story.signed()
    client = desk(story, story.ana)

    assert marker not in client.get(at(story, "note")).text
    assert marker not in client.get(at(story, "live")).text
    assert marker not in Document.objects.get(kind="session_note").source_html
