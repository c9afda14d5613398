"""A dose charted with the wrong amount is corrected where it stands, and everything follows it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from core.errors import Refusal
from medications.domain import stock
from medications.domain.packet import given_mg as on_the_packet
from medications.enums import DoseSource, Route
from medications.models import LedgerEntry, Lot
from medications.queries import ledger_of
from patients.models import WorklistTask
from sessions.domain import correcting, leaving, wasting
from sessions.domain.paper import paper_context
from sessions.domain.record import facts_of
from sessions.models import DoseCorrection, Incident, MedicationAdministration, StockWaste
from tests.support.at_rest import committed, undone
from tests.support.rooms import at, soup, words
from tests.support.story import Story

WHY = "Concentration misread on the vial"


@pytest.fixture(scope="module")
def database(django_db_setup, django_db_blocker):
    with committed(django_db_blocker):
        yield


@pytest.fixture(scope="module")
def vial(database) -> Story:
    """55 mg charted of 60 drawn from a lot of 500."""
    story = Story(name="Juniper").screened().consented().eligible()
    story.ordered(Route.IM, DoseSource.CLINIC_STOCK, planned_mg=Decimal(55)).prepared().booked()
    story.stocked("KET-1", 500)
    story.checked_in().measured()
    story.dosed(55, lot_number="KET-1", drawn_mg=Decimal(60))
    return story


@pytest.fixture
def story(vial):
    with undone(vial) as told:
        yield told


def the_dose(story: Story) -> MedicationAdministration:
    return story.session.doses.get()


def correct(story: Story, mg: str = "75", **facts: object) -> DoseCorrection:
    asked = {"reason": WHY, "by": story.noor, "at": story.at} | facts
    return correcting.correct(the_dose(story), mg=Decimal(mg), **asked)


def code_of(act, *args: object, **facts: object) -> str:
    with pytest.raises(Refusal) as refusal:
        act(*args, **facts)
    return refusal.value.code


def balance() -> Decimal:
    return stock.balance(Lot.objects.get())


def waste(story: Story, mg: str) -> list[StockWaste]:
    return wasting.waste(
        story.session, mg=Decimal(mg), by=story.noor, at=story.at, unwitnessed="Alone"
    )


def test_more_than_charted_opens_an_incident_and_the_lot_follows(story):
    row = correct(story)

    assert (the_dose(story).mg, row.mg, balance()) == (55, 75, 425)
    assert row.incident.what_happened == f"First dose: really 75 mg, charted as 55 mg. {WHY}"
    assert WorklistTask.objects.filter(kind="incident", patient=story.patient).exists()
    assert row.ledger_entry.patient == story.patient
    assert wasting.remainders(story.session)[0][1] == 0


def test_less_than_charted_leaves_a_larger_rest_to_waste(story):
    correct(story, "40")

    assert balance() == 440
    assert wasting.remainders(story.session)[0][1] == 20
    assert code_of(waste, story, "20.01") == "invalid"
    assert waste(story, "20")[0].mg == 20


def test_what_was_wasted_already_was_drawn_as_well(story):
    waste(story, "5")

    correct(story, "58")

    assert balance() == 437


def test_a_second_correction_counts_and_takes_the_firsts_line_back(story):
    correct(story)
    story.later(minutes=1)

    again = correct(story, "65")

    assert balance() == 435
    assert again.incident.what_happened.startswith("First dose: really 65 mg, charted as 75 mg.")
    assert facts_of(story.session)["doses"][0][5] == "65.00"


def test_a_lot_that_falls_short_is_counted_up(story):
    correct(story, "600")

    assert balance() == 0
    assert LedgerEntry.objects.filter(kind="count_up").get().amount_mg == 100


def test_chart_record_and_ledger_tell_the_newest_amount(story):
    correct(story)

    doses = paper_context(story.session, at=story.at)["doses"]
    line = ledger_of(Lot.objects.get()).get(dose__isnull=False)
    assert [one.words for one in doses] == ["75 mg, first charted as 55 mg"]
    assert on_the_packet(line) == 75
    assert facts_of(story.session)["corrections"][0][2] == WHY


@pytest.mark.parametrize(
    ("mg", "facts", "code"),
    [
        ("75", {"reason": " "}, "invalid"),
        ("55", {}, "invalid"),
        ("0", {}, "invalid"),
        ("NaN", {}, "invalid"),
        ("75", {"by": "flo"}, "role_forbidden"),
    ],
    ids=str,
)
def test_what_cannot_be_a_correction_is_refused(story, mg, facts, code):
    if "by" in facts:
        facts = {"by": getattr(story, facts["by"])}

    assert code_of(correct, story, mg, **facts) == code
    assert not Incident.objects.exists()


def test_a_signed_record_and_one_in_error_take_none(story):
    with undone(story) as signed:
        signed.discharged().signed()
        assert code_of(correct, signed) == "note_signed"
    leaving.end_session(
        story.session, outcome="entered_in_error", reason="x", by=story.ana, at=story.at
    )

    assert code_of(correct, story) == "invalid"


def test_with_a_session_in_error_the_corrections_line_goes_too(story):
    correct(story)

    leaving.end_session(
        story.session, outcome="entered_in_error", reason="x", by=story.ana, at=story.at
    )

    assert balance() == 500


def test_the_database_too_wastes_no_more_than_a_correction_left(story):
    waste(story, "1")
    row = StockWaste.objects.get()
    correct(story, "59")
    line = stock.post(
        Lot.objects.get(), "waste", Decimal(1), by=story.noor, at=story.at, reason="Alone",
        patient=story.patient,
    )  # fmt: skip

    with pytest.raises(IntegrityError), transaction.atomic():
        StockWaste.objects.create(
            session=story.session, dose=row.dose, ledger_entry=line, mg=Decimal(1),
            wasted_at=story.at,
        )  # fmt: skip


def test_the_page_corrects_and_keeps_the_first_number_readable(room, story):
    client = room(story, story.noor)
    which = {"which": the_dose(story).pk, "reason": WHY}

    bare = client.post(at(story, "correct"), which | {"real_mg": ""})
    done = client.post(at(story, "correct"), which | {"real_mg": "75"})

    page = soup(client.get(at(story, "live")))
    assert (bare.status_code, done.status_code) == (422, 302)
    assert soup(bare).select_one("#correct_reason").text.strip() == WHY
    assert "First dose, 55 mg: corrected, really 75 mg" in words(page.select_one("#room-log"))
    assert "75 mg, first charted as 55 mg" in words(page.select_one("#to-given"))


def test_of_an_infusion_the_total_is_told_at_its_stop(database):
    with undone(Story(name="Larch")) as story:
        story.screened().consented().eligible()
        story.ordered(Route.IV, DoseSource.PATIENT_OWN, planned_mg=Decimal(50)).prepared().booked()
        story.checked_in().measured()
        story.dosed(50)
        story.at += timedelta(minutes=1)

        assert code_of(correct, story, "40") == "invalid"
