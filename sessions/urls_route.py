"""Beside the dose; `pk` of an incident or a monitoring form is its own."""

from django.urls import path

from sessions.views import incidents, monitoring, route

urlpatterns = [
    path("incidents/", incidents.incidents, name="incidents"),
    path("incidents/<int:pk>/", incidents.incident, name="incident"),
    path("monitoring/", monitoring.waiting, name="monitoring_forms"),
    path("monitoring/<int:pk>/", monitoring.form, name="monitoring"),
    path("monitoring/<int:pk>/sent/", monitoring.sent, name="monitoring_sent"),
    path("monitoring/<int:pk>/pdf/", monitoring.paper, name="monitoring_pdf"),
    path("<int:pk>/route/", route.act, name="route"),
    path("<int:pk>/other/", route.other, name="other"),
    path("<int:pk>/notice/", route.notice, name="notice"),
    path("<int:pk>/enrol/", route.enrol, name="enrol"),
]
