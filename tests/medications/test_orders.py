"""The prescriber's order: its arithmetic, its range, and the one that is in force."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core.errors import Refusal
from medications.domain import orders
from medications.domain.orders import BoosterBand
from medications.models import MedicationOrder
from screening.domain import intake
from tests.support.story import Story


@pytest.fixture
def story(db) -> Story:
    return Story()


def weighed(story: Story, **weight: Decimal) -> Story:
    intake.submit(
        story.patient, conditions=[], medications=[], allergies=[], by=story.me, at=story.at,
        **weight,
    )  # fmt: skip
    return story


def write(story: Story, **facts: object) -> MedicationOrder:
    asked = {
        "route": "IM", "level": "MODERATE", "source": "CLINIC_STOCK",
        "allowed_min_mg": Decimal(40), "allowed_max_mg": Decimal(80), "max_sessions": 2,
        "by": story.raj, "at": story.at,
    }  # fmt: skip
    if "planned_mg_per_kg" not in facts:
        asked["planned_mg"] = Decimal(60)
    return orders.write(story.patient, **asked | facts)


def code_of(story: Story, **facts: object) -> str:
    with pytest.raises(Refusal) as refusal:
        write(story, **facts)
    return refusal.value.code


@pytest.mark.parametrize(
    ("weight", "per_kg", "planned"),
    [
        pytest.param({"weight_kg": Decimal(70)}, "0.8", "56.0", id="whole kilograms"),
        pytest.param({"weight_kg": Decimal("72.5")}, "0.75", "54.4", id="rounded half up"),
        pytest.param({"weight_lb": Decimal(154)}, "0.8", "55.9", id="pounds, 69.85 kg"),
        pytest.param({"weight_lb": Decimal(200)}, "0.5", "45.4", id="pounds, 90.72 kg"),
        pytest.param({"weight_lb": Decimal("154.3")}, "1.143", "80.0", id="up to the highest"),
        pytest.param({"weight_kg": Decimal(50)}, "0.8", "40.0", id="down to the lowest"),
    ],
)
def test_a_dose_per_kilogram_is_reckoned_from_the_weight(story, weight, per_kg, planned):
    order = write(weighed(story, **weight), planned_mg_per_kg=Decimal(per_kg))

    assert order.planned_mg == Decimal(planned)
    assert order.planned_mg_per_kg == Decimal(per_kg)


def test_a_dose_per_kilogram_wants_a_weight(story):
    assert code_of(story, planned_mg_per_kg=Decimal(1)) == "invalid"


@pytest.mark.parametrize(
    ("later", "expired"),
    [({"days": 90}, False), ({"days": 90, "microseconds": 1}, True)],
)
def test_a_weight_holds_for_ninety_days_the_last_one_included(story, later, expired):
    weighed(story, weight_kg=Decimal(70)).later(**later)

    if expired:
        assert code_of(story, planned_mg_per_kg=Decimal("0.8")) == "weight_expired"
    else:
        assert write(story, planned_mg_per_kg=Decimal("0.8")).planned_mg == 56


def test_a_dose_in_milligrams_needs_no_weight(story):
    assert write(story).weight_kg is None


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({"planned_mg": None}, id="neither milligrams nor per kilogram"),
        pytest.param({"planned_mg": Decimal(60), "planned_mg_per_kg": Decimal(1)}, id="both"),
        pytest.param({"planned_mg": Decimal("39.9")}, id="planned below the range"),
        pytest.param({"planned_mg": Decimal("80.1")}, id="planned above the range"),
        pytest.param({"planned_mg": Decimal(0)}, id="nothing"),
        pytest.param({"planned_mg": Decimal(-60)}, id="less than nothing"),
        pytest.param({"planned_mg": Decimal("NaN")}, id="no number"),
        pytest.param({"planned_mg": Decimal("Infinity")}, id="no end"),
        pytest.param({"planned_mg": Decimal("1e30")}, id="beyond belief"),
        pytest.param({"allowed_min_mg": Decimal(81)}, id="a range upside down"),
        pytest.param({"allowed_min_mg": Decimal(0)}, id="a range from nothing"),
        pytest.param({"allowed_max_mg": Decimal(5001)}, id="a range without measure"),
        pytest.param({"route": "EAR"}, id="no such route"),
        pytest.param({"level": "HIGH"}, id="no such level"),
        pytest.param({"source": "STREET"}, id="no such source"),
        pytest.param({"max_sessions": 0}, id="for no session"),
        pytest.param({"max_sessions": 101}, id="for ever"),
        pytest.param({"booster": BoosterBand(Decimal(0), 10, 20)}, id="a booster of nothing"),
        pytest.param({"booster": BoosterBand(Decimal(10), 20, 10)}, id="a band upside down"),
        pytest.param({"booster": BoosterBand(Decimal(10), -1, 10)}, id="before the first dose"),
        pytest.param({"booster": BoosterBand(Decimal(10), 0, 1441)}, id="after a day"),
    ],
)
def test_an_order_that_cannot_be_is_refused_in_words(story, facts):
    assert code_of(story, **facts) == "invalid"
    assert not MedicationOrder.objects.exists()


@pytest.mark.parametrize("planned", ["40", "60.01", "80"])
def test_the_range_includes_its_ends(story, planned):
    assert write(story, planned_mg=Decimal(planned)).planned_mg == Decimal(planned)


def test_a_band_may_be_one_minute(story):
    order = write(story, booster=BoosterBand(Decimal(10), 20, 20))

    assert (order.booster_after_min, order.booster_before_min) == (20, 20)


def test_the_next_order_replaces_the_one_before_which_stays(story):
    first = write(story)
    story.later(days=1)
    second = write(story, planned_mg=Decimal(50))

    assert orders.order_in_force(story.episode) == second
    assert MedicationOrder.objects.get(pk=first.pk).replaced_at == story.at


def test_an_order_runs_for_the_clinics_days(story):
    assert write(story).valid_until == story.at + timedelta(days=180)


def test_a_refused_order_leaves_the_one_in_force(story):
    first = write(story)

    code_of(story, planned_mg=Decimal(500))

    assert orders.order_in_force(story.episode) == first


@pytest.mark.parametrize("who", ["ana", "noor", "flo", "owen", "me"])
def test_only_a_prescriber_writes(story, who):
    assert code_of(story, by=getattr(story, who)) == "role_forbidden"
