"""The row of places at the top of the settings: those that this person may open."""

from django.urls import NoReverseMatch, reverse

from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from core.components import Tab

P = Permission
PLACES = (
    ("Clinic", "accounts:settings", (P.SETTINGS_VIEW,)),
    ("Team", "accounts:team", (P.TEAM_MANAGE,)),
    ("Rooms", "dashboard:rooms", (P.TEAM_MANAGE,)),
    ("Roles", "accounts:roles", (P.SETTINGS_VIEW,)),
    ("Policy", "accounts:policy", (P.SETTINGS_VIEW,)),
    ("Devices", "accounts:devices", (P.TEAM_MANAGE, P.STOCK_HANDLE)),
    ("Your PIN", "accounts:pin", (P.DASHBOARD_VIEW,)),
    ("Trail", "dashboard:trail", (P.AUDIT_READ,)),
)
WITH_PAGES_BENEATH = {"accounts:team", "accounts:devices", "dashboard:rooms"}


def tabs(request: ClinicRequest) -> list[Tab]:
    found = []
    for label, name, permissions in PLACES:
        if not any(request.membership.may(one) for one in permissions):
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:  # a house without that screen
            continue
        is_beneath = name in WITH_PAGES_BENEATH and request.path.startswith(url)
        found.append(Tab(label, url, is_current=request.path == url or is_beneath))
    return found
