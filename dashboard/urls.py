"""The staff's screens that need facts of several apps."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from dashboard.views import alerts, booking, calendar, rooms, tasks, today, trail, visit

app_name = "dashboard"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", today.today, name="today"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/book/", booking.book, name="book"),
    path("calendar/rooms/", rooms.room_list, name="rooms"),
    path("calendar/rooms/<int:pk>/", rooms.room, name="room"),
    path("calendar/<int:pk>/", visit.visit, name="visit"),
    path("calendar/<int:pk>/cancel/", booking.cancel, name="cancel"),
    path("calendar/<int:pk>/arrived/", visit.arrived, name="arrived"),
    path("calendar/<int:pk>/not-arrived/", visit.not_arrived, name="not_arrived"),
    path("calendar/<int:pk>/left/", visit.left, name="left"),
    path("calendar/<int:pk>/no-show/", visit.no_show, name="no_show"),
    path("patients/search", booking.patient_search, name="patient_search"),
    path("alerts/<int:pk>/", alerts.alert, name="alert"),
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/<int:pk>/", tasks.close, name="close_task"),
    path("trail/", trail.trail, name="trail"),
]
if find_spec("dashboard.urls_chart"):
    urlpatterns += [path("", include(import_module("dashboard.urls_chart").urlpatterns))]
