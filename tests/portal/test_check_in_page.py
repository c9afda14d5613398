"""Questionnaires: one item a screen, heard on the last one, help before thanks."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse

from measures.domain import responses
from measures.models import QuestionnaireResponse, SafetyAlert


def item(code: str, number: int) -> str:
    return reverse("portal:item", args=[code, number])


def answer(client, code: str, answers: list[int], *, start: int = 1):
    """Press Continue on one item after the other; the last page's answer comes back."""
    for number, value in enumerate(answers, start=start):
        last = client.post(item(code, number), {"answer": value})
    return last


def stored(story) -> list[tuple]:
    rows = QuestionnaireResponse.objects.filter(patient=story.patient).order_by("pk")
    return list(rows.values_list("instrument", "answers", "status"))


def test_one_item_stands_on_a_page_with_four_choices(story, margo):
    page = BeautifulSoup(margo.get(item("phq9", 1)).text, "html.parser")

    assert page.h1.text.strip() == "Little interest or pleasure in doing things"
    assert [label.text.strip() for label in page.select(".choice label")] == [
        "Not at all", "Several days", "More than half the days", "Nearly every day",
    ]  # fmt: skip
    assert page.select("input[checked]") == []


def test_nothing_chosen_is_asked_again(story, margo):
    reply = margo.post(item("phq9", 1), {})

    assert reply.status_code == 422
    assert "Choose the answer that comes closest." in reply.text


def test_a_sitting_goes_on_where_it_stopped(story, margo):
    answer(margo, "phq9", [1, 2, 3])

    begun = margo.get(reverse("portal:check_in", args=["phq9"])).text

    assert item("phq9", 4) in begun
    assert margo.get(item("phq9", 8))["Location"] == item("phq9", 4)
    assert stored(story) == []


def test_an_earlier_answer_can_be_changed_until_the_last(story, margo):
    answer(margo, "phq9", [1, 1, 1])
    margo.post(item("phq9", 2), {"answer": 3})

    answer(margo, "phq9", [0] * 6, start=4)

    assert stored(story) == [("phq9", [1, 3, 1, 0, 0, 0, 0, 0, 0], "completed")]


def test_the_last_item_is_heard_and_help_comes_before_thanks(story, margo):
    reply = answer(margo, "phq9", [1, 1, 1, 1, 1, 1, 1, 1, 2])
    help_page = margo.get(reply["Location"])

    alert = SafetyAlert.objects.get(patient=story.patient)
    assert reply["Location"] == reverse("portal:help") + "?then=phq9"
    assert (alert.level, alert.fact) == ("urgent", "PHQ-9 item 9 = 2")
    assert "Thank you for telling us" in help_page.text
    for way in ("tel:988", "sms:988", "tel:911", "tel:+13035550100"):
        assert f'href="{way}"' in help_page.text
    assert reverse("portal:check_in_done", args=["phq9"]) in help_page.text


def test_without_such_thoughts_there_is_thanks_at_once(story, margo):
    reply = answer(margo, "phq9", [0] * 9)

    assert reply["Location"] == reverse("portal:check_in_done", args=["phq9"])
    assert not SafetyAlert.objects.exists()


def test_the_last_item_sent_twice_is_one_response_and_one_alert(story, margo):
    answer(margo, "phq9", [1] * 8)
    last = {"answer": 2, "so_far": "1,1,1,1,1,1,1,1"}

    first, second = margo.post(item("phq9", 9), last), margo.post(item("phq9", 9), last)

    assert first["Location"] == second["Location"]
    assert stored(story) == [("phq9", [1, 1, 1, 1, 1, 1, 1, 1, 2], "completed")]
    assert SafetyAlert.objects.count() == 1


def test_who_left_before_the_help_page_finds_it_on_return(story, margo, signed_in):
    answer(margo, "phq9", [1, 1, 1, 1, 1, 1, 1, 1, 1])

    later = signed_in(story.patient.user)
    first, then = later.get(reverse("portal:home")), None
    later.get(first["Location"])
    then = later.get(reverse("portal:home"))

    assert first["Location"] == reverse("portal:help")
    assert then.status_code == 200


def test_a_day_later_home_is_home_again(story, margo):
    answer(margo, "phq9", [1, 1, 1, 1, 1, 1, 1, 1, 1])

    with time_machine.travel(story.at + timedelta(hours=25), tick=False):
        story_client = margo.get(reverse("portal:home"))

    assert story_client.status_code in {200, 302}
    assert story_client.headers.get("Location") != reverse("portal:help")


def test_left_unfinished_the_team_sees_how_far_it_came(story, margo):
    answer(margo, "phq9", [3, 3])
    for _twice in range(2):
        reply = margo.post(item("phq9", 3), {"later": "1"})

    assert reply["Location"] == reverse("portal:home")
    assert stored(story) == [("phq9", [3, 3], "in_progress")]
    assert not SafetyAlert.objects.exists()


def test_coming_back_to_it_makes_one_alert(story, margo):
    answer(margo, "phq9", [3, 3, 2, 2, 2, 3, 2, 1])
    margo.post(item("phq9", 9), {"later": "1"})
    assert SafetyAlert.objects.count() == 0

    margo.post(item("phq9", 9), {"answer": 2})

    assert [status for _code, _answers, status in stored(story)] == ["in_progress", "completed"]
    assert SafetyAlert.objects.count() == 1


def test_the_last_answer_is_heard_though_the_draft_was_lost(story, margo):
    reply = margo.post(item("phq9", 9), {"answer": 3, "so_far": "1,1,1,1,1,1,1,1"})

    assert reply["Location"].startswith(reverse("portal:help"))
    assert stored(story) == [("phq9", [1, 1, 1, 1, 1, 1, 1, 1, 3], "completed")]


@pytest.mark.parametrize("so_far", ["9,9", "x", "1,,2", "-1", "²", ",".join("1" * 40)])
def test_what_travels_along_is_taken_only_when_it_can_be_true(story, margo, so_far):
    margo.post(item("phq9", 3), {"answer": 1, "so_far": so_far})

    assert margo.get(item("phq9", 3))["Location"] == item("phq9", 1)
    assert stored(story) == []


def test_sending_the_intake_leaves_a_begun_questionnaire_where_it_was(story, margo, filled):
    filled()
    answer(margo, "pcl5", [1, 2])

    margo.post(reverse("portal:check"))

    assert margo.get(item("pcl5", 20))["Location"] == item("pcl5", 3)


def test_who_never_drinks_is_not_asked_how_much(story, margo):
    reply = margo.post(item("auditc", 1), {"answer": 0})

    assert reply["Location"] == reverse("portal:check_in_done", args=["auditc"])
    assert stored(story) == [("auditc", [0, 0, 0], "completed")]


def test_nothing_is_asked_again_inside_the_time_it_asks_about(story, margo):
    answer(margo, "gad7", [1] * 7)

    page = margo.get(reverse("portal:check_in", args=["gad7"])).text

    assert "They come round again on" in page
    assert "Mon Mar 16" in page
    assert margo.get(item("gad7", 1))["Location"] == reverse("portal:check_in", args=["gad7"])


def test_help_stands_open_to_who_answered_nothing(story, margo):
    page = margo.get(reverse("portal:help")).text

    assert "Help right now" in page
    assert "your care team has been told" not in page


@pytest.mark.parametrize("then", ["mars", "x" * 5000, ""])
def test_the_way_on_from_help_stays_in_the_house(story, margo, then):
    page = BeautifulSoup(margo.get(reverse("portal:help"), {"then": then}).text, "html.parser")

    assert page.select(".button-row a")[-1]["href"] == reverse("portal:home")


@pytest.mark.parametrize("path", ["phq9/0/", "phq9/10/", "phq10/1/", "wai/"])
def test_an_item_that_is_not_there_is_not_found(story, margo, path):
    assert margo.get(f"/portal/check-ins/{path}").status_code == 404


def test_the_clinic_answers_no_questionnaire_here(story, signed_in):
    reply = signed_in(story.noor.user).post(item("phq9", 1), {"answer": 1})

    assert (reply.status_code, stored(story)) == (403, [])


def test_another_patients_answers_stay_their_own(story, margo, signed_in):
    other = story.new_patient("Dele Bright", key="dele")
    answer(signed_in(other.user), "phq9", [1, 1, 1, 1, 1, 1, 1, 1, 2])

    assert responses.latest_complete(story.patient, "phq9") is None
    assert margo.get(reverse("portal:home")).status_code == 200
