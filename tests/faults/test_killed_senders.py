"""Fifty messages, two senders, one of them killed again and again: each text arrives, none twice."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from audit.models import AuditEvent
from kap_clinic import scratch
from kap_clinic.servers import child
from messaging.domain import outbox, preferences
from messaging.enums import FINAL_STATES, MessageState, Purpose
from messaging.models import Message
from patients.models import Patient
from scheduling.enums import VisitKind
from sessions.domain import visits
from tests.support.provider import SLOW, Book, provider
from tests.support.servers import queue_url, start
from tests.support.story import Story
from tests.support.zones import where_it_is_noon

MESSAGES, PEOPLE, KILLS = 50, 10, 4
PATIENCE_SECONDS = 90

pytestmark = pytest.mark.whole


@pytest.fixture
def queued(scratch_db: str) -> list[str]:
    """Fifty messages that are due, five each to ten people; by our reference."""
    now = datetime.now(UTC)
    story = Story(now - timedelta(hours=1), timezone=where_it_is_noon())
    patients = [story.new_patient(f"Person {n}", key=f"p{n}") for n in range(PEOPLE)]
    visit = visits.book_visit(
        story.patient, kind=VisitKind.INTEGRATION, start_at=now + timedelta(days=1), minutes=60,
        clinician=story.ana, room=story.willow, by=story.flo, at=story.at,
    )  # fmt: skip
    facts = {"appointment": visit.pk, "sequence": 0}
    return [str(a_message(patients[n % PEOPLE], n, facts, at=story.at).pk) for n in range(MESSAGES)]


def a_message(patient: Patient, number: int, facts: dict, *, at: datetime) -> Message:
    preferences.grant_channel(patient, "sms", granted=True, at=at)
    message = outbox.queue(
        patient, purpose=Purpose.BOOKED, template="visit_tomorrow", about=f"visit:{number}",
        due_at=at, not_after=at + timedelta(hours=20), at=at, facts=facts,
    )  # fmt: skip
    assert message is not None
    return message


class Senders:
    """`manage.py dispatch`, as often as it is started."""

    def __init__(self, database: str, gateway: str, folder: Path) -> None:
        self.environment = dict(os.environ) | scratch.addresses(database) | {
            "DJANGO_SETTINGS_MODULE": "kap_clinic.settings.dev",  # test keeps all messages in memory
            "KAP_HOME": str(folder / "home"),
            "REDIS_URL": queue_url(),
            "SMS_GATEWAY": gateway,
        }  # fmt: skip
        self.folder = folder
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "manage.py", "dispatch", "--pause", "0.1"]
        process = start(f"sender-{len(self.running)}", command, self.environment, self.folder)
        self.running.append(process)
        return process

    def end(self) -> None:
        child.end([(one, signal.SIGTERM) for one in self.running], patience=5)

    def said(self) -> str:
        return "\n".join(log.read_text() for log in sorted(self.folder.glob("sender-*.log")))


@pytest.fixture
def senders(scratch_db: str, tmp_path: Path):
    with provider(tmp_path, mode=SLOW) as (address, book):
        crowd = Senders(scratch_db, address, tmp_path)
        yield crowd, book
        crowd.end()


def let_leases_run_out() -> None:
    """As if a minute had passed for every row that is being sent, also under the living sender."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE messaging_message SET lease_until = now() - interval '1 second' "
            "WHERE state = 'sending'"
        )


def wait_for_calls(book: Book, more_than: int, said) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(book.calls) <= more_than:
        assert time.monotonic() < deadline, said()
        time.sleep(0.02)


def test_a_sender_that_is_killed_again_and_again_loses_nothing_and_sends_nothing_twice(
    queued, senders
):
    crowd, book = senders
    crowd.start()
    victim = crowd.start()
    for _turn in range(KILLS):
        wait_for_calls(book, len(book.calls) + 1, crowd.said)
        os.killpg(victim.pid, signal.SIGKILL)
        victim.wait()
        let_leases_run_out()
        victim = crowd.start()

    deadline = time.monotonic() + PATIENCE_SECONDS
    while Message.objects.exclude(state__in=FINAL_STATES).exists():
        assert time.monotonic() < deadline, crowd.said()
        let_leases_run_out()
        time.sleep(0.5)

    states = Message.objects.filter(pk__in=queued).values_list("state", flat=True)
    assert set(states) == {MessageState.SENT}
    assert sorted(book.delivered) == sorted(queued)
    assert len(book.calls) >= MESSAGES
    assert {len(said) for said in book.bodies.values()} == {1}
    sent = AuditEvent.objects.filter(action="message.sent").values_list("subject_id", flat=True)
    assert sorted(sent) == sorted(queued)
