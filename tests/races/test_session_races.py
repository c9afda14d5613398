"""Two hands on one session: exactly one act happens, the other is told so in words."""

from decimal import Decimal
from functools import partial

import pytest
from django.db import transaction

from integration.domain import windows
from integration.models import IntegrationContact, IntegrationWindow
from measures.models import SafetyAlert
from medications.domain import stock
from medications.enums import DoseSource, Route
from medications.models import LedgerEntry, Lot
from patients.models import ClinicalNote, Document
from screening.domain import consents
from sessions.domain import arrival, dosing, leaving, observing, vitals, wasting, writing
from sessions.domain.as_given import record_as_given
from sessions.domain.limits import Reading
from sessions.models import (
    MedicationAdministration,
    MedicineSession,
    SessionEvent,
    StockWaste,
    VitalSigns,
)
from tests.races.crowd import at_once, counted
from tests.support.story import CALM, Story

RED = Reading(systolic=190, diastolic=100, heart_rate=80, spo2=97, respiratory_rate=14)


@pytest.fixture
def story(scratch_db) -> Story:
    return Story()


def from_stock(story: Story, *, mg: int = 60) -> Story:
    """Ready for a dose of 60 mg out of a vial that holds so much."""
    story.screened().consented().eligible()
    story.ordered(Route.IM, DoseSource.CLINIC_STOCK, planned_mg=Decimal(60)).prepared().booked()
    story.stocked("KET-1", mg)
    story.checked_in().measured()
    return story


def test_a_session_begins_once(story):
    story.ready_to_book().booked().checked_in()
    session = story.session

    outcomes = at_once(
        *(partial(arrival.begin, session, by=by, at=story.at) for by in (story.ana, story.noor) * 4)
    )

    assert counted(outcomes) == {"done": 1, "invalid": 7}


def test_a_dose_is_given_once(story):
    story.ready_for_dose()
    session, dose = story.session, dosing.Dose(mg=Decimal(200), kind="first")

    outcomes = at_once(
        *(partial(dosing.administer, session, dose=dose, by=story.noor, at=story.at),) * 8
    )

    assert counted(outcomes) == {"done": 1, "invalid": 7}
    assert MedicationAdministration.objects.count() == 1


def test_a_window_opens_once_however_the_dose_is_told(story):
    story.ready_for_dose()
    session, dose = story.session, dosing.Dose(mg=Decimal(200), kind="first")
    give = partial(dosing.administer, session, dose=dose, by=story.noor, at=story.at)
    tell = partial(
        record_as_given, story.patient, dose=dose, given_at=story.at, what_happened="On paper.",
        by=story.raj, at=story.at,
    )  # fmt: skip

    outcomes = at_once(give, tell, give, tell)

    assert counted(outcomes) == {"done": 1, "invalid": 3}
    assert IntegrationWindow.objects.count() == 1
    assert IntegrationContact.objects.count() == 6


def test_stock_for_one_dose_is_drawn_once(story):
    """Two patients, two nurses, one vial that holds one dose."""
    from_stock(story)
    other = Story.__new__(Story)
    other.__dict__.update(story.__dict__)
    other.patient = story.new_patient("Ines Duarte", key="ines")
    other.ana, other.willow, other.cedar = story.ana, story.cedar, story.willow
    other.later(hours=3)
    other.screened().consented().eligible()
    other.ordered(Route.IM, DoseSource.CLINIC_STOCK, planned_mg=Decimal(60)).prepared()
    other.booked().checked_in().measured()
    dose = dosing.Dose(mg=Decimal(60), kind="first", lot_number="KET-1", drawn_mg=Decimal(60))

    outcomes = at_once(
        partial(dosing.administer, story.session, dose=dose, by=story.noor, at=story.at),
        partial(dosing.administer, other.session, dose=dose, by=story.kim, at=other.at),
    )

    assert counted(outcomes) == {"done": 1, "stock_insufficient": 1}
    assert stock.balance(Lot.objects.get()) == 0
    assert list(LedgerEntry.objects.values_list("line", flat=True).order_by("line")) == [1, 2]


def test_a_remainder_is_wasted_once(story):
    from_stock(story, mg=100)
    story.dosed(60, lot_number="KET-1", drawn_mg=Decimal(100))
    witness = wasting.Witness(story.raj, story.at)

    outcomes = at_once(
        *(
            partial(
                wasting.waste, story.session, mg=Decimal(40), by=by, at=story.at, witness=witness
            )
            for by in (story.noor, story.kim) * 2
        )
    )

    assert counted(outcomes) == {"done": 1, "invalid": 3}
    assert StockWaste.objects.get().mg == 40


def test_a_part_is_signed_once(story):
    story.under_way().discharged()
    sign = partial(
        writing.sign_part, story.session, part="therapy", text="Inward.", by=story.ana, at=story.at
    )

    outcomes = at_once(sign, sign, sign, sign)

    assert counted(outcomes) == {"done": 1, "note_signed": 3}
    assert ClinicalNote.objects.count() == 1


def test_both_parts_signed_at_once_make_one_document(story):
    story.under_way().discharged()
    session = story.session
    therapy = partial(
        writing.sign_part, session, part="therapy", text="Inward.", by=story.ana, at=story.at
    )
    medicine = partial(
        writing.sign_part, session, part="medicine", text="Uneventful.", by=story.raj, at=story.at
    )

    outcomes = at_once(therapy, medicine)

    assert counted(outcomes) == {"done": 2}
    assert Document.objects.filter(kind="session_note").count() == 1
    assert MedicineSession.objects.get().is_signed


def test_what_is_written_while_signing_is_in_the_record_or_refused(story):
    """A reading either was there when the record closed, and is hashed with it, or never came."""
    story.under_way().discharged()
    session = story.session
    before = VitalSigns.objects.count()
    writing.sign_part(session, part="therapy", text="Inward.", by=story.ana, at=story.at)
    sign = partial(
        writing.sign_part, session, part="medicine", text="Uneventful.", by=story.raj, at=story.at
    )
    record = partial(vitals.record, session, reading=CALM, by=story.noor, at=story.at)
    tap = partial(observing.record_event, session, code="grounded", by=story.ana, at=story.at)

    outcomes = at_once(record, tap, sign, record, tap)

    assert outcomes[2].word == "done"
    assert set(counted(outcomes)) <= {"done", "note_signed"}
    written = [outcomes[0].word, outcomes[3].word].count("done")
    note = ClinicalNote.objects.get(part="medicine")
    assert VitalSigns.objects.count() == before + written
    assert note.canonical.count('"within"') == before + written


def test_a_tap_sent_again_is_one_event(story):
    story.under_way()
    tap = partial(
        observing.record_event,
        story.session,
        code="tears",
        key="device-7",
        by=story.ana,
        at=story.at,
    )
    reading = partial(
        vitals.record, story.session, reading=CALM, key="device-8", by=story.noor, at=story.at
    )

    outcomes = at_once(*(tap, reading) * 6)

    assert counted(outcomes) == {"done": 12}
    assert SessionEvent.objects.count() == 1
    assert VitalSigns.objects.filter(key="device-8").count() == 1


def test_a_patient_leaves_once(story):
    story.under_way().later(minutes=110).measured()
    end = partial(
        leaving.end_session, story.session, outcome="stopped_early", reason="Enough for today.",
        by=story.ana, at=story.at,
    )  # fmt: skip

    outcomes = at_once(end, end, end)

    assert counted(outcomes) == {"done": 1, "session_closed": 2}


def test_red_readings_at_once_open_one_alert(story):
    story.under_way()
    red = partial(vitals.record, story.session, reading=RED, by=story.noor, at=story.at)

    outcomes = at_once(red, red, red, red)

    assert counted(outcomes) == {"done": 4}
    assert SafetyAlert.objects.count() == 1


def test_a_dose_and_a_withdrawal_at_once_leave_no_dose_after_the_withdrawal(story):
    story.ready_for_dose()
    dose = dosing.Dose(mg=Decimal(200), kind="first")
    give = partial(dosing.administer, story.session, dose=dose, by=story.noor, at=story.at)
    take_back = partial(
        consents.withdraw, story.patient, kinds=["treatment"], by=story.me, at=story.at
    )

    given, withdrawn = at_once(give, take_back)

    assert withdrawn.word == "done"
    assert given.word in {"done", "consent_withdrawn", "consent_missing"}
    assert MedicationAdministration.objects.count() == (given.word == "done")


def test_windows_advance_once_from_many_workers(story):
    story.under_way().discharged()
    later = story.later(days=15).at

    outcomes = at_once(*(partial(windows.advance_due, at=later),) * 4)

    assert {outcome.error for outcome in outcomes} == {None}
    assert IntegrationWindow.objects.get().status == "closed_missed"
    assert set(IntegrationContact.objects.values_list("status", flat=True)) == {"missed", "waived"}


def test_sessions_locked_in_opposite_order_do_not_wait_for_each_other(story):
    """The verbs lock one session and then its lot; nobody takes them the other way round."""
    from_stock(story, mg=200)
    story.dosed(60, lot_number="KET-1", drawn_mg=Decimal(100))
    lot = Lot.objects.get()
    witness = wasting.Witness(story.raj, story.at)

    def count() -> None:
        with transaction.atomic():
            stock.count(
                lot, counted_mg=Decimal(90), reason="Spilt.", witness=story.raj, by=story.kim,
                at=story.at,
            )  # fmt: skip

    waste = partial(
        wasting.waste, story.session, mg=Decimal(10), by=story.noor, at=story.at, witness=witness
    )
    outcomes = at_once(count, waste, waste, waste, waste)

    assert counted(outcomes) == {"done": 5}
    assert [line.line for line in LedgerEntry.objects.order_by("line")] == [1, 2, 3, 4, 5, 6, 7]
