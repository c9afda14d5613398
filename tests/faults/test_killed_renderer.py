"""A note is signed and the worker is killed while its document is made: one document, and it opens."""

import hashlib
import io
import os
import signal
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from pypdf import PdfReader

from kap_clinic.celery import app
from kap_clinic.settings import env
from patients.domain import contacts, general_notes
from patients.domain.documents import LEASE, TRIES
from patients.models import Document, WorklistTask
from sessions.domain import writing
from tests.support.servers import LiveClinic
from tests.support.story import Story

PATIENCE_SECONDS = 60
WORDS = " ".join(f"word{number}" for number in range(6_000))  # takes seconds to set
LAST_WORDS = "and then they rested."


@pytest.fixture
def document(scratch_db: str) -> Document:
    """The record of a session, long, signed a moment ago, its document due."""
    story = Story().under_way().discharged()
    writing.sign_part(
        story.session, part="therapy", text=f"{WORDS} {LAST_WORDS}", by=story.ana, at=story.at
    )
    writing.sign_part(story.session, part="medicine", text="Uneventful.", by=story.raj, at=story.at)
    Document.objects.exclude(kind="session_note").update(due_at=story.at + timedelta(days=9_999))
    return the_record()


def the_record() -> Document:
    return Document.objects.get(kind="session_note")


def wake_up(clinic: LiveClinic) -> None:
    """What beat sends every ten seconds."""
    with app.connection_for_write(env.broker(clinic.environment["REDIS_URL"])) as broker:
        app.send_task("patients.render_due", connection=broker)


def wait(clinic: LiveClinic, is_so: Callable[[Document], bool], *, seconds: float) -> Document:
    deadline = time.monotonic() + seconds
    while not is_so(row := the_record()):
        assert time.monotonic() < deadline, clinic.log("worker")
        time.sleep(0.05)
    return row


def is_being_made(row: Document) -> bool:
    return row.lease_until is not None


def is_ready(row: Document) -> bool:
    return row.status == "ready"


def kill_mid_render(clinic: LiveClinic) -> Document:
    """SIGKILL for the worker with all its children, a moment after one of them began."""
    worker = clinic.start_worker()
    wake_up(clinic)
    wait(clinic, is_being_made, seconds=PATIENCE_SECONDS)
    time.sleep(0.3)
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    row = the_record()
    assert (row.status, row.content, row.attempts) == ("due", None, 1), "killed too late"
    return row


def let_the_lease_run_out() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE patients_document SET lease_until = now() - interval '1 second' "
            "WHERE status = 'due'"
        )


def assert_whole(row: Document) -> None:
    content = bytes(row.content)
    reader = PdfReader(io.BytesIO(content))
    text = "\n".join(page.extract_text() for page in reader.pages)
    assert hashlib.sha256(content).hexdigest() == row.sha256
    assert len(reader.pages) == row.page_count > 3
    assert LAST_WORDS in " ".join(text.split())


@pytest.mark.whole
def test_a_worker_killed_mid_render_leaves_one_document_that_opens(document, live_clinic):
    kill_mid_render(live_clinic)
    let_the_lease_run_out()

    live_clinic.start_worker()
    wake_up(live_clinic)
    made = wait(live_clinic, is_ready, seconds=PATIENCE_SECONDS)

    assert Document.objects.filter(kind="session_note").count() == 1
    assert made.attempts == 2
    assert_whole(made)
    wake_up(live_clinic)
    wake_up(live_clinic)
    time.sleep(1)
    assert the_record().sha256 == made.sha256
    assert the_record().attempts == 2


@pytest.mark.fault
def test_with_nobodys_help_the_lease_and_the_ticks_bring_it_back(document, live_clinic):
    """The same without a hand on the clock: beat ticks, the lease of a minute runs out."""
    kill_mid_render(live_clinic)

    live_clinic.start_worker()
    live_clinic.start_beat()
    made = wait(live_clinic, is_ready, seconds=LEASE.total_seconds() + PATIENCE_SECONDS)

    assert made.attempts == 2
    assert_whole(made)


@pytest.mark.whole
def test_a_document_that_kills_every_worker_ends_on_somebodys_list(document, live_clinic):
    """Else it would be tried every minute for ever."""
    for turn in range(TRIES):
        worker = live_clinic.start_worker()
        wake_up(live_clinic)
        wait(live_clinic, lambda row, tries=turn: row.attempts > tries, seconds=PATIENCE_SECONDS)
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        let_the_lease_run_out()

    live_clinic.start_worker()
    wake_up(live_clinic)
    row = wait(live_clinic, lambda row: row.status != "due", seconds=PATIENCE_SECONDS)

    assert (row.status, row.attempts) == ("failed", TRIES + 1)
    assert WorklistTask.objects.get(kind="document_failed").role == "prescriber"


KILLS = 3
VISIT_NOTES = 18  # with the two parts of the session: twenty signatures
PAPERS = VISIT_NOTES + 3  # the session's record, the patient's copy, the letter


@pytest.fixture
def papers(scratch_db: str) -> dict[str, str]:
    """Twenty notes signed a moment ago; by its key, a word that each of their documents must hold."""
    story = Story().ready_to_book()
    story.consented(("release",))
    contacts.name_person(
        story.patient, kind="referrer", name="Dr. Ida Lund", phone="+13035550119", by=story.flo,
        at=story.at,
    )  # fmt: skip
    story.booked().checked_in().measured()
    story.dosed()
    story.discharged().signed()
    about = story.at - timedelta(hours=1)
    for place in range(VISIT_NOTES):
        note = general_notes.start(
            story.patient, kind="phone", about_at=about, by=story.ana, at=story.at
        )
        general_notes.save(
            note, text=f"{WORDS[:1_500]} marker{place:02}.", by=story.ana, at=story.at,
            started_at=about, stopped_at=about + timedelta(minutes=20),
        )  # fmt: skip
        note.refresh_from_db()
        general_notes.sign(note, by=story.ana, at=story.at)
    found = {row.key: "Okafor" for row in Document.objects.exclude(kind="clinical_note")}
    for row in Document.objects.filter(kind="clinical_note"):
        found[row.key] = f"marker{row.source_html.partition('marker')[2][:2]}"
    return found


def is_made(number: int) -> bool:
    """So many are ready: each kill then hits another one, for one that is hit thrice is given up."""
    return Document.objects.filter(status="ready").count() >= number


def lease_is_held() -> bool:
    return Document.objects.filter(status="due", lease_until__gt=timezone.now()).exists()


@pytest.mark.whole
def test_twenty_notes_and_three_killed_workers_leave_each_document_once(papers, live_clinic):
    for turn in range(KILLS):
        worker = live_clinic.start_worker()
        wake_up(live_clinic)
        until(lambda made=4 * turn: is_made(made) and lease_is_held(), live_clinic)
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        assert lease_is_held(), "killed too late"
        let_the_lease_run_out()

    live_clinic.start_worker()
    wake_up(live_clinic)
    wake_up(live_clinic)
    until(lambda: not Document.objects.exclude(status="ready").exists(), live_clinic)

    made = {row.key: row for row in Document.objects.all()}
    assert len(papers) == PAPERS
    assert made.keys() == papers.keys()
    assert sum(row.attempts for row in made.values()) == PAPERS + KILLS
    for key, word in papers.items():
        assert_opens(made[key], word)


def until(is_so: Callable[[], bool], clinic: LiveClinic) -> None:
    deadline = time.monotonic() + 2 * PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, clinic.log("worker")
        time.sleep(0.02)


def assert_opens(row: Document, word: str) -> None:
    content = bytes(row.content)
    reader = PdfReader(io.BytesIO(content))
    text = "\n".join(page.extract_text() for page in reader.pages)
    assert hashlib.sha256(content).hexdigest() == row.sha256
    assert len(reader.pages) == row.page_count
    assert word in text
