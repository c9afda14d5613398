"""The calendar: the same day as columns and as a list, in as many statements whatever it holds."""

from datetime import timedelta

import pytest

from dashboard.domain import diary
from dashboard.domain.day_grid import grid_of, hours_of
from messaging.models import Message
from patients.models import Patient
from scheduling.enums import AppointmentStatus
from scheduling.models import Appointment, Room
from sessions.domain import visits
from sessions.enums import SessionStatus
from tests.support.pages import page
from tests.support.story import Story

TUESDAY = "2026-03-03"
CALENDAR_STATEMENTS = 7


def book(story: Story, hours: float, *, kind: str = "preparation", minutes: int = 60, **places):
    """A visit so many hours from the story's hour."""
    return visits.book_visit(
        places.pop("patient", story.patient),
        kind=kind,
        start_at=story.at + timedelta(hours=hours),
        minutes=minutes,
        clinician=places.pop("clinician", story.ana),
        room=places.pop("room", story.willow),
        by=story.flo,
        at=story.at,
    )


def many_visits(story: Story, number: int) -> None:
    """As many visits on Tuesday, each of somebody else in a room of its own, one after the other."""
    start = story.at.replace(minute=0) + timedelta(days=1)
    numbers = range(number)
    patients = Patient.objects.bulk_create(
        Patient(
            clinic=story.clinic, record_number=f"9{place:04}", legal_name=f"Person Number{place}",
            date_of_birth=story.patient.date_of_birth, timezone=story.patient.timezone,
            registered_at=story.at,
        )
        for place in numbers
    )  # fmt: skip
    rooms = Room.objects.bulk_create(
        Room(clinic=story.clinic, name=f"Room {place}") for place in numbers
    )
    people = (story.ana, story.raj, story.noor)
    times = [start + timedelta(minutes=4 * (place // 3)) for place in numbers]
    Appointment.objects.bulk_create(
        Appointment(
            clinic=story.clinic, patient=patients[place], room=rooms[place], kind="integration",
            clinician=people[place % 3], start_at=times[place],
            end_at=times[place] + timedelta(minutes=4),
            span=(times[place], times[place] + timedelta(minutes=4)),
            booked_at=story.at, booked_by=story.flo,
        )
        for place in numbers
    )  # fmt: skip


def test_a_visit_stands_in_its_clinicians_column_in_its_rooms_and_in_the_list(story, as_, hour):
    visit = book(story, 2)
    hour(story)

    soup = page(as_(story.flo).get("/calendar/"))

    columns = {
        one["aria-label"]: [block["data-visit"] for block in one.select(".visit")]
        for one in soup.select(".day__column")
    }
    drawn = {name for name, blocks in columns.items() if blocks == [str(visit.pk)]}
    assert drawn == {"Ana Ruiz", "Willow"}
    assert [row.get_text(strip=True) for row in soup.select(".list-view__who")] == ["Margo Okafor"]


def test_where_a_visit_stands_is_said_by_class_never_by_style(story, as_, hour):
    book(story, 2, minutes=50)
    hour(story)

    block = page(as_(story.flo).get("/calendar/")).select_one(".visit")

    # The story's hour is 9:00, the day is drawn from 8:00: three hours are 36 tracks of five minutes.
    assert {"t-36", "n-10", "visit--booked"} <= set(block["class"])
    assert not block.has_attr("style")


def test_a_free_quarter_of_an_hour_leads_to_booking_with_all_of_it_filled_in(story, as_, hour):
    book(story, 2)
    hour(story)
    client = as_(story.flo)

    slot = next(
        one
        for one in page(client.get("/calendar/")).select(".slot")
        if f"clinician={story.ana.pk}" in one["href"]
        and "time=13%3A00" in one["href"].replace(":", "%3A")
    )
    form = page(client.get(f"{slot['href']}&patient={story.patient.pk}"))

    assert form.select_one("[name=time]")["value"] == "13:00"
    assert form.select_one("[name=day]")["value"] == "2026-03-02"
    assert form.select_one("[name=clinician] [selected]")["value"] == str(story.ana.pk)


def test_nothing_can_be_booked_in_a_time_that_has_passed(story, as_, hour):
    book(story, 2)
    hour(story)

    soup = page(as_(story.flo).get("/calendar/"))

    free = {slot.get_text(strip=True) for slot in soup.select('[aria-label="Ana Ruiz"] .slot')}
    assert any(text.startswith("9:00 AM") for text in free)
    assert not any(text.startswith("8:45 AM") for text in free)
    assert not any(text.startswith("11:15 AM") for text in free)


@pytest.mark.parametrize("people", [3, 300])
def test_three_visits_cost_as_many_statements_as_three_hundred(
    story, as_, hour, django_assert_num_queries, people
):
    many_visits(story, people)
    hour(story)
    client = as_(story.flo)

    with django_assert_num_queries(CALENDAR_STATEMENTS):
        shown = page(client.get(f"/calendar/?day={TUESDAY}"))

    assert len(shown.select(".list-view tbody tr")) == people


def test_an_unready_medicine_session_says_what_the_desk_can_mend_and_whom_to_call(story, as_, hour):
    story.screened().eligible().ordered()
    book(story, 3, kind="medicine_session", minutes=180)
    hour(story)

    row = page(as_(story.flo).get("/calendar/")).select_one(".list-view__ready")

    assert row.get_text(strip=True) == "Not ready: consents, integration visit, call clinician"


def test_a_ready_medicine_session_says_so(story, as_, hour):
    story.ready_to_book().booked(in_days=1)
    hour(story)

    rows = page(as_(story.flo).get(f"/calendar/?day={TUESDAY}")).select(".list-view__ready")

    assert [row.get_text(strip=True) for row in rows] == ["Ready"]


@pytest.mark.parametrize(
    ("minutes", "word"), [(4, "Booked"), (12, "Late 12 min"), (75, "Did not arrive")]
)
def test_lateness_is_said_in_minutes(story, as_, hour, minutes, word):
    book(story, 1)
    story.later(minutes=60 + minutes)
    hour(story)

    badge = page(as_(story.flo).get("/calendar/")).select_one(".list-view__state")

    assert badge.get_text(strip=True) == word


def test_a_session_under_way_counts_its_minutes_since_the_dose(story, as_, hour):
    story.under_way()
    hour(story)

    badge = page(as_(story.flo).get("/calendar/")).select_one(".list-view__state")

    assert badge.get_text(strip=True) == "In session, 15 min"


def test_a_cancelled_visit_leaves_the_columns_and_stays_in_the_list(story, as_, hour):
    visits.cancel_visit(book(story, 2), reason="A cold", by=story.flo, at=story.at)
    hour(story)

    soup = page(as_(story.flo).get("/calendar/"))

    assert soup.select(".visit") == []
    assert (
        soup.select_one(".list-view .is-off .list-view__state").get_text(strip=True) == "Cancelled"
    )


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "soon", "2026-02-30", ""])
def test_an_address_that_means_no_day_shows_today(story, as_, hour, day):
    hour(story)

    title = page(as_(story.flo).get("/calendar/", {"day": day})).h1

    assert title.get_text(strip=True) == "Monday, March 2"


def test_the_day_that_clocks_change_is_drawn_with_its_true_hours(story):
    """The 8th of March 2026 has 23 hours in Denver; a visit at half past one stretches it."""
    start = story.at.replace(hour=8, minute=30) + timedelta(days=6)
    visit = book(story, (start - story.at).total_seconds() / 3600)
    lines = diary.lines_of_day(story.flo, (story.at + timedelta(days=6)).date(), at=story.at)
    zone = story.clinic.zone

    hours = hours_of((story.at + timedelta(days=6)).date(), zone, lines)
    grid = grid_of(lines, hours=hours, zone=zone, clinicians=[story.ana], rooms=[], at=story.at)

    assert [one.said for one in grid.hours][:4] == ["1 AM", "3 AM", "4 AM", "5 AM"]
    assert (grid.clinicians[0].blocks[0].track, visit.start_at.astimezone(zone).minute) == (6, 30)


def test_another_clinics_visit_is_not_there(story, as_, hour):
    other = Story(name="Birch")
    visit = book(other, 2)
    hour(story)

    assert as_(story.flo).get(f"/calendar/{visit.pk}/").status_code == 404


def test_a_biller_has_no_calendar(story, as_, hour):
    hour(story)

    assert as_(story.bea).get("/calendar/").status_code == 403


def test_the_desk_checks_in_an_ordinary_visit_and_takes_it_back(story, as_, hour):
    visit = book(story, 1)
    hour(story)
    client = as_(story.flo)

    client.post(f"/calendar/{visit.pk}/arrived/", {"back": "/calendar/"})
    visit.refresh_from_db()
    arrived = visit.status
    back = client.post(
        f"/calendar/{visit.pk}/not-arrived/", {"back": "https://elsewhere.example.org/"}
    )
    visit.refresh_from_db()

    assert (arrived, visit.status) == (AppointmentStatus.CHECKED_IN, AppointmentStatus.BOOKED)
    assert back.url == "/calendar/"


def test_a_medicine_session_is_not_checked_in_without_its_questions(story, as_, hour):
    story.ready_to_book().booked(in_days=0.125)
    hour(story)

    shown = as_(story.flo).post(
        f"/calendar/{story.appointment.pk}/arrived/", {"back": "/calendar/"}, follow=True
    )
    story.appointment.refresh_from_db()

    assert "A medicine session is checked in with its own questions." in shown.text
    assert story.appointment.status == AppointmentStatus.BOOKED


def test_a_no_show_frees_the_time_and_lets_the_session_go(story, as_, hour):
    story.consented(
        (*("treatment", "off_label", "kap_psychotherapy", "touch", "ride_home"), "messaging_sms")
    )
    story.ready_to_book().booked(in_days=1)
    session = story.session
    story.at = story.appointment.start_at + timedelta(minutes=30)
    hour(story)

    as_(story.flo).post(f"/calendar/{story.appointment.pk}/no-show/")
    story.appointment.refresh_from_db()
    session.refresh_from_db()

    waiting = Message.objects.filter(
        subject_key=f"appointment:{story.appointment.pk}", state="queued"
    )
    assert story.appointment.status == AppointmentStatus.NO_SHOW
    assert session.status == SessionStatus.CANCELLED
    assert not waiting.exists()


def test_a_visit_that_has_not_begun_is_no_no_show(story, as_, hour):
    visit = book(story, 3)
    hour(story)

    shown = as_(story.flo).post(f"/calendar/{visit.pk}/no-show/", follow=True)
    visit.refresh_from_db()

    assert "The visit has not begun yet." in shown.text
    assert visit.status == AppointmentStatus.BOOKED


def test_an_ordinary_visit_ends_when_its_person_has_left(story, as_, hour):
    visit = book(story, 1)
    hour(story)
    client = as_(story.flo)

    client.post(f"/calendar/{visit.pk}/arrived/")
    client.post(f"/calendar/{visit.pk}/left/")
    visit.refresh_from_db()

    state = page(client.get("/calendar/")).select_one(".list-view__state")
    assert (visit.status, state.get_text(strip=True)) == (AppointmentStatus.FULFILLED, "Left")
