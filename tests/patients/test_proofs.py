"""Whoever lays a hand on what was signed is found, with whatever rights: note, document or trail."""

# ruff: noqa: S608 - plain SQL about our own tables is the point

import hashlib
import io
import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connections, transaction
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from audit import head, seals
from audit.models import AuditEvent, AuditSeal, Bookmark
from patients.domain import proofs
from patients.domain.documents import render_due
from patients.models import ClinicalNote, Document, WorklistTask
from tests.support.at_rest import committed
from tests.support.story import Story


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Story]:
    """A signed session with its papers made and its trail sealed; all of it committed."""
    with committed(django_db_blocker):
        told = Story().under_way().discharged().signed()
        render_due(at=told.at)
        while seals.unsealed_count():
            seals.seal_new()
        yield told


@pytest.fixture
def story(told: Story) -> Iterator[Story]:
    """What a test's hand did is put back, and what was found is forgotten."""
    before = {table: rows_of(table, columns) for table, columns in TOUCHED.items()}
    yield told
    for table, columns in TOUCHED.items():
        there = ", ".join(f"{column} = %s" for column in columns[1:])
        for key, *values in before[table]:
            as_owner(f"UPDATE {table} SET {there} WHERE id = %s", *values, key, table=table)
    for table in ("patients_worklisttask", "audit_bookmark"):
        as_owner(f"DELETE FROM {table}", table=table)


def rows_of(table: str, columns: tuple[str, ...]) -> list[tuple]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY id LIMIT 5")
        return cursor.fetchall()


TOUCHED = {
    "patients_clinicalnote": ("id", "text", "canonical", "canonical_sha256"),
    "patients_document": ("id", "content"),
    "audit_auditevent": ("id", "actor_name"),
}


def as_owner(statement: str, *values: object, table: str) -> None:
    """The owner's hand, with the triggers asleep."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, values)
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def verify() -> tuple[int, str]:
    said, errors = io.StringIO(), io.StringIO()
    try:
        call_command("verify", stdout=said, stderr=errors)
    except SystemExit as end:
        return int(end.code or 0), errors.getvalue()
    return 0, said.getvalue()


def rewrite_the_words(_story: Story) -> str:
    note = ClinicalNote.objects.filter(part="therapy").get()
    as_owner(
        "UPDATE patients_clinicalnote SET text = 'Nothing happened.' WHERE id = %s", note.pk,
        table="patients_clinicalnote",
    )  # fmt: skip
    return f"The signed note {note.pk} of record"


def rewrite_words_and_hash_too(_story: Story) -> str:
    """Only the line of the trail still knows."""
    note = ClinicalNote.objects.filter(part="therapy").get()
    canonical = note.canonical.replace(note.text, "Nothing happened.")
    as_owner(
        "UPDATE patients_clinicalnote SET text = 'Nothing happened.', canonical = %s, "
        "canonical_sha256 = %s WHERE id = %s",
        canonical, hashlib.sha256(canonical.encode()).hexdigest(), note.pk,
        table="patients_clinicalnote",
    )  # fmt: skip
    return f"The signed note {note.pk} of record"


def exchange_the_bytes(_story: Story) -> str:
    document = Document.objects.ready().first()
    assert document is not None
    as_owner(
        "UPDATE patients_document SET content = '%%PDF-1.7 other' WHERE id = %s", document.pk,
        table="patients_document",
    )  # fmt: skip
    return f"The document “{document.title}” of record"


def change_a_line_of_the_trail(_story: Story) -> str:
    line = AuditEvent.objects.earliest("pk")
    as_owner(
        "UPDATE audit_auditevent SET actor_name = 'Somebody Else' WHERE id = %s", line.pk,
        table="audit_auditevent",
    )  # fmt: skip
    return "are not as they were sealed"


def test_a_clinic_as_it_was_signed_is_told_so(story):
    code, said = verify()

    assert (code, said.startswith("Everything is as it was signed.")) == (0, True)
    assert proofs.prove_due(at=story.at) == 0
    assert not WorklistTask.objects.filter(kind="record_changed").exists()


@pytest.mark.parametrize(
    "hand",
    [
        rewrite_the_words, rewrite_words_and_hash_too, exchange_the_bytes,
        change_a_line_of_the_trail,
    ],
)  # fmt: skip
def test_every_hand_laid_on_what_was_signed_is_found_and_told_once(story, hand):
    sentence = hand(story)

    code, said = verify()
    assert (code, sentence in said) == (1, True)
    for turn in range(3):
        proofs.prove_due(at=story.at + timedelta(minutes=turn))
    line = WorklistTask.objects.get(kind="record_changed")
    assert (line.role, line.done_at) == ("owner", None)
    assert sentence in line.sentence


def test_a_line_that_was_closed_is_not_raised_anew_the_same_day(story):
    exchange_the_bytes(story)
    proofs.prove_due(at=story.at)
    WorklistTask.objects.filter(kind="record_changed").update(done_at=story.at, outcome="Seen")

    proofs.prove_due(at=story.at + timedelta(minutes=1))
    assert WorklistTask.objects.filter(kind="record_changed").count() == 1
    proofs.prove_due(at=story.at + timedelta(days=2))
    assert WorklistTask.objects.filter(kind="record_changed").count() == 2


def test_a_round_goes_on_where_it_stopped_and_begins_anew(story, monkeypatch):
    monkeypatch.setattr(proofs, "NOTES", 1)
    places = []
    for _turn in range(3):
        proofs.prove_due(at=story.at)
        places.append(Bookmark.objects.get(name="notes").place)

    first, second = ClinicalNote.objects.order_by("pk").values_list("pk", flat=True)
    assert places == [str(first), str(second), ""]


def test_a_tail_cut_off_the_trail_is_seen_by_whoever_kept_its_head(story):
    """What is left is a whole chain; only the head that was kept knows that there was more."""
    last = AuditSeal.objects.latest("last_event_id")
    kept = f"{last.last_event_id + 7}:{'a' * 64}"
    assert seals.missing_head(seals.head()) == []
    Bookmark.objects.create(name=proofs.HEAD, place=kept, moved_at=story.at)

    assert "is gone" in seals.missing_head(kept)[0]
    with pytest.raises(SystemExit):
        call_command("verify", head=kept, stderr=io.StringIO())
    assert proofs.prove_due(at=story.at) == 1
    assert Bookmark.objects.get(name=proofs.HEAD).place == kept  # found again until it is mended


def test_the_head_leaves_the_house_once_a_day(story, settings, caplog, mailoutbox):
    settings.TRAIL_HEAD_TO = "keeper@elsewhere.example"

    with caplog.at_level("INFO", logger="audit.head"):
        told = [head.tell(at=story.at + timedelta(hours=hours)) for hours in (0, 1, 23, 24, 25)]

    assert told == [True, False, False, True, False]
    digest = seals.head().partition(":")[2]
    assert [digest in letter.body for letter in mailoutbox] == [True, True]
    assert sum(digest in line for line in caplog.messages) == 2


def test_lines_that_nobody_seals_are_told(story, monkeypatch):
    assert seals.overdue() == []
    with transaction.atomic():
        AuditEvent.objects.create(at=timezone.now(), action="x", outcome="done", actor_name="one")
        monkeypatch.setattr(seals, "SEALED_WITHIN", "-1 second")

        assert seals.overdue() == [
            "1 events wait for their seal: the sealer has not come for an hour."
        ]
        transaction.set_rollback(True)


def test_the_context_of_a_change_is_not_written_anew(story):
    """Who changed a row stands beside its history; an hour later nobody says otherwise."""
    one = uuid.uuid4()
    with transaction.atomic(), connections["default"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO pghistory_context (id, metadata, created_at, updated_at) "
            "VALUES (%s, '{}', now() - interval '2 hours', now())",
            [one],
        )
        with pytest.raises(DatabaseError, match="is not written anew"), transaction.atomic():
            cursor.execute("UPDATE pghistory_context SET metadata = '[1]' WHERE id = %s", [one])
        transaction.set_rollback(True)
