"""One include per app, nothing else."""

from importlib.util import find_spec

from django.urls import include, path

from kap_clinic import health

APPS = {
    "": "core",
    "settings/": "accounts",
    "patients/": "patients",
    "messages/": "messaging",
    "calendar/": "scheduling",
    "measures/": "measures",
    "stock/": "medications",
    "screening/": "screening",
    "sessions/": "sessions",
    "integration/": "integration",
    "portal/": "portal",
}

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("accounts/", include("allauth.urls")),
]
urlpatterns += [
    path(prefix, include(f"{app}.urls")) for prefix, app in APPS.items() if find_spec(f"{app}.urls")
]
if find_spec("dashboard.urls"):
    urlpatterns += [path("", include("dashboard.urls"))]
