"""A glance at the papers of many medicine sessions at once. The gate in the room decides, not this.

Everything is a column of the statement that fetches the visits, so a full day costs what an empty
one does.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.domain.policies import Policy
from medications.models import MedicationOrder
from scheduling.enums import UPCOMING, AppointmentStatus, VisitKind
from scheduling.models import Appointment, AppointmentQuerySet
from screening.enums import DecisionOutcome
from screening.models import Consent, EligibilityDecision, Finding, Intake, Preparation
from sessions.models import CheckIn

EPISODE = OuterRef("session__episode_id")


@dataclass(frozen=True, slots=True)
class Readiness:
    """`for_desk` can be mended by the front desk; the rest is a clinician's."""

    for_desk: tuple[str, ...]
    call_clinician: bool

    @property
    def is_ready(self) -> bool:
        return not self.for_desk and not self.call_clinician

    @property
    def words(self) -> str:
        if self.is_ready:
            return "Ready"
        lacking = [*self.for_desk, *(["call clinician"] if self.call_clinician else [])]
        return f"Not ready: {', '.join(lacking)}"


def with_papers(
    visits: AppointmentQuerySet, *, policy: Policy, at: datetime
) -> AppointmentQuerySet:
    """The visits with what `readiness_of` reads, in the same statement."""
    return visits.annotate(
        has_intake=Exists(Intake.objects.filter(episode=EPISODE)),
        decided=Subquery(_decisions(at).values("outcome")[:1]),
        has_open_finding=Exists(Finding.objects.unsettled().filter(episode=EPISODE)),
        has_order=Exists(_orders()),
        is_prepared=Exists(Preparation.objects.filter(episode=EPISODE)),
        lacks_consents=len(policy["required_consents"])
        - Coalesce(Subquery(_signed(policy, at)), 0),
        has_integration=Exists(_integration_visits(policy)),
        ride=Subquery(_check_ins().values("ride_name")[:1]),
    )


def readiness_of(visit: Appointment) -> Readiness:
    row = vars(visit)
    lacking = {
        "intake": not row["has_intake"],
        "consents": row["lacks_consents"] > 0,
        "integration visit": not row["has_integration"],
        "ride home": row["ride"] == "",
    }
    clinical = (
        row["has_intake"]
        and row["decided"] == DecisionOutcome.ELIGIBLE
        and not row["has_open_finding"]
        and row["has_order"]
        and row["is_prepared"]
    )
    desk = tuple(word for word, is_missing in lacking.items() if is_missing)
    return Readiness(for_desk=desk, call_clinician=not clinical)


def _decisions(at: datetime) -> QuerySet[EligibilityDecision]:
    rows = EligibilityDecision.objects.filter(episode=EPISODE, decided_at__lte=at)
    return rows.order_by("-decided_at", "-pk")


def _orders() -> QuerySet[MedicationOrder]:
    return MedicationOrder.objects.in_force().filter(
        episode=EPISODE, valid_until__gte=OuterRef("start_at")
    )


def _signed(policy: Policy, at: datetime) -> QuerySet[Any, Any]:
    """How many of the required consents stand: signed, not withdrawn, not too old."""
    rows = Consent.objects.filter(
        patient=OuterRef("patient_id"),
        kind__in=policy["required_consents"],
        withdrawn_at=None,
        signed_at__gte=at - policy.days("consent_days"),
    )
    counted = rows.order_by().annotate(one=F("patient")).values("one")
    return counted.annotate(kinds=Count("kind", distinct=True)).values("kinds")


def _integration_visits(policy: Policy) -> AppointmentQuerySet:
    return Appointment.objects.filter(
        patient=OuterRef("patient_id"),
        kind=VisitKind.INTEGRATION,
        status__in=[*UPCOMING, AppointmentStatus.FULFILLED],
        start_at__gt=OuterRef("start_at"),
        start_at__lte=OuterRef("start_at") + timedelta(hours=policy["peak_hours"]),
    )


def _check_ins() -> QuerySet[CheckIn]:
    rows = CheckIn.objects.filter(session=OuterRef("session__pk"))
    return rows.order_by("-recorded_at", "-pk")
