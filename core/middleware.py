"""Guards that stand in front of every view."""

import uuid
from collections.abc import Callable
from contextvars import ContextVar
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.html import format_html

type GetResponse = Callable[[HttpRequest], HttpResponse]

request_id: ContextVar[str] = ContextVar("request_id", default="")

UNREADABLE = (
    "Something you typed or pasted holds a sign that no text has. Nothing was saved, and your words "
    "stay here: take it out and send them again."
)
STRIP = '<div class="strip strip--attention" role="alert"><p class="strip__words">{}</p></div>'
# Never shown again, whatever else was typed.
SECRETS = ("password", "pin", "code", "token", "secret", "key")
SHORTEST_WORDS = 3


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
            return _refused(request)
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


def _refused(request: HttpRequest) -> HttpResponse:
    """A script gets the sentence and keeps its form; a page shows again what was typed."""
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"sentence": UNREADABLE}, status=422)
    if "HX-Request" in request.headers:
        answer = HttpResponse(format_html(STRIP, UNREADABLE), status=422)
        answer["HX-Retarget"], answer["HX-Reswap"] = "#content", "afterbegin show:top"
        return answer
    typed = _typed(request) if request.method == "POST" else []
    return render(request, "400.html", {"typed": typed}, status=400)


def _typed(request: HttpRequest) -> list[str]:
    """The words of the form, without what cannot be read and without anything secret."""
    words = [
        "".join(char for char in value if not _is_bad(char)).strip()
        for name, values in request.POST.lists()
        if not any(secret in name.lower() for secret in SECRETS)
        for value in values
    ]
    return [text for text in words if len(text) >= SHORTEST_WORDS]


def _unreadable(request: HttpRequest) -> bool:
    if _is_bad(request.path_info) or _is_bad_query(request.META.get("QUERY_STRING", "")):
        return True
    kind = (request.content_type or "").lower()
    if request.method not in {"POST", "PUT", "PATCH"} or "form" not in kind:
        return False
    if "urlencoded" in kind and not _is_utf8(unquote_to_bytes(request.body)):
        return True  # Django would read it as Latin-1, or put a sign of its own in its place
    return any(_is_bad(key) or any(map(_is_bad, values)) for key, values in request.POST.lists())


def _is_bad(text: str) -> bool:
    """U+FFFD is none of them: it is what a copied text holds where its writer's was unreadable."""
    return "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text)


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
