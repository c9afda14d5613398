"""A part of the session's note under supervision: handed on, signed beneath or given back."""

import hashlib
import json
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.enums import Role
from core.errors import Refusal
from patients.domain import care_team, cosigning, notes
from patients.models import ClinicalNote, Document
from sessions.domain import observing, writing
from sessions.models import MedicineSession
from tests.dashboard.test_today_page import card, lines
from tests.support.pages import as_, hour, page, story
from tests.support.rooms import words
from tests.support.story import PASSWORD

__all__ = ["as_", "hour", "story"]


@pytest.fixture
def tess(story):
    """Writes under supervision, on this patient's team."""
    member = story.member("tess", "Tess Amari", Role.THERAPIST)
    care_team.join(story.patient, member=member, by=None, at=story.at)
    return member


def at(story, name, part="therapy"):
    return reverse(f"sessions:{name}", args=[story.session.pk, part])


def note_page(story):
    return reverse("sessions:note", args=[story.session.pk])


def handed(story, tess, text="Inward; grounded twice."):
    return writing.hand_over_part(
        story.session, part="therapy", cosigner=story.ana, text=text, by=tess, at=story.at
    )


def shown_hash(client, story) -> dict[str, str]:
    """What the supervisor's page sends along, in the signature and in the return."""
    fields = page(client.get(at(story, "cosign_note"))).select("[name=handed]")
    assert len(fields) == 2
    assert len({one["value"] for one in fields}) == 1
    return {"handed": fields[0]["value"]}


def test_it_is_handed_on_from_the_page_and_waits_on_the_supervisors_day(as_, story, tess, hour):
    story.under_way().discharged()
    hour(story)
    writer = as_(tess)
    facts = {"text": "Inward.", "version": "1", "password": PASSWORD, "cosigner": story.ana.pk}
    shown = page(writer.get(at(story, "sign")))
    offered = shown.select("[name=cosigner] option")
    facts["facts"] = shown.select_one("[name=facts]")["value"]

    writer.post(at(story, "sign"), facts)
    story.later(days=3)
    hour(story)
    today = page(as_(story.ana).get("/"))

    note = ClinicalNote.objects.get()
    assert [one["value"] for one in offered] == ["", str(story.ana.pk)], "nobody of another licence"
    assert (note.status, note.cosigner, note.signed_at) == ("ready", story.ana, None)
    assert lines(today, "To co-sign") == ["Margo Okafor"]
    assert card(today, "To co-sign").select_one(".line__old").get_text() == "3 days"
    assert card(today, "To co-sign").a["href"] == at(story, "cosign_note")
    assert card(page(as_(tess).get("/")), "To sign") is None


def test_with_two_hats_only_the_part_not_handed_on_is_still_to_sign(as_, story, hour):
    story.under_way().discharged()
    hal = story.member("hal", "Hal Nyberg", Role.THERAPIST, Role.PRESCRIBER, covers=True)
    handed(story, hal)
    hour(story)

    today = card(page(as_(hal).get("/")), "To sign")

    notes = [one.get_text(strip=True) for one in today.select(".line__note")]
    assert notes == ["Medicine session, medicine part"]


def test_the_second_signature_closes_the_part_and_with_the_other_the_record(as_, story, tess, hour):
    story.under_way().discharged()
    note = handed(story, tess)
    writing.sign_part(story.session, part="medicine", text="Calm.", by=story.raj, at=story.at)
    hour(story)
    client = as_(story.ana)
    assert not story.session.is_signed

    shown = words(page(client.get(at(story, "cosign_note"))).select_one("main"))
    read = shown_hash(client, story)
    wrong = client.post(at(story, "cosign_note"), read | {"password": "not-mine-at-all"})
    right = client.post(at(story, "cosign_note"), read | {"password": PASSWORD})

    note.refresh_from_db()
    record = BeautifulSoup(
        Document.objects.get(kind="session_note").source_html, "html.parser"
    ).get_text(" ")
    assert "Inward; grounded twice." in shown
    assert (wrong.status_code, right.status_code) == (422, 302)
    assert (note.status, note.author, note.signed_by) == ("signed", tess, story.ana)
    assert note.handed_sha256 in note.canonical
    assert story.session.is_signed
    assert "Tess Amari" in record
    assert "Co-signed by" in record


def test_it_is_given_back_with_a_comment_and_written_on(as_, story, tess, hour):
    story.under_way().discharged()
    handed(story, tess)
    hour(story)

    client = as_(story.ana)
    read = shown_hash(client, story)

    empty = client.post(at(story, "return_note"), read | {"comment": " "})
    given = client.post(at(story, "return_note"), read | {"comment": "Say how it ended."})
    mine = page(as_(tess).get(note_page(story)))

    assert (empty.status_code, given.status_code) == (422, 302)
    assert "Say how it ended." in words(mine.select_one("#note-therapy"))
    assert mine.select_one("#therapy_text").get_text().strip() == "Inward; grounded twice."


def test_while_it_waits_nobody_writes_signs_or_moves_it_on(as_, story, tess, hour):
    story.under_way().discharged()
    note = handed(story, tess)
    hour(story)

    for by in (tess, story.ana):
        for act in (writing.save_part, writing.sign_part):
            with pytest.raises(Refusal):
                act(story.session, part="therapy", text="Other words.", by=by, at=story.at)
    with pytest.raises(Refusal):
        writing.cosign_part(story.session, part="therapy", by=tess, at=story.at)
    with pytest.raises(Refusal):
        writing.cosign_part(story.session, part="medicine", by=story.raj, at=story.at)
    with pytest.raises(DatabaseError, match="waits for its co-signer"), transaction.atomic():
        ClinicalNote.objects.filter(pk=note.pk).update(text="Other words.", status="signed")

    assert page(as_(story.ana).get(note_page(story))).select_one("#therapy_text") is None
    note.refresh_from_db()
    assert note.text == "Inward; grounded twice."


def test_its_writer_takes_it_back(as_, story, tess, hour):
    story.under_way().discharged()
    handed(story, tess)
    hour(story)

    as_(story.ana).post(at(story, "take_back_note"))
    still = ClinicalNote.objects.get().status
    as_(tess).post(at(story, "take_back_note"))

    assert (still, ClinicalNote.objects.get().status) == ("ready", "draft")


def test_words_the_supervisor_never_saw_are_neither_signed_nor_given_back(as_, story, tess, hour):
    story.under_way().discharged()
    note = handed(story, tess)
    hour(story)
    client = as_(story.ana)
    old = shown_hash(client, story)
    cosigning.take_back(note, by=tess, at=story.at)
    handed(story, tess, text="Rewritten since.")

    signed = client.post(at(story, "cosign_note"), old | {"password": PASSWORD})
    unread = client.post(at(story, "cosign_note"), {"password": PASSWORD})
    given = client.post(at(story, "return_note"), old | {"comment": "Say how it ended."})

    note.refresh_from_db()
    assert [one.status_code for one in (signed, unread, given)] == [422, 422, 422]
    assert (note.status, note.text) == ("ready", "Rewritten since.")
    assert "handed to you anew" in words(page(signed))
    assert "Rewritten since." in words(page(signed))
    assert page(given).select_one("[name=comment]").get_text().strip() == "Say how it ended."
    now = page(signed).select_one("[name=handed]")["value"]
    assert now == note.handed_sha256
    client.post(at(story, "cosign_note"), {"handed": now, "password": PASSWORD})
    note.refresh_from_db()
    assert note.signed_by == story.ana


def test_once_the_record_changed_the_first_signature_is_asked_for_anew(as_, story, tess, hour):
    """Until both parts are signed the log still takes lines; the author signed without them."""
    story.under_way().discharged()
    note = handed(story, tess)
    story.later(minutes=5)
    observing.record_adverse_event(
        story.session, type="nausea", severity="mild", action="reassure", outcome="resolved",
        by=story.noor, at=story.at,
    )  # fmt: skip
    hour(story)
    client = as_(story.ana)
    read = shown_hash(client, story)

    signed = client.post(at(story, "cosign_note"), read | {"password": PASSWORD})
    client.post(at(story, "return_note"), read | {"comment": "There is a new line."})
    note.refresh_from_db()
    back = note.status
    note = handed(story, tess)
    writing.cosign_part(story.session, part="therapy", by=story.ana, at=story.at)

    note.refresh_from_db()
    assert (signed.status_code, back, note.status) == (422, "draft", "signed")
    assert "The record changed since Tess Amari signed this note. Give it back" in words(
        page(signed)
    )
    frozen = json.loads(note.canonical)["facts"]
    assert frozen.pop("first_signature")["sha256"] == note.handed_sha256
    first = notes.canonical_text(note, frozen)
    assert hashlib.sha256(first.encode()).hexdigest() == note.handed_sha256


def test_each_part_waits_for_its_own_licence_and_for_somebody_else(story, tess):
    story.under_way().discharged()

    for cosigner in (story.raj, tess):
        with pytest.raises(Refusal):
            writing.hand_over_part(
                story.session, part="therapy", cosigner=cosigner, text="x", by=tess, at=story.at
            )
    MedicineSession.objects.filter(pk=story.session.pk).update(
        status="in_progress", ended_at=None, ended_by=None, ending="", released_to=""
    )
    with pytest.raises(Refusal, match="not ended"):
        handed(story, tess)

    assert not ClinicalNote.objects.exclude(status="draft").exists()


def test_who_writes_no_part_and_who_is_elsewhere_cosigns_nothing(as_, story, tess, hour):
    story.under_way().discharged()
    note = handed(story, tess)
    hour(story)
    sam = story.member("sam", "Sam Loft", Role.THERAPIST)

    assert as_(story.noor).post(at(story, "cosign_note"), {"password": PASSWORD}).status_code == 403
    assert as_(sam).get(at(story, "cosign_note")).status_code == 404
    assert as_(story.raj).post(at(story, "cosign_note"), {"password": PASSWORD}).status_code == 422
    with pytest.raises(Refusal):
        cosigning.give_back(note, comment="No.", by=story.raj, at=story.at + timedelta(minutes=1))
    note.refresh_from_db()
    assert note.status == "ready"
