"""A document is handed over as it was kept, to who may, with a line that says so."""

import hashlib

import pytest

from audit.models import AuditEvent
from patients.domain.documents import render_due
from patients.models import Document
from tests.support.story import Story


@pytest.fixture
def made(story) -> Document:
    story.under_way().discharged().signed()
    render_due(at=story.at)
    return Document.objects.get(kind="session_note")


def test_its_bytes_come_as_a_file_that_nothing_runs(as_, story, made):
    answer = as_(story.ana).get(f"/documents/{made.pk}/")

    assert hashlib.sha256(answer.content).hexdigest() == made.sha256
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    line = AuditEvent.objects.get(action="document.read")
    assert (line.outcome, line.subject_id, line.facts["sha256"]) == (
        "read",
        str(made.pk),
        made.sha256,
    )


@pytest.mark.parametrize(
    ("who", "status"), [("flo", 403), ("owen", 403), ("me", 403), ("raj", 200)]
)
def test_only_clinicians_open_it(as_, story, made, who, status):
    assert as_(getattr(story, who)).get(f"/documents/{made.pk}/").status_code == status


def test_off_the_team_and_elsewhere_it_is_not_there(as_, story, made):
    stranger = story.member("sam", "Sam Loft", "therapist")
    elsewhere = Story(name="Birch")

    assert as_(stranger).get(f"/documents/{made.pk}/").status_code == 404
    assert as_(elsewhere.raj).get(f"/documents/{made.pk}/").status_code == 404
    assert AuditEvent.objects.filter(action="document.read").count() == 0


def test_while_it_is_being_made_the_page_says_so(as_, story):
    story.under_way().discharged().signed()

    answer = as_(story.ana).get(f"/documents/{Document.objects.get(kind='session_note').pk}/")

    assert answer.status_code == 200
    assert "It is being made" in answer.text
    assert AuditEvent.objects.filter(action="document.read").count() == 0
