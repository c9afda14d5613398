"""A patient's record: pages about the person alone. The chart that joins all apps is dashboard's."""

from django.urls import path

from patients.views import adding, around, notes, people, signing, versions

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
    path("<int:pk>/directive/", around.directive, name="directive"),
    path("<int:pk>/weight/", around.weight, name="weight"),
    path("<int:pk>/notes/new/", notes.start, name="start_note"),
    path("notes/<int:pk>/", notes.note, name="note"),
    path("notes/<int:pk>/copy/", notes.copy_forward, name="copy_note"),
    path("notes/<int:pk>/versions/", versions.versions, name="note_versions"),
    path("notes/<int:pk>/sign/", signing.sign, name="sign_note"),
    path("notes/<int:pk>/cosign/", signing.cosign, name="cosign_note"),
    path("notes/<int:pk>/return/", signing.give_back, name="return_note"),
    path("notes/<int:pk>/take-back/", signing.take_back, name="take_back_note"),
    path("notes/<int:pk>/addendum/", adding.addendum, name="addendum"),
    path("notes/<int:pk>/correction/", adding.correction, name="correction"),
    path("notes/<int:pk>/move/", adding.move, name="move_note"),
    path("<int:pk>/psychotherapy-notes/", notes.psychotherapy, name="psychotherapy"),
]
