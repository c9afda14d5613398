"""The clinic that browser and process tests talk to is the real one, on the test's own database."""

import time
import urllib.request

import pytest

from kap_clinic import heartbeat

pytestmark = pytest.mark.whole


def get(address: str) -> tuple[int, str, dict[str, str]]:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return answer.status, answer.read().decode(), dict(answer.headers)


def test_it_shows_pages_with_the_policy_on_them_and_bootstrap(open_clinic):
    status, page, headers = get(f"{open_clinic.base_url}/accounts/login/")

    assert status == 200
    assert "<form" in page
    assert headers["Content-Security-Policy"] == (
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    )
    assert {"no-store", "private"} <= set(headers["Cache-Control"].split(", "))

    status, text, _headers = get(
        f"{open_clinic.base_url}/static/vendor/bootstrap/css/bootstrap.min.css"
    )

    assert status == 200
    assert "Bootstrap" in text


def test_its_worker_shows_a_sign_of_life(live_clinic, settings):
    settings.REDIS_URL = live_clinic.environment["REDIS_URL"]
    live_clinic.start_worker()

    deadline = time.monotonic() + 60
    while not heartbeat.alive()["worker"]:
        assert time.monotonic() < deadline, live_clinic.log("worker")
        time.sleep(0.1)
