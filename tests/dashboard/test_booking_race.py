"""Two hundred people ask for one slot at once, over HTTP, of the real web server: one gets it."""

import threading
from collections import Counter
from datetime import timedelta
from http.client import HTTPConnection
from urllib.parse import urlencode, urlparse

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.utils import timezone

from scheduling.models import Appointment
from tests.support.story import Story, another_name
from tests.support.zones import where_it_is_noon

ASKING = 200
PATIENTS = 20
BACKEND = "accounts.backends.OneQueryBackend"
TOKEN = "a" * 32

pytestmark = pytest.mark.whole


def cookies_of(story: Story) -> str:
    client = Client()
    client.force_login(story.flo.user, backend=BACKEND)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"


def ask(base_url: str, cookies: str, form: dict[str, object]) -> int:
    address = urlparse(base_url)
    door = HTTPConnection(address.hostname, address.port, timeout=120)
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    body = urlencode(form | {"csrfmiddlewaretoken": TOKEN})
    door.request("POST", "/calendar/book/", body, headers)
    return door.getresponse().status


def test_of_two_hundred_one_gets_the_slot_and_the_rest_are_told(open_clinic):
    story = Story(timezone.now(), timezone=where_it_is_noon(), name=another_name())
    patients = [story.patient]
    patients += [story.new_patient(f"Person Number{n}", key=f"p{n}") for n in range(1, PATIENTS)]
    day = (timezone.now() + timedelta(days=7)).astimezone(story.clinic.zone).date()
    wanted = {"kind": "intake", "day": f"{day:%Y-%m-%d}", "time": "10:00", "minutes": 60}
    wanted |= {"clinician": story.ana.pk, "room": story.willow.pk}
    cookies = cookies_of(story)
    connections.close_all()
    codes: list[int] = []
    together = threading.Barrier(ASKING)

    def one(number: int) -> None:
        form = wanted | {"patient": patients[number % PATIENTS].pk}
        together.wait()
        codes.append(ask(open_clinic.base_url, cookies, form))

    threads = [threading.Thread(target=one, args=[number]) for number in range(ASKING)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Counter(codes) == {302: 1, 409: ASKING - 1}, open_clinic.log("web")[-3000:]
    assert Appointment.objects.filter(patient__clinic=story.clinic).count() == 1
