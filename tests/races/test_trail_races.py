"""The trail is sealed while it is written: every event once, none below a seal that came too early."""

import threading
import time
from functools import partial

import pytest
from django.db import connection, transaction

from audit import seals, trail
from audit.models import AuditEvent, AuditSeal
from tests.races.crowd import at_once, counted
from tests.support.story import MONDAY

WRITERS, LINES = 4, 25


def write(word: str) -> AuditEvent:
    return trail.record(word, by=None, at=MONDAY)


def seal_all() -> None:
    deadline = time.monotonic() + 20
    while seals.unsealed_count():
        seals.seal_new()
        assert time.monotonic() < deadline


@pytest.fixture
def slow_writer(scratch_db):
    """Somebody whose transaction has written its line and goes on working."""
    written, go_on = threading.Event(), threading.Event()

    def work() -> None:
        with transaction.atomic():
            write("slow")
            written.set()
            go_on.wait(20)
        connection.close()

    thread = threading.Thread(target=work)
    yield thread, written, go_on
    go_on.set()
    thread.join()


def test_a_line_of_a_transaction_still_open_is_sealed_when_it_is_there(slow_writer):
    """The slow one's line has the lower number; the other transaction is the older one."""
    thread, written, go_on = slow_writer
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()")
        thread.start()
        assert written.wait(10)
        write("quick")

    seals.seal_new()
    go_on.set()
    thread.join()
    seal_all()

    assert seals.verify() == []
    assert sum(AuditSeal.objects.values_list("event_count", flat=True)) == 2


def test_a_transaction_that_never_ends_does_not_hold_the_sealer_for_ever(slow_writer):
    thread, written, _go_on = slow_writer
    thread.start()
    assert written.wait(10)

    started = time.monotonic()
    sealed = seals.seal_new()

    assert sealed == 0
    assert time.monotonic() - started < 5


def test_a_transaction_elsewhere_on_the_server_holds_up_nothing(scratch_db):
    write("ours")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id(), count(*) FROM accounts_clinic")

        assert seals.seal_new() == 1


def test_sealers_and_writers_at_once_seal_every_line_once(scratch_db):
    def write_many() -> None:
        for number in range(LINES):
            with transaction.atomic():
                write(f"line {number}")

    def seal_often() -> None:
        for _turn in range(20):
            seals.seal_new()

    outcomes = at_once(*(write_many,) * WRITERS, seal_often, seal_often)
    seal_all()

    assert counted(outcomes) == {"done": WRITERS + 2}
    assert sum(AuditSeal.objects.values_list("event_count", flat=True)) == WRITERS * LINES
    assert seals.verify() == []


def test_only_one_of_two_sealers_seals(scratch_db):
    for number in range(10):
        write(f"line {number}")

    outcomes = at_once(*(partial(seals.seal_new),) * 4)

    assert sum(outcome.value for outcome in outcomes) == 10
    assert seals.verify() == []
