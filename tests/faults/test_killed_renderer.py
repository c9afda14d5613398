"""A note is signed and the worker is killed while its document is made: one document, and it opens."""

import hashlib
import io
import os
import signal
import time
from collections.abc import Callable

import pytest
from django.db import connection
from pypdf import PdfReader

from kap_clinic.celery import app
from kap_clinic.settings import env
from patients.domain.documents import LEASE, TRIES
from patients.models import Document, WorklistTask
from sessions.domain import writing
from tests.support.servers import LiveClinic
from tests.support.story import Story

PATIENCE_SECONDS = 60
WORDS = " ".join(f"word{number}" for number in range(12_000))  # takes seconds to set
LAST_WORDS = "and then they rested."


@pytest.fixture
def document(scratch_db: str) -> Document:
    """The record of a session, long, signed a moment ago, its document due."""
    story = Story().under_way().discharged()
    writing.sign_part(
        story.session, part="therapy", text=f"{WORDS} {LAST_WORDS}", by=story.ana, at=story.at
    )
    writing.sign_part(story.session, part="medicine", text="Uneventful.", by=story.raj, at=story.at)
    return Document.objects.get()


def wake_up(clinic: LiveClinic) -> None:
    """What beat sends every ten seconds."""
    with app.connection_for_write(env.broker(clinic.environment["REDIS_URL"])) as broker:
        app.send_task("patients.render_due", connection=broker)


def wait(clinic: LiveClinic, is_so: Callable[[Document], bool], *, seconds: float) -> Document:
    deadline = time.monotonic() + seconds
    while not is_so(row := Document.objects.get()):
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
    row = Document.objects.get()
    assert (row.status, row.content, row.attempts) == ("due", None, 1), "killed too late"
    return row


def let_the_lease_run_out() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE patients_document SET lease_until = now() - interval '1 second'")


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

    assert Document.objects.count() == 1
    assert made.attempts == 2
    assert_whole(made)
    wake_up(live_clinic)
    wake_up(live_clinic)
    time.sleep(1)
    assert Document.objects.get().sha256 == made.sha256
    assert Document.objects.get().attempts == 2


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
