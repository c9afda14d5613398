"""Beside the dose: other medicines, what to look at first, the time that is left, the programme's form."""

from datetime import date
from decimal import Decimal

import pytest

from core.errors import Refusal
from measures.domain import alerts, responses
from medications.domain import stock
from medications.enums import DoseSource, Route
from medications.models import LedgerEntry
from patients.models import WorklistTask
from scheduling.domain import booking
from sessions.domain import (
    as_given,
    dosing,
    gate,
    leaving,
    monitoring,
    notices,
    observing,
    other_medicines,
    routes,
)
from sessions.domain.other_medicines import Medicine
from sessions.models import Incident, MonitoringForm, NoticeSeen, OtherMedicine, RemsEnrolment
from tests.support.at_rest import committed, undone
from tests.support.story import Story

ESKETAMINE = {
    "route": Route.IN_ESKETAMINE, "source": DoseSource.REMS_DEVICE, "planned_mg": Decimal(56),
}  # fmt: skip
ONDANSETRON = Medicine("Ondansetron", "4 mg", "by mouth")
ANSWERS = {
    "monitor_name": "Noor Haddad", "monitor_phone": "303-555-0101", "ready_minute": 80,
    "vitals_ok_before": "yes", "vitals_ok_end": "yes", "sedation": "yes", "sedation_from": 20,
    "sedation_until": 70, "dissociation": "no", "respiratory": "no", "serious": "no",
}  # fmt: skip


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    """Two devices used in the first esketamine session, an hour and a half ago."""
    with committed(django_db_blocker):
        story = Story().ready_to_book(**ESKETAMINE, booster=None).booked().checked_in()
        story.stocked("MID-1", 50)
        story.measured()
        story.dosed(56)
        yield story.later(minutes=75)


@pytest.fixture
def story(told):
    with undone(told) as one:
        yield one


@pytest.fixture
def over(story):
    """Two hours are up; the session has ended and its form is open."""
    story.later(minutes=40)
    story.measured()
    items = dict.fromkeys((item.value for item in leaving.discharge_list(story.session)), True)
    leaving.discharge(
        story.session, released_to="Dele Okafor", items=items, by=story.noor, at=story.at
    )
    return story


def give(story, *, by=None, medicine=ONDANSETRON, basis="standing", **facts):
    return other_medicines.give(
        story.session, medicine=medicine, basis=basis, by=by or story.noor, at=story.at, **facts
    )


def refusal_of(act):
    with pytest.raises(Refusal) as error:
        act()
    return error.value


# other medicines ----------------------------------------------------------------------------------


def test_a_medicine_on_a_standing_order_is_written(story):
    row = give(story, reason="Nausea", key="a1")

    assert give(story, key="a1") == row
    assert (str(row), row.route, row.given_by, row.ledger_entry) == (
        "Ondansetron 4 mg", "by mouth", story.noor, None,
    )  # fmt: skip
    assert OtherMedicine.objects.count() == 1


def test_a_one_off_order_names_its_prescriber(story):
    assert refusal_of(lambda: give(story, basis="one_off")).sentence == (
        "A one-off order has a prescriber. Choose who gave it."
    )
    assert refusal_of(lambda: give(story, basis="one_off", ordered_by=story.ana)).sentence == (
        "An order is a prescriber's of this clinic."
    )
    assert give(story, basis="one_off", ordered_by=story.raj).ordered_by == story.raj


def test_a_controlled_medicine_is_drawn_from_its_lot(story):
    row = give(
        story, medicine=Medicine("Midazolam", "2 mg"), lot_number="MID-1", drawn_mg=Decimal(5)
    )

    entry = LedgerEntry.objects.get(pk=row.ledger_entry_id)
    assert (entry.kind, entry.amount_mg, entry.balance_mg, entry.patient) == (
        "draw", Decimal(5), Decimal(45), story.patient,
    )  # fmt: skip


def test_a_struck_line_gives_back_what_was_drawn(story):
    row = give(
        story, medicine=Medicine("Midazolam", "2 mg"), lot_number="MID-1", drawn_mg=Decimal(5)
    )
    before = stock.balance(row.lot)

    with pytest.raises(Refusal) as refusal:
        observing.void(row, by=story.ana, at=story.at)
    observing.void(row, by=story.noor, at=story.at)
    observing.void(row, by=story.noor, at=story.at)

    assert refusal.value.code == "role_forbidden"
    assert stock.balance(row.lot) == before + 5
    assert row.ledger_entry.reversed_by.reason == "Struck through in the log of the session."


def test_what_was_given_is_written_also_where_the_ledger_held_less(story):
    row = give(
        story, medicine=Medicine("Midazolam", "2 mg"), lot_number="MID-1", drawn_mg=Decimal(53)
    )

    kinds = LedgerEntry.objects.filter(lot=row.lot).order_by("line").values_list("kind", "delta_mg")
    assert list(kinds)[-2:] == [("count_up", Decimal(3)), ("draw", Decimal(-53))]
    assert stock.balance(row.lot) == 0


def test_a_lot_that_nobody_received_is_taken_up_as_found(story):
    given = give(
        story, medicine=Medicine("Diazepam", "5 mg"), lot_number="D-9", drawn_mg=Decimal(5)
    )

    assert (given.lot.is_found, given.lot.substance, stock.balance(given.lot)) == (
        True,
        "diazepam",
        0,
    )
    assert WorklistTask.objects.filter(kind="stock_discrepancy", done_at=None).exists()


def test_devices_of_a_lot_on_the_shelf_are_drawn_whoever_tells_of_them_later(story):
    story.stocked("SPR-1", 84, substance="esketamine")
    row = as_given.record_as_given(
        story.patient, dose=dosing.Dose(mg=Decimal(28), kind="booster", device_lot="SPR-1"),
        given_at=story.at, what_happened="A third device.", by=story.noor, at=story.at,
    )  # fmt: skip

    assert (row.lot.number, row.device_lot) == ("SPR-1", "SPR-1")
    assert stock.balance(row.lot) == 56


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"medicine": Medicine("", "4 mg")}, "Give the medicine and its amount with the unit."),
        ({"basis": "whim"}, "Choose a standing order or a one-off order."),
        (
            {"lot_number": "MID-1"},
            "Of a controlled medicine give both: the lot, and what was drawn.",
        ),
        (
            {"lot_number": "X" * 41, "drawn_mg": Decimal(1)},
            "Write the lot in at most 40 characters; these are 41.",
        ),
        ({"lot_number": "MID-1", "drawn_mg": Decimal("NaN")}, "Enter what was drawn, in mg."),
        ({"reason": "x" * 301}, "Write the reason in at most 300 characters; these are 301."),
    ],
)
def test_a_medicine_that_cannot_be_is_refused_in_words(story, facts, sentence):
    assert refusal_of(lambda: give(story, **facts)).sentence == sentence
    assert not OtherMedicine.objects.exists()


def test_a_therapist_gives_no_other_medicine(story):
    assert refusal_of(lambda: give(story, by=story.ana)).code == "role_forbidden"


# what a prescriber looks at -----------------------------------------------------------------------


@pytest.fixture
def second_time(over):
    """The next session's day: the last one unsigned, a headache that never was written off."""
    observing.record_adverse_event(
        over.session, type="headache", severity="mild", action="none", outcome="ongoing",
        by=over.noor, at=over.at,
    )  # fmt: skip
    over.later(days=20)
    return over.booked(in_days=1)


def open_items(story):
    return [(one.item.value, one.seen is not None) for one in notices.notices(story.session)]


def test_three_things_are_looked_at_before_the_next_dose(second_time):
    story = second_time
    responses.submit(
        story.patient, instrument="phq9", answers=[0] * 8 + [3], by=story.me, at=story.at
    )

    assert open_items(story) == [
        ("alert_open", False), ("adverse_event_open", False), ("session_unsigned", False),
    ]  # fmt: skip
    assert gate.missing_codes(story.episode, story.session, at=story.at) == [
        "not_checked_in", "vitals_missing",
    ]  # fmt: skip
    alerts.close(story.patient, outcome="Called", plan="Tomorrow", by=story.raj, at=story.at)
    assert open_items(story) == [("adverse_event_open", False), ("session_unsigned", False)]


def test_a_prescriber_says_what_they_make_of_it(second_time):
    story = second_time
    (headache, _unsigned) = notices.notices(story.session)
    facts = {"item": headache.item, "about": headache.about, "by": story.raj, "at": story.at}

    row = notices.see(story.session, words="Gone since Tuesday", **facts)

    assert notices.see(story.session, words="Again", **facts) == row
    assert open_items(story) == [("adverse_event_open", True), ("session_unsigned", False)]
    assert [one.words for one in notices.looked_at(story.session)] == ["Gone since Tuesday"]


def test_what_is_not_there_is_not_seen(second_time):
    story = second_time
    facts = {"item": "alert_open", "about": "alert 1 now", "at": story.at}

    gone = refusal_of(lambda: notices.see(story.session, words="Seen", by=story.raj, **facts))
    mute = refusal_of(lambda: notices.see(story.session, words=" ", by=story.raj, **facts))
    nurse = refusal_of(lambda: notices.see(story.session, words="Seen", by=story.noor, **facts))

    assert gone.sentence == "There is nothing of that kind to look at any more."
    assert mute.sentence == "Write what you make of it."
    assert nurse.code == "role_forbidden"
    assert not NoticeSeen.objects.exists()


# the esketamine programme -------------------------------------------------------------------------


def test_enrolment_is_written_and_corrected(story):
    facts = {"enrolled_on": date(2026, 2, 20), "by": story.noor, "at": story.at}
    monitoring.enrol(story.patient, reference="R-100", **facts)
    monitoring.enrol(story.patient, reference="R-101", **facts)

    assert RemsEnrolment.objects.get().reference == "R-101"
    tomorrow = {**facts, "enrolled_on": date(2027, 1, 1)}
    assert refusal_of(
        lambda: monitoring.enrol(story.patient, reference="R", **tomorrow)
    ).sentence == ("The patient cannot have been enrolled in the future.")


def test_a_session_that_ends_opens_its_form_once(over):
    form = MonitoringForm.objects.get()

    assert form.due_on == date(2026, 3, 16)
    assert monitoring.open_form(over.session) == form
    ((waiting),) = monitoring.open_forms(over.raj, at=over.at)
    assert (waiting.patient, waiting.days_left, waiting.words) == (over.patient, 7, "7 days left")
    assert monitoring.open_forms(over.flo, at=over.at) == []


def test_a_session_that_never_was_asks_for_no_form(story):
    leaving.end_session(
        story.session, outcome="entered_in_error", reason="Wrong Margo", by=story.ana, at=story.at
    )

    assert not MonitoringForm.objects.exists()


def test_the_form_is_filled_in_from_the_record(over):
    facts = monitoring.shown_facts(MonitoringForm.objects.get())

    assert facts["First treatment"] == "Yes"
    assert facts["Enrolled"] == "No enrolment on record"
    assert facts["Dose"] == "56 mg"
    assert facts["Minutes monitored"] == "132"
    assert facts["Blood pressure before"] == "122/78, 2 min before"
    assert facts["At about 40 minutes"] == "Not recorded"
    assert facts["Before leaving"] == "122/78 at minute 130"
    assert facts["Benzodiazepine"] == "None reported"


def test_only_a_whole_form_is_sent_and_then_it_stays(over):
    form = MonitoringForm.objects.get()
    facts = {"by": over.noor, "at": over.at}
    assert refusal_of(lambda: monitoring.mark_sent(form, proof="F-1", **facts)).sentence == (
        "Questions are still open. Save the whole form first."
    )
    monitoring.save(form, answers=ANSWERS, version=1, **facts)

    sent = monitoring.mark_sent(form, proof="F-1", **facts)

    assert (sent.proof, sent.sent_by, sent.answers["facts"]["Dose"]) == ("F-1", over.noor, "56 mg")
    assert monitoring.open_forms(over.raj, at=over.at) == []
    again = refusal_of(lambda: monitoring.save(form, answers=ANSWERS, version=2, **facts))
    assert again.sentence == "This form was sent; it stays as it is."


def test_two_who_fill_it_in_do_not_write_over_each_other(over):
    form = MonitoringForm.objects.get()
    monitoring.save(form, answers=ANSWERS, version=1, by=over.noor, at=over.at)

    other = refusal_of(
        lambda: monitoring.save(
            form, answers={**ANSWERS, "serious": "yes"}, version=1, by=over.raj, at=over.at
        )
    )

    assert other.sentence.startswith("Somebody else saved this form meanwhile.")
    pressed_twice = monitoring.save(form, answers=ANSWERS, version=1, by=over.noor, at=over.at)
    assert pressed_twice.version == 2


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"serious": "perhaps"}, "Answer yes or no to what the form asks."),
        ({"weather": "fine"}, "Answer yes or no to what the form asks."),
        ({"ready_minute": -1}, "Minutes are counted from the first device, at most one day."),
        (
            {"sedation_from": 40, "sedation_until": 20},
            "Something cannot end before it begins. Look at the minutes again.",
        ),
    ],
)
def test_an_answer_that_cannot_be_is_refused(over, answer, sentence):
    form = MonitoringForm.objects.get()

    assert (
        refusal_of(
            lambda: monitoring.save(form, answers=answer, version=1, by=over.noor, at=over.at)
        ).sentence
        == sentence
    )


def test_a_device_too_soon_is_written_and_counts_itself(story):
    numbers = []
    for minutes in (0, 3):
        story.later(minutes=minutes)
        row = routes.act_of_route(story.session, kind="device_used", by=story.noor, at=story.at)
        numbers.append(row.number)

    assert numbers == [1, 2]


# reasons are never cut, incidents leave the list ---------------------------------------------------


def test_a_reason_too_long_is_refused_and_never_cut(story):
    long = "x" * 301
    sentence = "in at most 300 characters; these are 301."
    acts = (
        lambda: gate.acknowledge(
            story.session, item="fasting", reason=long, by=story.raj, at=story.at
        ),
        lambda: alerts.acknowledge(story.patient, reason=long, by=story.raj, at=story.at),
        lambda: booking.cancel(story.appointment, reason=long, by=story.flo, at=story.at),
    )

    assert [refusal_of(act).sentence.endswith(sentence) for act in acts] == [True] * 3
    kept = gate.acknowledge(
        story.session, item="fasting", reason="x" * 300, by=story.raj, at=story.at
    )
    assert kept.reason == "x" * 300


def test_a_closed_incident_leaves_the_worklist(story):
    leaving.end_session(
        story.session, outcome="transferred", reason="Chest pain", by=story.ana, at=story.at
    )
    incident = Incident.objects.get()
    assert WorklistTask.objects.get(kind="incident", key=str(incident.pk)).done_at is None

    as_given.close_incident(incident, follow_up="Cardiology", by=story.raj, at=story.at)

    task = WorklistTask.objects.get(kind="incident", key=str(incident.pk))
    assert (task.done_by, task.done_at) == (story.raj, story.at)
