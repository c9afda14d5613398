"""Booking: two choices are enough, a taken slot is named, and what was typed is never lost."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from audit.models import AuditEvent
from dashboard.domain import diary
from scheduling.enums import AppointmentStatus, VisitKind
from scheduling.models import Appointment
from sessions.domain import visits
from tests.support.pages import page
from tests.support.story import Story

BOOKING_STATEMENTS = 9


def typed(story: Story, **changes) -> dict[str, object]:
    """Tuesday at ten with Ana in Willow."""
    return {
        "patient": story.patient.pk,
        "kind": "preparation",
        "day": "2026-03-03",
        "time": "10:00",
        "minutes": "50",
        "clinician": story.ana.pk,
        "room": story.willow.pk,
    } | changes


def fields(soup: BeautifulSoup) -> dict[str, str]:
    """What stands in the form's boxes."""
    form = soup.select_one("form#booking")
    boxes = {box["name"]: box.get("value", "") for box in form.select("input[name]")}
    for select in form.select("select"):
        chosen = select.select_one("[selected]")
        boxes[select["name"]] = chosen["value"] if chosen else ""
    boxes.pop("csrfmiddlewaretoken")
    return boxes


def test_the_desk_finds_a_patient_and_the_slot_comes_along(story, as_, hour):
    hour(story)
    slot = {"day": "2026-03-03", "time": "13:00", "clinician": story.ana.pk}
    client = as_(story.flo)

    found = page(client.get("/calendar/book/", slot | {"q": "okaf"})).select_one(".found a")
    form = page(client.get(found["href"]))

    assert fields(form) | {"minutes": ""} == {
        "patient": str(story.patient.pk), "kind": "intake", "day": "2026-03-03", "time": "13:00",
        "minutes": "", "clinician": str(story.ana.pk), "room": "",
    }  # fmt: skip


def test_the_part_that_htmx_swaps_is_what_a_reload_shows(story, as_, hour):
    hour(story)
    client = as_(story.flo)

    part = page(client.get("/patients/search", {"q": "4/17/81"})).select_one("#found")
    whole = page(client.get("/calendar/book/", {"q": "4/17/81"})).select_one("#found")

    assert "Margo Okafor" in part.get_text()
    assert part == whole


def test_a_booked_visit_stands_in_the_diary(story, as_, hour):
    hour(story)

    answer = as_(story.flo).post("/calendar/book/", typed(story))

    visit = Appointment.objects.get()
    assert answer.url == "/calendar/?day=2026-03-03"
    assert (visit.kind, visit.clinician, visit.room) == ("preparation", story.ana, story.willow)
    assert visit.start_at.isoformat() == "2026-03-03T17:00:00+00:00"
    assert visit.end_at - visit.start_at == timedelta(minutes=50)


def test_a_length_left_empty_is_the_usual_one_of_the_kind(story, as_, hour):
    story.ready_to_book(route="IV", source="CLINIC_STOCK")
    hour(story)

    as_(story.flo).post("/calendar/book/", typed(story, kind="medicine_session", minutes=""))

    visit = Appointment.objects.get()
    assert visit.end_at - visit.start_at == timedelta(minutes=150)


def test_a_taken_slot_names_the_clash_keeps_what_was_typed_and_offers_free_times(story, as_, hour):
    other = story.new_patient("Rey Whitfield", key="rey")
    visits.book_visit(
        other, kind="intake", start_at=story.at.replace(hour=17, minute=0) + timedelta(days=1),
        minutes=60, clinician=story.raj, room=story.willow, by=story.flo, at=story.at,
    )  # fmt: skip
    hour(story)
    client = as_(story.flo)

    answer = client.post("/calendar/book/", typed(story, time="10:30"))
    soup = page(answer)

    assert answer.status_code == 409
    assert Appointment.objects.count() == 1
    assert "Willow is taken then." in soup.select_one(".error-summary").get_text()
    assert soup.select_one("#taken li").get_text(strip=True) == (
        "10:00 to 11:00 AM: intake visit of Rey Whitfield, Raj Patel in Willow"
    )
    assert fields(soup) == {key: str(value) for key, value in typed(story, time="10:30").items()}
    offers = [button["value"] for button in soup.select("[name=take]")]
    assert offers[:2] == ["2026-03-03T11:00", "2026-03-03T11:15"]


def test_an_offered_time_is_booked_with_one_press(story, as_, hour):
    visits.book_visit(
        story.new_patient("Rey Whitfield", key="rey"), kind="intake",
        start_at=story.at.replace(hour=17, minute=0) + timedelta(days=1), minutes=60,
        clinician=story.raj, room=story.willow, by=story.flo, at=story.at,
    )  # fmt: skip
    hour(story)
    client = as_(story.flo)

    refused = page(client.post("/calendar/book/", typed(story)))
    form = refused.select_one("#taken form")
    data = {box["name"]: box["value"] for box in form.select("input")}
    client.post("/calendar/book/", data | {"take": form.select_one("[name=take]")["value"]})

    visit = Appointment.objects.get(patient=story.patient)
    assert visit.start_at.astimezone(story.clinic.zone).isoformat() == "2026-03-03T11:00:00-07:00"


def test_the_same_form_sent_twice_books_once(story, as_, hour):
    hour(story)
    client = as_(story.flo)

    codes = [client.post("/calendar/book/", typed(story)).status_code for _ in range(2)]

    assert codes == [302, 409]
    assert Appointment.objects.count() == 1


def test_after_a_medicine_session_the_integration_visit_is_proposed_inside_the_peak(
    story, as_, hour
):
    story.ready_to_book()
    hour(story)
    client = as_(story.flo)

    booked = client.post(
        "/calendar/book/", typed(story, kind="medicine_session", minutes="180"), follow=True
    )
    soup = page(booked)
    boxes = fields(soup)
    client.post("/calendar/book/", boxes)

    assert "Now the integration visit" in soup.get_text()
    assert (boxes["kind"], boxes["day"], boxes["time"]) == ("integration", "2026-03-04", "10:00")
    kinds = Appointment.objects.order_by("start_at").values_list("kind", flat=True)
    assert list(kinds) == [VisitKind.MEDICINE_SESSION, VisitKind.INTEGRATION]


def test_a_peak_that_falls_on_a_weekend_asks_who_covers_it(story, as_, hour):
    story.ready_to_book()
    hour(story)

    friday = typed(story, kind="medicine_session", minutes="180", day="2026-03-06")
    soup = page(as_(story.flo).post("/calendar/book/", friday, follow=True))

    assert "The peak falls on a weekend: choose who covers it." in soup.get_text()


def test_a_patient_who_is_not_cleared_is_named_as_such_before_the_form_is_sent(story, as_, hour):
    hour(story)

    soup = page(
        as_(story.flo).get(
            "/calendar/book/", {"patient": story.patient.pk, "kind": "medicine_session"}
        )
    )

    assert [one.get_text() for one in soup.select(".strip--attention li")] == [
        "No decision “eligible” is in force. The prescriber decides.",
        "There is no order yet. The prescriber writes it.",
    ]


def test_a_refusal_keeps_what_was_typed(story, as_, hour):
    hour(story)

    answer = as_(story.flo).post("/calendar/book/", typed(story, kind="medicine_session"))

    assert answer.status_code == 422
    assert fields(page(answer))["time"] == "10:00"
    assert Appointment.objects.count() == 0


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"day": "0001-01-01"}, id="year one"),
        pytest.param({"day": "9999-12-31"}, id="year 9999"),
        pytest.param({"day": "2026-03-01"}, id="yesterday"),
        pytest.param({"day": "2026-03-08", "time": "02:30"}, id="an hour that clocks jump over"),
        pytest.param({"minutes": "1e30"}, id="a length beyond all numbers"),
        pytest.param({"minutes": "NaN"}, id="no number"),
        pytest.param({"minutes": "-5"}, id="less than nothing"),
        pytest.param({"clinician": "x" * 100_000}, id="100 kB for a clinician"),
        pytest.param({"clinician": "99999999999999999999999"}, id="nobody of ours"),
        pytest.param({"room": ""}, id="no room"),
        pytest.param({"kind": "party"}, id="no such kind"),
    ],
)
def test_what_cannot_be_a_visit_is_refused_in_words(story, as_, hour, changes):
    hour(story)

    answer = as_(story.flo).post("/calendar/book/", typed(story, **changes))

    assert answer.status_code == 422
    assert page(answer).select_one(".error-summary li") is not None
    assert Appointment.objects.count() == 0


def test_a_clinician_or_room_of_another_clinic_is_no_choice(story, as_, hour):
    other = Story(name="Birch")
    hour(story)

    answer = as_(story.flo).post(
        "/calendar/book/", typed(story, clinician=other.ana.pk, room=other.willow.pk)
    )

    assert answer.status_code == 422
    assert Appointment.objects.count() == 0


def test_another_clinics_patient_is_not_there(story, as_, hour):
    other = Story(name="Birch")
    hour(story)
    client = as_(story.flo)

    codes = [
        client.get("/calendar/book/", {"patient": other.patient.pk}).status_code,
        client.post("/calendar/book/", typed(story, patient=other.patient.pk)).status_code,
    ]

    assert codes == [404, 404]
    assert "Okafor" not in client.get("/patients/search", {"q": other.patient.email}).text


def test_a_biller_books_nothing(story, as_, hour):
    hour(story)

    answer = as_(story.bea).post("/calendar/book/", typed(story))

    assert answer.status_code == 403
    assert Appointment.objects.count() == 0


@pytest.mark.parametrize("visits_before", [1, 12])
def test_the_form_costs_the_same_in_a_full_diary(
    story, as_, hour, django_assert_num_queries, visits_before
):
    for place in range(visits_before):
        visits.book_visit(
            story.patient, kind="intake", start_at=story.at + timedelta(hours=2 + place), minutes=30,
            clinician=story.ana, room=story.willow, by=story.flo, at=story.at,
        )  # fmt: skip
    hour(story)
    client = as_(story.flo)

    with django_assert_num_queries(BOOKING_STATEMENTS):
        client.get("/calendar/book/", {"patient": story.patient.pk})


def test_cancelling_asks_for_a_reason_and_keeps_it(story, as_, hour):
    story.ready_to_book().booked(in_days=1)
    hour(story)
    client = as_(story.flo)
    address = f"/calendar/{story.appointment.pk}/cancel/"

    empty = client.post(address, {"reason": "  "})
    done = client.post(address, {"reason": "Her sister is ill"})
    again = client.post(address, {"reason": "Once more"})

    story.appointment.refresh_from_db()
    assert (empty.status_code, done.status_code, again.status_code) == (422, 302, 422)
    assert story.appointment.status == AppointmentStatus.CANCELLED
    assert story.appointment.cancelled_reason == "Her sister is ill"
    refused = AuditEvent.objects.filter(action="visit.cancelled", outcome="refused")
    assert refused.count() == 1


def test_free_times_keep_clear_of_clinician_room_and_patient(story):
    start = story.at.replace(minute=0)
    rey = story.new_patient("Rey Whitfield", key="rey")

    def book(patient, hours, clinician, room):
        visits.book_visit(
            patient, kind="intake", start_at=start + timedelta(hours=hours), minutes=60,
            clinician=clinician, room=room, by=story.flo, at=story.at,
        )  # fmt: skip

    book(rey, 1, story.ana, story.cedar)
    book(rey, 2, story.raj, story.willow)
    book(story.patient, 3, story.raj, story.cedar)

    found = diary.free_times(
        story.patient, clinician=story.ana, room=story.willow, minutes=60, after=start, offers=2
    )

    assert found == [start, start + timedelta(hours=4)]


def test_free_times_stay_inside_opening_hours(story):
    evening = story.at.replace(hour=23, minute=50) + timedelta(hours=0)

    found = diary.free_times(
        story.patient, clinician=story.ana, room=story.willow, minutes=90, after=evening, offers=1
    )

    assert [f"{one.astimezone(story.clinic.zone):%a %H:%M}" for one in found] == ["Tue 08:00"]
