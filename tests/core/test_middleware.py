"""What no page ever gets to see, and what every answer carries."""

import logging

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from core.middleware import NoStore, RefuseBadInput, RequestId, request_id

FORM = "application/x-www-form-urlencoded"


def page(_request) -> HttpResponse:
    return HttpResponse("here")


def through(request) -> int:
    """The answer, once the view has looked at every field it might."""

    def view(request) -> HttpResponse:
        dict(request.GET.lists()), dict(request.POST.lists())
        return HttpResponse("here")

    return RefuseBadInput(view)(request).status_code


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(b"name=Margo", 200, id="plain words"),
        pytest.param("name=Zo\u00eb \u2603 \U0001f33f".encode(), 200, id="any script"),
        pytest.param(b"name=a%0D%0Ab%09", 200, id="lines and tabs"),
        pytest.param("name=copied \ufffd from a PDF".encode(), 200, id="a sign for what was lost"),
        pytest.param(b"name=%EF%BF%BD", 200, id="the same, as a browser sends it"),
        pytest.param(b"name=a%00b", 400, id="NUL"),
        pytest.param(b"a%00b=name", 400, id="NUL in a name"),
        pytest.param(b"name=%FF%FE", 400, id="bytes that are no UTF-8"),
        pytest.param(b"name=\xff", 400, id="raw bytes that are no UTF-8"),
        pytest.param(b"name=%ED%A0%80", 400, id="half of a pair"),
        pytest.param(b"one=ok&two=a%00", 400, id="the second field"),
        pytest.param(b"one=ok&one=a%00", 400, id="the second value"),
    ],
)
def test_what_is_posted_is_readable_or_refused(body, status):
    request = RequestFactory().post("/", data=body, content_type=FORM)

    assert through(request) == status


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("q=Margo", 200),
        ("q=Zo%C3%AB", 200),
        ("q=100%25", 200),
        ("q=a%00b", 400),
        ("q=%FF", 400),
        ("q=%ED%B0%80", 400),
        ("%00=a", 400),
    ],
)
def test_what_is_asked_for_is_readable_or_refused(query, status):
    assert through(RequestFactory().get(f"/?{query}")) == status


def test_a_path_with_a_nul_is_refused():
    assert through(RequestFactory().get("/patients/%00")) == 400


def test_a_form_with_files_is_read_too():
    request = RequestFactory().post("/", {"name": "a\x00b"})

    assert through(request) == 400


def test_the_refusal_speaks_in_words():
    request = RequestFactory().post("/", data=b"name=a%00b", content_type=FORM)

    answer = RefuseBadInput(page)(request)

    assert "text/html" in answer["Content-Type"]
    assert b"<h1" in answer.content


def test_the_refusal_keeps_what_was_typed_and_no_secret():
    body = b"text=Slept+well%00+<b>twice</b>&password=hunter2hunter2&csrfmiddlewaretoken=abcdef&n=1"
    request = RequestFactory().post("/", data=body, content_type=FORM)

    said = RefuseBadInput(page)(request).content.decode()

    assert "Slept well &lt;b&gt;twice&lt;/b&gt;</textarea>" in said
    assert "hunter2" not in said
    assert said.count("<textarea") == 1


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({"Accept": "application/json"}, "application/json"),
        ({"HX-Request": "true", "Accept": "*/*"}, "text/html"),
    ],
)
def test_a_script_is_told_in_a_sentence_and_keeps_its_form(headers, kind):
    """400 without a word was read as a fault of the network, and tried again for ever."""
    request = RequestFactory().post("/", data=b"a=b%00", content_type=FORM, headers=headers)

    answer = RefuseBadInput(page)(request)

    assert answer.status_code == 422
    assert answer["Content-Type"].startswith(kind)
    assert b"Nothing was saved" in answer.content
    if "HX-Request" in headers:
        assert (answer["HX-Retarget"], answer["HX-Reswap"]) == ("#content", "afterbegin show:top")


def test_nothing_a_signed_in_person_saw_stays_in_a_cache():
    answer = NoStore(page)(RequestFactory().get("/"))

    assert answer["Cache-Control"] == "no-store, private"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"


def test_a_page_that_says_how_long_it_keeps_is_believed():
    def kept(_request) -> HttpResponse:
        return HttpResponse("logo", headers={"Cache-Control": "max-age=60"})

    assert NoStore(kept)(RequestFactory().get("/"))["Cache-Control"] == "max-age=60"


def test_each_request_has_its_own_number_and_leaves_none_behind(caplog):
    seen = []

    def remember(_request) -> HttpResponse:
        seen.append(request_id.get())
        return HttpResponse()

    with caplog.at_level(logging.DEBUG):
        RequestId(remember)(RequestFactory().get("/"))
        RequestId(remember)(RequestFactory().get("/"))

    assert len(set(seen)) == 2
    assert all(len(number) == 32 for number in seen)
    assert request_id.get() == ""
