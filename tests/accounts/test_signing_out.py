"""Signing out leaves nothing in the browser, and loses nothing without a word."""

import pytest
from bs4 import BeautifulSoup

from accounts.signing_out import UNSENT_COOKIE

WIPED = '"cache", "storage"'


def test_signing_out_empties_the_browser_and_leaves_its_cookies(as_, story):
    client = as_(story.noor)

    asked = client.get("/accounts/logout/")
    answer = client.post("/accounts/logout/")

    assert "Clear-Site-Data" not in asked
    assert answer["Clear-Site-Data"] == WIPED
    assert "Clear-Site-Data" not in client.post("/accounts/logout/"), "nobody was signed in"


def test_what_waits_is_asked_about_before_anything_is_wiped(as_, story):
    client = as_(story.noor)
    client.cookies[UNSENT_COOKIE] = "1"

    asked = client.post("/accounts/logout/")
    still = client.get("/").status_code
    answer = client.post("/accounts/logout/", {"lose": "yes"})

    assert (asked.status_code, still) == (409, 200)
    assert "Clear-Site-Data" not in asked
    assert "Signing out loses them" in asked.text
    assert answer["Clear-Site-Data"] == WIPED
    assert answer.cookies[UNSENT_COOKIE]["max-age"] == 0


@pytest.mark.parametrize(
    ("told", "leads_to"),
    [("31", "/sessions/31/"), ("1x", "/sessions/"), ("9" * 40, "/sessions/"), ("", None)],
)
def test_every_page_says_that_lines_wait_and_leads_to_their_room(as_, story, told, leads_to):
    client = as_(story.noor)
    client.cookies[UNSENT_COOKIE] = told

    banner = BeautifulSoup(client.get("/patients/").text, "html.parser").select_one(
        "#unsent-banner"
    )

    assert (banner and banner.a["href"]) == leads_to


def test_who_may_open_no_room_is_led_to_none(as_, story):
    client = as_(story.flo)
    client.cookies[UNSENT_COOKIE] = "31"

    assert "unsent-banner" not in client.get("/patients/").text
