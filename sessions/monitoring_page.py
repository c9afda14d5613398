"""The monitoring form as its page and its paper show it."""

from datetime import datetime
from typing import Any

from core.clock import day_at
from sessions.domain import monitoring
from sessions.domain.monitoring import ASKED_MINUTES, ASKED_WORDS, ASKED_YES_NO, OpenForm
from sessions.forms.route import MonitoringAnswersForm, ProofForm
from sessions.models import MonitoringForm

ORDER = (
    "monitor_name", "monitor_phone", "monitor_email", "ready_minute", "vitals_ok_before",
    "vitals_ok_end", "sedation", "sedation_from", "sedation_until", "dissociation",
    "dissociation_from", "dissociation_until", "respiratory", "serious", "serious_words",
)  # fmt: skip
LABELS = {**ASKED_YES_NO, **ASKED_MINUTES, **ASKED_WORDS}


def page_context(
    form: MonitoringForm, *, at: datetime, answers: Any = None, proof: Any = None
) -> dict[str, Any]:
    clinic = form.session.patient.clinic
    left = (form.due_on - day_at(clinic, at)).days
    kept = {name: form.answers.get(name) for name in LABELS}
    blank = MonitoringAnswersForm(initial={"version": form.version, **kept})
    return {
        "row": form,
        "patient": form.session.patient,
        "facts": list(monitoring.shown_facts(form).items()),
        "answers": answers or blank,
        "given": given(form),
        "proof": proof or ProofForm(),
        "wrong": answers or proof,
        "open_count": len(monitoring.open_questions(form)),
        "due_words": OpenForm(form, form.session.patient, left).words,
        "is_late": left < 0,
    }


def given(form: MonitoringForm) -> list[tuple[str, str]]:
    """Each question with what a person answered."""
    return [(LABELS[name], _said(form.answers.get(name))) for name in ORDER]


def paper_context(form: MonitoringForm, *, at: datetime) -> dict[str, Any]:
    patient = form.session.patient
    return {
        "title": f"Monitoring form: {patient.legal_name}",
        "row": form,
        "patient": patient,
        "clinic": patient.clinic,
        "facts": list(monitoring.shown_facts(form).items()),
        "given": given(form),
        "printed_at": at,
    }


def _said(value: Any) -> str:
    if value is None or value == "":
        return "Not answered"
    return str(value).capitalize() if value in monitoring.YES_NO else str(value)
