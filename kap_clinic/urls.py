"""One include per app, nothing else."""

from django.urls import include, path

from kap_clinic import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("accounts/", include("allauth.urls")),
    path("", include("core.urls")),
    path("settings/", include("accounts.urls")),
    path("patients/", include("patients.urls")),
    path("messages/", include("messaging.urls")),
    path("measures/", include("measures.urls")),
    path("stock/", include("medications.urls")),
    path("screening/", include("screening.urls")),
    path("sessions/", include("sessions.urls")),
    path("integration/", include("integration.urls")),
    path("portal/", include("portal.urls")),
    path("", include("dashboard.urls")),
]
