"""The log by itself: what a page that shows it already still needs."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string

from accounts.models import Membership
from sessions.logbook import ShownLine
from sessions.pulse import MOST_LINES, moved_on, revision_of
from sessions.queries import rows_for_log
from sessions.room import Room

NEWEST_LINES = 60  # of a long log; the rest is one tap away


def log_room(member: Membership, pk: int, *, at: datetime) -> Room:
    """The room with no more behind it than its log needs; 404 for whoever may not see its patient."""
    return Room(get_object_or_404(rows_for_log(member), pk=pk), member, at=at, is_log=True)


def lines_of(room: Room, *, show_all: bool = False) -> dict[str, Any]:
    newest = room.log if show_all else room.log[:NEWEST_LINES]
    return {"shown_lines": newest, "more_lines": len(room.log) - len(newest)}


def swap_log(request: HttpRequest, room: Room) -> HttpResponse:
    """The whole log and when it was read: nothing else shows what happened to a line of it."""
    parts = ["sessions/room/state.html", "sessions/room/log.html"]
    context = _base(room) | lines_of(room) | {"parts": parts}
    return render(request, "sessions/room/changed.html", context)


def swap_lines(request: HttpRequest, room: Room, seen: str, word: str) -> tuple[HttpResponse, str]:
    """The new lines alone, and the word that a page has seen with them."""
    html, now = new_lines(request, room, seen, word)
    if not html:
        return swap_log(request, room), word
    return HttpResponse(html, headers={"Kap-Lines": "new"}), now


def new_lines(request: HttpRequest, room: Room, seen: str, word: str) -> tuple[str, str]:
    """As HTML; nothing when they are too many for single lines."""
    lines, revision = room.taps_since(revision_of(seen), most=MOST_LINES)
    drawn = "".join(_drawn(request, room, line) for line in lines)
    return drawn, moved_on(word, revision) if lines else word


def _drawn(request: HttpRequest, room: Room, line: ShownLine) -> str:
    return render_to_string("sessions/room/log_line.html", _base(room) | {"one": line}, request)


def _base(room: Room) -> dict[str, Any]:
    return {"room": room, "session": room.session, "now": room.at}
