"""The first page: the next visit, one thing to press, what there is to do, whom to call."""

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse

from integration.models import JournalEntry
from patients.enums import EpisodeStatus
from patients.models import EpisodeOfCare
from portal.home import greeting

HOME = "/portal/"


def shown(client) -> BeautifulSoup:
    return BeautifulSoup(client.get(HOME).text, "html.parser")


def tasks(page: BeautifulSoup) -> list[tuple[str, str]]:
    return [
        (row.select_one(".task__title").text.strip(), row.select_one(".badge").text.strip())
        for row in page.select(".task")
    ]


def test_a_new_patient_sees_what_there_is_to_do(story, margo):
    page = shown(margo)

    assert page.h1.text == "Good morning, Margo"
    assert tasks(page) == [("Your intake", "Not started"), ("Consent", "Not started")]
    assert [b.text.strip() for b in page.select(".btn-primary")] == ["Write in my journal"]
    assert "No visit is booked." in page.text


def test_the_crisis_line_stands_on_the_page(story, margo):
    links = {a["href"] for a in shown(margo).select("footer a")}

    assert links == {"tel:988", "tel:911", "tel:+13035550100"}


def test_what_is_done_stands_below_what_is_not(story, margo):
    story.screened()

    assert tasks(shown(margo)) == [
        ("Consent", "Not started"),
        ("Your mood", "Not started"),
        ("Worry and tension", "Not started"),
        ("Your intake", "Completed"),
    ]


def test_the_next_visit_stands_in_the_clinics_time(story, margo):
    story.ready_to_book().booked(in_days=7)

    page = shown(margo)

    assert page.select_one(".visit__when").text.strip() == "Mon Mar 9, 10:00 AM"
    assert page.select_one(".visit__soon").text.split() == [
        "in",
        "7",
        "days",
        "·",
        "clinic",
        "time",
        "(MST)",
    ]
    assert "Ana Ruiz" in page.text


def test_on_the_day_of_a_dose_signing_cannot_start_and_the_day_is_slow(story, signed_in):
    story.under_way().discharged()
    with time_machine.travel(story.at, tick=False):
        client = signed_in(story.patient.user)
        client.post(reverse("portal:withdraw", args=["touch"]))
        page = shown(client)

    assert "Take it slowly today" in page.text
    assert ("Consent", "Cannot start yet") in tasks(page)
    assert "The days after your session" in page.text


def test_a_closed_course_has_nothing_to_do_and_breaks_no_page(story, margo):
    EpisodeOfCare.objects.update(status=EpisodeStatus.FINISHED, closed_at=story.at)

    assert "Your course of care is closed." in shown(margo).text
    assert margo.get(reverse("portal:intake")).status_code == 404
    assert margo.get(reverse("portal:item", args=["phq9", 1])).status_code == 404
    assert margo.get(reverse("portal:journal")).status_code == 200


def test_a_stranger_is_sent_to_sign_in(client, db):
    assert client.get(HOME)["Location"] == "/accounts/login/?next=/portal/"


@pytest.mark.parametrize("count", [3, 300])
def test_the_page_takes_as_many_queries_for_many(story, margo, django_assert_num_queries, count):
    story.ready_to_book().booked()
    JournalEntry.objects.bulk_create(
        JournalEntry(patient=story.patient, sealed_text=b"x", written_at=story.at)
        for _n in range(count)
    )

    with django_assert_num_queries(15):
        margo.get(HOME)


@pytest.mark.parametrize(
    ("hour", "words"),
    [(4, "Good evening"), (5, "Good morning"), (12, "Good afternoon"), (18, "Good evening")],
)
def test_the_greeting_goes_by_the_hour(hour, words):
    assert greeting(hour) == words
