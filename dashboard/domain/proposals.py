"""What the booking page proposes before anybody types: length, place, time, and what clashes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from accounts.domain.policies import policy_of
from accounts.models import Membership
from dashboard.domain.diary import free_times, peak_of
from medications.domain.orders import order_in_force
from medications.enums import Route
from patients.enums import Phase
from patients.models import EpisodeOfCare, Patient
from scheduling.enums import UPCOMING, VisitKind
from scheduling.models import HOLDS_THE_SLOT, Appointment, Room
from sessions.domain.visits import booking_blockers

USUAL_MINUTES = 60
# Arrival to leaving, by route: observation and time to land (clinic defaults).
SESSION_MINUTES = {Route.SL: 180, Route.IM: 180, Route.IV: 150, Route.IN_ESKETAMINE: 135}
LONGEST = 180
KIND_OF_PHASE = {
    Phase.PREPARATION: VisitKind.PREPARATION,
    Phase.MEDICINE: VisitKind.MEDICINE_SESSION,
    Phase.INTEGRATION: VisitKind.INTEGRATION,
}


def usual_minutes(patient: Patient) -> dict[str, int]:
    """How long each kind of visit usually is for this patient; the order's route sets the session's."""
    episode = EpisodeOfCare.objects.open().filter(patient=patient).first()
    order = order_in_force(episode) if episode else None
    session = SESSION_MINUTES.get(Route(order.route), LONGEST) if order else LONGEST
    return dict.fromkeys(VisitKind.values, USUAL_MINUTES) | {VisitKind.MEDICINE_SESSION: session}


def usual_kind(patient: Patient) -> str:
    """The kind of visit that the phase of the course of care asks for next."""
    episode = EpisodeOfCare.objects.open().filter(patient=patient).first()
    return (
        KIND_OF_PHASE.get(Phase(episode.phase), VisitKind.INTAKE) if episode else VisitKind.INTAKE
    )


def obstacles(patient: Patient, *, start_at: datetime, at: datetime) -> list[str]:
    """Why a medicine session could not be booked today, said before the form is sent."""
    episode = EpisodeOfCare.objects.open().filter(patient=patient).first()
    if episode is None:
        return ["No course of care is open for this patient."]
    return [one.sentence for one in booking_blockers(episode, start_at=start_at, at=at)]


@dataclass(frozen=True, slots=True)
class Proposal:
    """The integration visit that belongs to a medicine session just booked."""

    visit: Appointment
    peak_from: datetime
    peak_until: datetime
    start_at: datetime | None

    @property
    def is_weekend(self) -> bool:
        """The whole peak lies on days on which many clinics are closed."""
        zone = self.visit.clinic.zone
        days = {self.peak_from.astimezone(zone).isoweekday()}
        days.add((self.peak_from + timedelta(hours=24)).astimezone(zone).isoweekday())
        return days == {6, 7}


def integration_after(visit: Appointment, *, at: datetime) -> Proposal:
    """The first time inside the peak at which the same people and the same room are free."""
    start, end = peak_of(visit, policy=policy_of(visit.clinic, at=at))
    found = free_times(
        visit.patient,
        clinician=visit.clinician,
        room=visit.room,
        minutes=USUAL_MINUTES,
        after=max(start, at),
        until=end,
        offers=1,
    )
    return Proposal(visit, start, end, found[0] if found else None)


def wants_integration(visit: Appointment, *, at: datetime) -> bool:
    """A medicine session without an integration visit inside its peak."""
    if visit.kind != VisitKind.MEDICINE_SESSION:
        return False
    end = peak_of(visit, policy=policy_of(visit.clinic, at=at))[1]
    return not Appointment.objects.filter(
        patient=visit.patient,
        kind=VisitKind.INTEGRATION,
        status__in=UPCOMING,
        start_at__gt=visit.start_at,
        start_at__lte=end,
    ).exists()


def clashes(member: Membership, patient: Patient, asked: dict[str, Any]) -> list[str]:
    """What stands in the way, by name where this person may know the name."""
    start = asked["start_at"]
    room: Room = asked["room"]
    end = start + timedelta(minutes=asked["minutes"] + room.turnover_minutes)
    rows = (
        Appointment.objects.for_clinic(patient.clinic)
        .filter(HOLDS_THE_SLOT, span__overlap=(start, end))
        .filter(Q(clinician=asked["clinician"]) | Q(room=room) | Q(patient=patient))
        .select_related("patient", "clinician__user", "room")
        .order_by("start_at")[:5]
    )
    known = set(
        Patient.objects.visible_to(member)
        .filter(pk__in=[row.patient_id for row in rows])
        .values_list("pk", flat=True)
    )
    zone = patient.clinic.zone
    return [_clash(row, row.patient_id in known, zone) for row in rows]


def _clash(visit: Appointment, is_known: bool, zone: Any) -> str:
    start, end = visit.start_at.astimezone(zone), visit.end_at.astimezone(zone)
    who = visit.patient.name if is_known else "another patient"
    hours = f"{start:%-I:%M} to {end:%-I:%M %p}"
    return (
        f"{hours}: {visit.get_kind_display().lower()} of {who}, {visit.clinician} in {visit.room}"
    )
