"""A locked screen opens nothing of the record; a PIN opens it, as the same person or as another."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.domain import devices, pins
from accounts.models import Device, DeviceUse
from audit.models import AuditEvent
from sessions.models import SessionEvent
from tests.accounts.lock.hands import (
    ANAS,
    HOME,
    NOORS,
    PAGE,
    SCRIPT,
    lock,
    room,
    signed_in,
    unlock,
    who,
)
from tests.support.pages import BACKEND, page
from tests.support.story import PASSWORD, Story

# what is closed ----------------------------------------------------------------------------------


def test_a_locked_session_reads_no_chart_by_address_or_by_script(story, tablet):
    lock(tablet, story)
    chart = reverse("dashboard:chart", args=[story.patient.pk])

    for address in (
        chart,
        room(story),
        "/",
        "/patients/",
        room(story, "lock_sheet"),
        "/settings/pin/",
    ):
        as_page = tablet.get(address, headers=PAGE)
        assert (as_page.status_code, as_page["Location"]) == (302, reverse("sessions:locked"))
        for script in ({"hx-request": "true"}, SCRIPT, {"accept": "*/*"}):
            answer = tablet.get(address, headers=script)
            assert answer.status_code == 423
            assert answer.json()["locked"] is True


def test_what_is_sent_while_locked_is_not_taken_and_says_so(story, tablet):
    lock(tablet, story)

    as_page = tablet.post(room(story, "event"), {"code": "tears"}, headers=PAGE)
    as_script = tablet.post(room(story, "event"), {"code": "tears"}, headers={"hx-request": "true"})

    assert (as_page.status_code, as_script.status_code) == (423, 423)
    assert "It still stands on the page before this one" in page(as_page).get_text()
    assert not SessionEvent.objects.filter(code="tears").exists()


def test_the_pulse_of_a_locked_screen_says_nothing(story, tablet):
    lock(tablet, story)

    answer = tablet.get(room(story, "pulse"))

    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["HX-Trigger"] == "kap-locked"


def test_every_window_of_the_session_is_locked_and_another_session_is_not(story, tablet):
    elsewhere = signed_in(story.noor)
    lock(tablet, story)

    assert tablet.get(HOME, headers=PAGE).status_code == 302
    assert elsewhere.get(HOME, headers=PAGE).status_code == 200


def test_the_lock_shows_the_clocks_and_nobodys_record(story, tablet):
    lock(tablet, story)

    locked = page(tablet.get(reverse("sessions:locked"), headers=PAGE))
    words = locked.get_text(" ")

    assert locked.select_one(".lock__room").get_text() == "Willow"
    assert locked.select_one("#lock-since .number__digits").get_text() == "00:15:00"
    assert locked.select_one("#lock-due .number__label").get_text() == "Vitals due"
    assert [label.get_text() for label in locked.select(".lock__person label")] == [
        "Ana Ruiz",
        "Noor Haddad",
    ]
    for secret in (story.patient.name, "Margo", "Okafor", "ketamine", "mg", "penicillin", "122"):
        assert secret not in words


def test_the_clocks_alone_hold_no_name_either(story, tablet):
    lock(tablet, story)

    answer = tablet.get(room(story, "lock_clock"))

    assert answer.status_code == 200
    assert "00:15:00" in answer.text
    assert not any(word in answer.text for word in ("Margo", "Okafor", "Noor", "penicillin"))


def test_a_screen_that_is_not_locked_shows_no_lock(story, tablet):
    assert tablet.get(reverse("sessions:locked"), headers=PAGE)["Location"] == "/"


# opening -----------------------------------------------------------------------------------------


def test_the_same_person_goes_on_with_a_new_session_key(story, tablet):
    before = tablet.cookies["sessionid"].value
    lock(tablet, story)

    answer = unlock(tablet, story.noor, NOORS)

    assert answer.json() == {
        "switched": False, "next": room(story), "csrf": answer.json()["csrf"],
    }  # fmt: skip
    after = tablet.cookies["sessionid"].value
    assert after != before
    assert not Session.objects.filter(session_key=before).exists()
    assert tablet.get(room(story), headers=PAGE).status_code == 200


def test_a_colleague_takes_the_tablet_and_each_row_keeps_its_author(story, tablet):
    tap = {"code": "tears", "key": "a" * 32}
    tablet.post(room(story, "event"), tap, headers={"hx-request": "true"})
    before = tablet.cookies["sessionid"].value
    lock(tablet, story)

    answer = unlock(tablet, story.ana, ANAS, headers=PAGE)

    assert answer["Location"] == room(story)
    assert not Session.objects.filter(session_key=before).exists()
    tap = {"code": "laughter", "key": "b" * 32}
    tablet.post(room(story, "event"), tap, headers={"hx-request": "true"})
    written = SessionEvent.objects.order_by("pk").values_list(
        "code", "recorded_by__user__full_name"
    )
    assert list(written) == [("tears", "Noor Haddad"), ("laughter", "Ana Ruiz")]
    assert "Ana Ruiz" in who(tablet)
    said = AuditEvent.objects.filter(action__startswith="screen.").order_by("pk")
    assert [(one.action, one.actor_name) for one in said] == [
        ("screen.locked", "Noor Haddad"),
        ("screen.switched", "Ana Ruiz"),
    ]


@pytest.mark.parametrize("name", ["lock_clock", "pulse"])
def test_an_answer_to_the_one_before_that_comes_last_signs_nobody_out(story, tablet, name):
    lock(tablet, story)
    before = Client()
    before.cookies.load({key: one.value for key, one in tablet.cookies.items()})
    unlock(tablet, story.ana, ANAS)

    late = before.get(room(story, name), headers=SCRIPT)
    tablet.cookies.update(late.cookies)

    assert late.status_code in {302, 401}
    assert "Ana Ruiz" in who(tablet)


def test_nothing_of_the_one_before_is_left_in_the_session(story, tablet):
    session = tablet.session
    session["account_authentication_methods"] = [{"method": "password", "at": 1}]
    session.save()
    lock(tablet, story)
    unlock(tablet, story.ana, ANAS)

    assert "account_authentication_methods" not in tablet.session


def test_a_wrong_pin_opens_nothing_and_five_of_them_rest_it(story, tablet):
    lock(tablet, story)
    for _ in range(5):
        answer = unlock(tablet, story.ana, NOORS)
        assert answer.status_code == 422

    assert "rests until" in answer.json()["sentence"]
    assert "rests until" in unlock(tablet, story.ana, ANAS).json()["sentence"]
    assert tablet.get(HOME, headers=PAGE).status_code == 302
    assert AuditEvent.objects.filter(action="pin.failed").count() == 6


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param({"pin": ANAS}, id="nobody"),
        pytest.param({"member": "9" * 40, "pin": ANAS}, id="a number never given"),
        pytest.param({"member": "x", "pin": ANAS}, id="no number"),
        pytest.param({}, id="nothing"),
        pytest.param({"password": "wrong"}, id="a wrong password"),
        pytest.param({"pin": "8" * 100_000}, id="100 kB"),
    ],
)
def test_what_says_nobody_opens_nothing(story, tablet, typed):
    lock(tablet, story)

    as_script = tablet.post(reverse("sessions:unlock"), typed, headers=SCRIPT)
    as_page = tablet.post(reverse("sessions:unlock"), typed, headers=PAGE)

    assert (as_script.status_code, as_page.status_code) == (422, 422)
    assert as_script.json()["sentence"]
    assert page(as_page).select_one("#lock-said").get_text().strip()
    assert tablet.get(HOME, headers=PAGE).status_code == 302


def test_who_locked_it_opens_it_with_their_password(story, tablet):
    lock(tablet, story)

    answer = tablet.post(reverse("sessions:unlock"), {"password": PASSWORD}, headers=PAGE)

    assert answer["Location"] == room(story)
    assert "Noor Haddad" in who(tablet)


def test_a_password_opens_for_nobody_else(story, tablet):
    """A colleague's password alone would skip their second factor."""
    lock(tablet, story)

    unlock(tablet, story.ana, "", password=PASSWORD)

    assert "Noor Haddad" in who(tablet)


def test_a_signed_out_browser_is_opened_by_no_pin(story, tablet):
    lock(tablet, story)
    tablet.post("/accounts/logout/")

    answer = unlock(tablet, story.noor, NOORS)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_without_an_enrolled_device_no_pin_opens_and_the_password_does(story):
    desk = signed_in(story.noor)
    lock(desk, story)

    locked = page(desk.get(reverse("sessions:locked"), headers=PAGE))
    assert locked.select("[name=pin]") == []
    assert "this is none of them" in locked.get_text()
    assert pins.NOT_HERE in unlock(desk, story.noor, NOORS).json()["sentence"]
    assert desk.get(HOME, headers=PAGE).status_code == 302
    desk.post(reverse("sessions:unlock"), {"password": PASSWORD}, headers=PAGE)
    assert desk.get(HOME, headers=PAGE).status_code == 200


def test_another_clinics_device_does_not_count(story, tablet):
    abroad = Story(name="Juniper")
    theirs = signed_in(abroad.noor)
    theirs.post(reverse("accounts:devices"), {"label": "Theirs", "password": PASSWORD})
    tablet.cookies["kap_device"] = theirs.cookies["kap_device"].value
    lock(tablet, story)

    assert pins.NOT_HERE in unlock(tablet, story.noor, NOORS).json()["sentence"]


def test_another_clinics_people_are_not_at_the_door(story, tablet):
    abroad = Story(name="Juniper")
    pins.set_pin(pin=NOORS, by=abroad.noor, at=story.at)
    lock(tablet, story)

    answer = unlock(tablet, abroad.noor, NOORS)

    assert answer.json()["sentence"] == "Choose one of the people here."
    assert "Noor Haddad" in page(tablet.get(reverse("sessions:locked"), headers=PAGE)).get_text()


def test_a_lost_device_is_signed_out_and_opens_no_more(story, tablet):
    lock(tablet, story)
    devices.revoke(Device.objects.get(), by=story.owen, at=story.at)

    assert unlock(tablet, story.noor, NOORS).status_code == 302
    tablet.force_login(story.noor.user, backend=BACKEND)
    lock(tablet, story)
    assert pins.NOT_HERE in unlock(tablet, story.noor, NOORS).json()["sentence"]


def test_whoever_took_over_by_pin_is_signed_out_too_when_it_is_lost(story, tablet):
    lock(tablet, story)
    unlock(tablet, story.ana, ANAS)
    assert {use.member.full_name for use in DeviceUse.objects.all()} == {"Noor Haddad", "Ana Ruiz"}

    devices.revoke(Device.objects.get(), by=story.owen, at=story.at)

    assert Session.objects.count() == 0


def test_twelve_hours_after_the_sign_in_pins_open_no_more_however_often_they_did(story, tablet):
    for hours, member, pin in ((5, story.ana, ANAS), (5, story.noor, NOORS), (2, story.ana, ANAS)):
        story.hour.shift(hours * 3600)
        lock(tablet, story)
        answer = unlock(tablet, member, pin)

    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/login/")
    assert tablet.get(HOME, headers=PAGE)["Location"].startswith("/accounts/login/")


def test_locking_and_opening_want_the_pages_token(story, tablet):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = tablet.cookies

    assert strict.post(room(story, "lock"), headers=PAGE).status_code == 403
    lock(tablet, story)
    assert unlock(strict, story.noor, NOORS, headers=PAGE).status_code == 403


@pytest.mark.parametrize("name", ["lock", "lock_sheet", "lock_clock"])
def test_another_clinics_room_is_not_there(story, name):
    abroad = signed_in(Story(name="Juniper").noor)
    send = abroad.post if name == "lock" else abroad.get

    assert send(room(story, name)).status_code == 404
    assert abroad.get(HOME, headers=PAGE).status_code == 200


def test_the_desk_and_patients_find_no_room_to_lock(story):
    for member in (story.flo, story.me):
        assert lock(signed_in(member), story).status_code == 403
