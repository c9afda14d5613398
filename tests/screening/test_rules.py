"""Every screening rule, one line each: what is reported, and the severity it is given."""

from decimal import Decimal

import pytest

from screening.domain.rules import CODES, RULE_VERSION, Facts, TakenMedicine, evaluate
from screening.domain.rules.medicines import DEPRESSANTS, SEVERITY_OF_CLASS
from screening.enums import MedicineClass, Severity

STOP, HOLD, CAUTION, INFO = Severity

CONDITIONS = {
    "PSY1": STOP, "PSY2": STOP, "PSY3": HOLD, "PSY4": HOLD, "PSY5": HOLD, "PSY6": HOLD,
    "PSY7": HOLD, "PSY8": CAUTION, "CV1": STOP, "CV2": STOP, "CV3": STOP, "CV4": STOP,
    "CV5": CAUTION, "NEU1": STOP, "NEU2": HOLD, "EYE1": STOP, "END1": STOP, "END2": HOLD,
    "HEP1": STOP, "GU1": HOLD, "RES1": HOLD, "GI1": CAUTION, "OB1": STOP, "OB2": HOLD,
    "SUD1": HOLD, "SUD2": HOLD, "SUD3": STOP, "ANE1": HOLD, "NUT1": HOLD, "ALL1": STOP,
    "AGE1": STOP, "CAP1": STOP, "DAY2": HOLD,
}  # fmt: skip
CLASSES = {
    HOLD: "maoi psychedelic opioid",
    CAUTION: (
        "benzodiazepine lamotrigine stimulant decongestant sedative_hypnotic muscle_relaxant "
        "gabapentinoid sedating_antihistamine alcohol cannabis strong_cyp_inhibitor theophylline "
        "tramadol bupropion thyroid_hormone vasopressor sympathomimetic glp1"
    ),
    INFO: (
        "antipsychotic cyp_inhibitor cyp_inducer naltrexone memantine dextromethorphan ssri snri "
        "antidepressant lithium antihypertensive nasal_steroid"
    ),
}
SEVERITY = {word: severity for severity, words in CLASSES.items() for word in words.split()}


def facts(*conditions: str, **known: object) -> Facts:
    plain = {"medicines": (), "allergies": (), "age": 40, "bmi": Decimal(23)} | known
    return Facts(conditions=frozenset(conditions), **plain)


def found(*conditions: str, **known: object) -> dict[str, Severity]:
    return {code: one.severity for code, one in evaluate(facts(*conditions, **known)).items()}


def taking(*classes: str) -> tuple[TakenMedicine, ...]:
    return tuple(TakenMedicine(f"medicine {n}", class_) for n, class_ in enumerate(classes))


def test_nothing_reported_finds_nothing():
    assert found() == {}


@pytest.mark.parametrize(("code", "severity"), CONDITIONS.items())
def test_a_condition_has_its_severity_and_nothing_else_follows(code, severity):
    assert found(code) == {code: severity}


def test_what_may_be_reported_is_what_a_rule_knows():
    """And the two that are asked at the door, which make no finding."""
    assert set(CONDITIONS) | {"SUP1", "DAY1"} == CODES
    assert found("SUP1", "DAY1") == {}


def test_all_at_once_find_all():
    assert found(*CONDITIONS) == CONDITIONS


@pytest.mark.parametrize("code", CONDITIONS)
def test_each_finding_says_a_fact_in_words(code):
    fact = evaluate(facts(code))[code].fact

    assert 4 < len(fact) <= 200


@pytest.mark.parametrize(
    ("class_", "severity"),
    [("lamotrigine", CAUTION), ("lithium", CAUTION), ("antipsychotic", CAUTION), ("ssri", HOLD)],
)
def test_stable_bipolar_wants_a_mood_stabiliser_on_record(class_, severity):
    assert found("PSY3", medicines=taking(class_))["PSY3"] == severity


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (0, {"AGE1": STOP}),
        (17, {"AGE1": STOP}),
        (18, {}),
        (64, {}),
        (65, {"CV5": CAUTION}),
        (101, {"CV5": CAUTION}),
    ],
)
def test_age_speaks_for_itself(age, expected):
    assert found(age=age) == expected


def test_pressure_and_age_are_one_finding():
    assert found("CV5", age=70) == {"CV5": CAUTION}


@pytest.mark.parametrize(
    ("allergy", "expected"),
    [
        ("ketamine", {"ALL1": STOP}),
        ("Ketamine", {"ALL1": STOP}),
        ("ESKETAMINE nasal spray", {"ALL1": STOP}),
        ("rash from ketamine cream", {"ALL1": STOP}),
        ("penicillin", {}),
        ("ketorolac", {}),
    ],
)
def test_an_allergy_to_the_medicine_is_found_by_its_name(allergy, expected):
    assert found(allergies=("pollen", allergy)) == expected


@pytest.mark.parametrize(
    ("bmi", "expected"),
    [
        (None, {}),
        (Decimal("18.49"), {"NUT1": HOLD}),
        (Decimal("18.4999"), {"NUT1": HOLD}),
        (Decimal("18.5"), {}),
        (Decimal(40), {}),
    ],
)
def test_low_weight_is_found_below_its_limit(bmi, expected):
    assert found(bmi=bmi) == expected


def test_pregnancy_said_at_the_door_stops():
    assert found(pregnant=True) == {"OB1": STOP}


def test_what_is_new_since_the_review_holds_and_is_named():
    changes = ("new blood thinner", "emergency visit")

    one = evaluate(facts(changes=changes))["DAY2"]

    assert one.severity == HOLD
    assert one.fact.endswith("new blood thinner, emergency visit")


@pytest.mark.parametrize(("class_", "severity"), SEVERITY.items())
def test_a_medicine_class_has_its_severity(class_, severity):
    assert found(medicines=taking(class_)) == {f"MED_{class_.upper()}": severity}


def test_every_class_has_a_line_but_the_one_for_something_else():
    assert set(SEVERITY) | {"other"} == set(MedicineClass.values)
    assert {str(class_): severity for class_, severity in SEVERITY_OF_CLASS.items()} == SEVERITY
    assert found(medicines=taking("other")) == {}


def test_the_depressants_are_the_six_of_the_acceptance_language():
    words = CLASSES[CAUTION].split()

    named = words[words.index("sedative_hypnotic") : words.index("cannabis") + 1]

    assert [str(one) for one in DEPRESSANTS] == named


@pytest.mark.parametrize(
    ("classes", "severities"),
    [
        pytest.param(("alcohol",), [CAUTION], id="one alone"),
        pytest.param(("alcohol", "cannabis"), [HOLD, HOLD], id="two kinds"),
        pytest.param(("alcohol", "alcohol"), [HOLD], id="two of one kind"),
        pytest.param(
            ("alcohol", "benzodiazepine"), [CAUTION, CAUTION], id="one is of another kind"
        ),
        pytest.param(
            ("gabapentinoid", "muscle_relaxant", "ssri"), [HOLD, HOLD, INFO], id="the others stay"
        ),
    ],
)
def test_two_depressants_hold_each_other(classes, severities):
    assert sorted(found(medicines=taking(*classes)).values()) == sorted(severities)


def test_a_class_taken_twice_is_one_finding_with_both_names():
    one = evaluate(facts(medicines=taking("ssri", "ssri")))["MED_SSRI"]

    assert "medicine 0, medicine 1" in one.fact


def test_very_long_names_do_not_burst_a_finding():
    many = tuple(TakenMedicine("m" * 120, "ssri") for _turn in range(9))

    assert all(len(one.fact) <= 200 for one in evaluate(facts(medicines=many)).values())
    assert all(len(one.fact) <= 200 for one in evaluate(facts(changes=("c" * 300,) * 5)).values())


def test_the_rules_carry_their_version():
    assert RULE_VERSION
