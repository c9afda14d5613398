"""The intake as a verb: answers kept as said, and findings that do not go away by themselves."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core.errors import Refusal
from measures.models import SafetyAlert
from patients.models import Allergy, Medicine, Weight
from screening.domain import intake
from screening.domain.rules import TakenMedicine
from screening.models import Finding, Intake, IntakeDraft
from tests.support.story import Story


@pytest.fixture
def story(db) -> Story:
    return Story()


def submit(story: Story, **answers: object) -> Intake:
    asked = {"conditions": [], "medications": [], "allergies": []} | answers
    return intake.submit(story.patient, by=story.me, at=story.at, **asked)


def refused(story: Story, **answers: object) -> str:
    with pytest.raises(Refusal) as refusal:
        submit(story, **answers)
    assert not Intake.objects.exists()
    return refusal.value.code


def open_codes(story: Story) -> dict[str, str]:
    rows = Finding.objects.open().filter(episode=story.episode)
    return dict(rows.values_list("code", "severity"))


def test_an_intake_leads_from_intake_to_screening(story):
    submit(story, goals="  Quiet nights ")

    assert (story.episode.phase, story.episode.goals) == ("screening", "Quiet nights")


def test_nobody_is_refused_for_what_they_report(story):
    submit(story, conditions=["PSY1", "CAP1"], allergies=["ketamine"])

    assert open_codes(story) == {"PSY1": "STOP", "CAP1": "STOP", "ALL1": "STOP"}


def test_what_was_reported_stays_open_when_it_is_not_reported_again(story):
    submit(story, conditions=["PSY1", "SUD1"], medications=[TakenMedicine("S", "ssri")])
    story.later(days=1)

    submit(story, conditions=["SUD1"])

    assert open_codes(story) == {"PSY1": "STOP", "SUD1": "HOLD"}


def test_a_changed_severity_replaces_the_open_finding(story):
    submit(story, conditions=["PSY3"])
    story.later(days=1)

    submit(story, conditions=["PSY3"], medications=[TakenMedicine("Li", "lithium")])

    assert open_codes(story)["PSY3"] == "CAUTION"
    assert Finding.objects.filter(code="PSY3").count() == 2


@pytest.mark.parametrize(
    ("weight", "kilograms", "typed"),
    [
        ({"weight_kg": Decimal(70)}, "70.00", ("70.00", "kg")),
        ({"weight_lb": Decimal(154)}, "69.85", ("154.00", "lb")),
        ({"weight_lb": Decimal("154.3")}, "69.99", ("154.30", "lb")),
        ({"weight_lb": Decimal("44.1")}, "20.00", ("44.10", "lb")),
        ({"weight_lb": Decimal("881.8")}, "399.98", ("881.80", "lb")),
    ],
)
def test_a_weight_is_kept_as_typed_and_in_kilograms(story, weight, kilograms, typed):
    submit(story, **weight)

    row = Weight.objects.get()
    assert (row.kilograms, row.typed_value, row.typed_unit) == (
        Decimal(kilograms), Decimal(typed[0]), typed[1],
    )  # fmt: skip


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param({"weight_kg": Decimal(70), "weight_lb": Decimal(154)}, id="two weights"),
        pytest.param({"weight_kg": Decimal("19.9")}, id="too light"),
        pytest.param({"weight_lb": Decimal(882)}, id="too heavy"),
        pytest.param({"weight_kg": Decimal("NaN")}, id="no number"),
        pytest.param({"weight_kg": Decimal("1e30")}, id="a number beyond belief"),
        pytest.param({"height_cm": Decimal(49)}, id="too short"),
        pytest.param({"height_cm": Decimal(261)}, id="too tall"),
        pytest.param({"medications": [TakenMedicine("", "ssri")]}, id="no name"),
        pytest.param({"medications": [TakenMedicine("S", "sugar")]}, id="no such class"),
        pytest.param({"medications": [TakenMedicine("S" * 121, "ssri")]}, id="a long name"),
        pytest.param({"allergies": ["a" * 121]}, id="a long allergy"),
        pytest.param({"conditions": ["PSY99"]}, id="no such condition"),
        pytest.param({"conditions": ["a condition in words"]}, id="a condition in words"),
    ],
)
def test_what_cannot_be_is_refused_in_words(story, answers):
    assert refused(story, **answers) == "invalid"


def test_a_medicine_is_not_taken_in_the_future(story):
    later = TakenMedicine("S", "ssri", story.at + timedelta(seconds=1))

    assert refused(story, medications=[later]) == "invalid"


def test_the_newest_list_of_medicines_counts_and_the_old_one_stays(story):
    submit(story, medications=[TakenMedicine("Sertraline", "ssri")])
    story.later(days=30)
    submit(story, medications=[TakenMedicine("Lithium", "lithium")])

    rows = Medicine.objects.order_by("pk").values_list("name", "ended_at")
    assert [(name, ended is None) for name, ended in rows] == [
        ("Sertraline", False), ("Lithium", True),
    ]  # fmt: skip


def test_an_allergy_once_named_stays(story):
    submit(story, allergies=["Penicillin", " "])
    story.later(days=30)
    submit(story, allergies=["penicillin", "latex"])

    assert sorted(Allergy.objects.values_list("substance", flat=True)) == ["Penicillin", "latex"]


def test_a_plan_to_die_is_an_alert_now_and_only_one(story):
    submit(story, conditions=["PSY5"])
    submit(story, conditions=["PSY5"])

    alert = SafetyAlert.objects.get()
    assert (alert.kind, alert.level, alert.status) == ("suicide_plan", "now", "open")


def test_low_weight_is_reckoned_from_height_and_weight(story):
    submit(story, weight_kg=Decimal(50), height_cm=Decimal(170))

    assert open_codes(story) == {"NUT1": "HOLD"}


def test_a_draft_gathers_what_was_typed_in_many_sittings(story):
    for answers in ({"a": 1}, {"b": 2}, {"a": 3}):
        intake.save_draft(story.patient, answers=answers, by=story.me, at=story.at)

    assert IntakeDraft.objects.get().answers == {"a": 3, "b": 2}


def test_sending_empties_the_draft(story):
    intake.save_draft(story.patient, answers={"a": 1}, by=story.me, at=story.at)

    submit(story)

    assert IntakeDraft.objects.get().answers == {}


def test_a_patient_does_not_answer_for_another(story):
    ines = story.new_patient("Ines Duarte", key="ines")

    with pytest.raises(Refusal) as refusal:
        intake.submit(ines, conditions=[], medications=[], allergies=[], by=story.me, at=story.at)

    assert refusal.value.code == "not_care_team"
