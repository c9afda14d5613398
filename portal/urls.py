"""The patient's side."""

from django.urls import path

from portal.views import check_ins, consents, home, intake, journal, papers, questions

app_name = "portal"

urlpatterns = [
    path("", home.home, name="home"),
    path("help/", home.help_now, name="help"),
    path("intake/", intake.task_list, name="intake"),
    path("intake/check/", intake.check, name="check"),
    path("intake/sent/", intake.sent, name="sent"),
    path("intake/again/", intake.again, name="again"),
    path("intake/medicines/take-off/", questions.take_off, name="take_off"),
    path("intake/<slug:section_key>/", intake.section, name="section"),
    path("intake/<slug:section_key>/answers/", intake.answers, name="answers"),
    path("intake/<slug:section_key>/<slug:key>/", questions.question, name="question"),
    path("check-ins/", check_ins.check_ins, name="check_ins"),
    path("check-ins/<slug:instrument>/", check_ins.check_in, name="check_in"),
    path("check-ins/<slug:instrument>/<int:number>/", check_ins.item, name="item"),
    path("check-ins/<slug:instrument>/done/", check_ins.done, name="check_in_done"),
    path("consents/", consents.consents, name="consents"),
    path("consents/start/", consents.start, name="start_signing"),
    path("consents/on-screen/", consents.on_screen, name="on_screen"),
    path("consents/sign/", consents.sign, name="sign"),
    path("consents/<slug:kind>/", consents.consent, name="consent"),
    path("consents/<slug:kind>/read/", consents.read, name="read"),
    path("consents/<slug:kind>/withdraw/", consents.withdraw, name="withdraw"),
    path("journal/", journal.journal, name="journal"),
    path("journal/write/", journal.write, name="write"),
    path("journal/<uuid:pk>/", journal.entry, name="entry"),
    path("documents/", papers.documents, name="documents"),
    path("documents/<uuid:pk>/", papers.document, name="document"),
    path("messages/", papers.message_choices, name="message_choices"),
]
