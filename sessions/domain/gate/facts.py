"""Everything the gate looks at, fetched once in few statements."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Subquery

from accounts.domain.policies import Policy, policy_of
from accounts.enums import Permission
from core.clock import day_at
from medications.domain.orders import order_in_force
from medications.models import MedicationOrder
from patients.models import EpisodeOfCare, Weight
from scheduling.enums import UPCOMING, AppointmentStatus, VisitKind
from scheduling.models import Appointment
from screening.domain.consents import ConsentState, states
from screening.enums import FindingStatus
from screening.models import EligibilityDecision, Finding, Intake, IntentionVersion, Preparation
from sessions.domain.gate.told_late import level_now, was_told_later
from sessions.enums import DoseKind, Ending, ReadingLevel
from sessions.models import (
    CheckIn,
    GateAcknowledgement,
    MedicationAdministration,
    MedicineSession,
    ReadingDeclined,
    VitalSigns,
)


@dataclass(frozen=True)
class Background:
    """The course of care around the session; times are instants, None where there is nothing."""

    intake_at: datetime | None
    decision_outcome: str | None
    decided_at: datetime | None
    decided_by: str | None
    weight_at: datetime | None
    weight_kg: Any
    is_prepared: bool
    communication_plan: str | None
    intention: str | None
    integration_at: datetime | None
    has_cv5: bool
    declined_at: datetime | None = None


@dataclass(frozen=True)
class GateFacts:
    session: MedicineSession | None
    episode: EpisodeOfCare
    at: datetime
    policy: Policy
    background: Background
    findings: list[Finding]
    consents: dict[str, ConsentState]
    order: MedicationOrder | None
    doses: list[MedicationAdministration]
    check_in: CheckIn | None
    readings: list[VitalSigns]
    acknowledgements: list[GateAcknowledgement]
    check_ins: tuple[CheckIn, ...] = ()

    def asked(self, question: str) -> CheckIn | None:
        """The newest check-in at which that was asked; None where nobody did."""
        return next((one for one in self.check_ins if getattr(one, question) is not None), None)

    @property
    def own_doses(self) -> list[MedicationAdministration]:
        return [dose for dose in self.doses if self.session and dose.session_id == self.session.pk]

    @property
    def first_dose(self) -> MedicationAdministration | None:
        return next((dose for dose in self.own_doses if dose.kind == DoseKind.FIRST), None)

    @property
    def dosed_before(self) -> int:
        """Sessions of this course of care, other than this one, in which a dose was given."""
        own = self.session.pk if self.session else None
        return len({dose.session_id for dose in self.doses if dose.session_id != own})

    def used_under(self, order: MedicationOrder) -> int:
        own = self.session.pk if self.session else None
        return len(
            {
                dose.session_id
                for dose in self.doses
                if dose.order_id == order.pk and dose.session_id != own
            }
        )

    @property
    def newest_reading(self) -> VitalSigns | None:
        return self.readings[-1] if self.readings else None

    @property
    def todays_reading(self) -> VitalSigns | None:
        """The newest reading, if it is of the clinic's day that it is now."""
        newest = self.newest_reading
        clinic = self.episode.patient.clinic
        return (
            newest
            if newest and day_at(clinic, newest.taken_at) == day_at(clinic, self.at)
            else None
        )

    def level_of(self, reading: VitalSigns) -> ReadingLevel:
        return level_now(
            reading, among=self.readings, first_dose=self.first_dose, policy=self.policy
        )

    @property
    def was_amber_today(self) -> bool:
        clinic = self.episode.patient.clinic
        today = day_at(clinic, self.at)
        return any(
            self.level_of(one) != ReadingLevel.WITHIN and day_at(clinic, one.taken_at) == today
            for one in self.readings
        )

    def acknowledged(self, item: str, *, reading: VitalSigns | None = None) -> bool:
        """Opened by name today."""
        clinic = self.episode.patient.clinic
        today = day_at(clinic, self.at)
        return any(
            row.item == item
            and (reading is None or self._speaks_of(row, reading))
            and day_at(clinic, row.acknowledged_at) == today
            for row in self.acknowledgements
        )

    def _speaks_of(self, row: GateAcknowledgement, reading: VitalSigns) -> bool:
        """Of that reading alone; and a standing order spoke of no dose that was told only afterwards."""
        if row.reading_id != reading.pk:
            return False
        dose = self.first_dose
        if dose is None or not was_told_later(dose, reading):
            return True
        by_standing_order = not row.acknowledged_by.may(Permission.GATE_ACKNOWLEDGE)
        return not (by_standing_order and row.acknowledged_at < dose.recorded_at)


def load(episode: EpisodeOfCare, session: MedicineSession | None, *, at: datetime) -> GateFacts:
    """The facts as they stand at `at`."""
    patient = episode.patient
    policy = policy_of(patient.clinic, at=at)
    order = order_in_force(episode)
    check_ins = _check_ins(session)
    return GateFacts(
        session=session,
        episode=episode,
        at=at,
        policy=policy,
        background=_background(episode, session, policy=policy, at=at),
        findings=list(Finding.objects.unsettled().filter(episode=episode).order_by("code")),
        consents=states(patient, policy=policy, at=at),
        order=order,
        doses=doses_of(episode),
        check_in=check_ins[0] if check_ins else None,
        readings=_readings(session),
        acknowledgements=_acknowledgements(session),
        check_ins=check_ins,
    )


def has_cv5(path: str) -> Exists:
    """That the episode at `path` ever had the finding that asks for the dense set of readings."""
    rows = Finding.objects.filter(episode=OuterRef(path), code="CV5")
    return Exists(rows.exclude(status=FindingStatus.SUPERSEDED))


def doses_of(episode: EpisodeOfCare) -> list[MedicationAdministration]:
    return list(
        MedicationAdministration.objects.filter(session__episode=episode)
        .exclude(session__ending=Ending.ENTERED_IN_ERROR)
        .select_related("given_by__user", "recorded_by__user", "lot")
        .order_by("given_at", "pk")
    )


def _acknowledgements(session: MedicineSession | None) -> list[GateAcknowledgement]:
    return list(session.acknowledgements.select_related("acknowledged_by")) if session else []


def _readings(session: MedicineSession | None) -> list[VitalSigns]:
    if session is None:
        return []
    rows = VitalSigns.objects.standing().filter(session=session).select_related("recorded_by__user")
    return list(rows.order_by("taken_at", "pk"))


def _check_ins(session: MedicineSession | None) -> tuple[CheckIn, ...]:
    """The newest first."""
    if session is None:
        return ()
    rows = CheckIn.objects.filter(session=session).select_related("recorded_by__user")
    return tuple(rows.order_by("-recorded_at", "-pk"))


def _background(
    episode: EpisodeOfCare, session: MedicineSession | None, *, policy: Policy, at: datetime
) -> Background:
    """One statement with a column for each question."""
    intakes = Intake.objects.filter(episode=OuterRef("pk")).order_by("-submitted_at", "-pk")
    decisions = EligibilityDecision.objects.filter(
        episode=OuterRef("pk"), decided_at__lte=at
    ).order_by("-decided_at", "-pk")
    weights = Weight.objects.filter(patient=OuterRef("patient"), measured_at__lte=at).order_by(
        "-measured_at", "-pk"
    )
    preparations = Preparation.objects.filter(episode=OuterRef("pk")).order_by(
        "-recorded_at", "-pk"
    )
    intentions = IntentionVersion.objects.filter(episode=OuterRef("pk")).order_by("-number")
    row = (
        EpisodeOfCare.objects.filter(pk=episode.pk)
        .annotate(
            intake_at=Subquery(intakes.values("submitted_at")[:1]),
            decision_outcome=Subquery(decisions.values("outcome")[:1]),
            decided_at=Subquery(decisions.values("decided_at")[:1]),
            decided_by=Subquery(decisions.values("decided_by__user__full_name")[:1]),
            weight_at=Subquery(weights.values("measured_at")[:1]),
            weight_kg=Subquery(weights.values("kilograms")[:1]),
            is_prepared=Exists(preparations),
            communication_plan=Subquery(preparations.values("communication_plan")[:1]),
            intention=Subquery(intentions.values("text")[:1]),
            has_cv5=has_cv5("pk"),
            declined_at=Subquery(_declined(session).values("occurred_at")[:1]),
            integration_at=Subquery(_integration_visits(session, policy).values("start_at")[:1]),
        )
        .values(*Background.__dataclass_fields__)
        .get()
    )
    return Background(**row)


def _declined(session: MedicineSession | None) -> Any:
    """Readings that were due and let be, the newest first."""
    if session is None:
        return ReadingDeclined.objects.none()
    return (
        ReadingDeclined.objects.standing().filter(session=session).order_by("-occurred_at", "-pk")
    )


def _integration_visits(session: MedicineSession | None, policy: Policy) -> Any:
    """Integration visits that start inside the peak after the session's booked start."""
    if session is None:
        return Appointment.objects.none()
    until = session.planned_at + timedelta(hours=policy["peak_hours"])
    return Appointment.objects.filter(
        patient=OuterRef("patient"),
        kind=VisitKind.INTEGRATION,
        status__in=[*UPCOMING, AppointmentStatus.FULFILLED],
        start_at__gt=session.planned_at,
        start_at__lte=until,
    ).order_by("start_at")
