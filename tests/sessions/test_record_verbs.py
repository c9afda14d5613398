"""What is left in the syringe, and the note in two parts: each done once, by who may."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core.errors import Refusal
from medications.enums import DoseSource, Route
from medications.models import LedgerEntry
from patients.models import ClinicalNote, Document, WorklistTask
from sessions.domain import observing, vitals, wasting, writing
from sessions.domain.limits import Reading
from tests.support.at_rest import committed, undone
from tests.support.story import Story

CALM = Reading(systolic=122, diastolic=78, heart_rate=70, spo2=98)


@pytest.fixture(scope="module")
def database(django_db_setup, django_db_blocker):
    with committed(django_db_blocker):
        yield


@pytest.fixture(scope="module")
def told(database) -> Story:
    return Story().under_way()


@pytest.fixture(scope="module")
def vial(database) -> Story:
    """60 mg given of 100 drawn, 400 left."""
    story = Story(name="Juniper").screened().consented().eligible()
    story.ordered(Route.IM, DoseSource.CLINIC_STOCK, planned_mg=Decimal(60)).prepared().booked()
    story.stocked("KET-1", 500)
    story.checked_in().measured()
    story.dosed(60, lot_number="KET-1", drawn_mg=Decimal(100))
    return story


@pytest.fixture
def story(told):
    with undone(told) as one:
        yield one


@pytest.fixture
def drawn(vial):
    with undone(vial) as one:
        yield one


def code_of(act, *args: object, **facts: object) -> str:
    with pytest.raises(Refusal) as refusal:
        act(*args, **facts)
    return refusal.value.code


def waste(story: Story, mg: str = "40", **facts: object):
    asked = {"by": story.noor, "at": story.at, "witness": wasting.Witness(story.kim, story.at)}
    return wasting.waste(story.session, mg=Decimal(mg), **asked | facts)


def test_waste_is_what_was_drawn_and_not_given(drawn):
    (row,) = waste(drawn)

    entry = row.ledger_entry
    assert (entry.kind, entry.amount_mg, entry.delta_mg, entry.witness) == (
        "waste", 40, 0, drawn.kim,
    )  # fmt: skip
    assert LedgerEntry.objects.order_by("-line").first().balance_mg == 400


def test_waste_may_come_in_parts_and_never_exceeds(drawn):
    waste(drawn, "15.5")

    assert code_of(waste, drawn, "24.51") == "invalid"
    waste(drawn, "24.5")
    assert wasting.remainders(drawn.session)[0][1] == 0


@pytest.mark.parametrize("mg", ["0", "-1", "NaN", "Infinity", "0.001"])
def test_an_amount_of_waste_that_cannot_be_is_refused(drawn, mg):
    assert code_of(waste, drawn, mg) == "invalid"


def test_a_witness_is_somebody_else_who_may_and_is_there(drawn, told):
    fresh = drawn.at - timedelta(minutes=5)
    stale = fresh - timedelta(seconds=1)

    for member, proved_at, code in (
        (drawn.noor, drawn.at, "witness_same_person"), (drawn.flo, drawn.at, "role_forbidden"),
        (drawn.kim, stale, "invalid"), (told.kim, drawn.at, "invalid"),
    ):  # fmt: skip
        assert code_of(waste, drawn, witness=wasting.Witness(member, proved_at)) == code
    assert waste(drawn, witness=wasting.Witness(drawn.ana, fresh))


def test_without_a_witness_the_reason_goes_to_a_prescriber(drawn):
    assert code_of(waste, drawn, witness=None) == "witness_missing"
    assert code_of(waste, drawn, witness=None, unwitnessed=" ") == "witness_missing"

    waste(drawn, witness=None, unwitnessed="Alone in the building")

    task = WorklistTask.objects.get(kind="waste_unwitnessed")
    assert task.role == "prescriber"
    assert "Alone in the building" in task.sentence


def test_nothing_is_wasted_of_the_patients_own_supply(story):
    assert code_of(waste, story, "1") == "invalid"


def sign(story: Story, part: str, by, text: str | None = "It went well."):
    return writing.sign_part(story.session, part=part, text=text, by=by, at=story.at)


def test_nobody_signs_before_the_patient_has_left(story):
    assert code_of(sign, story, "therapy", story.ana) == "note_incomplete"


@pytest.mark.parametrize("text", [None, "", "  \n"])
def test_nobody_signs_an_empty_part(story, text):
    story.discharged()

    assert code_of(sign, story, "therapy", story.ana, text) == "note_incomplete"


def test_each_part_has_its_own_licence(story):
    story.discharged()

    assert code_of(sign, story, "medicine", story.ana) == "role_forbidden"
    assert code_of(sign, story, "therapy", story.raj) == "role_forbidden"
    assert code_of(sign, story, "surgery", story.raj) == "invalid"
    note = sign(story, "therapy", story.ana)
    assert (note.signed_by, note.signed_licence) == (story.ana, "ANA-1")


def test_a_signature_stands_for_the_text_and_the_facts(story):
    story.discharged()
    note = sign(story, "therapy", story.ana, "Grounded twice.")

    assert "Grounded twice." in note.canonical
    assert '"doses":[["first","SL","200.00"' in note.canonical
    assert len(note.canonical_sha256) == 64


def test_after_both_signatures_the_record_takes_nothing_more(story):
    story.discharged()
    sign(story, "therapy", story.ana)
    vitals.record(story.session, reading=CALM, by=story.noor, at=story.at)
    sign(story, "medicine", story.raj)

    record = {"by": story.noor, "at": story.at}
    assert code_of(vitals.record, story.session, reading=CALM, **record) == "note_signed"
    assert code_of(observing.record_event, story.session, code="tears", **record) == "note_signed"
    assert code_of(sign, story, "therapy", story.ana) == "note_signed"
    assert Document.objects.get(kind="session_note").kind == "session_note"
    addendum = writing.add_addendum(
        story.session, part="therapy", text="She called: well.", by=story.ana, at=story.at
    )
    assert (addendum.is_signed, ClinicalNote.objects.count()) == (True, 3)


def test_an_older_version_does_not_overwrite_a_newer_one(story):
    save = {"part": "therapy", "by": story.ana, "at": story.at}
    first = writing.save_part(story.session, text="One.", **save)
    writing.save_part(story.session, text="Two.", version=first.version, **save)

    refusal = code_of(writing.save_part, story.session, text="Mine.", version=first.version, **save)

    note = ClinicalNote.objects.get()
    assert (refusal, note.text) == ("invalid", "Two.")
    assert [row.text for row in note.revisions.order_by("version")] == ["One.", "Two."]
