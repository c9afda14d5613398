"""What a file may well say, and what becomes of it."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest

from kap_clinic.scenarios import words
from kap_clinic.scenarios.language.actions import ARGUMENTS
from kap_clinic.scenarios.language.model import NamedPerson, TakenMedicine
from kap_clinic.scenarios.language.reader import read_file, read_text
from tests.scenarios.conftest import HEAD

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_scenario_of_the_project_can_be_read(path):
    scenario = read_file(path)

    assert scenario.name == path.stem
    assert len(scenario.steps) == path.read_text().count("{at: ")


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ('do: check_in, with: {pregnant: "no"}', {"pregnant": "no"}),
        ("do: check_in, with: {pregnant: no}", {"pregnant": "no"}),
        ("do: check_in, with: {pregnant: NO}", {"pregnant": "no"}),
        ("do: check_in, with: {pregnant: yes}", {"pregnant": "yes"}),
        ('do: change_touch, with: {touch: {blanket: "YES"}}', {"touch": {"blanket": "YES"}}),
        ("do: change_touch, with: {touch: {blanket: YES}}", {"touch": {"blanket": "YES"}}),
        ("do: change_touch, with: {touch: {blanket: no}}", {"touch": {"blanket": "NO"}}),
        (
            "do: discharge, with: {items: {oriented: yes, grounded: false}}",
            {"items": {"oriented": True, "grounded": False}},
        ),
        ("do: add_addendum, with: {text: yes}", {"text": "yes"}),
        ("do: check_in, with: {changes: none}", {"changes": ()}),
        ("do: check_in, with: {changes: [new medicine]}", {"changes": ("new medicine",)}),
        ("do: check_in, with: {ride: none}", {"ride": NamedPerson()}),
        ("do: check_in, with: {ride: {name: Iris}}", {"ride": NamedPerson(name="Iris")}),
    ],
)
def test_yes_and_no_and_none_mean_what_they_say(step, rest, expected):
    assert step(rest).arguments == expected


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("do: waste_stock, with: {mg: 5}", {"mg": Decimal(5)}),
        ('do: waste_stock, with: {mg: "55"}', {"mg": Decimal(55)}),
        ("do: waste_stock, with: {mg: 0.75}", {"mg": Decimal("0.75")}),
        ("do: waste_stock, with: {mg: -5}", {"mg": Decimal(-5)}),
        ("do: submit_intake, with: {weight_lb: 176.4}", {"weight_lb": Decimal("176.4")}),
        ("do: receive_stock, with: {lot: 3001}", {"lot": "3001"}),
        ("do: receive_stock, with: {lot: 007}", {"lot": "007"}),
        ("do: receive_stock, with: {expiry: 2027-08-31}", {"expiry": date(2027, 8, 31)}),
        ("do: submit_measure, with: {answers: [0, '3', 9]}", {"answers": (0, 3, 9)}),
        ("do: submit_measure, with: {answers: []}", {"answers": ()}),
        ("do: decide_eligibility, with: {second: raj}", {"second": "raj"}),
        (
            "do: decide_eligibility, with: {clear: [MED_MAOI, PSY1]}",
            {"clear": ("MED_MAOI", "PSY1")},
        ),
        ("do: submit_intake, with: {conditions: [SUP1, DAY1]}", {"conditions": ("SUP1", "DAY1")}),
    ],
)
def test_values_are_typed_and_exact(step, rest, expected):
    assert step(rest).arguments == expected


@pytest.mark.parametrize(
    "rest",
    [
        "do: record_vitals, with: {systolic: 80, diastolic: 120, spo2: 140}",
        "do: submit_measure, with: {instrument: gad7, answers: [9, 9, 9, 9, 9, 9, 9, 9, 9]}",
        "do: book, with: {minutes: 0}",
        "do: record_as_given, with: {mg: -3, given_at: +1h}",
        "do: run_clock",
        "do: sign_note, with: {part: psychotherapy}",
    ],
)
def test_what_is_missing_or_impossible_is_left_to_the_clinic(step, rest):
    assert step(rest).refused is None


def test_a_null_argument_is_one_that_was_not_given(step):
    assert step("do: waste_stock, with: {mg: 5, witness: , unwitnessed: ~}").arguments == {
        "mg": Decimal(5)
    }


def test_an_intake_is_read_whole(step):
    said = step(
        "do: submit_intake, with: {conditions: [CV5], allergies: [penicillin], medications: "
        "[{name: lisinopril, class: antihypertensive, last_taken: -2h}, {name: x}]}"
    ).arguments

    assert said["medications"] == (
        TakenMedicine("lisinopril", "antihypertensive", datetime(2026, 3, 2, 14, tzinfo=UTC)),
        TakenMedicine("x", None, None),
    )


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        ("findings_exactly: {}", {}),
        ("gate: {ready: no, missing: []}", {"ready": False, "missing": ()}),
        ("score: {phq9: 15, band: moderately severe}", {"phq9": 15, "band": "moderately severe"}),
        ("score: {peg: 7.0}", {"peg": Decimal(7)}),
        ("contacts: {C1: missed, n: 1}", {"C1": "missed", "n": 1}),
        ("window: {n: 2}", {"n": 2}),
        ("window: none", None),
        ("vitals_due: -5", -5),
        ("stock_mg: {KET-7: 425}", {"KET-7": Decimal(425)}),
        ("thread: [alive, answered]", ("alive", "answered")),
        ("messages_clean: true", True),
    ],
)
def test_checks_carry_what_they_compare(step, check, expected):
    found = step(f"do: run_clock, check: {{{check}}}").checks

    assert [found[0].value] == [expected]


def test_a_number_beside_a_check_is_the_number_of_its_window(step):
    found = step("do: run_clock, check: {contacts: {C1: done}, n: 1}").checks

    assert [(check.name, check.value) for check in found] == [("contacts", {"n": 1, "C1": "done"})]


def test_a_check_knows_its_own_line(scenario):
    steps = scenario(
        "  - at: 2026-03-02T09:00\n    by: system\n    do: run_clock\n"
        "    check:\n      phase: intake\n      alerts_open: 0\n"
    ).steps

    assert [(check.name, check.line) for check in steps[0].checks] == [
        ("phase", 11),
        ("alerts_open", 12),
    ]


def test_an_expectation_is_ok_unless_a_refusal_is_named(step):
    assert step("do: run_clock").refused is None
    assert step("do: run_clock, expect: ok").refused is None
    assert step("do: run_clock, expect: {refused: impaired}").refused == "impaired"


def test_staff_may_wear_several_hats(scenario):
    staff = scenario("  - {at: 2026-03-02T09:00, by: raj, do: run_clock}\n").staff

    assert staff == {"ana": ("therapist",), "raj": ("prescriber", "owner")}


def test_a_policy_may_change_the_keys_it_names():
    changed = (
        "policy: {base: default, peak_hours: 48, send_from: 08:30, reevaluation_days: [10, 20], "
        "observation_minutes: {SL: 90}, fasting_hours: {SL: [3, 0.5]}, "
        "vitals_minutes: {IM: [5, 15]}}"
    )
    text = HEAD.replace("policy: default", changed)

    scenario = read_text(text + "  - {at: 2026-03-02T09:00, by: ana, do: run_clock}\n", "a.yaml")

    assert scenario.clinic.policy == {
        "peak_hours": 48,
        "send_from": time(8, 30),
        "reevaluation_days": (10, 20),
        "observation_minutes": {"SL": 90},
        "fasting_hours": {"SL": (Decimal(3), Decimal("0.5"))},
        "vitals_minutes": {"IM": (5, 15)},
    }


def test_a_value_said_once_can_be_used_again(scenario):
    steps = scenario(
        "  - {at: 2026-03-02T09:00, by: ana, do: discharge, with: {items: &all {oriented: true}}}\n"
        "  - {at: +1m, by: ana, do: discharge, with: {items: {<<: *all, grounded: true}}}\n"
    ).steps

    assert steps[1].arguments["items"] == {"oriented": True, "grounded": True}


def test_every_consent_of_the_gate_is_a_word():
    assert {"treatment", "off_label", "kap_psychotherapy", "touch", "ride_home"} < words.CONSENTS


def test_the_language_knows_every_action_of_the_project_scenarios():
    played = {step.action for path in SCENARIOS.glob("*.yaml") for step in read_file(path).steps}

    assert played <= set(ARGUMENTS)
