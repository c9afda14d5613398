"""The act per route: what is offered next, what is written, and what an infusion leaves to waste."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.policy_defaults import DEFAULTS
from core.errors import Refusal
from medications.enums import DoseSource, Route
from sessions.domain import leaving, observing, route_steps, routes, wasting
from sessions.enums import RouteActKind as K
from sessions.models import MedicationAdministration, RouteAct
from tests.support.at_rest import committed, undone
from tests.support.story import MONDAY, Story

INFUSION = {"route": Route.IV, "source": DoseSource.CLINIC_STOCK, "planned_mg": Decimal(50)}


@pytest.fixture(scope="module")
def running(django_db_setup, django_db_blocker):
    """60 mg drawn, 50 to be given as an infusion; not a drop has run yet."""
    with committed(django_db_blocker):
        told = Story().ready_to_book(**INFUSION).booked().checked_in()
        told.stocked()
        told.measured()
        told.dosed(50, lot_number="KET-1", drawn_mg=Decimal(60))
        yield told


@pytest.fixture
def infusion(running):
    with undone(running) as story:
        yield story


@pytest.fixture
def lozenge(running):
    """Another patient, with lozenges of their own."""
    with undone(running) as story:
        story.patient = story.new_patient("Ines Duarte", key="ines")
        story.at = MONDAY + timedelta(days=20)
        story.ready_for_dose().dosed()
        yield story


def act(story, kind, *, by=None, **facts):
    return routes.act_of_route(story.session, kind=kind, by=by or story.noor, at=story.at, **facts)


def refused(story, kind, **facts):
    with pytest.raises(Refusal) as error:
        act(story, kind, **facts)
    return error.value


@dataclass
class Done:
    kind: str
    occurred_at: datetime = MONDAY


@pytest.mark.parametrize(
    ("route", "done", "offered"),
    [
        pytest.param("IV", [], [K.CANNULA_IN], id="a vein first"),
        pytest.param(
            "IV", [K.CANNULA_IN], [K.INFUSION_STARTED, K.SITE_CHECKED, K.CANNULA_OUT], id="sited"
        ),
        pytest.param(
            "IV", [K.CANNULA_IN, K.INFUSION_STARTED, K.SITE_CHECKED],
            [K.PAUSED, K.RATE_CHANGED, K.STOPPED, K.SITE_CHECKED], id="a look changes nothing",
        ),
        pytest.param(
            "IV", [K.INFUSION_STARTED, K.PAUSED], [K.RESUMED, K.STOPPED, K.SITE_CHECKED], id="paused"
        ),
        pytest.param(
            "IV", [K.INFUSION_STARTED, K.STOPPED],
            [K.CANNULA_OUT, K.SITE_CHECKED, K.INFUSION_STARTED], id="stopped",
        ),
        pytest.param("SL", [], [K.LOZENGE_IN], id="a lozenge"),
        pytest.param("SL", [K.LOZENGE_IN], [K.SPAT_OUT, K.SWALLOWED], id="held"),
        pytest.param("SL", [K.LOZENGE_IN, K.SWALLOWED], [K.LOZENGE_IN], id="one more"),
        pytest.param("IM", [], [K.SITE_CHECKED], id="the site of a needle"),
        pytest.param("PR", [], [], id="nothing to offer"),
    ],
)  # fmt: skip
def test_each_route_offers_what_comes_next(route, done, offered):
    acts = [Done(kind) for kind in done]

    assert route_steps.next_steps(route, acts, is_dosed=True) == offered


def test_before_the_dose_only_what_needs_none_is_offered():
    sited = [Done(K.CANNULA_IN)]

    assert route_steps.next_steps("IV", sited, is_dosed=False) == [K.SITE_CHECKED, K.CANNULA_OUT]
    assert route_steps.next_steps("SL", [], is_dosed=False) == []


def test_devices_are_offered_until_the_dose_is_in():
    assert route_steps.devices_for("IN_ESKETAMINE", Decimal(84)) == 3
    two = [Done(K.DEVICE_USED), Done(K.DEVICE_USED)]

    assert route_steps.next_steps("IN_ESKETAMINE", two, is_dosed=True, devices=3) == [K.DEVICE_USED]
    assert route_steps.next_steps("IN_ESKETAMINE", two, is_dosed=True, devices=2) == []


def test_the_rest_between_devices_is_counted_and_a_short_one_marked():
    first, second = Done(K.DEVICE_USED), Done(K.DEVICE_USED, MONDAY + timedelta(minutes=3))
    third = Done(K.DEVICE_USED, MONDAY + timedelta(minutes=9))

    wait = route_steps.countdown("IN_ESKETAMINE", [first], DEFAULTS, devices=3)

    assert (wait.words, wait.until) == ("Next device from", MONDAY + timedelta(minutes=5))
    assert route_steps.early_devices([first, second, third], DEFAULTS) == [second]
    assert (
        route_steps.countdown("IN_ESKETAMINE", [first, second, third], DEFAULTS, devices=3) is None
    )


def test_a_held_lozenge_is_counted_until_it_is_out():
    held = [Done(K.LOZENGE_IN)]

    assert route_steps.countdown("SL", held, DEFAULTS).until == MONDAY + timedelta(minutes=15)
    assert route_steps.countdown("SL", [*held, Done(K.SPAT_OUT)], DEFAULTS) is None


def test_an_infusion_runs_is_paused_and_stops_with_its_total(infusion):
    for kind, facts in (
        (K.CANNULA_IN, {"text": "22 G, left forearm"}),
        (K.INFUSION_STARTED, {"rate_ml_per_h": Decimal(150)}),
        (K.PAUSED, {}),
        (K.RESUMED, {}),
        (K.RATE_CHANGED, {"rate_ml_per_h": Decimal("120.5")}),
        (K.STOPPED, {"total_given_mg": Decimal("32.5")}),
        (K.SITE_CHECKED, {}),
        (K.CANNULA_OUT, {}),
    ):
        act(infusion, kind, **facts)
        infusion.later(minutes=4)

    rows = list(RouteAct.objects.filter(session=infusion.session).order_by("occurred_at"))
    assert [row.kind for row in rows] == [
        "cannula_in", "infusion_started", "paused", "resumed", "rate_changed", "stopped",
        "site_checked", "cannula_out",
    ]  # fmt: skip
    assert {row.dose_id for row in rows} == {MedicationAdministration.objects.get().pk}
    ((_dose, left),) = wasting.remainders(infusion.session)
    assert left == Decimal("27.50")


def test_until_the_stop_the_dose_counts_as_given(infusion):
    act(infusion, K.INFUSION_STARTED, rate_ml_per_h=Decimal(150))

    assert [left for _dose, left in wasting.remainders(infusion.session)] == [Decimal(10)]


def test_an_early_stop_leaves_a_remainder_that_can_be_wasted(infusion):
    act(infusion, K.STOPPED, total_given_mg=Decimal(20))

    wasting.waste(
        infusion.session, mg=Decimal(40), by=infusion.noor, at=infusion.at, unwitnessed="Alone"
    )

    assert [left for _dose, left in wasting.remainders(infusion.session)] == [Decimal(0)]
    error = refused(infusion, K.STOPPED, total_given_mg=Decimal("20.01"))
    assert error.sentence == ("60 mg were drawn and 40 mg wasted: 20.01 mg cannot have been given.")


def test_a_stop_that_waste_leans_on_is_told_anew_before_it_is_struck(infusion):
    """At every moment drawn is given and wasted and left; the wrong total stays readable, struck."""
    wrong = act(infusion, K.STOPPED, total_given_mg=Decimal(20))
    wasting.waste(
        infusion.session, mg=Decimal(40), by=infusion.noor, at=infusion.at, unwitnessed="Alone"
    )

    with pytest.raises(Refusal) as error:
        observing.void(wrong, by=infusion.noor, at=infusion.at)
    infusion.later(minutes=1)
    act(infusion, K.STOPPED, total_given_mg=Decimal(15))
    observing.void(wrong, by=infusion.noor, at=infusion.at)

    assert error.value.sentence == (
        "The rest was wasted on the total of this stop. Write the stop anew with the right total; "
        "then this one can be struck."
    )
    assert [left for _dose, left in wasting.remainders(infusion.session)] == [Decimal(5)]
    assert RouteAct.objects.get(pk=wrong.pk).voided_by == infusion.noor


def test_a_right_total_is_taken_with_an_earlier_time_too(infusion):
    wrong = act(infusion, K.STOPPED, total_given_mg=Decimal(20))
    wasting.waste(
        infusion.session, mg=Decimal(30), by=infusion.noor, at=infusion.at, unwitnessed="Alone"
    )

    earlier = infusion.at - timedelta(minutes=1)
    act(infusion, K.STOPPED, total_given_mg=Decimal(25), occurred_at=earlier)
    observing.void(wrong, by=infusion.noor, at=infusion.at)

    assert [left for _dose, left in wasting.remainders(infusion.session)] == [Decimal(5)]


def test_the_database_too_strikes_no_stop_that_waste_leans_on(infusion):
    stop = act(infusion, K.STOPPED, total_given_mg=Decimal(20))
    wasting.waste(
        infusion.session, mg=Decimal(40), by=infusion.noor, at=infusion.at, unwitnessed="Alone"
    )

    with pytest.raises(IntegrityError, match="wasted cannot have been given"), transaction.atomic():
        RouteAct.objects.filter(pk=stop.pk).update(voided_at=infusion.at, voided_by=infusion.noor)
    with pytest.raises(IntegrityError, match="wasted cannot have been given"), transaction.atomic():
        RouteAct.objects.create(
            session=infusion.session, dose=stop.dose, kind=K.STOPPED, total_given_mg=Decimal(30),
            occurred_at=infusion.at, recorded_at=infusion.at, recorded_by=infusion.noor,
        )  # fmt: skip


def test_a_later_stop_cannot_have_given_less(infusion):
    act(infusion, K.STOPPED, total_given_mg=Decimal(30))
    infusion.later(minutes=5)

    assert refused(infusion, K.STOPPED, total_given_mg=Decimal(25)).sentence == (
        "At an earlier stop 30 mg had been given. Strike that line through first if it was wrong."
    )
    act(infusion, K.STOPPED, total_given_mg=Decimal(45))
    earlier = infusion.at - timedelta(minutes=2)
    assert (
        refused(infusion, K.STOPPED, total_given_mg=Decimal(50), occurred_at=earlier).sentence
        == "At a later stop 45 mg had been given."
    )


def test_the_database_too_takes_no_more_than_was_drawn(infusion):
    dose = MedicationAdministration.objects.get(session=infusion.session)
    with pytest.raises(IntegrityError, match="more cannot have run in"), transaction.atomic():
        RouteAct.objects.create(
            session=infusion.session, dose=dose, kind=K.STOPPED, total_given_mg=Decimal(61),
            occurred_at=infusion.at, recorded_at=infusion.at, recorded_by=infusion.noor,
        )  # fmt: skip


def test_what_happened_out_of_turn_is_written_as_it_happened(infusion):
    """The pause was tapped, the start before it forgotten: both stand, in their order."""
    act(infusion, K.PAUSED)
    late = act(
        infusion, K.INFUSION_STARTED, rate_ml_per_h=Decimal(100),
        occurred_at=infusion.at - timedelta(minutes=10),
    )  # fmt: skip

    assert late.recorded_at - late.occurred_at == timedelta(minutes=10)
    rows = RouteAct.objects.filter(session=infusion.session).order_by("occurred_at")
    assert [row.kind for row in rows] == ["infusion_started", "paused"]


@pytest.mark.parametrize(
    ("kind", "facts", "sentence"),
    [
        pytest.param("flown", {}, "There is no such act.", id="no word"),
        pytest.param(
            K.INFUSION_STARTED, {}, "Enter the rate in mL/h, up to 2000.", id="without a rate"
        ),
        pytest.param(
            K.RATE_CHANGED, {"rate_ml_per_h": Decimal("NaN")},
            "Enter the rate in mL/h, up to 2000.", id="no number",
        ),
        pytest.param(
            K.PAUSED, {"rate_ml_per_h": Decimal(5)},
            "A rate belongs to the start of an infusion or its change.", id="rate of a pause",
        ),
        pytest.param(
            K.STOPPED, {}, "Enter the total given when it stopped, in mg.", id="without a total"
        ),
        pytest.param(
            K.STOPPED, {"total_given_mg": Decimal(61)},
            "60 mg were drawn: 61 mg cannot have been given.", id="more than was drawn",
        ),
        pytest.param(
            K.PAUSED, {"total_given_mg": Decimal(5)},
            "The total given is told when the infusion stops.", id="total of a pause",
        ),
        pytest.param(
            K.CANNULA_IN, {"number": 2}, "A number belongs to lozenges and nasal devices only.",
            id="two cannulas",
        ),
        pytest.param(
            K.LOZENGE_IN, {}, "This is not an act of the route that is ordered.", id="other route"
        ),
        pytest.param(
            K.PAUSED, {"text": "x" * 301},
            "Write it in at most 300 characters; these are 301.", id="a novel",
        ),
        pytest.param(K.PAUSED, {"key": "k" * 65}, "A key has at most 64 characters.", id="long key"),
    ],
)  # fmt: skip
def test_nonsense_is_refused_in_words(infusion, kind, facts, sentence):
    assert refused(infusion, kind, **facts).sentence == sentence
    assert not RouteAct.objects.filter(session=infusion.session).exists()


def test_the_future_has_not_happened(infusion):
    error = refused(infusion, K.PAUSED, occurred_at=infusion.at + timedelta(minutes=1))

    assert error.sentence == "It cannot have happened in the future."


def test_a_key_counts_once(infusion):
    one = act(infusion, K.PAUSED, key="3f")
    infusion.later(minutes=1)

    assert act(infusion, K.PAUSED, key="3f") == one
    assert RouteAct.objects.count() == 1


def test_a_therapist_may_stop_an_infusion_and_not_start_one(infusion):
    error = refused(infusion, K.INFUSION_STARTED, rate_ml_per_h=Decimal(100), by=infusion.ana)

    assert error.code == "role_forbidden"
    assert act(infusion, K.PAUSED, by=infusion.ana).recorded_by == infusion.ana
    assert act(infusion, K.STOPPED, total_given_mg=Decimal(10), by=infusion.ana).pk


def test_the_desk_writes_no_act(infusion):
    assert refused(infusion, K.PAUSED, by=infusion.flo).code == "role_forbidden"


def test_nothing_runs_in_before_there_is_a_dose(running):
    with undone(running) as story:
        story.patient = story.new_patient("Ines Duarte", key="ines")
        story.at = MONDAY + timedelta(days=20)
        story.ready_to_book(**INFUSION).booked().checked_in()

        act(story, K.CANNULA_IN)
        error = refused(story, K.INFUSION_STARTED, rate_ml_per_h=Decimal(100))

        assert error.sentence == routes.NO_DOSE


def test_own_lozenges_are_counted_in_and_observed_by_the_therapist(lozenge):
    row = act(
        lozenge, K.LOZENGE_IN, by=lozenge.ana, number=2, pieces=routes.Pieces(brought=6, left=4)
    )

    assert (row.number, row.text) == (2, "Brought 6, taken 2, left 4.")
    assert routes.is_observed_only(row.dose)
    error = refused(lozenge, K.LOZENGE_IN, number=3, pieces=routes.Pieces(brought=6, left=4))
    assert error.sentence == "3 taken and 4 left are more than the 6 brought."


def test_a_signed_record_takes_no_act(running):
    with undone(running) as story:
        story.later(minutes=90)
        story.measured()
        leaving.end_session(
            story.session, outcome="stopped_early", reason="Enough", by=story.ana, at=story.at
        )
        story.signed()

        assert refused(story, K.CANNULA_OUT).code == "note_signed"


MG = st.decimals(min_value=Decimal("0.01"), max_value=Decimal(60), places=2)


@settings(deadline=None, max_examples=20)
@given(data=st.data())
def test_drawn_is_given_and_wasted_and_left(running, data):
    """Stops and waste in any order: nothing is ever given twice, nor wasted that ran in."""
    with undone(running) as story:
        story.later(minutes=1)
        wasted, codes = Decimal(0), set()
        for _ in range(data.draw(st.integers(1, 4))):
            amount = data.draw(MG)
            story.later(minutes=1)
            try:
                if data.draw(st.booleans()):
                    act(story, K.STOPPED, total_given_mg=amount)
                else:
                    wasting.waste(
                        story.session, mg=amount, by=story.noor, at=story.at, unwitnessed="Alone"
                    )
                    wasted += amount
            except Refusal as refusal:
                codes.add(refusal.code)
            ((dose, left),) = wasting.remainders(story.session)
            given_in = routes.given_mg(dose, routes.given_totals(story.session))
            assert dose.drawn_mg == given_in + wasted + left
            assert left >= 0
        assert codes <= {"invalid"}
