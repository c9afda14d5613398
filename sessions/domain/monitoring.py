"""The esketamine programme: enrolment, and the monitoring form of each session with its seven days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from accounts.acts import act, invalid, words_of
from accounts.enums import Permission
from accounts.models import Membership
from audit import trail
from core.clock import day_at
from medications.enums import Route
from patients.domain.care_team import require_care
from patients.models import Patient
from sessions.domain.monitoring_facts import facts_of
from sessions.enums import DoseKind, Ending
from sessions.models import MedicationAdministration, MedicineSession, MonitoringForm, RemsEnrolment

# The programme asks for the form within seven calendar days of the session.
FORM_DAYS = timedelta(days=7)
LONGEST_REFERENCE, LONGEST_PROOF, LONGEST_WORDS = 60, 120, 1000
YES_NO = ("yes", "no")
LONGEST_MINUTE = 24 * 60

# What only a person can say. Yes and no are never filled in beforehand.
ASKED_YES_NO = {
    "vitals_ok_before": "Were the vital signs acceptable before?",
    "vitals_ok_end": "Were the vital signs acceptable at the end?",
    "sedation": "Was there sedation?",
    "dissociation": "Was there dissociation?",
    "respiratory": "Was there respiratory depression?",
    "serious": "Was there a serious adverse event?",
}
ASKED_MINUTES = {
    "ready_minute": "Ready to leave, had there been no two hours, from minute",
    "sedation_from": "Sedation from minute",
    "sedation_until": "Sedation until minute",
    "dissociation_from": "Dissociation from minute",
    "dissociation_until": "Dissociation until minute",
}
ASKED_WORDS = {
    "monitor_name": "Who monitored",
    "monitor_phone": "Their phone",
    "monitor_email": "Their e-mail",
    "serious_words": "The serious event, in a sentence",
}
NEEDED = (*ASKED_YES_NO, "ready_minute", "monitor_name", "monitor_phone")


@dataclass(frozen=True)
class OpenForm:
    """A form that waits to be sent, and how many days are left for it."""

    form: MonitoringForm
    patient: Patient
    days_left: int

    @property
    def words(self) -> str:
        if self.days_left < 0:
            late = -self.days_left
            return f"{late} {'day' if late == 1 else 'days'} late"
        if self.days_left == 0:
            return "due today"
        return f"{self.days_left} {'day' if self.days_left == 1 else 'days'} left"


@act("rems.enrolled", Permission.DOSE_ANY_SOURCE)
def enrol(
    patient: Patient, *, enrolled_on: date, reference: str, by: Membership, at: datetime
) -> RemsEnrolment:
    """Write down that the programme has enrolled the patient, and under which reference."""
    require_care(by, patient)
    said = words_of(reference, most=LONGEST_REFERENCE, what="the reference")
    if not said:
        raise invalid("Write the programme's reference.")
    if enrolled_on > day_at(patient.clinic, at):
        raise invalid("The patient cannot have been enrolled in the future.")
    if enrolled_on < patient.date_of_birth:
        raise invalid("That is before the patient was born. Look at the date again.")
    row, _new = RemsEnrolment.objects.update_or_create(
        patient=patient,
        defaults={
            "enrolled_on": enrolled_on,
            "reference": said,
            "recorded_at": at,
            "recorded_by": by,
        },
    )
    trail.record("rems.enrolled", row, by=by, at=at, patient_id=patient.pk)
    return row


def open_form(session: MedicineSession) -> MonitoringForm | None:
    """The form of an esketamine session that is over: opened once, due in seven calendar days."""
    dose = MedicationAdministration.objects.filter(session=session, kind=DoseKind.FIRST).first()
    if dose is None or dose.route != Route.IN_ESKETAMINE:
        return None
    if session.ending == Ending.ENTERED_IN_ERROR:
        return None
    due_on = day_at(session.patient.clinic, dose.given_at) + FORM_DAYS
    form, _new = MonitoringForm.objects.get_or_create(session=session, defaults={"due_on": due_on})
    return form


@act("monitoring_form.saved", Permission.DOSE_ANY_SOURCE)
def save(
    form: MonitoringForm, *, answers: Mapping[str, Any], version: int, by: Membership, at: datetime
) -> MonitoringForm:
    """Keep what is known so far. What somebody else saved meanwhile is not written over."""
    said = _checked(answers)
    form = _hold(form, by=by)
    if form.answers == said:
        return form
    if form.version != version:
        raise invalid(
            "Somebody else saved this form meanwhile. Open it again and compare before you save."
        )
    form.answers, form.version = said, form.version + 1
    form.save(update_fields=["answers", "version"])
    trail.record("monitoring_form.saved", form, by=by, at=at, patient_id=form.session.patient_id)
    return form


@act("monitoring_form.sent", Permission.DOSE_ANY_SOURCE)
def mark_sent(form: MonitoringForm, *, proof: str, by: Membership, at: datetime) -> MonitoringForm:
    """The clinic sent it: under which reference. Its facts are frozen with it."""
    said = words_of(proof, most=LONGEST_PROOF, what="the reference")
    if not said:
        raise invalid("Write the programme's reference for the form.")
    form = _hold(form, by=by)
    if open_questions(form):
        raise invalid("Questions are still open. Save the whole form first.")
    form.answers = {**form.answers, "facts": facts_of(form)}
    form.sent_at, form.sent_by, form.proof = at, by, said
    form.save(update_fields=["answers", "sent_at", "sent_by", "proof"])
    trail.record("monitoring_form.sent", form, by=by, at=at, patient_id=form.session.patient_id)
    return form


def open_questions(form: MonitoringForm) -> list[str]:
    """What nobody has answered yet."""
    needed = list(NEEDED)
    if form.answers.get("serious") == "yes":
        needed.append("serious_words")
    return [name for name in needed if form.answers.get(name) in {None, ""}]


def shown_facts(form: MonitoringForm) -> dict[str, Any]:
    """As they were sent, else as they stand."""
    return form.answers.get("facts") or facts_of(form)


def open_forms(membership: Membership, *, at: datetime) -> list[OpenForm]:
    """Forms that wait to be sent, the one due first on top; for those who may send them."""
    if not membership.may(Permission.DOSE_ANY_SOURCE):
        return []
    today = day_at(membership.clinic, at)
    rows = MonitoringForm.objects.visible_to(membership).open()
    rows = rows.select_related("session__episode__patient").order_by("due_on", "pk")
    return [OpenForm(row, row.session.patient, (row.due_on - today).days) for row in rows]


def _hold(form: MonitoringForm, *, by: Membership) -> MonitoringForm:
    form = (
        MonitoringForm.objects.select_for_update(of=("self",))
        .select_related("session__episode__patient__clinic")
        .get(pk=form.pk)
    )
    require_care(by, form.session.patient)
    if form.sent_at is not None:
        raise invalid("This form was sent; it stays as it is.")
    return form


def _checked(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Only what is asked, each in its shape; an open question is left out."""
    found = {
        name: _in_shape(name, value) for name, value in answers.items() if value not in {None, ""}
    }
    for what in ("sedation", "dissociation"):
        first, last = found.get(f"{what}_from"), found.get(f"{what}_until")
        if first is not None and last is not None and last < first:
            raise invalid("Something cannot end before it begins. Look at the minutes again.")
    return found


def _in_shape(name: str, value: Any) -> Any:
    if name in ASKED_WORDS:
        return words_of(value, most=LONGEST_WORDS, what="it")
    if name in ASKED_YES_NO and value in YES_NO:
        return value
    if name in ASKED_MINUTES and isinstance(value, int) and 0 <= value <= LONGEST_MINUTE:
        return value
    if name in ASKED_MINUTES:
        raise invalid("Minutes are counted from the first device, at most one day.")
    raise invalid("Answer yes or no to what the form asks.")
