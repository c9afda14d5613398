"""What the monitoring form can be filled in with from the record. Plain values: they are frozen when it is sent."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from accounts.domain.policies import policy_of
from core.clock import day_at, minutes_between
from medications.enums import Route
from patients.models import Medicine
from patients.phones import as_read
from screening.enums import MedicineClass
from sessions.domain.route_steps import plain
from sessions.domain.routes import given_mg, given_totals
from sessions.enums import RouteActKind
from sessions.models import (
    MedicationAdministration,
    MedicineSession,
    MonitoringForm,
    RouteAct,
    VitalSigns,
)

# What the programme asks about by class.
ASKED_CLASSES = (
    MedicineClass.BENZODIAZEPINE,
    MedicineClass.SEDATIVE_HYPNOTIC,
    MedicineClass.OPIOID,
    MedicineClass.STIMULANT,
    MedicineClass.MAOI,
)
AT_FORTY, NEAR_FORTY = 40, 15


def facts_of(form: MonitoringForm) -> dict[str, Any]:
    """Every line that the record knows, in the order of the form."""
    session = form.session
    doses = list(session.doses.select_related("lot").order_by("given_at", "pk"))
    return {
        **_person(session),
        **_medicines(session),
        **_dose(session, doses),
        **_readings(session, doses[0].given_at),
        **_events(session),
    }


def _person(session: MedicineSession) -> dict[str, Any]:
    patient, clinic = session.patient, session.patient.clinic
    enrolment = getattr(patient, "rems_enrolment", None)
    earlier = MedicineSession.objects.dosed().filter(
        episode__patient=patient, doses__route=Route.IN_ESKETAMINE
    )
    is_first = (
        not earlier.exclude(pk=session.pk).filter(first_dose_at__lt=session.first_dose_at).exists()
    )
    policy = policy_of(clinic, at=session.first_dose_at or session.planned_at)
    return {
        "Patient": patient.legal_name,
        "Born": f"{patient.date_of_birth:%B %-d, %Y}",
        "Sex": patient.get_sex_display(),
        "Enrolled": f"{enrolment.reference}, {enrolment.enrolled_on:%B %-d, %Y}"
        if enrolment
        else "No enrolment on record",
        "First treatment": "Yes" if is_first else "No",
        "Site": policy["rems_site"] or "No certified site on record",
        "Setting": ", ".join(filter(None, [clinic.name, clinic.address, as_read(clinic.phone)])),
    }


def _medicines(session: MedicineSession) -> dict[str, Any]:
    rows = Medicine.objects.filter(patient=session.patient, ended_at=None)
    names: dict[str, list[str]] = {}
    for row in rows.order_by("name"):
        names.setdefault(row.medicine_class, []).append(row.name)
    return {
        one.label: ", ".join(names[one]) if one in names else "None reported"
        for one in ASKED_CLASSES
    }


def _dose(session: MedicineSession, doses: list[MedicationAdministration]) -> dict[str, Any]:
    zone = session.patient.clinic.zone
    first = doses[0].given_at
    devices = RouteAct.objects.standing().filter(session=session, kind=RouteActKind.DEVICE_USED)
    left, totals = session.ended_at, given_totals(session)
    lots = [dose.lot.number if dose.lot else dose.device_lot for dose in doses]
    return {
        "Day": f"{day_at(session.patient.clinic, first):%B %-d, %Y}",
        "First device": f"{first.astimezone(zone):%-I:%M %p}",
        "Dose": f"{plain(sum((given_mg(dose, totals) for dose in doses), Decimal(0)))} mg",
        "Devices logged": str(devices.count()),
        "Lot": ", ".join(dict.fromkeys(filter(None, lots))) or "Not recorded",
        "Minutes monitored": f"{minutes_between(first, left):.0f}" if left else "Not ended",
        "Ending": session.get_ending_display() or "Not ended",
    }


def _readings(session: MedicineSession, first: datetime) -> dict[str, Any]:
    rows = list(VitalSigns.objects.standing().filter(session=session).order_by("taken_at", "pk"))
    before = [row for row in rows if row.taken_at <= first]
    after = [row for row in rows if row.taken_at > first]
    near = [
        row for row in after if abs(minutes_between(first, row.taken_at) - AT_FORTY) <= NEAR_FORTY
    ]
    forty = min(
        near, key=lambda row: abs(minutes_between(first, row.taken_at) - AT_FORTY), default=None
    )
    return {
        "Blood pressure before": _pressure(before[-1] if before else None, first),
        "At about 40 minutes": _pressure(forty, first),
        "Before leaving": _pressure(after[-1] if after else None, first),
    }


def _pressure(row: VitalSigns | None, first: datetime) -> str:
    if row is None:
        return "Not recorded"
    minute = round(minutes_between(first, row.taken_at))
    return f"{row} at minute {minute}" if minute >= 0 else f"{row}, {-minute} min before"


def _events(session: MedicineSession) -> dict[str, Any]:
    rows = session.adverse_events.standing().order_by("occurred_at", "pk")
    told = [f"{row}{' (serious)' if row.is_serious else ''}" for row in rows]
    return {"Adverse events logged": "; ".join(told) or "None"}
