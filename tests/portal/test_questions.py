"""What is asked, and what an answer comes to mean."""

from decimal import Decimal

import pytest

from measures.enums import InstrumentCode
from measures.instruments import INSTRUMENTS
from measures.wording import FOLDER, wording
from portal import answers
from portal.answers import Said, Status
from portal.asking import NO, NONE, UNSURE, YES, Kind
from portal.questions import MEDICINE_WORDS, QUESTIONS, SECTIONS
from screening.domain.rules import Facts, evaluate
from screening.enums import MedicineClass

# Known from the record or an allergy, or asked at the door on the day.
ASKED_ELSEWHERE = {"AGE1", "ALL1", "SUD3", "DAY2"}
CODES = {
    "PSY1", "PSY2", "PSY3", "PSY4", "PSY5", "PSY6", "PSY7", "PSY8", "CV1", "CV2", "CV3", "CV4", "CV5", "NEU1",
    "NEU2", "EYE1", "END1", "END2", "HEP1", "GU1", "RES1", "GI1", "NUT1", "OB1", "OB2", "SUD1", "SUD2", "SUD3",
    "ANE1", "CAP1", "AGE1", "ALL1", "DAY2",
}  # fmt: skip


def reported_by_questions() -> set[str]:
    direct = {question.code for question in QUESTIONS.values() if question.code}
    return direct | {
        option.code for one in QUESTIONS.values() for option in one.options if option.code
    }


def test_each_code_of_the_rules_is_asked_here_or_known_elsewhere():
    assert reported_by_questions() | ASKED_ELSEWHERE == CODES


def test_each_code_that_is_asked_is_known_to_a_rule():
    codes = frozenset(reported_by_questions())
    found = evaluate(Facts(conditions=codes, medicines=(), allergies=(), age=40, bmi=None))

    assert set(found) == codes


def test_each_class_of_medicine_can_be_chosen_in_plain_words():
    offered = [value for _group, rows in MEDICINE_WORDS for value, _label in rows]

    assert sorted(offered) == sorted(MedicineClass.values)


def test_a_question_key_stands_once():
    asked = [one.key for section in SECTIONS.values() for one in section.questions]

    assert len(asked) == len(set(asked))


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        pytest.param({"voices": YES}, ["PSY1"], id="hearing voices"),
        pytest.param({"voices": UNSURE}, [], id="not sure is asked again by a person"),
        pytest.param({"heart": ["CV2", "CV5"]}, ["CV2", "CV5"], id="two ticked"),
        pytest.param({"heart": [NONE]}, [], id="none of these"),
        pytest.param({"plan": UNSURE}, ["PSY5"], id="not sure about dying is heard"),
        pytest.param({"plan": NO, "means": YES}, [], id="an answer whose question fell away"),
        pytest.param({"plan": YES, "means": YES}, ["PSY5", "PSY8"], id="a plan and the means"),
    ],
)
def test_an_answer_reports_its_code(said, codes):
    assert sorted(answers.conditions(Said(said))) == codes


def test_what_is_not_sure_is_handed_on_in_words():
    said = Said({"voices": UNSURE, "heart": [UNSURE], "bipolar": NO})

    assert answers.unsure(said) == [QUESTIONS["voices"].text, QUESTIONS["heart"].text]


def test_medicines_typed_and_ticked_are_one_list():
    said = Said({
        "takes": YES, "medicine_list": [{"name": "Zoloft", "class": "ssri"}], "used": ["cannabis"],
    })  # fmt: skip

    assert [(one.name, one.medicine_class) for one in answers.medicines(said)] == [
        ("Zoloft", "ssri"),
        ("Cannabis", "cannabis"),
    ]


def test_a_list_of_medicines_falls_away_with_its_question():
    said = Said({"takes": NO, "medicine_list": [{"name": "Zoloft", "class": "ssri"}]})

    assert answers.medicines(said) == []


@pytest.mark.parametrize(
    ("typed", "centimetres"),
    [
        pytest.param(
            {"feet": "5", "inches": "6", "cm": ""}, Decimal("167.6"), id="feet and inches"
        ),
        pytest.param({"feet": "6", "inches": "", "cm": ""}, Decimal("182.9"), id="feet alone"),
        pytest.param({"feet": "", "inches": "", "cm": "168"}, Decimal(168), id="centimeters"),
    ],
)
def test_height_is_kept_in_centimetres(typed, centimetres):
    assert answers.height_cm(typed) == centimetres


def test_a_section_is_complete_when_all_it_brings_up_is_answered():
    medicines = SECTIONS["medicines"]
    begun = {"takes": YES, "used": [NONE], "allergic": NO}

    assert Said({}).status(medicines) == Status.NOT_STARTED
    assert Said(begun).status(medicines) == Status.IN_PROGRESS
    assert Said({**begun, "takes": NO}).status(medicines) == Status.COMPLETED


def test_question_n_of_m_counts_what_is_brought_up():
    medicines = SECTIONS["medicines"]
    allergic = QUESTIONS["allergic"]

    assert Said({"takes": NO}).place(medicines, allergic) == (3, 3)
    assert Said({"takes": YES, "allergic": YES}).place(medicines, allergic) == (4, 5)


@pytest.mark.parametrize("code", InstrumentCode.values)
def test_the_wording_has_the_shape_that_is_scored(code):
    form, words = INSTRUMENTS[code], wording(code)

    assert words.version == form.version
    assert len(words.items) == form.items
    assert {len(item.choices) for item in words.items} == {form.highest - form.lowest + 1}
    assert words.source
    assert words.licence


def test_no_wording_lies_here_that_is_not_scored():
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(InstrumentCode.values)


def test_each_questionnaire_of_the_intake_has_its_wording():
    asked = {one.key for one in QUESTIONS.values() if one.kind == Kind.MEASURE}

    assert asked == set(InstrumentCode.values)
