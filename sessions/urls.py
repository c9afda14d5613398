"""The medicine session: today's rooms, the door, the live room, the note."""

from django.urls import path

from sessions import urls_preparation, urls_route
from sessions.views import board, check_in, leaving, live, locked, note, offline, room, sync

app_name = "sessions"
urlpatterns = [
    *urls_preparation.urlpatterns,
    *urls_route.urlpatterns,
    path("", board.board, name="board"),
    path("shell/", offline.shell, name="shell"),
    path("worker.js", offline.worker, name="worker"),
    path("locked/", locked.page, name="locked"),
    path("unlock/", locked.unlock, name="unlock"),
    path("<int:pk>/lock/", locked.lock, name="lock"),
    path("<int:pk>/lock/sheet/", locked.sheet, name="lock_sheet"),
    path("<int:pk>/lock/clock/", locked.clock, name="lock_clock"),
    path("<int:pk>/", live.live, name="live"),
    path("<int:pk>/check-in/", check_in.check_in, name="check_in"),
    path("<int:pk>/pulse/", live.pulse, name="pulse"),
    path("<int:pk>/sync/", sync.sync, name="sync"),
    path("<int:pk>/begin/", live.begin, name="begin"),
    path("<int:pk>/gate/", live.acknowledge, name="acknowledge"),
    path("<int:pk>/dose/", live.give, name="dose"),
    path("<int:pk>/given/", live.given, name="given"),
    path("<int:pk>/vitals/", live.record_vitals, name="vitals"),
    path("<int:pk>/events/", live.record_event, name="event"),
    path("<int:pk>/events/amend/", room.amend, name="amend_by_key"),
    path("<int:pk>/events/<int:row>/amend/", room.amend, name="amend"),
    path("<int:pk>/undo/", room.undo, name="undo"),
    path("<int:pk>/vitals/declined/", room.decline, name="declined"),
    path("<int:pk>/vitals/seen/", room.seen, name="seen"),
    path("<int:pk>/people/", room.people, name="presence"),
    path("<int:pk>/hard-moment/", room.hard_moment, name="support"),
    path("<int:pk>/emergency/", room.emergency_list, name="emergency"),
    path("<int:pk>/ambulance/", room.ambulance, name="ambulance"),
    path("<int:pk>/discharge/tick/", room.tick, name="tick"),
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
    path("<int:pk>/note/<slug:part>/correction/", note.correction, name="correct_note"),
    path("<int:pk>/note/<slug:part>/versions/", note.versions, name="note_versions"),
    path("<int:pk>/letter/", note.letter, name="letter"),
]
