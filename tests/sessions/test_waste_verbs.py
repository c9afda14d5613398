"""The rest of another medicine: wasted with the promises of the dose's own rest."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from core.errors import Refusal
from medications.domain import stock
from medications.enums import DoseSource, EntryKind, Route
from medications.models import LedgerEntry, Lot
from patients.models import WorklistTask
from sessions.domain import as_given, observing, other_medicines, wasting
from sessions.domain.dosing import Dose
from sessions.domain.other_medicines import Medicine
from sessions.models import OtherMedicine, StockWaste
from tests.support.at_rest import committed, undone
from tests.support.story import Story


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    """55 mg given in the muscle of 60 drawn; midazolam stands in the cupboard."""
    with committed(django_db_blocker):
        story = Story().ready_to_book(
            route=Route.IM, source=DoseSource.CLINIC_STOCK, planned_mg=Decimal(55)
        ).booked().checked_in()  # fmt: skip
        story.stocked()
        story.stocked("MID-1", 50)
        story.measured()
        story.dosed(55, lot_number="KET-1", drawn_mg=Decimal(60))
        yield story


@pytest.fixture
def story(told):
    with undone(told) as one:
        yield one


def midazolam(story, amount="2 mg", **facts):
    controlled = {"lot_number": "MID-1", "drawn_mg": Decimal(5)}
    return other_medicines.give(
        story.session, medicine=Medicine("Midazolam", amount), basis="standing", by=story.noor,
        at=story.at, **(controlled | facts),
    )  # fmt: skip


def refusal_of(act):
    with pytest.raises(Refusal) as error:
        act()
    return error.value


def waste(story, row, mg, **facts):
    seen = facts or {"unwitnessed": "Alone in the house"}
    (made,) = wasting.waste(
        story.session, mg=Decimal(mg), other=row, by=story.noor, at=story.at, **seen
    )
    return made


@pytest.mark.parametrize(
    ("amount", "given_mg", "left"),
    [("2 mg", None, 3), ("2,5 MG", None, "2.5"), ("0.4 mL", Decimal(2), 3), ("1 syringe", None, 0)],
)
def test_what_was_drawn_and_not_given_is_left_to_waste(story, amount, given_mg, left):
    row = midazolam(story, amount, given_mg=given_mg)

    assert wasting.left_of_other(row, wasted=Decimal(0)) == Decimal(left)
    if not left:
        return
    assert refusal_of(lambda: waste(story, row, Decimal(left) + 1)).sentence == (
        "More cannot be wasted than was drawn and not given."
    )
    made = waste(story, row, left, witness=wasting.Witness(story.kim, story.at))
    line = LedgerEntry.objects.get(pk=made.ledger_entry_id)
    assert (line.kind, line.amount_mg, line.delta_mg, line.lot, line.witness) == (
        "waste", Decimal(left), Decimal(0), row.lot, story.kim,
    )  # fmt: skip
    assert (made.dose, made.other_medicine, made.drawn_entry_id) == (
        None, row, row.ledger_entry_id,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"unwitnessed": " "}, "witness_missing"),
        ({"witness": "noor"}, "witness_same_person"),
        ({"witness": "flo"}, "role_forbidden"),
        ({"witness": "kim", "minutes_ago": 6}, "invalid"),
    ],
)
def test_its_waste_takes_the_same_second_person_as_a_doses(story, facts, code):
    row = midazolam(story)
    if who := facts.pop("witness", None):
        proved = story.at - timedelta(minutes=facts.pop("minutes_ago", 0))
        facts["witness"] = wasting.Witness(getattr(story, who), proved)

    assert refusal_of(lambda: waste(story, row, 3, **facts)).code == code
    assert not StockWaste.objects.filter(other_medicine=row).exists()


def test_waste_of_it_that_nobody_saw_waits_for_a_prescriber(story):
    made = waste(story, midazolam(story), 3)

    task = WorklistTask.objects.get(kind="waste_unwitnessed", key=str(made.pk))
    assert (task.role, task.sentence) == (
        "prescriber", "3 mg of Midazolam were wasted without a witness: Alone in the house",
    )  # fmt: skip


def test_while_its_waste_stands_it_is_not_struck(story):
    row = midazolam(story)
    waste(story, row, 1)

    assert refusal_of(lambda: observing.void(row, by=story.noor, at=story.at)).sentence == (
        "1 mg of it were wasted, so this line stands. Write in the note what is wrong with it; if "
        "the shelf differs, count the lot by two people."
    )
    with pytest.raises(IntegrityError, match="while waste leans on it"), transaction.atomic():
        OtherMedicine.objects.filter(pk=row.pk).update(voided_at=story.at, voided_by=story.noor)


def test_a_struck_medicine_leaves_nothing_to_waste(story):
    row = midazolam(story)
    observing.void(row, by=story.noor, at=story.at)

    assert "struck through meanwhile" in refusal_of(lambda: waste(story, row, 1)).sentence


@pytest.mark.parametrize("change", ["both", "neither", "too much", "another lot's line"])
def test_the_database_too_knows_whose_rest_it_is(story, change):
    row, lot = midazolam(story), Lot.objects.get(number="MID-1")
    mg = Decimal(4) if change == "too much" else Decimal(3)
    if change == "another lot's line":
        lot = story.stocked("KET-9")
    line = stock.post(lot, EntryKind.WASTE, mg, by=story.noor, at=story.at, reason="Alone")
    facts = {"dose": story.session.doses.get(), "other_medicine": row}
    if change != "both":
        facts.pop("dose")
    if change == "neither":
        facts = {}

    with pytest.raises(IntegrityError), transaction.atomic():
        StockWaste.objects.create(
            session=story.session, ledger_entry=line, mg=mg, wasted_at=story.at, **facts
        )


def test_the_database_takes_the_very_rest_and_no_more_of_a_dose(story):
    """The same promise for the dose: what was drawn is what was given and what was wasted."""
    row, lot = midazolam(story), Lot.objects.get(number="MID-1")
    line = stock.post(lot, EntryKind.WASTE, Decimal(3), by=story.noor, at=story.at, reason="Alone")
    facts = {"session": story.session, "mg": Decimal(3), "wasted_at": story.at}

    assert StockWaste.objects.create(other_medicine=row, ledger_entry=line, **facts).pk
    more = stock.post(lot, EntryKind.WASTE, Decimal(3), by=story.noor, at=story.at, reason="Alone")
    with pytest.raises(IntegrityError, match="more cannot be wasted"), transaction.atomic():
        StockWaste.objects.create(other_medicine=row, ledger_entry=more, **facts)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"given_mg": Decimal(3)}, "The amount says 2 mg, given were 3 mg."),
        ({"given_mg": Decimal("NaN")}, "Enter what was given of it, in mg."),
        ({"amount": "6 mg"}, "5 mg were drawn: 6 mg cannot have been given."),
    ],
)
def test_no_more_is_given_than_was_drawn(story, facts, sentence):
    assert refusal_of(lambda: midazolam(story, **facts)).sentence == sentence
    bare = {"lot_number": "", "drawn_mg": None, "given_mg": Decimal(3)}
    assert (
        refusal_of(lambda: midazolam(story, **bare)).sentence
        == "What was given of a lot wants the lot, and what was drawn."
    )


def test_the_same_key_again_gives_back_what_was_written(story):
    """One press over two doses: each of its lines keeps the key, and the press counts once."""
    as_given.record_as_given(
        story.patient, dose=Dose(Decimal(10), "booster", "KET-1", Decimal(12)), given_at=story.at,
        what_happened="A second syringe.", by=story.noor, at=story.at,
    )  # fmt: skip
    press = {
        "mg": Decimal(6),
        "by": story.noor,
        "at": story.at,
        "unwitnessed": "Alone",
        "key": "k1",
    }

    first, again = (wasting.waste(story.session, **press) for _time in range(2))

    assert [row.mg for row in first] == [Decimal(5), Decimal(1)]
    assert again == first
    assert StockWaste.objects.count() == 2
    (other,) = wasting.waste(story.session, **press | {"mg": Decimal(1), "key": "k2"})
    assert other not in first
    assert refusal_of(lambda: wasting.waste(story.session, **press | {"key": "k" * 41})).code == (
        "invalid"
    )


@pytest.mark.parametrize("kind", ["receipt", "another patient's", "taken back", "a dose's"])
def test_the_database_lets_it_lean_on_a_draw_of_its_own_patient_alone(story, kind):
    lot = Lot.objects.get(number="MID-1")
    facts = {"by": story.noor, "at": story.at}
    if kind == "receipt":
        line = lot.entries.get(kind="receipt")
    elif kind == "a dose's":
        line = story.session.doses.get().ledger_entry
    else:
        whose = (
            story.patient if kind == "taken back" else story.new_patient("Ines Duarte", key="ines")
        )
        line = stock.post(lot, EntryKind.DRAW, Decimal(5), patient=whose, **facts)
    if kind == "taken back":
        stock.reverse(line, reason="Wrong vial", **facts)

    with pytest.raises(IntegrityError, match="standing draw of its patient"), transaction.atomic():
        OtherMedicine.objects.create(
            session=story.session, name="Midazolam", amount="2 mg", basis="standing", lot=line.lot,
            ledger_entry=line, given_mg=Decimal(2), given_at=story.at, recorded_at=story.at,
            given_by=story.noor,
        )  # fmt: skip


def test_the_database_lets_no_dose_lean_on_another_medicines_draw(story):
    row, dose = midazolam(story), story.session.doses.get()
    dose.pk, dose._state.adding, dose.kind = None, True, "booster"
    dose.lot, dose.ledger_entry = row.lot, row.ledger_entry

    with pytest.raises(IntegrityError, match="a draw of its own"), transaction.atomic():
        dose.save(force_insert=True)
