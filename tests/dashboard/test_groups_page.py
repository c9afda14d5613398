"""A group at the desk: booked person by person, one block in the calendar, cancelled one by one."""

import pytest

from scheduling.enums import AppointmentStatus
from scheduling.models import Appointment
from tests.dashboard.test_booking_page import typed
from tests.support.pages import page
from tests.support.story import Story


@pytest.fixture
def group(story, as_, hour) -> Story:
    """Margo is booked on Tuesday at ten in a room with two places; Ines and Sofia wait."""
    hour(story)
    story.willow.places = 2
    story.willow.save(update_fields=["places"])
    story.ines = story.new_patient("Ines Duarte", key="ines")
    story.sofia = story.new_patient("Sofia Lind", key="sofia")
    as_(story.flo).post("/calendar/book/", typed(story))
    story.first = Appointment.objects.get()
    return story


def named(soup, tag: str, words: str):
    """The first link or button that says this."""
    return next((one for one in soup.select(tag) if words in one.get_text()), None)


def test_the_visit_leads_to_booking_another_into_its_group(group, as_):
    client = as_(group.flo)
    way = named(page(client.get(f"/calendar/{group.first.pk}/")), "a", "Add another patient")

    found = page(client.get(way["href"] + "&q=duarte")).select_one(".found a")
    shown = page(client.get(found["href"]))
    facts = {box["name"]: box["value"] for box in shown.select("#booking input[name]")}
    answer = client.post("/calendar/book/", facts)

    assert "Willow, 1 of 2 places taken" in " ".join(shown.get_text().split())
    assert answer.url == "/calendar/?day=2026-03-03"
    visit = Appointment.objects.get(patient=group.ines)
    assert visit.group_id == group.first.pk
    assert (visit.start_at, visit.end_at) == (group.first.start_at, group.first.end_at)
    last = page(client.get(f"/calendar/{visit.pk}/"))
    assert last.select_one("dd a").get_text() == "Margo Okafor"
    assert named(last, "a", "Add another patient") is None


def test_a_taken_slot_offers_the_group(group, as_):
    client = as_(group.flo)
    asked = typed(group, patient=group.ines.pk)
    clash = page(client.post("/calendar/book/", asked))
    button = named(clash, "button", "Book with")

    facts = {box["name"]: box["value"] for box in button.find_parent("form").select("input")}
    client.post("/calendar/book/", facts)
    full = client.post("/calendar/book/", typed(group, patient=group.sofia.pk))
    forced = client.post("/calendar/book/", facts | {"patient": group.sofia.pk})

    assert button.get_text(strip=True) == "Book with Margo Okafor"
    assert Appointment.objects.filter(group=group.first).count() == 2
    assert full.status_code == 409
    assert "Book with" not in page(full).get_text()
    assert forced.status_code == 422
    assert "Willow has 2 places, and all are taken." in page(forced).get_text()


def test_the_calendar_shows_one_block_with_its_people_and_cancels_one(group, as_):
    client = as_(group.flo)
    client.post("/calendar/book/", {"patient": group.ines.pk, "together": group.first.pk})

    blocks = page(client.get("/calendar/?day=2026-03-03")).select(".visit--group")
    client.post(f"/calendar/{group.first.pk}/cancel/", {"reason": "Ill today."})
    alone = page(client.get("/calendar/?day=2026-03-03"))
    off = page(client.get(f"/calendar/{group.first.pk}/"))

    assert [len(one.select("a.visit__one")) for one in blocks] == [2, 2]
    assert alone.select(".visit--group") == []
    assert "Ines Duarte" in alone.select_one("a.visit").get_text()
    assert "Group with" not in off.get_text()
    assert Appointment.objects.get(patient=group.ines).status == AppointmentStatus.BOOKED


def test_a_group_of_another_clinic_is_not_there(group, as_):
    other = Story(group.at, name="Birch")

    answer = as_(other.flo).post(
        "/calendar/book/", {"patient": other.patient.pk, "together": group.first.pk}
    )

    assert answer.status_code == 404
    assert not Appointment.objects.filter(clinic=other.clinic).exists()
