"""Guards that stand in front of every view."""

import uuid
from collections.abc import Callable
from contextvars import ContextVar
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

type GetResponse = Callable[[HttpRequest], HttpResponse]

request_id: ContextVar[str] = ContextVar("request_id", default="")

UNREADABLE = "\N{REPLACEMENT CHARACTER}"


class RequestId:
    """Gives each request an id that the log and the trail share."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = request_id.set(uuid.uuid4().hex)
        try:
            return self.get_response(request)
        finally:
            request_id.reset(token)


class RefuseBadInput:
    """NUL, lone surrogates and bytes that are not UTF-8 end here with 400, never in the database."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _unreadable(request):
            return render(request, "400.html", status=400)
        return self.get_response(request)


class NoStore:
    """Nothing a signed-in person saw stays in a shared cache or on a shared tablet."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "Cache-Control" not in response:
            response["Cache-Control"] = "no-store, private"
        response.setdefault("X-Robots-Tag", "noindex, nofollow")
        return response


def _unreadable(request: HttpRequest) -> bool:
    if _is_bad(request.path_info) or _is_bad_query(request.META.get("QUERY_STRING", "")):
        return True
    kind = (request.content_type or "").lower()
    if request.method not in {"POST", "PUT", "PATCH"} or "form" not in kind:
        return False
    if "urlencoded" in kind and not _is_utf8(request.body):  # Django would read it as Latin-1
        return True
    return any(_is_bad(key) or any(map(_is_bad, values)) for key, values in request.POST.lists())


def _is_bad(text: str) -> bool:
    return (
        "\x00" in text or UNREADABLE in text or any("\ud800" <= char <= "\udfff" for char in text)
    )


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_bad_query(raw: str) -> bool:
    if "%" not in raw:
        return _is_bad(raw)
    data = unquote_to_bytes(raw.encode("latin-1", "replace"))
    try:
        return _is_bad(data.decode())
    except UnicodeDecodeError:
        return True
