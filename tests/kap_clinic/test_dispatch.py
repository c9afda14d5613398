"""What is due is done without Celery too."""

import io
import signal
import time

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone

from audit.models import AuditEvent, AuditSeal
from kap_clinic.management.commands import dispatch


@pytest.fixture
def signals_restored():
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_one_round_does_all_kinds_of_work(scratch_db, signals_restored):
    AuditEvent.objects.create(at=timezone.now(), action="x", outcome="done", actor_name="nobody")

    deadline = time.monotonic() + 20
    while not AuditSeal.objects.exists():  # waits for older transactions of the whole server
        assert time.monotonic() < deadline
        call_command("dispatch", once=True)

    assert AuditSeal.objects.get().event_count == 1
    assert set(dispatch.WORK) == {
        "messages", "documents", "windows", "stock", "trail", "proofs", "head of the trail",
        "packets",
    }  # fmt: skip


def test_a_database_that_is_away_for_a_moment_ends_a_round_not_the_loop(
    monkeypatch, signals_restored
):
    rounds = []

    def work(**_now):
        rounds.append(1)
        if len(rounds) == 3:
            signal.raise_signal(signal.SIGTERM)
        raise OperationalError("gone")

    monkeypatch.setattr(dispatch, "WORK", {"messages": work})
    said = io.StringIO()

    call_command("dispatch", pause=0.01, stderr=said)

    assert len(rounds) == 3
    assert said.getvalue().count("trying again") == 3


def test_one_kind_of_work_that_breaks_holds_up_no_other(monkeypatch, signals_restored, caplog):
    done = []

    def breaks(**_now):
        raise ValueError("a row nobody thought of")

    monkeypatch.setattr(
        dispatch, "WORK", {"messages": breaks, "windows": lambda **now: done.append(now)}
    )

    call_command("dispatch", once=True)

    assert len(done) == 1
    assert "messages broke off" in caplog.text
