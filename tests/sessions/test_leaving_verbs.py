"""The six ways a session ends, each with its own list and its own consequences."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core.errors import Refusal
from integration.models import IntegrationWindow
from medications.enums import DoseSource, Route
from patients.models import WorklistTask
from sessions.domain import dosing, leaving, observing, visits, vitals
from sessions.domain.limits import Reading
from sessions.enums import DischargeItem
from sessions.models import Incident, MedicineSession
from tests.support.at_rest import committed, undone
from tests.support.story import Story

ITEMS = dict.fromkeys((item for item in DischargeItem.values if item != "iv_removed"), True)
HIGH = Reading(systolic=150, diastolic=85, heart_rate=70, spo2=98)
CALM = Reading(systolic=122, diastolic=78, heart_rate=70, spo2=98)


@pytest.fixture(scope="module")
def database(django_db_setup, django_db_blocker):
    with committed(django_db_blocker):
        yield


@pytest.fixture(scope="module")
def told(database) -> Story:
    return Story().ready_for_dose()


@pytest.fixture(scope="module")
def vial(database) -> Story:
    """60 mg given of 100 drawn."""
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


def dosed(story: Story, route: Route = Route.SL) -> Story:
    if route != Route.SL:
        source = DoseSource.REMS_DEVICE if route == Route.IN_ESKETAMINE else DoseSource.PATIENT_OWN
        story.ordered(route, source)
    story.later(hours=2)
    return story.measured() and (story.dosed() and story)


def discharge(story: Story, minutes: float = 120, **facts: object) -> MedicineSession:
    asked = {"released_to": "Dele Okafor", "items": ITEMS, "by": story.ana} | facts
    at = story.session.first_dose_at + timedelta(minutes=minutes)
    return leaving.discharge(story.session, at=at, **asked)


@pytest.mark.parametrize(
    ("route", "minimum"),
    [(Route.SL, 120), (Route.IM, 120), (Route.IV, 100), (Route.IN_ESKETAMINE, 120)],
)
def test_nobody_leaves_before_the_routes_minimum_its_end_included(story, route, minimum):
    dosed(story, route)
    items = ITEMS | ({"iv_removed": True} if route == Route.IV else {})

    assert code_of(discharge, story, minimum - 0.02, items=items) == "observation_minimum"
    assert discharge(story, minimum, items=items).ending == "discharged"


def test_the_refusal_says_how_many_minutes_are_left(story):
    dosed(story)

    for minutes, words in ((102, "18 more minutes"), (119.99, "1 more minute.")):
        with pytest.raises(Refusal) as refusal:
            discharge(story, minutes)
        assert words in refusal.value.sentence


def test_the_minimum_counts_from_the_first_dose(story):
    dosed(story)
    dosing.administer(
        story.session, dose=dosing.Dose(mg=Decimal(50), kind="booster"), by=story.noor,
        at=story.session.first_dose_at + timedelta(minutes=40),
    )  # fmt: skip

    assert discharge(story).ending == "discharged"


def test_a_prescriber_may_let_somebody_go_earlier_with_a_reason(story):
    dosed(story)

    assert code_of(discharge, story, 60, override_reason="Well", by=story.ana) == "role_forbidden"
    ended = discharge(story, 60, override_reason="Well, sister is a nurse", by=story.raj, items={})

    assert ended.override_reason == "Well, sister is a nurse"


def test_nobody_goes_earlier_after_the_spray(story):
    dosed(story, Route.IN_ESKETAMINE)

    override = {"override_reason": "Well", "by": story.raj}
    assert code_of(discharge, story, 119, **override) == "observation_minimum"
    assert discharge(story, 120, **override, items={}).ending == "discharged"


@pytest.mark.parametrize("item", ITEMS)
def test_every_line_of_the_list_is_wanted(story, item):
    dosed(story)

    for answer in (False, None, "yes"):
        assert code_of(discharge, story, items=ITEMS | {item: answer}) == "discharge_incomplete"


def test_the_cannula_is_asked_about_after_an_infusion_alone(story):
    dosed(story, Route.IV)

    assert code_of(discharge, story) == "discharge_incomplete"
    assert "Cannula" in str(leaving.discharge_list(story.session)[-1].label)


@pytest.mark.parametrize("facts", [{"released_to": " "}, {"items": {"dancing": True}}], ids=str)
def test_a_discharge_that_cannot_be_is_refused(story, facts):
    dosed(story)

    assert code_of(discharge, story, **facts) == "invalid"


def test_somebody_whose_pressure_is_too_high_stays(story):
    dosed(story)
    high = vitals.record(story.session, reading=HIGH, by=story.noor, at=story.at)

    assert code_of(discharge, story) == "discharge_incomplete"
    observing.void(high, by=story.noor, at=story.at)
    assert discharge(story).ending == "discharged"


def test_without_a_dose_there_is_nobody_to_discharge(story):
    refusal = code_of(
        leaving.discharge, story.session, released_to="Dele", items=ITEMS, by=story.ana, at=story.at
    )

    assert refusal == "invalid"


def test_after_a_discharge_the_phase_is_integration_and_the_first_call_has_its_time(story):
    dosed(story)
    ended = discharge(story, 130)

    home = story.session.window.contacts.get(kind="C0")
    assert story.episode.phase == "integration"
    assert home.due_from == ended.ended_at + timedelta(hours=2)
    assert home.due_to == ended.ended_at + timedelta(hours=6)


def end(story: Story, outcome: str, **facts: object) -> MedicineSession:
    asked = {"reason": "So it went.", "by": story.ana, "at": story.at} | facts
    return leaving.end_session(story.session, outcome=outcome, **asked)


@pytest.mark.parametrize("outcome", ["stopped_early", "against_advice", "transferred"])
def test_an_ending_after_a_dose_wants_a_dose(story, outcome):
    assert code_of(end, story, outcome) == "invalid"


def test_no_dose_after_a_dose_cannot_be(story):
    dosed(story)

    assert code_of(end, story, "no_dose") == "invalid"


@pytest.mark.parametrize(
    "facts", [{"reason": " "}, {"told": ["neighbour"]}, {"outcome": "discharged"}, {"outcome": "x"}],
    ids=str,
)  # fmt: skip
def test_an_ending_is_in_known_words(story, facts):
    dosed(story)

    assert code_of(end, story, facts.pop("outcome", "stopped_early"), **facts) == "invalid"


def test_no_dose_leaves_the_orders_session_free_and_no_window(story):
    story.ordered(max_sessions=1)

    end(story, "no_dose")

    assert story.episode.phase == "preparation"
    assert not IntegrationWindow.objects.filter(episode=story.episode).exists()
    assert visits.booking_blockers(story.episode, start_at=story.at, at=story.at) == []


@pytest.mark.parametrize(
    ("whom", "capacity", "code"),
    [
        ([], True, "discharge_incomplete"),
        (["support_person"], True, "discharge_incomplete"),
        (["support_person", "prescriber"], False, "discharge_incomplete"),
        (["support_person", "prescriber"], True, ""),
    ],
)
def test_leaving_against_advice_wants_capacity_and_both_told(story, whom, capacity, code):
    dosed(story)
    facts = {"told": whom, "capacity_assessed_by": story.noor if capacity else None}

    if code:
        assert code_of(end, story, "against_advice", **facts) == code
    else:
        assert end(story, "against_advice", **facts).told == whom
        assert Incident.objects.get().kind == "against_advice"


def test_capacity_is_assessed_by_a_clinician_of_this_clinic(story, vial):
    dosed(story)
    both = ["support_person", "prescriber"]

    for somebody in (story.flo, vial.noor):
        facts = {"told": both, "capacity_assessed_by": somebody}
        assert code_of(end, story, "against_advice", **facts) == "role_forbidden"


@pytest.mark.parametrize(("outcome", "incidents"), [("stopped_early", 0), ("transferred", 1)])
def test_the_window_stands_however_the_patient_left(story, outcome, incidents):
    dosed(story)

    end(story, outcome)

    assert story.session.window.status == "open_peak"
    assert story.session.window.contacts.get(kind="C0").due_from == story.at + timedelta(hours=2)
    assert Incident.objects.count() == incidents
    assert WorklistTask.objects.filter(kind="incident").count() == incidents


def test_entered_in_error_voids_the_window_and_frees_the_order(story):
    story.ordered(max_sessions=1)
    dosed(story)

    end(story, "entered_in_error", by=story.raj)

    assert story.session.window.status == "voided"
    assert visits.booking_blockers(story.episode, start_at=story.at, at=story.at) == []


def test_an_ended_session_is_closed_for_what_would_go_on(story):
    dosed(story)
    discharge(story)
    story.later(hours=4)

    assert code_of(end, story, "stopped_early") == "session_closed"
    assert code_of(discharge, story, 200) == "session_closed"
    dose = dosing.Dose(mg=Decimal(50), kind="booster")
    assert code_of(
        dosing.administer, story.session, dose=dose, by=story.noor, at=story.at
    ) == "session_closed"  # fmt: skip
