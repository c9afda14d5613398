"""The gate names everything that is missing, at its edges too, and opens by name for one day."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.enums import REFUSAL_ORDER
from core.errors import Refusal
from medications.enums import Route
from scheduling.enums import VisitKind
from screening.domain import consents, eligibility, intake
from sessions.domain import arrival, dosing, gate, observing, visits, vitals
from sessions.domain.limits import Reading
from tests.support.at_rest import committed, undone
from tests.support.story import REQUIRED, Story

AMBER = Reading(systolic=150, diastolic=85, heart_rate=70, spo2=98)
RED = Reading(systolic=165, diastolic=85, heart_rate=70, spo2=98)
RISEN = Reading(systolic=178, diastolic=108, heart_rate=90, spo2=97)
CALM = Reading(systolic=120, diastolic=80, heart_rate=70, spo2=98)


@pytest.fixture(scope="module")
def database(django_db_setup, django_db_blocker):
    with committed(django_db_blocker):
        yield


@pytest.fixture(scope="module")
def told(database) -> Story:
    return Story().ready_to_book().booked()


@pytest.fixture(scope="module")
def told_at_the_door(database) -> Story:
    return Story(name="Juniper").ready_for_dose()


@pytest.fixture
def booked(told):
    with undone(told) as story:
        yield story


@pytest.fixture
def story(told_at_the_door):
    with undone(told_at_the_door) as story:
        yield story


def missing(story: Story, **later: float) -> list[str]:
    at = story.at + timedelta(**later)
    return gate.missing_codes(story.episode, story.session, at=at)


def code_of(act, *args: object, **facts: object) -> str:
    with pytest.raises(Refusal) as refusal:
        act(*args, **facts)
    return refusal.value.code


def check_in(story: Story, *, solid: float = 8, clear: float = 3, **facts: object):
    answers = {
        "last_solid_at": story.at - timedelta(hours=solid), "pregnant": "no",
        "last_clear_liquid_at": story.at - timedelta(hours=clear),
        "ride_name": "Dele Okafor", "ride_phone": "+13035550118",
    }  # fmt: skip
    corrected = facts.pop("corrected", "")
    by = facts.pop("by", story.flo)
    return arrival.check_in(
        story.session, answers=arrival.Answers(**answers | facts), by=by, at=story.at,
        corrected=corrected,
    )  # fmt: skip


def acknowledge(story: Story, item: str, *, by=None, reason: str = "Seen, talked over."):
    return gate.acknowledge(
        story.session, item=item, reason=reason, by=by or story.raj, at=story.at
    )


def test_nothing_is_there_at_first(db):
    story = Story()

    assert gate.missing_codes(story.episode, None, at=story.at) == sorted([
        "screening_missing", "consent_missing", "order_missing", "weight_expired",
        "preparation_missing", "integration_not_booked", "not_checked_in", "vitals_missing",
    ])  # fmt: skip


def test_before_the_door_only_the_door_and_the_cuff_are_missing(booked):
    """Neither fasting nor ride is asked before check-in."""
    booked.at = booked.appointment.start_at

    assert missing(booked) == ["not_checked_in", "vitals_missing"]


def test_with_everything_there_nothing_is_missing(story):
    assert missing(story) == []
    lines = gate.checklist(gate.load(story.episode, story.session, at=story.at))
    assert [line.title for line in lines if not line.is_met] == []


def test_blockers_come_in_the_order_of_the_codes(booked):
    consents.withdraw(booked.patient, kinds=["treatment"], by=booked.me, at=booked.at)
    booked.at = booked.appointment.start_at

    codes = [
        one.code for one in gate.blockers(gate.load(booked.episode, booked.session, at=booked.at))
    ]

    assert codes == sorted(codes, key=lambda code: REFUSAL_ORDER[code])
    assert codes[0] == "consent_withdrawn"


@pytest.mark.parametrize("kind", REQUIRED)
def test_every_required_consent_is_asked(story, kind):
    consents.withdraw(story.patient, kinds=[kind], by=story.me, at=story.at)

    assert missing(story) == ["consent_withdrawn"]


@pytest.mark.parametrize(
    ("solid", "clear", "held"),
    [
        (4, 2, False),
        (3.99, 2, True),
        (4, 1.99, True),
        (24, 24, False),
    ],
)
def test_the_fast_counts_up_to_now_its_end_included(booked, solid, clear, held):
    booked.at = booked.appointment.start_at
    check_in(booked, solid=solid, clear=clear)

    assert ("fasting_hold" in missing(booked)) is held


def test_a_short_fast_ends_by_waiting(booked):
    booked.at = booked.appointment.start_at
    check_in(booked, solid=3, clear=3)

    assert "fasting_hold" in missing(booked, minutes=59.9)
    assert "fasting_hold" not in missing(booked, minutes=60)


@pytest.mark.parametrize(
    ("route", "solid", "clear"),
    [(Route.IM, 6, 2), (Route.IV, 6, 2), (Route.IN_ESKETAMINE, 2, 0.5), (Route.PO, 4, 2)],
)
def test_each_route_has_its_fast(booked, route, solid, clear):
    booked.ordered(route)
    booked.at = booked.appointment.start_at
    check_in(booked, solid=solid, clear=clear)

    assert "fasting_hold" not in missing(booked)
    assert "fasting_hold" in missing(booked, minutes=-1)


def test_a_second_answer_says_why_it_changed_and_both_stay(booked):
    booked.at = booked.appointment.start_at
    check_in(booked, solid=3)

    assert code_of(check_in, booked, solid=8) == "invalid"
    check_in(booked, solid=8, corrected="Misheard: it was breakfast at six.")

    assert booked.session.check_ins.count() == 2
    assert "fasting_hold" not in missing(booked)


def test_naming_the_ride_later_is_no_correction(booked):
    booked.at = booked.appointment.start_at
    check_in(booked, ride_name="", ride_phone="")
    assert "ride_missing" in missing(booked)
    booked.later(minutes=10)

    check_in(booked)

    assert "ride_missing" not in missing(booked)


@pytest.mark.parametrize(
    "facts",
    [
        {"solid": -1}, {"clear": -0.1}, {"pregnant": "perhaps"}, {"ride_phone": ""},
        {"ride_name": " "},
    ],
    ids=str,
)  # fmt: skip
def test_answers_that_cannot_be_are_refused(booked, facts):
    booked.at = booked.appointment.start_at

    assert code_of(check_in, booked, **facts) == "invalid"


def test_nobody_checks_in_on_another_day(booked):
    booked.at = booked.appointment.start_at - timedelta(days=1)

    assert code_of(check_in, booked) == "invalid"


def test_what_is_said_at_the_door_is_a_finding_of_today(booked):
    booked.at = booked.appointment.start_at
    check_in(booked, pregnant="yes", changes=("A new blood thinner",))

    assert {"screening_stop", "findings_unacknowledged"} <= set(missing(booked))


@pytest.mark.parametrize(("reading", "code"), [(AMBER, "vitals_amber"), (RED, "vitals_red")])
def test_the_newest_reading_decides_until_it_is_acknowledged(story, reading, code):
    vitals.record(story.session, reading=reading, by=story.noor, at=story.at)
    assert missing(story) == [code]

    acknowledge(story, code)
    assert missing(story) == []
    story.later(minutes=1)
    vitals.record(story.session, reading=reading, by=story.noor, at=story.at)

    assert missing(story) == [code], "an acknowledgement speaks of one reading"


def test_a_calm_reading_after_a_red_one_opens_the_gate(story):
    for reading in (RED, CALM):
        vitals.record(story.session, reading=reading, by=story.noor, at=story.later(minutes=1).at)

    assert missing(story) == []


def test_a_reading_struck_through_decides_nothing(story):
    row = vitals.record(story.session, reading=RED, by=story.noor, at=story.at)
    observing.void(row, by=story.noor, at=story.at)

    assert missing(story) == []


def test_yesterdays_reading_is_none_today(story):
    assert "vitals_missing" in missing(story, days=1)


def test_a_nurse_opens_an_amber_reading_once_it_was_repeated(story):
    vitals.record(story.session, reading=AMBER, by=story.noor, at=story.at)
    assert code_of(acknowledge, story, "vitals_amber", by=story.noor) == "role_forbidden"
    story.later(minutes=6)
    vitals.record(story.session, reading=AMBER, by=story.noor, at=story.at)

    acknowledge(story, "vitals_amber", by=story.noor)

    assert missing(story) == []


def test_yesterdays_amber_reading_makes_todays_no_repeat(story):
    vitals.record(
        story.session, reading=AMBER, by=story.noor, at=story.at,
        taken_at=story.at - timedelta(days=1),
    )  # fmt: skip
    vitals.record(story.session, reading=AMBER, by=story.noor, at=story.at)

    assert code_of(acknowledge, story, "vitals_amber", by=story.noor) == "role_forbidden"


def test_after_the_dose_no_nurse_opens_the_way_to_a_booster(story):
    """No booster, tell the prescriber: however often it was repeated, before the dose or after it."""
    vitals.record(story.session, reading=AMBER, by=story.noor, at=story.at)
    vitals.record(story.session, reading=AMBER, by=story.noor, at=story.later(minutes=6).at)
    acknowledge(story, "vitals_amber", by=story.noor)
    story.dosed()
    for _repeat in range(2):
        vitals.record(story.session, reading=RISEN, by=story.noor, at=story.later(minutes=5).at)

    with pytest.raises(Refusal, match="tell the prescriber") as refusal:
        acknowledge(story, "vitals_amber", by=story.noor)

    assert refusal.value.code == "role_forbidden"
    assert missing(story) == ["vitals_amber"]
    acknowledge(story, "vitals_amber", by=story.raj)
    assert missing(story) == []


@pytest.mark.parametrize("item", ["vitals_red", "fasting", "integration"])
@pytest.mark.parametrize("who", ["noor", "ana", "flo", "owen", "me"])
def test_the_rest_is_a_prescribers_to_open(story, item, who):
    vitals.record(story.session, reading=RED, by=story.noor, at=story.at)

    assert code_of(acknowledge, story, item, by=getattr(story, who)) == "role_forbidden"


@pytest.mark.parametrize(
    ("item", "reason"),
    [("vitals_red", "x"), ("vitals_amber", "x"), ("fasting", " "), ("door", "x")],
)
def test_only_what_is_closed_is_opened_and_with_a_reason(story, item, reason):
    assert code_of(acknowledge, story, item, reason=reason) == "invalid"


def test_a_fast_and_an_integration_visit_are_opened_for_today_alone(booked):
    visit = visits.next_visit(booked.patient, VisitKind.INTEGRATION, at=booked.at)
    visits.cancel_visit(visit, reason="Away", by=booked.flo, at=booked.at)
    booked.at = booked.appointment.start_at
    check_in(booked, solid=1)
    for item in ("fasting", "integration"):
        assert acknowledge(booked, item).item == item

    assert missing(booked) == ["vitals_missing"]
    assert "integration_not_booked" in missing(booked, days=1)


@pytest.mark.parametrize(("hours", "in_time"), [(-2, False), (3, True), (72, True), (72.02, False)])
def test_the_integration_visit_starts_within_the_peak(booked, hours, in_time):
    visit = visits.next_visit(booked.patient, VisitKind.INTEGRATION, at=booked.at)
    visits.cancel_visit(visit, reason="Away", by=booked.flo, at=booked.at)
    visits.book_visit(
        booked.patient, kind=VisitKind.INTEGRATION, minutes=30, clinician=booked.ana,
        start_at=booked.appointment.start_at + timedelta(hours=hours), room=booked.cedar,
        by=booked.flo, at=booked.at,
    )  # fmt: skip

    assert ("integration_not_booked" not in missing(booked)) is in_time


MICROSECOND = timedelta(microseconds=1)


def lasts_until(story: Story, code: str, end) -> None:
    """The code is not missing at the end, and is a microsecond later."""
    for at, expired in ((end, False), (end + MICROSECOND, True)):
        found = gate.missing_codes(story.episode, story.session, at=at)
        assert (code in found) is expired, at


def test_a_decision_is_looked_at_again_after_thirty_days(story):
    decided = story.episode.decisions.get().decided_at

    lasts_until(story, "screening_expired", decided + timedelta(days=30))


def test_an_intake_holds_a_year_whatever_was_decided_since(story):
    submitted = story.episode.intakes.get().submitted_at
    story.at = submitted + timedelta(days=360)
    story.eligible()

    lasts_until(story, "screening_expired", submitted + timedelta(days=365))


def test_consents_hold_a_year(story):
    signed = story.patient.consents.first().signed_at

    lasts_until(story, "consent_expired", signed + timedelta(days=365))


def test_an_order_holds_its_days(story):
    lasts_until(story, "order_expired", story.order.written_at + timedelta(days=180))


def test_a_weight_holds_ninety_days(story):
    weighed = story.patient.weights.get().measured_at

    lasts_until(story, "weight_expired", weighed + timedelta(days=90))


def test_a_prescriber_who_decides_otherwise_closes_the_gate(story):
    eligibility.decide(story.patient, outcome="not_now", reason="Ill", by=story.raj, at=story.at)

    assert missing(story) == ["screening_missing"]


def test_a_new_finding_closes_the_gate_and_information_does_not(story):
    intake.submit(
        story.patient, conditions=["GI1"], allergies=[], by=story.me, at=story.at,
        medications=[intake.TakenMedicine("Sertraline", "ssri")],
    )  # fmt: skip

    assert missing(story) == ["findings_unacknowledged"]
    eligibility.acknowledge_findings(story.patient, reason="Seen", by=story.raj, at=story.at)
    assert missing(story) == []


def test_the_sessions_of_an_order_are_counted_by_those_that_were_dosed(story):
    """This session does not use itself up."""
    story.ordered(max_sessions=1)
    assert missing(story) == []
    dosing.administer(
        story.session, dose=dosing.Dose(mg=Decimal(200), kind="first"), by=story.noor, at=story.at
    )

    assert missing(story) == []
