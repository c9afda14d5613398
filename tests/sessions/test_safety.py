"""What safety feels like and what helps: asked in preparation, read in the room, on the patient's own copy."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from core.errors import Refusal
from patients.models import Document
from sessions.domain import safety
from sessions.models import SafetyVersion
from tests.portal.test_plain_words import HIGHEST_GRADE, grade
from tests.sessions.test_preparation_page import SAID, url
from tests.support.pages import as_, hour, story
from tests.support.rooms import words

__all__ = ["as_", "hour", "story"]
SAFE = {
    "safe_safety": "My feet on the ground", "safe_before": "A walk", "safe_during": "Your hand",
    "safe_after": "Soup at home",
}  # fmt: skip


def soup(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.text, "html.parser")


def test_said_anew_it_is_the_next_version_and_none_is_overwritten(as_, story):
    client = as_(story.ana)
    client.post(url(story), SAID | SAFE)
    first = SafetyVersion.objects.get()
    newest = story.episode.preparations.get().pk
    client.post(url(story), SAID | SAFE | {"safe_safety": "My sister near", "newest": newest})

    page = soup(client.get(url(story)))

    told = page.select_one("[aria-label^='What was said of safety']")
    assert [one.safety for one in SafetyVersion.objects.order_by("number")] == [
        "My feet on the ground",
        "My sister near",
    ]
    assert (first.number, first.recorded_by, first.during) == (1, story.ana, "Your hand")
    assert words(told).index("My sister near") < words(told).index("My feet on the ground")
    assert "Ana Ruiz" in words(told)
    assert page.select_one("[name=safe_after]").text.strip() == "Soup at home"


def test_the_same_words_make_no_version_and_not_asking_holds_nothing_up(as_, story):
    client = as_(story.ana)
    answer = client.post(url(story), SAID)
    facts = {"by": story.ana, "at": story.at}
    said = {"safety": "A blanket"}

    kept = [safety.keep(story.episode, words=said, **facts) for _twice in range(2)]

    assert answer.status_code == 302
    assert kept[0] == kept[1]
    assert SafetyVersion.objects.count() == 1


def test_who_prepares_nobody_and_odd_questions_are_refused(story):
    for by, asked in ((story.noor, {"safety": "x"}), (story.ana, {"mood": "x"})):
        with pytest.raises(Refusal):
            safety.keep(story.episode, words=asked, by=by, at=story.at)

    assert not SafetyVersion.objects.exists()


def test_a_book_is_refused_and_stays_typed(as_, story):
    answer = as_(story.ana).post(url(story), SAID | SAFE | {"safe_before": "x" * 1001})

    assert (answer.status_code, SafetyVersion.objects.count()) == (422, 0)
    assert "Soup at home" in answer.text


def test_it_is_read_in_the_room_and_stands_on_their_own_copy(as_, story, hour):
    story.under_way()
    said = {name.removeprefix("safe_"): text for name, text in SAFE.items()}
    safety.keep(story.episode, words=said, by=story.ana, at=story.at)
    hour(story)

    room = soup(as_(story.noor).get(reverse("sessions:live", args=[story.session.pk])))
    story.discharged().signed()

    large = [words(one) for one in room.select("#room-words .room-words__own")]
    copy = BeautifulSoup(Document.objects.get(kind="patient_copy").source_html, "html.parser")
    assert large[1:] == ["My feet on the ground", "A walk", "Your hand", "Soup at home"]
    assert "What safety feels like for you My feet on the ground" in words(copy.body)
    assert "You told us what helps you: Soup at home" in words(copy.body)
    assert grade(words(copy.body)) <= HIGHEST_GRADE
