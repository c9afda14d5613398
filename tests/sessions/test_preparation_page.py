"""Preparation: the intention's thread, the plan, touch that was asked, the support person."""

import pytest
from bs4 import BeautifulSoup

from patients.models import Contact
from screening.domain.preparation import touch_choices
from screening.models import IntentionVersion, Preparation, TouchAgreement
from tests.support.story import Story

SAID = {
    "intention": "To meet the pain", "communication_plan": "A raised hand means water",
    "touch_hand_hold": "ASK_EACH_TIME", "touch_shoulder": "", "support_name": "Dele Okafor",
    "support_phone": "303 555 0118", "newest": "0",
}  # fmt: skip


def url(story: Story) -> str:
    return f"/sessions/preparation/{story.patient.pk}/"


def test_a_visit_is_kept_and_what_was_not_asked_stays_unset(as_, story):
    answer = as_(story.ana).post(url(story), SAID)

    assert answer["Location"] == f"/patients/{story.patient.pk}/"
    assert Preparation.objects.get().communication_plan == "A raised hand means water"
    assert set(TouchAgreement.objects.values_list("kind", "choice")) == {
        ("hand_hold", "ASK_EACH_TIME")
    }
    assert touch_choices(story.episode)["shoulder"] == "NO"
    assert Contact.objects.get(kind="support").phone == "+13035550118"


def test_nothing_is_chosen_before_it_was_asked(as_, story):
    page = BeautifulSoup(as_(story.ana).get(url(story)).text, "html.parser")

    assert page.select("[type=radio][checked]") == []
    assert page.get_text().count("(not asked yet)") == 3


def test_an_intention_said_anew_joins_the_thread_and_overwrites_none(as_, story):
    client = as_(story.ana)
    client.post(url(story), SAID)
    newest = Preparation.objects.get().pk

    client.post(url(story), SAID | {"intention": "To rest", "newest": newest})

    page = BeautifulSoup(client.get(url(story)).text, "html.parser")
    thread = [
        one.get_text(strip=True) for one in page.select("[aria-label^=Intentions] .timeline__title")
    ]
    assert thread == ["To rest", "To meet the pain"]
    assert page.select_one("textarea[name=intention]").get_text().strip() == "To rest"


def test_pressed_twice_there_is_one_visit(as_, story):
    client = as_(story.ana)

    for _press in range(2):
        answer = client.post(url(story), SAID)

    assert (answer.status_code, Preparation.objects.count()) == (422, 1)
    assert "A raised hand means water" in answer.text


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"intention": "  "}, id="no intention"),
        pytest.param({"support_phone": "12"}, id="no phone"),
        pytest.param({"touch_hand_hold": "MAYBE"}, id="no such choice"),
        pytest.param({"communication_plan": "x" * 100_000}, id="a book"),
    ],
)
def test_what_lacks_is_asked_for_and_the_rest_stays_typed(as_, story, change):
    answer = as_(story.ana).post(url(story), SAID | change)

    assert (answer.status_code, Preparation.objects.count()) == (422, 0)
    assert "Dele Okafor" in answer.text


def test_after_a_dose_touch_is_not_widened_here_either(as_, hour, story):
    story.under_way()
    hour(story)
    newest = Preparation.objects.get().pk

    answer = as_(story.ana).post(url(story), SAID | {"touch_shoulder": "YES", "newest": newest})

    assert answer.status_code == 422
    assert touch_choices(story.episode)["shoulder"] == "NO"
    assert IntentionVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "sees", "status"),
    [("raj", 200, 302), ("noor", 200, 422), ("flo", 403, 403), ("me", 403, 403)],
)
def test_who_reads_and_who_records(as_, story, who, sees, status):
    client = as_(getattr(story, who))

    assert client.get(url(story)).status_code == sees
    assert client.post(url(story), SAID).status_code == status
    assert Preparation.objects.count() == (1 if status == 302 else 0)


def test_another_clinic_finds_nothing(as_, story):
    assert as_(Story(name="Birch").ana).post(url(story), SAID).status_code == 404
