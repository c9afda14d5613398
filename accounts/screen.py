"""What one screen remembers between two requests: which device it is, and that it is locked.

The session knows since when somebody is signed in whole, when they last did something, and the lock;
an enrolled device knows itself by a signed cookie, and the session knows it. Nothing here is asked of
the database on an ordinary request.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.acts import invalid
from accounts.domain import devices, pins
from accounts.enums import Permission
from accounts.keeping import SINCE_IN, ends_at
from accounts.models import Device, Membership
from audit import trail
from core.clock import elapsed

COOKIE = "kap_device"
SALT = "accounts.device"
KEPT_SECONDS = 180 * 24 * 3600
DEVICE, LOCK = SINCE_IN, "kap_lock"
SEEN_EVERY = timedelta(minutes=1)
TOO_LONG = "Twelve hours have passed since somebody signed in here. Sign out and sign in again."


class ScreenRequest(HttpRequest):
    """A request from somebody signed in to a clinic."""

    membership: Membership


@dataclass(frozen=True)
class Lock:
    """Where the screen was when it was locked, to go back there."""

    where: str
    session: int | None


def signed_in(request: HttpRequest | None, user: Any, **_signal: Any) -> None:
    """From the whole sign-in on, on whatever browser: that moment, and the last thing done."""
    member = user.current_membership
    if request is not None and member is not None and member.may(Permission.DASHBOARD_VIEW):
        now = timezone.now().isoformat()
        request.session[DEVICE] = {"key": "", "pk": None, "since": now, "seen": now}


# the device --------------------------------------------------------------------------------------


def cookie_name(request: HttpRequest) -> str:
    return f"__Host-{COOKIE}" if request.is_secure() else COOKIE


def make_known(request: HttpRequest, response: HttpResponse, token: str) -> None:
    """From here the browser knows that it is an enrolled device; its session is asked anew."""
    response.set_signed_cookie(
        cookie_name(request), token, salt=SALT, max_age=KEPT_SECONDS, path="/",
        secure=request.is_secure(), httponly=True, samesite="Lax",
    )  # fmt: skip
    if mark := request.session.get(DEVICE):
        request.session[DEVICE] = {**mark, "key": ""}


def device_of(request: HttpRequest) -> Device | None:
    """This clinic's device, if this is one and it was not reported lost."""
    token = request.get_signed_cookie(
        cookie_name(request), default="", salt=SALT, max_age=KEPT_SECONDS
    )
    member = getattr(request, "membership", None)
    return devices.found(token, clinic_id=member.clinic_id) if token and member else None


def bind(request: ScreenRequest, *, at: datetime) -> None:
    """Once for each session key: whose session runs on which device, so that a lost one ends it."""
    mark = request.session.get(DEVICE)
    if cookie_name(request) not in request.COOKIES:
        return
    if mark is not None and mark["key"] == request.session.session_key:
        return
    device, now = device_of(request), at.isoformat()
    key = request.session.session_key or ""
    if device is not None:
        devices.note_use(device, session_key=key, by=request.membership, at=at)
    request.session[DEVICE] = {
        "key": key,
        "pk": device.pk if device else None,
        "since": mark["since"] if mark else now,
        "seen": now,
    }


# the lock ----------------------------------------------------------------------------------------


def lock_of(request: HttpRequest) -> Lock | None:
    kept = request.session.get(LOCK)
    return Lock(**kept) if kept else None


def lock(request: ScreenRequest, *, where: str, at: datetime, session: int | None = None) -> None:
    """Until somebody proves who they are, this session opens nothing but its lock."""
    if lock_of(request) is None:
        request.session[LOCK] = {"where": where, "session": session}
        trail.record("screen.locked", request.membership, by=request.membership, at=at)


def is_quiet(request: HttpRequest, *, at: datetime) -> bool:
    """Nobody has done anything here for longer than a screen may stay open."""
    mark = request.session.get(DEVICE)
    if not mark:
        return False
    quiet = elapsed(datetime.fromisoformat(mark["seen"]), at)
    return quiet > timedelta(minutes=settings.LOCK_AFTER_MINUTES)


def see(request: HttpRequest, *, at: datetime) -> None:
    """Somebody did something. Written at most once a minute."""
    mark = request.session.get(DEVICE)
    if mark and elapsed(datetime.fromisoformat(mark["seen"]), at) > SEEN_EVERY:
        request.session[DEVICE] = {**mark, "seen": at.isoformat()}


# opening it again --------------------------------------------------------------------------------


def open_until(request: HttpRequest) -> datetime | None:
    """How long PINs count in this session: twelve hours from the last whole sign-in."""
    mark: dict[str, Any] | None = request.session.get(DEVICE)
    if not mark or mark["pk"] is None:
        return None
    return ends_at(mark)


def open_with_pin(request: ScreenRequest, member: Membership, *, pin: str, at: datetime) -> None:
    """The screen is that person's now, whoever locked it: a new session key, their own rows."""
    until = open_until(request)
    if until is not None and at >= until:
        raise invalid(TOO_LONG)
    by = request.membership
    pins.prove(member, pin=pin, device=device_of(request), by=by, at=at)
    _open(request, member, at=at, by_pin=True)


def open_again(request: ScreenRequest, *, at: datetime) -> None:
    """The screen is open for who locked it; they have just proved their password."""
    _open(request, request.membership, at=at, by_pin=False)


def _open(request: ScreenRequest, member: Membership, *, at: datetime, by_pin: bool) -> None:
    before, mark = request.membership, request.session.get(DEVICE)
    login(request, member.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session.cycle_key()  # login() itself lets the same person keep theirs
    request.session.pop(LOCK, None)
    request.membership = member
    if mark is not None:
        request.session[DEVICE] = {**mark, "key": "", "seen": at.isoformat()}
        bind(request, at=at)
    switched = before.pk != member.pk
    trail.record(
        "screen.switched" if switched else "screen.unlocked", member, by=member, at=at,
        by_pin=by_pin, before=before.full_name,
    )  # fmt: skip
