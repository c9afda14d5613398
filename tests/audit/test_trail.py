"""The trail: one writer, plain facts, sealed in a chain that shows every hand laid on it."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connections, transaction

from audit import seals, trail
from audit.models import AuditEvent, AuditSeal
from core.errors import Refusal
from core.middleware import request_id
from patients.domain import chart
from tests.support.story import MONDAY, Story


@pytest.fixture
def story(db) -> Story:
    return Story()


def test_a_line_says_who_did_what_to_whom_and_when(story):
    line = trail.record("order.read", story.patient, by=story.ana, at=story.at, outcome="read")

    assert (line.action, line.outcome, line.at) == ("order.read", "read", story.at)
    assert (line.actor_id, line.actor_name, line.actor_roles) == (
        story.ana.pk, "Ana Ruiz", "therapist",
    )  # fmt: skip
    assert (line.clinic_id, line.patient_id) == (story.clinic.pk, story.patient.pk)
    assert (line.subject_type, line.subject_id) == ("patients.Patient", str(story.patient.pk))


def test_the_scheduler_signs_as_the_system(story):
    line = trail.record("tick", by=None, at=story.at, clinic_id=story.clinic.pk)

    assert (line.actor_id, line.actor_name, line.clinic_id) == (None, "system", story.clinic.pk)


def test_facts_are_plain_whatever_they_were(story):
    facts = {
        "mg": Decimal("60.00"), "day": date(2026, 3, 2), "who": story.ana, "kinds": {"touch"},
        "list": [1, None, True], "inside": {"a": Decimal(1)},
    }  # fmt: skip

    line = trail.record("x", by=None, at=story.at, **facts)
    line.refresh_from_db()

    assert line.facts == {
        "mg": "60.00", "day": "2026-03-02", "who": "Ana Ruiz", "kinds": ["touch"],
        "list": [1, None, True], "inside": {"a": "1"},
    }  # fmt: skip


def test_the_line_shares_its_number_with_the_request(story):
    token = request_id.set("a" * 32)
    try:
        assert trail.record("x", by=None, at=story.at).request_id == "a" * 32
    finally:
        request_id.reset(token)
    assert trail.record("x", by=None, at=story.at).request_id == ""


@pytest.mark.parametrize(
    ("section", "may"),
    [
        ("logistics", {"ana", "raj", "noor", "flo", "owen", "bea"}),
        ("clinical", {"ana", "raj", "noor"}),
        ("psychotherapy_note", {"ana"}),
        ("ledger", {"raj", "noor", "owen"}),
        ("audit", {"owen", "ada"}),
    ],
)
def test_opening_a_chart_leaves_a_line_or_a_refusal(story, section, may):
    for who in ("ana", "raj", "noor", "flo", "owen", "bea", "ada", "me"):
        by = getattr(story, who)
        before = AuditEvent.objects.count()
        try:
            chart.read_section(story.patient, section=section, by=by, at=story.at)
            expected = "read"
        except Refusal:
            expected = "refused"
        newest = AuditEvent.objects.order_by("-pk").first()

        assert (expected == "read") == (who in may), who
        assert (newest.outcome, newest.actor_id) == (expected, by.pk)
        assert AuditEvent.objects.count() == before + 1


@pytest.fixture
def sealed(scratch_db):
    """Three seals of five lines each."""
    for batch in range(3):
        for number in range(5):
            trail.record(f"line {batch}.{number}", by=None, at=MONDAY, number=number)
        assert seals.seal_new() == 5
    assert seals.verify() == []


def as_superuser(statement: str, *values: object) -> None:
    """The owner, with the triggers asleep: the worst hand there is short of the server's own."""
    with connections["owner"].cursor() as cursor:
        for table in ("audit_auditevent", "audit_auditseal"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, values)


@pytest.mark.parametrize(
    "hand",
    [
        pytest.param("UPDATE audit_auditevent SET action = 'x' WHERE id = {1}", id="a word"),
        pytest.param("UPDATE audit_auditevent SET facts = '{{}}' WHERE id = {1}", id="a fact"),
        pytest.param(
            "UPDATE audit_auditevent SET at = at + interval '1 second' WHERE id = {1}",
            id="a second",
        ),
        pytest.param(
            "UPDATE audit_auditevent SET recorded_at = recorded_at - interval '1 day' WHERE id = {6}",
            id="the moment it was written",
        ),
        pytest.param("DELETE FROM audit_auditevent WHERE id = {6}", id="a line gone"),
        pytest.param("DELETE FROM audit_auditevent WHERE id >= {10}", id="the tail of the lines"),
        pytest.param("DELETE FROM audit_auditevent", id="everything"),
        pytest.param(
            "UPDATE audit_auditevent SET id = id + 1000 WHERE id = {3}", id="a line moved on"
        ),
        pytest.param(
            "INSERT INTO audit_auditevent (id, at, action, outcome, code, actor_name, actor_roles, "
            "subject_type, subject_id, facts, request_id) "
            "VALUES ({0} - 1, now(), 'x', 'done', '', 'x', '', '', '', '{{}}', '')",
            id="a line put in",
        ),
        pytest.param(
            "UPDATE audit_auditseal SET digest = repeat('a', 64) WHERE last_event_id = {9}",
            id="a seal",
        ),
        pytest.param("DELETE FROM audit_auditseal WHERE last_event_id = {9}", id="a seal gone"),
        pytest.param(
            "UPDATE audit_auditseal SET event_count = 4 WHERE last_event_id = {9}", id="a count"
        ),
    ],
)
def test_every_hand_laid_on_it_is_seen(sealed, hand):
    ids = list(AuditEvent.objects.order_by("pk").values_list("pk", flat=True))

    as_superuser(hand.format(*ids))

    assert seals.verify() != []


def test_two_lines_swapped_are_seen(sealed):
    one, two = AuditEvent.objects.order_by("pk").values_list("pk", flat=True)[:2]

    as_superuser(
        "UPDATE audit_auditevent SET action = CASE id WHEN %s THEN 'line 0.1' ELSE 'line 0.0' END "
        "WHERE id IN (%s, %s)",
        one, one, two,
    )  # fmt: skip

    assert seals.verify() != []


def test_each_seal_follows_the_one_before(sealed):
    rows = list(AuditSeal.objects.order_by("last_event_id"))

    assert rows[0].previous_digest == seals.GENESIS
    assert [row.previous_digest for row in rows[1:]] == [row.digest for row in rows[:-1]]


def test_with_nothing_new_there_is_nothing_to_seal(sealed):
    assert seals.seal_new() == 0
    assert seals.unsealed_count() == 0
    trail.record("one more", by=None, at=MONDAY)
    assert seals.unsealed_count() == 1


def test_a_line_rolled_back_leaves_a_gap_and_no_fault(sealed):
    with transaction.atomic():
        trail.record("never", by=None, at=MONDAY)
        transaction.set_rollback(True)
    trail.record("after it", by=None, at=MONDAY)

    assert seals.seal_new() == 1
    assert seals.verify() == []
