"""What the boundaries of the promises demand, each by one small story."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.domain.policies import adopt_policy
from core.errors import Refusal
from integration.domain import contacts, windows
from integration.domain.nudges import window_nudge
from messaging.domain import outbox
from messaging.domain.wording import NoLongerWanted
from messaging.enums import MessageState
from messaging.models import Message
from screening.domain.rules import Facts, evaluate
from sessions.domain import as_given, dosing, gate, leaving, visits
from sessions.enums import SessionStatus
from sessions.models import MedicineSession
from tests.support.story import REQUIRED, Story

pytestmark = pytest.mark.django_db

PLAIN = Facts(conditions=frozenset(), medicines=(), allergies=(), age=40, bmi=None)


def decide_age(story: Story) -> int:
    return gate.checks.decision_valid_for(gate.load(story.episode, story.session, at=story.at)).days


@pytest.mark.parametrize(("bmi", "held"), [("18.49", True), ("18.5", False)])
def test_a_bmi_under_the_limit_is_not_rounded_over_it(bmi, held):
    found = evaluate(replace(PLAIN, bmi=Decimal(bmi)))

    assert ("NUT1" in found) is held


def test_the_second_dose_counts_from_the_moment_it_is_given():
    story = Story()
    story.under_way().discharged()
    assert decide_age(story) == 30
    story.booked().checked_in().measured()
    assert decide_age(story) == 30

    story.dosed()

    assert decide_age(story) == 90


def test_a_therapist_gives_what_was_planned_to_the_milligram():
    story = Story().ready_for_dose()
    dose = dosing.Dose(mg=Decimal("200.4"), kind="first")

    with pytest.raises(Refusal) as refusal:
        dosing.administer(story.session, dose=dose, by=story.ana, at=story.at)

    assert refusal.value.code == "order_exceeded"


def test_a_dose_given_days_ago_does_not_fall_into_the_session_of_today():
    story = Story().ready_for_dose()
    today = story.session

    row = as_given.record_as_given(
        story.patient, dose=dosing.Dose(mg=Decimal(50), kind="first"),
        given_at=story.at - timedelta(days=3), what_happened="At home, told today",
        by=story.noor, at=story.at,
    )  # fmt: skip

    assert row.session != today
    assert MedicineSession.objects.get(pk=today.pk).status == SessionStatus.CHECKED_IN


def test_a_forgotten_booster_belongs_to_the_dose_of_its_own_day():
    story = Story().under_way().discharged()
    story.booked().checked_in()
    today = story.session

    with pytest.raises(Refusal) as refusal:
        as_given.record_as_given(
            story.patient, dose=dosing.Dose(mg=Decimal(50), kind="booster"), given_at=story.at,
            what_happened="Before any first dose", by=story.noor, at=story.at,
        )  # fmt: skip

    assert refusal.value.code == "invalid"
    assert today.doses.count() == 0


def test_a_lot_is_the_clinics_whatever_the_order_says():
    story = Story().ready_for_dose()
    story.stocked()

    row = as_given.record_as_given(
        story.patient, dose=dosing.Dose(Decimal(50), "first", "KET-1", Decimal(60)),
        given_at=story.at, what_happened="Lozenges were gone", by=story.noor, at=story.at,
    )  # fmt: skip

    assert row.source == "CLINIC_STOCK"


def test_a_call_that_was_made_is_recorded_though_it_was_let_go():
    story = Story().under_way().discharged()
    window = windows.newest_window(story.episode)
    story.at = window.opens_at + timedelta(hours=61)
    windows.advance_due(at=story.at)
    contact = windows.contact_of(window, "C3")
    assert contact.status == "waived"

    done = contacts.complete(contact, note="She called herself", by=story.ana, at=story.at)

    assert done.status == "done"


def test_the_newest_window_is_one_that_stands():
    story = Story().under_way().discharged()
    first = windows.newest_window(story.episode)
    story.booked().checked_in().measured()
    story.dosed()
    leaving.end_session(
        story.session, outcome="entered_in_error", reason="Other patient", by=story.ana, at=story.at
    )

    assert windows.newest_window(story.episode) == first


def without_integration_visit(story: Story) -> None:
    for visit in story.patient.appointments.filter(kind="integration").upcoming():
        visits.cancel_visit(visit, reason="Ill", by=story.flo, at=story.at)


def test_an_older_window_speaks_again_when_the_newer_one_never_was():
    story = Story().consented((*REQUIRED, "messaging_sms")).under_way().discharged()
    without_integration_visit(story)
    last = Message.objects.filter(purpose="nudge").order_by("due_at").last()
    story.booked().checked_in().measured()
    story.dosed()
    without_integration_visit(story)
    with pytest.raises(NoLongerWanted, match="newer window"):
        window_nudge(last, last.due_at)

    leaving.end_session(
        story.session, outcome="entered_in_error", reason="Other patient", by=story.ana, at=story.at
    )

    last.refresh_from_db()
    assert last.state == MessageState.QUEUED
    assert window_nudge(last, last.due_at).body


def test_a_clinic_that_wants_no_nudges_sends_none():
    story = Story()
    adopt_policy(story.clinic, values={"max_per_week": 0}, author="x", approver="y", at=story.at)
    story.consented((*REQUIRED, "messaging_sms")).under_way()
    nudges = Message.objects.filter(purpose="nudge")
    without_integration_visit(story)
    due = nudges.order_by("due_at").values_list("due_at", flat=True)
    assert len(due) == 4

    for moment in due:
        outbox.deliver_due(at=moment)

    assert set(nudges.values_list("state", flat=True)) == {MessageState.EXPIRED}
