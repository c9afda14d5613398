"""Refusals and faults speak plainly, even when nothing else works."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.views import defaults


def heading(html: str) -> str:
    return BeautifulSoup(html, "html.parser").h1.get_text(strip=True)


def test_what_is_not_there_is_said_so_with_a_way_on(client: Client):
    answer = client.get("/no-such-page/")

    page = BeautifulSoup(answer.text, "html.parser")
    assert (answer.status_code, heading(answer.text)) == (404, "There is nothing here")
    assert page.select_one("main a")["href"] == "/"


def test_a_refusal_gives_the_reason_of_the_view():
    request = RequestFactory().get("/stock/")

    answer = defaults.permission_denied(request, PermissionDenied("Your role has no ledger."))

    assert answer.status_code == 403
    assert "Your role has no ledger." in answer.content.decode()


def test_a_form_without_its_token_is_asked_for_again():
    answer = Client(enforce_csrf_checks=True).post("/theme/", {"theme": "night"})

    assert (answer.status_code, heading(answer.text)) == (403, "Please send it again")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        pytest.param("400.html", "That could not be read", id="400"),
    ],
)
def test_the_other_refusals(name, said):
    assert heading(render_to_string(name, request=RequestFactory().get("/"))) == said


def test_the_page_for_our_own_faults_needs_nothing_from_us():
    page = BeautifulSoup(render_to_string("500.html"), "html.parser")

    assert page.h1.get_text() == "A fault on our side"
    assert page.select("script") == []
