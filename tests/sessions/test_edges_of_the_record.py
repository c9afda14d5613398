"""Edges that played journeys brought to light."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.domain.policies import adopt_policy, policy_of
from core.errors import Refusal
from integration.models import IntegrationWindow
from medications.domain import stock
from medications.models import LedgerEntry
from sessions.domain import as_given, dosing, leaving
from tests.support.story import Story

pytestmark = pytest.mark.django_db


def test_a_peak_never_outlasts_its_window():
    story = Story()
    adopt_policy(story.clinic, values={"window_days": 2}, author="x", approver="y", at=story.at)

    story.under_way()

    window = IntegrationWindow.objects.get(session=story.session)
    assert window.peak_until == window.closes_at == window.opens_at + timedelta(days=2)


def test_a_booster_remembered_after_the_discharge_is_still_recorded():
    story = Story().under_way().discharged()
    dose = dosing.Dose(mg=Decimal(50), kind="booster")

    row = as_given.record_as_given(
        story.patient, dose=dose, given_at=story.session.first_dose_at + timedelta(minutes=20),
        what_happened="Forgotten in the log", by=story.noor, at=story.at,
    )  # fmt: skip

    assert (row.session, row.incident.kind) == (story.session, "outside_the_gate")


def test_entered_in_error_needs_a_dose_to_undo():
    story = Story().ready_for_dose()

    with pytest.raises(Refusal) as refusal:
        leaving.end_session(
            story.session,
            outcome="entered_in_error",
            reason="Other patient",
            by=story.ana,
            at=story.at,
        )

    assert refusal.value.code == "invalid"


def test_readings_a_clinic_set_itself_are_never_thinned():
    story = Story()
    adopt_policy(
        story.clinic,
        values={"vitals_minutes": {"SL": [10, 20]}},
        author="x",
        approver="y",
        at=story.at,
    )

    policy = policy_of(story.clinic, at=story.at)

    assert policy.by_route("vitals_minutes", "SL") == [10, 20]
    assert "SL" not in policy["vitals_minutes_settled"]
    assert policy["vitals_minutes_settled"]["IM"] == [15, 40, 120]


def test_an_impossible_delivery_is_refused_in_words():
    story = Story()

    with pytest.raises(Refusal) as refusal:
        stock.receive(
            story.clinic, lot_number="K", containers=10**7, mg_per_container=Decimal(500),
            expires_on=story.at.date(), supplier="S", invoice="I", by=story.noor, at=story.at,
        )  # fmt: skip

    assert (refusal.value.code, LedgerEntry.objects.count()) == ("invalid", 0)
