"""The medicine session: today's rooms, the door, the live room, the note."""

from django.urls import path

from sessions import urls_preparation
from sessions.views import board, check_in, leaving, live, note

app_name = "sessions"
urlpatterns = [
    *urls_preparation.urlpatterns,
    path("", board.board, name="board"),
    path("<int:pk>/", live.live, name="live"),
    path("<int:pk>/check-in/", check_in.check_in, name="check_in"),
    path("<int:pk>/pulse/", live.pulse, name="pulse"),
    path("<int:pk>/begin/", live.begin, name="begin"),
    path("<int:pk>/gate/", live.acknowledge, name="acknowledge"),
    path("<int:pk>/dose/", live.give, name="dose"),
    path("<int:pk>/given/", live.given, name="given"),
    path("<int:pk>/vitals/", live.record_vitals, name="vitals"),
    path("<int:pk>/events/", live.record_event, name="event"),
    path("<int:pk>/adverse/", live.record_adverse, name="adverse"),
    path("<int:pk>/void/<slug:kind>/<int:row>/", live.void, name="void"),
    path("<int:pk>/waste/", live.waste, name="waste"),
    path("<int:pk>/touch/", live.touch, name="touch"),
    path("<int:pk>/discharge/", leaving.discharge, name="discharge"),
    path("<int:pk>/end/", leaving.end, name="end"),
    path("<int:pk>/note/", note.note, name="note"),
    path("<int:pk>/note/<slug:part>/", note.save, name="save_note"),
    path("<int:pk>/note/<slug:part>/sign/", note.sign, name="sign"),
    path("<int:pk>/note/<slug:part>/addendum/", note.addendum, name="addendum"),
]
