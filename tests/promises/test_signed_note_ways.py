"""Fourteen ways to change a signed note, each tried as the app's own role: none succeeds."""

# ruff: noqa: S608 - plain SQL about our own tables is the point

import contextlib
import hashlib
from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test import Client
from django.urls import Resolver404, resolve

from core.errors import Refusal
from patients.domain import notes
from patients.domain.documents import render_due
from patients.models import ClinicalNote, Document, NoteRevision
from sessions.models import VitalSigns
from tests.promises.plain_sql import insert_copy, run
from tests.support.story import PASSWORD, Story


@pytest.fixture(scope="module")
def story(committed: str) -> Story:
    """A signed session whose therapy part went through two drafts, with its papers made."""
    told = Story().under_way().discharged()
    from_draft = notes.open_draft(
        told.episode, kind="session", part="therapy", about_at=told.at, by=told.ana, at=told.at
    )
    told.session.__class__.objects.filter(pk=told.session.pk).update(therapy_note=from_draft)
    notes.save(from_draft, text="An earlier draft.", by=told.ana, at=told.at)
    told.signed()
    render_due(at=told.at)
    return told


@pytest.fixture
def note(story: Story) -> ClinicalNote:
    return ClinicalNote.objects.get(part="therapy", signed_at__isnull=False)


def by_save(story: Story, note: ClinicalNote) -> None:
    note.text = "Rewritten."
    note.save()


def by_update(story: Story, note: ClinicalNote) -> None:
    ClinicalNote.objects.filter(pk=note.pk).update(text="Rewritten.")


def by_bulk_update(story: Story, note: ClinicalNote) -> None:
    note.text = "Rewritten."
    ClinicalNote.objects.bulk_update([note], ["text"])


def by_expression(story: Story, note: ClinicalNote) -> None:
    ClinicalNote.objects.filter(pk=note.pk).update(text=Concat(F("text"), Value(" And more.")))


def by_plain_sql(story: Story, note: ClinicalNote) -> None:
    run("UPDATE patients_clinicalnote SET text = 'Rewritten.' WHERE id = %s", note.pk)


def by_delete(story: Story, note: ClinicalNote) -> None:
    run("DELETE FROM patients_clinicalnote WHERE id = %s", note.pk)


def by_cascade(story: Story, note: ClinicalNote) -> None:
    run("DELETE FROM patients_patient WHERE id = %s", story.patient.pk)


def by_an_admin(story: Story, note: ClinicalNote) -> None:
    """There is no admin site to do it in: the address leads nowhere."""
    for address in ("/admin/", f"/admin/patients/clinicalnote/{note.pk}/change/"):
        with contextlib.suppress(Resolver404):
            resolve(address)
            return
    raise Refusal("invalid", "There is no such page.")


def by_the_form_again(story: Story, note: ClinicalNote) -> None:
    """Save and sign as they were sent before the signature, sent once more."""
    client = Client()
    client.force_login(story.ana.user, backend="accounts.backends.OneQueryBackend")
    facts = {"text": "Rewritten.", "version": note.version, "password": PASSWORD}
    place = f"/sessions/{story.session.pk}/note/therapy/"
    answers = [client.post(place, facts), client.post(f"{place}sign/", facts)]
    if {answer.status_code for answer in answers} == {422}:
        raise Refusal("note_signed", "The form is refused.")


def by_taking_the_signature_away(story: Story, note: ClinicalNote) -> None:
    run(
        "UPDATE patients_clinicalnote SET status = 'draft', signed_at = NULL, signed_by_id = NULL "
        "WHERE id = %s",
        note.pk,
    )  # fmt: skip


def by_a_new_reading(story: Story, note: ClinicalNote) -> None:
    """The facts that were signed with it get one more."""
    insert_copy(VitalSigns.objects.filter(session=story.session).first(), key="")


def by_other_bytes(story: Story, note: ClinicalNote) -> None:
    """The paper that shows it is exchanged, hash and all."""
    content = b"%PDF-1.7 another one"
    Document.objects.filter(kind="session_note").update(
        content=content, sha256=hashlib.sha256(content).hexdigest()
    )


def by_truncate(story: Story, note: ClinicalNote) -> None:
    run("TRUNCATE patients_clinicalnote CASCADE")


def by_an_old_version(story: Story, note: ClinicalNote) -> None:
    first = NoteRevision.objects.filter(note=note).order_by("version").first()
    notes.restore(note, revision=first.version, by=story.ana, at=story.at)


WAYS: tuple[Callable[[Story, ClinicalNote], None], ...] = (
    by_save, by_update, by_bulk_update, by_expression, by_plain_sql, by_delete, by_cascade,
    by_an_admin, by_the_form_again, by_taking_the_signature_away, by_a_new_reading,
    by_other_bytes, by_truncate, by_an_old_version,
)  # fmt: skip

REASONS = "never changes|permission denied|is signed|no such page|form is refused"


def everything(story: Story) -> list[object]:
    """What was signed, the facts beside it, and its papers as they are kept."""
    return [
        list(ClinicalNote.objects.order_by("pk").values()),
        list(NoteRevision.objects.order_by("pk").values()),
        list(VitalSigns.objects.order_by("pk").values()),
        [(row.key, bytes(row.content or b""), row.sha256) for row in Document.objects.order_by("key")],
    ]  # fmt: skip


def test_there_are_fourteen_ways():
    assert len(set(WAYS)) == 14


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__.removeprefix("by_"))
def test_a_signed_note_is_not_changed(story, note, way):
    before = everything(story)

    with pytest.raises((DatabaseError, Refusal), match=REASONS), transaction.atomic():
        way(story, note)

    assert everything(story) == before


@pytest.mark.parametrize(
    "change",
    ["text = 'Rewritten.'", "stopped_at = now()", "status = 'signed', text = 'Rewritten.'"],
)
def test_nor_is_one_that_waits_for_its_co_signer(story, undone, change):
    waiting = ClinicalNote.objects.create(
        patient=story.patient, episode=story.episode, kind="phone", text="Rang.", author=story.ana,
        about_at=story.at, created_at=story.at, status="ready", cosigner=story.raj,
        handed_at=story.at, handed_sha256="0" * 64,
    )  # fmt: skip

    with pytest.raises(DatabaseError, match="waits for its co-signer"), transaction.atomic():
        run(f"UPDATE patients_clinicalnote SET {change} WHERE id = %s", waiting.pk)


def test_the_original_of_a_correction_is_never_struck_in_its_own_row(story, undone, note):
    notes.correct(note, wrong="grounded twice", text="Three times.", by=story.ana, at=story.at)

    assert ClinicalNote.objects.get(pk=note.pk).text == note.text
