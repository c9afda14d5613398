"""What the shells need on every page: the way around, the theme, who is here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

THEME_COOKIE = "kap_theme"
KEYS_COOKIE = "kap_keys"
UNSENT_COOKIE = "kap-unsent"  # set by the room's scripts while lines wait on this tablet
LONGEST_NUMBER = 12
THEMES = {"light": "sun", "dark": "moon", "night": "moon-star"}


class Member(Protocol):
    def may(self, permission: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Place:
    """A stop in the main navigation and the permissions any one of which opens it."""

    label: str
    path: str
    icon: str
    needs: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class NavItem:
    label: str
    path: str
    icon: str
    is_current: bool


STAFF_PLACES = (
    Place("My day", "/", "sun", ("dashboard_view",)),
    Place("Calendar", "/calendar/", "calendar-days", ("calendar_view",)),
    Place("Patients", "/patients/", "users", ("chart_logistics", "chart_clinical")),
    Place("Sessions", "/sessions/", "heart-pulse", ("session_view",)),
    Place("Integration", "/integration/", "sprout", ("integration_view",)),
    Place("Messages", "/messages/", "mail", ("messages_view",)),
    Place("Stock", "/stock/", "package", ("ledger_read", "stock_handle")),
    Place("Settings", "/settings/", "sliders-horizontal", ("settings_view",)),
)
PORTAL_PLACES = (
    Place("Home", "/portal/", "house"),
    Place("Check-ins", "/portal/check-ins/", "list-checks"),
    Place("Journal", "/portal/journal/", "notebook-pen"),
    Place("Documents", "/portal/documents/", "file-text"),
)
ROOTS = ("/", "/portal/")
PEOPLE = "/patients/"
# pages that people look for in another place than their address says
ELSEWHERE = (
    ("/calendar/rooms/", "/settings/"),
    ("/trail/", "/settings/"),
    ("/documents/", PEOPLE),
    ("/measures/", PEOPLE),
    ("/screening/", PEOPLE),
    ("/sessions/preparation/", PEOPLE),
    ("/stock/order/", PEOPLE),
    ("/alerts/", "/"),
    ("/tasks/", "/"),
)


def navigation(places: Sequence[Place], path: str, member: Member | None) -> list[NavItem]:
    """Only the places that this person may enter, with the one where they are marked."""
    path = next((place for beneath, place in ELSEWHERE if path.startswith(beneath)), path)
    return [
        NavItem(place.label, place.path, place.icon, _is_here(place.path, path))
        for place in places
        if not place.needs or (member and any(member.may(need) for need in place.needs))
    ]


def _is_here(place: str, path: str) -> bool:
    return path == place if place in ROOTS else path.startswith(place)


def theme_of(request: HttpRequest) -> str:
    """The theme this device chose, or nothing: then the system decides."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else ""


def unsent_of(request: HttpRequest) -> str:
    """Where the lines that wait on this tablet are sent from; nothing where none waits."""
    told = request.COOKIES.get(UNSENT_COOKIE)
    if not told:
        return ""
    is_number = told.isascii() and told.isdecimal() and len(told) <= LONGEST_NUMBER
    return f"/sessions/{told}/" if is_number else "/sessions/"


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context processor behind base.html, staff.html, portal.html and plain.html."""
    member = getattr(request, "membership", None)
    staff_nav = navigation(STAFF_PLACES, request.path, member)
    return {
        "theme": theme_of(request),
        "themes": [(name, icon, name.capitalize()) for name, icon in THEMES.items()],
        "shortcuts": "off" if request.COOKIES.get(KEYS_COOKIE) == "off" else "on",
        "unsent_room": unsent_of(request) if member and member.may("session_view") else "",
        "staff_nav": staff_nav,
        "may_find_people": any(item.path == PEOPLE for item in staff_nav),
        "portal_nav": navigation(PORTAL_PLACES, request.path, member),
        "membership": member,
        "clinic": getattr(request, "clinic", None),
        "is_demo": bool(getattr(settings, "DEMO", False)),
        "now": timezone.now(),
    }
