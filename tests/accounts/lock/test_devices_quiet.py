"""Quiet screens, the sheet that the room keeps ready, and a witness at the tablet."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.proof import require_witness
from sessions.models import SessionEvent
from tests.accounts.lock.hands import ANAS, HOME, NOORS, PAGE, SCRIPT, room, signed_in, unlock
from tests.support.pages import page
from tests.support.story import PASSWORD

# quiet -------------------------------------------------------------------------------------------


def test_after_a_quiet_quarter_of_an_hour_a_page_finds_the_screen_locked(story, tablet):
    story.hour.shift(15 * 60)
    assert tablet.get(HOME, headers=PAGE).status_code == 200
    story.hour.shift(15 * 60 + 1)
    for _ in range(3):
        tablet.get(room(story, "pulse"))

    assert tablet.get(room(story), headers=PAGE)["Location"] == reverse("sessions:locked")
    assert unlock(tablet, story.noor, NOORS, headers=PAGE)["Location"] == room(story)


def test_what_is_sent_keeps_it_open_and_is_never_refused_for_the_quiet(story, tablet):
    story.hour.shift(40 * 60)
    answer = tablet.post(
        room(story, "event"), {"code": "tears", "key": "c" * 32}, headers={"hx-request": "true"}
    )

    assert answer.status_code == 200
    assert SessionEvent.objects.filter(code="tears").exists()
    assert tablet.get(HOME, headers=PAGE).status_code == 200


def test_a_browser_that_is_no_device_locks_too_and_asks_for_the_password_alone(story):
    desk = signed_in(story.noor)
    chart = reverse("dashboard:chart", args=[story.patient.pk])
    story.hour.shift(15 * 60)
    assert desk.get(chart, headers=PAGE).status_code == 200
    story.hour.shift(15 * 60 + 1)

    assert desk.get(chart, headers=PAGE)["Location"] == reverse("sessions:locked")
    locked = page(desk.get(reverse("sessions:locked"), headers=PAGE))
    assert locked.select("[name=pin]") == []
    assert story.patient.name not in locked.get_text()
    assert unlock(desk, story.noor, NOORS, headers=PAGE).status_code == 422
    opened = unlock(desk, story.noor, "", headers=PAGE, password=PASSWORD)
    assert opened["Location"] == chart
    assert desk.get(chart, headers=PAGE).status_code == 200


def test_twelve_hours_after_the_sign_in_it_is_over_however_busy(story):
    desk = signed_in(story.noor)
    for _ in range(72):
        story.hour.shift(10 * 60 - 1)
        assert desk.get(HOME, headers=PAGE).status_code == 200
    story.hour.shift(2 * 60)

    assert desk.get(HOME, headers=PAGE)["Location"].startswith(reverse("account_login"))


def test_a_page_nobody_touches_covers_itself_with_a_sheet_that_tells_nothing(story):
    desk = signed_in(story.noor)
    chart = reverse("dashboard:chart", args=[story.patient.pk])
    form = page(desk.get(chart, headers=PAGE)).select_one("form[data-lock-room]")

    answer = desk.post(form["action"], {"where": form.select_one("[name=where]")["value"]})
    assert answer.json() == {"locked": True}
    sheet = desk.get(reverse("sessions:lock_sheet_here"))
    assert sheet.status_code == 200
    assert story.patient.name not in sheet.text
    assert desk.get(chart, headers=SCRIPT).status_code == 423
    opened = unlock(desk, story.noor, "", headers=PAGE, password=PASSWORD)
    assert opened["Location"] == chart


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example/", "patients", ""])
def test_the_way_back_stays_in_the_house(story, where):
    desk = signed_in(story.noor)
    desk.post(reverse("sessions:lock_here"), {"where": where})

    opened = unlock(desk, story.noor, "", headers=PAGE, password=PASSWORD)
    assert opened["Location"] == "/"


def test_who_reads_for_long_is_awake(story):
    desk = signed_in(story.noor)
    for _ in range(4):
        story.hour.shift(6 * 60)
        assert desk.post(reverse("sessions:awake")).status_code == 204

    assert desk.get(HOME, headers=PAGE).status_code == 200


def test_the_wall_is_not_covered(story):
    desk = signed_in(story.noor)

    assert page(desk.get("/sessions/", headers=PAGE)).select("[data-lock-room]") == []


# the sheet of the room ---------------------------------------------------------------------------


def test_the_sheet_tells_its_owners_own_check_and_nobody_elses(story, tablet):
    sheet = page(tablet.get(room(story, "lock_sheet"))).select_one("[data-lock-sheet]")

    noors, anas = (one.device_check for one in (story.noor.pin, story.ana.pin))
    assert sheet["data-lock-check"] == noors
    assert anas not in str(sheet)
    assert sheet["data-lock-until"].startswith("2026-")


def test_a_browser_that_is_no_device_is_told_no_check(story):
    sheet = page(signed_in(story.noor).get(room(story, "lock_sheet")))

    assert sheet.select_one("[data-lock-sheet]")["data-lock-check"] == ""


def test_an_ordinary_request_on_a_device_asks_nothing_more(
    story, tablet, django_assert_num_queries
):
    """The session and its person: neither the device nor the lock is looked up."""
    with django_assert_num_queries(2):
        tablet.get(reverse("accounts:roles"))


# the witness -------------------------------------------------------------------------------------


@pytest.fixture
def asked(rf, story):
    """A request of Noor's, on the enrolled tablet or on no device."""

    def ask(client: Client):
        request = rf.post("/")
        request.session, request.user, request.membership = (
            client.session,
            story.noor.user,
            story.noor,
        )
        request.COOKIES = {name: one.value for name, one in client.cookies.items()}
        return request

    return ask


def test_a_witness_types_their_pin_on_an_enrolled_device(story, tablet, asked):
    require_witness(asked(tablet), story.ana, ANAS, at=story.at)
    require_witness(asked(tablet), story.ana, PASSWORD, at=story.at)


def test_a_witnesss_wrong_pin_is_counted_and_refused(story, tablet, asked):
    with pytest.raises(Exception, match="That is not Ana Ruiz's PIN"):
        require_witness(asked(tablet), story.ana, NOORS, at=story.at)

    story.ana.pin.refresh_from_db()
    assert story.ana.pin.wrong_in_a_row == 1


def test_elsewhere_a_witness_types_their_password(story, asked):
    desk = signed_in(story.noor)

    with pytest.raises(Exception, match="That is not Ana Ruiz's password"):
        require_witness(asked(desk), story.ana, ANAS, at=story.at)
    require_witness(asked(desk), story.ana, PASSWORD, at=story.at)
