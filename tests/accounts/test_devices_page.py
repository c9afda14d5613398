"""Setting one's PIN, enrolling a device and reporting it lost, through the pages."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.domain import devices
from accounts.models import Device, DeviceUse, MemberPin
from tests.support.at_rest import told_once
from tests.support.pages import BACKEND, page
from tests.support.story import PASSWORD, Story

PIN = "740291"
COOKIE = "kap_device"
HOME = "/settings/pin/"  # every member of staff may open it


told, story = told_once(Story)


def signed_in(member) -> Client:
    client = Client()
    client.force_login(member.user, backend=BACKEND)
    return client


def enrol(client, label="Tablet in Willow", password=PASSWORD):
    return client.post(reverse("accounts:devices"), {"label": label, "password": password})


def test_a_therapist_sets_a_pin_with_their_password(story):
    ana = signed_in(story.ana)

    answer = ana.post(
        reverse("accounts:pin"), {"pin": PIN, "again": PIN, "password": PASSWORD}, follow=True
    )

    assert "Your PIN is set." in page(answer).get_text()
    assert MemberPin.objects.filter(member=story.ana).exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param({"password": "wrong"}, "That is not Ana Ruiz's password.", id="password"),
        pytest.param({"again": "740292"}, "The two PINs differ.", id="typed twice"),
        pytest.param({"pin": "123456", "again": "123456"}, "Others would guess", id="a run"),
        pytest.param({"pin": "7402911"}, "A PIN is six digits.", id="too long"),
        pytest.param({"password": ""}, "Enter your password.", id="no password"),
    ],
)
def test_what_is_wrong_stands_on_the_page_and_nothing_is_set(story, typed, said):
    ana = signed_in(story.ana)

    answer = ana.post(
        reverse("accounts:pin"), {"pin": PIN, "again": PIN, "password": PASSWORD} | typed
    )

    assert answer.status_code == 422
    assert said in page(answer).get_text()
    assert PIN not in answer.text
    assert not MemberPin.objects.exists()


def test_wrong_passwords_for_a_pin_count_as_wrong_sign_ins(story):
    ana = signed_in(story.ana)
    typed = {"pin": PIN, "again": PIN, "password": "wrong"}
    for _ in range(12):
        ana.post(reverse("accounts:pin"), typed)

    ana.post(reverse("accounts:pin"), typed | {"password": PASSWORD})

    assert not MemberPin.objects.exists()


def test_a_nurse_enrols_the_tablet_in_their_hand(story):
    noor = signed_in(story.noor)

    answer = enrol(noor)

    cookie = answer.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie["max-age"] == 180 * 24 * 3600
    listed = page(noor.get(reverse("accounts:devices"))).get_text()
    assert "Tablet in Willow" in listed
    assert "This device" in listed
    device = Device.objects.get()
    assert (device.enrolled_by, device.token_hash in cookie.value) == (story.noor, False)
    assert [use.member for use in DeviceUse.objects.all()] == [story.noor]


def test_on_https_the_cookie_belongs_to_this_host_alone(story, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    noor = signed_in(story.noor)

    answer = noor.post(
        reverse("accounts:devices"), {"label": "Tablet", "password": PASSWORD}, secure=True
    )

    cookie = answer.cookies[f"__Host-{COOKIE}"]
    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")


def test_enrolling_wants_the_password_and_a_name(story):
    noor = signed_in(story.noor)

    for answer in (enrol(noor, password="wrong"), enrol(noor, label=" ")):
        assert answer.status_code == 422
        assert COOKIE not in answer.cookies
    assert not Device.objects.exists()


@pytest.mark.parametrize("who", ["ana", "flo", "bea", "ada", "me"])
def test_who_handles_no_stock_finds_no_devices(story, who):
    client = signed_in(getattr(story, who))

    assert client.get(reverse("accounts:devices")).status_code == 403
    assert enrol(client).status_code == 403
    assert not Device.objects.exists()


def test_a_patient_finds_no_page_for_a_pin(story):
    assert signed_in(story.me).get(reverse("accounts:pin")).status_code == 403


def test_a_changed_cookie_is_no_device(story):
    noor = signed_in(story.noor)
    enrol(noor)
    noor.cookies[COOKIE] = noor.cookies[COOKIE].value[:-3] + "abc"

    assert "This device" not in page(noor.get(reverse("accounts:devices"))).get_text()


def test_each_person_who_signs_in_on_it_is_noted_once(story):
    noor = signed_in(story.noor)
    enrol(noor)
    for _ in range(3):
        noor.get(HOME)
    noor.force_login(story.ana.user, backend=BACKEND)
    noor.get(HOME)

    assert sorted(use.member.full_name for use in DeviceUse.objects.all()) == [
        "Ana Ruiz",
        "Noor Haddad",
    ]


def test_a_lost_tablet_is_signed_out_at_once(story):
    tablet, desk = signed_in(story.noor), signed_in(story.owen)
    enrol(tablet)
    device = Device.objects.get()
    assert tablet.get(HOME).status_code == 200
    lost = reverse("accounts:lost_device", args=[device.pk])
    assert "Noor Haddad" in page(desk.get(lost)).get_text()

    assert desk.post(lost, {"password": "wrong"}).status_code == 422
    assert tablet.get(HOME).status_code == 200
    desk.post(lost, {"password": PASSWORD})

    assert tablet.get(HOME).status_code == 302
    assert desk.get(HOME).status_code == 200
    assert Session.objects.count() == 1


def test_another_clinics_device_is_not_there(story):
    abroad = Story(name="Juniper")
    theirs, token = devices.enrol(label="Theirs", by=abroad.kim, at=story.at)
    lost = reverse("accounts:lost_device", args=[theirs.pk])

    for method in ("get", "post"):
        answer = getattr(signed_in(story.owen), method)(lost, {"password": PASSWORD})
        assert answer.status_code == 404
    assert "Theirs" not in signed_in(story.owen).get(reverse("accounts:devices")).text
    assert Device.objects.get(pk=theirs.pk).revoked_at is None
    assert token


def test_the_tabs_lead_only_where_one_may_go(story):
    def tabs(member):
        shown = page(signed_in(member).get(reverse("accounts:pin")))
        return [link.get_text(strip=True) for link in shown.select("nav[aria-label=Settings] a")]

    assert tabs(story.ana) == ["Your PIN"]
    assert tabs(story.noor) == ["Devices", "Your PIN"]
    assert tabs(story.owen) == [
        "Clinic", "Team", "Rooms", "Roles", "Policy", "Devices", "Your PIN", "Trail",
    ]  # fmt: skip
