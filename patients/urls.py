"""A patient's record: pages about the person alone. The chart that joins all apps is dashboard's."""

from django.urls import path

from patients.views import around, notes, people

app_name = "patients"

urlpatterns = [
    path("suggest/", people.suggest, name="suggest"),
    path("register/", people.register, name="register"),
    path("<int:pk>/edit/", people.edit, name="edit"),
    path("<int:pk>/account/", people.account, name="account"),
    path("<int:pk>/team/", around.team, name="team"),
    path("<int:pk>/team/<int:row>/leave/", around.leave_team, name="leave_team"),
    path("<int:pk>/people/", around.people, name="people"),
    path("<int:pk>/people/<int:row>/end/", around.end_person, name="end_person"),
    path("<int:pk>/weight/", around.weight, name="weight"),
    path("<int:pk>/notes/new/", notes.start, name="start_note"),
    path("notes/<int:pk>/", notes.note, name="note"),
    path("notes/<int:pk>/addendum/", notes.addendum, name="addendum"),
    path("<int:pk>/psychotherapy-notes/", notes.psychotherapy, name="psychotherapy"),
]
