"""The facts that a note may ask for by a short word: doses, readings, intention, scores."""

from collections.abc import Iterable
from datetime import datetime

from measures.domain.responses import latest_complete
from measures.enums import InstrumentCode
from medications.enums import Route
from patients.domain.phrases import Phrase
from patients.models import Patient
from screening.models import IntentionVersion
from sessions.domain.received import Received, run_in
from sessions.enums import Ending
from sessions.models import MedicationAdministration, MedicineSession, VitalSigns

DOSES_TOLD = 8


def doses(patient: Patient, at: datetime) -> str:
    """Every dose so far with its day; of many only the newest."""
    rows = MedicationAdministration.objects.filter(
        session__episode__patient=patient, given_at__lte=at
    ).exclude(session__ending=Ending.ENTERED_IN_ERROR)
    rows = rows.annotate(run_in=run_in())
    newest = list(rows.order_by("-given_at", "-pk")[:DOSES_TOLD])
    return "; ".join(_dose(row, patient) for row in reversed(newest))


def vitals(patient: Patient, at: datetime) -> str:
    """The range of the newest session's readings."""
    session = _newest_session(patient, at)
    rows = list(VitalSigns.objects.standing().filter(session=session)) if session else []
    if not session or not session.first_dose_at or not rows:
        return ""
    return (
        f"{session.first_dose_at.astimezone(patient.clinic.zone):%b %-d}, {len(rows)} readings, "
        f"pressure {_range(row.systolic for row in rows)} over {_range(row.diastolic for row in rows)}, "
        f"pulse {_range(row.heart_rate for row in rows)}, SpO₂ {_range(row.spo2 for row in rows)} %"
    )


def intention(patient: Patient, at: datetime) -> str:
    row = (
        IntentionVersion.objects.filter(episode__patient=patient, said_at__lte=at)
        .order_by("-said_at", "-pk")
        .first()
    )
    return f"“{row.text}”" if row else ""


def phq9(patient: Patient, _at: datetime) -> str:
    row = latest_complete(patient, instrument=InstrumentCode.PHQ9)
    if row is None or row.score is None:
        return ""
    band = f", {row.band.lower()}" if row.band else ""
    day = row.answered_at.astimezone(patient.clinic.zone)
    return f"{row.score.normalize():f}{band}, {day:%b %-d, %Y}"


def kap(patient: Patient, at: datetime) -> str:
    """What is done here, in one sentence, with how often it was done."""
    given = MedicineSession.objects.dosed().filter(
        episode__patient=patient, first_dose_at__lte=at
    ).count()  # fmt: skip
    return (
        "psychotherapy around sessions with ketamine, prepared before and worked through after, "
        f"a clinician present throughout; {given} medicine session{'' if given == 1 else 's'} so far"
    )


def _newest_session(patient: Patient, at: datetime) -> MedicineSession | None:
    rows = MedicineSession.objects.dosed().filter(episode__patient=patient, first_dose_at__lte=at)
    return rows.order_by("-first_dose_at", "-pk").first()


def _dose(row: MedicationAdministration, patient: Patient) -> str:
    day = row.given_at.astimezone(patient.clinic.zone)
    mg = row.mg if (ran := vars(row)["run_in"]) is None else ran
    return f"{day:%b %-d} {Received(row, mg).words} {Route(row.route).label.lower()}"


def _range(values: Iterable[int]) -> str:
    found = sorted(values)
    return str(found[0]) if found[0] == found[-1] else f"{found[0]} to {found[-1]}"


PHRASES = (
    Phrase("kap", "Ketamine-assisted psychotherapy", kap),
    Phrase("intention", "Intention", intention),
    Phrase("doses", "Doses so far", doses),
    Phrase("vitals", "Readings of the last session", vitals),
    Phrase("phq9", "Last PHQ-9", phq9),
)
