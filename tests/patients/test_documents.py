"""A document falls due once, is made once, and one that cannot be made is told of."""

from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.db import DatabaseError, transaction

from audit.models import AuditEvent
from core.errors import Refusal
from core.pdf import RenderFailed
from patients.domain import documents
from patients.domain.documents import LEASE, TRIES
from patients.models import Document, WorklistTask
from tests.support.at_rest import committed, undone
from tests.support.story import Story

PAGE = "<html lang='en'><head><title>T</title></head><body><p>Hello</p></body></html>"


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker) -> Story:
    with committed(django_db_blocker):
        yield Story()


@pytest.fixture
def story(told):
    with undone(told) as one:
        yield one


def due(story: Story, key: str = "a", html: str = PAGE) -> Document:
    return documents.fall_due(
        story.patient, kind="patient_copy", key=key, title="For you", html=html, at=story.at
    )


def test_a_document_falls_due_once(story):
    assert due(story).pk == due(story, html="other").pk


def test_a_document_is_made_once(story):
    due(story)

    assert documents.render_due(at=story.at) == 1
    assert documents.render_due(at=story.at) == 0
    assert Document.objects.get(key="a").status == "ready"


def test_a_document_that_cannot_be_made_is_tried_and_then_told(story):
    document = due(story, html="<html><img src='file:///etc/passwd'></html>")
    for turn in range(TRIES + 1):
        documents.render_due(at=story.at + timedelta(minutes=turn * 2))

    document.refresh_from_db()
    assert (document.status, document.attempts) == ("failed", TRIES)
    assert WorklistTask.objects.get(kind="document_failed").role == "prescriber"


def test_one_that_failed_is_made_again_when_somebody_asks(story, monkeypatch):
    document = due(story, html="<p>Fine</p>")
    with monkeypatch.context() as broken:
        broken.setattr(documents, "render", Mock(side_effect=RenderFailed("no fonts")))
        for turn in range(TRIES):
            documents.render_due(at=story.at + timedelta(minutes=turn * 2))
    line = WorklistTask.objects.get(kind="document_failed")
    later = story.at + timedelta(hours=1)

    for _press in range(2):
        documents.make_again(document, by=story.noor, at=later)
    made = documents.render_due(at=later)

    document.refresh_from_db()
    line.refresh_from_db()
    assert (made, document.status, document.attempts) == (1, "ready", 1)
    assert line.done_at == later
    asked = AuditEvent.objects.get(action="document.asked_again")
    assert (asked.actor_id, asked.facts["error"]) == (story.noor.pk, "no fonts")
    with pytest.raises(Refusal, match="there already"):
        documents.make_again(document, by=story.noor, at=later)


@pytest.mark.parametrize(
    "change",
    [
        {"source_html": "other"},
        {"key": "other"},
        {"title": "other"},
        {"kind": "clinical_note"},
        {"patient": "other"},
    ],
)
def test_what_a_document_shows_is_frozen_before_it_is_made(story, change):
    document = due(story)
    if "patient" in change:
        change = {"patient": story.new_patient("Rey Whitfield", key="rey")}

    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(**change)


def test_one_bad_document_holds_up_no_other(story):
    due(story, "bad", "<html><img src='file:///etc/passwd'></html>")
    due(story, "good")

    assert documents.render_due(at=story.at) == 1
    assert Document.objects.get(key="good").status == "ready"


def test_a_document_whose_maker_never_came_back_is_given_up_after_its_tries(story):
    document = due(story)
    for _turn in range(TRIES):
        assert documents._claim(story.at, None) is not None
        Document.objects.filter(pk=document.pk).update(lease_until=story.at - LEASE)

    assert documents.render_due(at=story.at) == 0
    assert Document.objects.get(pk=document.pk).status == "failed"


def test_while_somebody_makes_it_nobody_else_does(story):
    due(story)
    assert documents._claim(story.at, None) is not None

    assert documents.render_due(at=story.at) == 0
