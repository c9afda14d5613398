"""Opening a chart: who may see which section, and the line that says they did."""

from datetime import datetime

from accounts.acts import act, require
from accounts.enums import Permission, RefusalCode
from accounts.models import Membership
from audit import trail
from core.errors import Refusal
from patients.domain.care_team import require_care
from patients.domain.notes import read_psychotherapy_notes
from patients.models import Patient

SECTIONS = {
    "logistics": Permission.CHART_LOGISTICS,
    "clinical": Permission.CHART_CLINICAL,
    "psychotherapy_note": Permission.NOTE_PSYCHOTHERAPY,
    "ledger": Permission.LEDGER_READ,
    "audit": Permission.AUDIT_READ,
}


@act("chart.read")
def read_section(patient: Patient, *, section: str, by: Membership, at: datetime) -> None:
    """Leave the line in the read log, or refuse."""
    if section not in SECTIONS:
        raise Refusal(RefusalCode.INVALID, "There is no such section in a chart.")
    require(by, SECTIONS[section])
    if section in {"logistics", "clinical"}:
        require_care(by, patient)
    if section == "psychotherapy_note":
        read_psychotherapy_notes(patient, by=by, at=at)
        return
    trail.record("chart.read", patient, by=by, at=at, outcome="read", section=section)
