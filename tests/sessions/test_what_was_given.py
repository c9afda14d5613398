"""What was given stands as it was: by which route, from which lot, by whose hand."""

from decimal import Decimal

import pytest

from core.errors import Refusal
from medications.domain import stock
from medications.enums import DoseSource, Route
from medications.models import Lot
from sessions.domain import as_given, dosing, leaving
from sessions.domain.monitoring_facts import facts_of
from sessions.models import MedicationAdministration, MonitoringForm
from tests.support.at_rest import committed, undone
from tests.support.rooms import at, soup, words
from tests.support.story import Story


@pytest.fixture(scope="module")
def database(django_db_setup, django_db_blocker):
    with committed(django_db_blocker):
        yield


@pytest.fixture(scope="module")
def vial(database) -> Story:
    """60 mg to inject; on the shelf lie ketamine, esketamine and midazolam."""
    told = Story(name="Juniper").screened().consented().eligible()
    told.ordered(Route.IM, DoseSource.CLINIC_STOCK, planned_mg=Decimal(60)).prepared().booked()
    told.stocked("KET-1", 500)
    told.stocked("ESK-1", 560, substance="esketamine")
    told.stocked("MID-1", 500, substance="midazolam")
    told.checked_in().measured()
    return told


@pytest.fixture
def story(vial):
    with undone(vial) as told:
        yield told


@pytest.fixture
def devices(story):
    """The same day with nasal esketamine of the programme."""
    story.ordered(Route.IN_ESKETAMINE, DoseSource.REMS_DEVICE, planned_mg=Decimal(56))
    return story


def refusal_of(act, *args: object, **facts: object) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        act(*args, **facts)
    return refusal.value


def give(story: Story, mg: int = 60, **facts: object) -> MedicationAdministration:
    dose = dosing.Dose(mg=Decimal(mg), kind="first", **facts)
    return dosing.administer(story.session, dose=dose, by=story.noor, at=story.at)


def tell(story: Story, mg: int = 60, **facts: object) -> MedicationAdministration:
    amount = {name: facts.pop(name) for name in ("kind", "lot_number", "drawn_mg") if name in facts}
    return as_given.record_as_given(
        story.patient, dose=dosing.Dose(mg=Decimal(mg), **{"kind": "first"} | amount), at=story.at,
        given_at=story.at, what_happened="Given on paper.", **{"by": story.ana} | facts,
    )  # fmt: skip


# who, how and from where -------------------------------------------------------------------------


def test_what_is_said_of_route_source_and_giver_is_what_stands(story):
    row = tell(story, route="IV", source="PATIENT_OWN", given_by=story.noor)

    assert (row.route, row.source, row.given_by) == ("IV", "PATIENT_OWN", story.noor)
    assert (row.recorded_by, row.session.started_by) == (story.ana, story.noor)


def test_who_tells_what_they_gave_themselves_is_named_once(story):
    row = tell(story, by=story.noor, given_by=story.noor)

    assert (row.given_by, row.recorded_by) == (story.noor, None)


def test_esketamine_without_an_order_opens_its_form_and_is_never_let_go_early(vial):
    with undone(vial) as story:
        type(story.order).objects.update(replaced_at=story.at)
        row = tell(story, 56, route="IN_ESKETAMINE", source="REMS_DEVICE", given_by=story.noor)
        story.later(minutes=60)

        early = refusal_of(
            leaving.discharge, story.session, released_to="Dele", items={}, by=story.raj,
            at=story.at, override_reason="Well",
        )  # fmt: skip
        leaving.end_session(
            story.session, outcome="stopped_early", reason="Tired", by=story.noor, at=story.at
        )

    assert (row.order, row.route) == (None, "IN_ESKETAMINE")
    assert early.code == "observation_minimum"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"route": "EYE"}, "invalid"),
        ({"source": "GIFT"}, "invalid"),
        ({"source": "CLINIC_STOCK"}, "invalid"),
        ({"source": "PATIENT_OWN", "lot_number": "KET-1", "drawn_mg": Decimal(60)}, "invalid"),
    ],
    ids=str,
)
def test_what_cannot_be_true_of_it_is_refused(story, facts, code):
    assert refusal_of(tell, story, **facts).code == code


@pytest.mark.parametrize("who", ["flo", "owen", "me"])
def test_nobody_is_named_as_giver_who_may_not_give(story, who):
    assert refusal_of(tell, story, given_by=getattr(story, who)).code == "role_forbidden"


def test_a_lot_of_something_else_is_told_to_the_prescriber(story):
    row = tell(story, lot_number="MID-1", drawn_mg=Decimal(60), by=story.noor)

    assert row.incident.what_happened.endswith("Lot MID-1 is on record as midazolam.")


def test_a_lot_nobody_received_is_taken_up_as_what_was_given(story):
    tell(story, 56, lot_number="ESK-9", drawn_mg=Decimal(56), route="IN_ESKETAMINE", by=story.noor)

    assert Lot.objects.get(number="ESK-9").substance == "esketamine"


# from which lot ----------------------------------------------------------------------------------


@pytest.mark.parametrize("lot", ["MID-1", "ESK-1"])
def test_a_vial_of_something_else_is_not_drawn_for_ketamine(story, lot):
    refusal = refusal_of(give, story, lot_number=lot, drawn_mg=Decimal(60))

    assert refusal.code == "invalid"
    assert "ordered is ketamine" in refusal.sentence
    assert stock.balance(Lot.objects.get(number=lot)) > 499


def test_nasal_esketamine_wants_esketamine(story):
    story.ordered(Route.IN_ESKETAMINE, DoseSource.CLINIC_STOCK, planned_mg=Decimal(56))

    wrong = refusal_of(give, story, 56, lot_number="KET-1", drawn_mg=Decimal(56))
    row = give(story, 56, lot_number="ESK-1", drawn_mg=Decimal(56))

    assert "ordered is esketamine" in wrong.sentence
    assert row.lot.number == "ESK-1"


def test_the_page_names_the_lots_of_what_is_ordered(room, story):
    page = soup(room(story, story.noor).get(at(story, "live")))

    lots = [words(one) for one in page.select("#dose_lot_number option")]
    assert lots == ["Choose", "Ketamine KET-1: 500 mg left, expires Aug 31, 2028"]


# the lot of nasal devices ------------------------------------------------------------------------


def form_of(story: Story) -> dict[str, str]:
    return facts_of(MonitoringForm(session=story.session))


def test_the_lot_on_the_devices_stands_on_the_programmes_form(devices):
    row = give(devices, 56, device_lot="24KX1, 24KX2")

    assert (row.device_lot, row.lot, row.source) == ("24KX1, 24KX2", None, "REMS_DEVICE")
    assert form_of(devices)["Lot"] == "24KX1, 24KX2"


def test_devices_of_a_lot_on_the_shelf_are_drawn_from_it(devices):
    row = give(devices, 56, device_lot="ESK-1")

    assert (row.lot.number, row.drawn_mg, row.source) == ("ESK-1", 56, "REMS_DEVICE")
    assert stock.balance(row.lot) == 504


def test_the_page_asks_for_the_lot_on_the_devices(room, devices):
    client = room(devices, devices.noor)

    bare = client.post(at(devices, "dose"), {"mg": "56"})
    told = client.post(at(devices, "dose"), {"mg": "56", "device_lot": "24KX1"})

    assert (bare.status_code, told.status_code) == (422, 302)
    assert MedicationAdministration.objects.get().device_lot == "24KX1"


# the page of what was given ----------------------------------------------------------------------

GIVEN = {"kind": "first", "mg": "60", "given": "08:40", "day": "0", "what_happened": "On paper."}


def test_the_page_guesses_nothing(room, story):
    client = room(story, story.ana)
    page = soup(client.get(at(story, "live")))

    empty = [
        page.select_one(f"#given_{name} option[selected]")
        for name in ("route", "source", "given_by")
    ]
    people = [words(one) for one in page.select("#given_given_by option")]
    refused = client.post(at(story, "given"), GIVEN)

    assert [one["value"] if one else "" for one in empty] == ["", "", ""]
    assert people[0] == "Choose"
    assert any("Noor Haddad" in one for one in people)
    assert not any("Flo Martin" in one for one in people)
    assert "Ketamine KET-1" in words(page.select_one("#to-given"))
    assert refused.status_code == 422
    assert not MedicationAdministration.objects.exists()


def test_the_page_writes_down_who_gave_what_and_how(room, story):
    facts = {"route": "IV", "source": "CLINIC_STOCK", "given_by": story.noor.pk}

    answer = room(story, story.ana).post(
        at(story, "given"), GIVEN | facts | {"lot_number": "KET-1", "drawn_mg": "60"}
    )

    row = MedicationAdministration.objects.get()
    assert answer.status_code == 302
    assert (row.route, row.source, row.given_by, row.recorded_by) == (
        "IV", "CLINIC_STOCK", story.noor, story.ana,
    )  # fmt: skip


def test_after_the_first_dose_nobody_is_led_to_a_false_booster(room, story):
    give(story, lot_number="KET-1", drawn_mg=Decimal(60))
    client = room(story, story.noor)
    page = soup(client.get(at(story, "live")))
    facts = {"route": "IM", "source": "PATIENT_OWN", "given_by": story.noor.pk, "mg": "75"}

    refused = client.post(at(story, "given"), GIVEN | facts)

    assert not page.select("#to-given [name=kind][checked]")
    said = words(soup(refused).select_one("#to-given .error-summary"))
    assert "Record this one as a booster" not in said
    assert MedicationAdministration.objects.count() == 1
