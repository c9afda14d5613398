"""A questionnaire from paper: item by item, scored whole, kept as it was left, heard at item 9."""

import pytest
from bs4 import BeautifulSoup

from measures.models import QuestionnaireResponse, SafetyAlert
from tests.support.story import Story


def url(story: Story, instrument: str = "phq9") -> str:
    return f"/measures/{story.patient.pk}/enter/{instrument}/"


def answers(*values: int | str, newest: int = 0) -> dict[str, int | str]:
    return {f"item_{place}": value for place, value in enumerate(values, start=1)} | {
        "newest": newest
    }


@pytest.mark.parametrize(
    ("instrument", "items", "highest"),
    [("phq9", 9, 3), ("gad7", 7, 3), ("pcl5", 20, 4), ("auditc", 3, 4), ("peg", 3, 10)],
)
def test_each_instrument_is_drawn_with_its_items(as_, story, instrument, items, highest):
    page = BeautifulSoup(as_(story.ana).get(url(story, instrument)).text, "html.parser")

    boxes = page.select("[type=radio]")
    assert len({box["name"] for box in boxes}) == items
    assert max(int(box["value"]) for box in boxes) == highest


def test_a_whole_one_is_scored(as_, story):
    answer = as_(story.ana).post(url(story), answers(2, 2, 2, 2, 2, 2, 2, 2, 0))

    kept = QuestionnaireResponse.objects.get()
    assert answer["Location"] == f"/patients/{story.patient.pk}/"
    assert (kept.score, kept.band, kept.entered_by) == (16, "moderately severe", story.ana)


def test_left_before_the_end_it_is_kept_without_a_score(as_, story):
    as_(story.ana).post(url(story), answers(2, 1, "", "", "", "", "", "", ""))

    kept = QuestionnaireResponse.objects.get()
    assert (kept.answers, kept.score) == ([2, 1], None)


def test_a_gap_is_asked_for_and_the_rest_stays_ticked(as_, story):
    answer = as_(story.ana).post(url(story), answers(2, "", 1, 1, 1, 1, 1, 1, 1))

    page = BeautifulSoup(answer.text, "html.parser")
    assert (answer.status_code, QuestionnaireResponse.objects.count()) == (422, 0)
    assert "No answer to item 2" in page.get_text()
    assert len(page.select("[type=radio][checked]")) == 8


def test_item_nine_leads_straight_to_the_alert(as_, story):
    answer = as_(story.ana).post(url(story), answers(0, 0, 0, 0, 0, 0, 0, 0, 2))

    assert answer["Location"] == f"/alerts/{story.patient.pk}/"
    assert SafetyAlert.objects.get().level == "urgent"


def test_pressed_twice_it_is_kept_once(as_, story):
    client = as_(story.ana)

    for _press in range(2):
        answer = client.post(url(story, "gad7"), answers(1, 1, 1, 1, 1, 1, 1))

    assert (answer.status_code, QuestionnaireResponse.objects.count()) == (422, 1)


@pytest.mark.parametrize("value", ["4", "-1", "x", "1e30", "NaN"])
def test_an_answer_that_is_none_is_refused(as_, story, value):
    answer = as_(story.ana).post(url(story), answers(value, 1, 1, 1, 1, 1, 1, 1, 1))

    assert (answer.status_code, QuestionnaireResponse.objects.count()) == (422, 0)


@pytest.mark.parametrize("who", ["flo", "owen", "bea", "me"])
def test_staff_who_care_enter_and_nobody_else(as_, story, who):
    answer = as_(getattr(story, who)).post(url(story), answers(1))

    assert (answer.status_code, QuestionnaireResponse.objects.count()) == (403, 0)


def test_another_clinic_and_an_unknown_instrument_are_not_there(as_, story):
    assert as_(Story(name="Birch").raj).post(url(story), answers(1)).status_code == 404
    assert as_(story.ana).get(url(story, "meq30")).status_code == 404
