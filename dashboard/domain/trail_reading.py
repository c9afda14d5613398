"""Reading the trail: newest first, page by page from where the last one ended."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q

from accounts.enums import Permission
from accounts.models import Membership
from audit.models import AuditEvent
from core.clock import day_span
from patients.models import Patient

PER_PAGE = 50
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class TrailLine:
    event: AuditEvent
    patient: str

    @property
    def action_words(self) -> str:
        """`dose.given` as it is said aloud."""
        return self.event.action.replace(".", ": ").replace("_", " ")

    @property
    def facts_words(self) -> str:
        return "; ".join(
            f"{key.replace('_', ' ')}: {value}" for key, value in self.event.facts.items()
        )


@dataclass(frozen=True, slots=True)
class TrailPage:
    lines: list[TrailLine]
    next_before: str


def read(
    member: Membership,
    *,
    patient: Patient | None = None,
    person: Membership | None = None,
    outcome: str = "",
    day: date | None = None,
    before: str = "",
) -> TrailPage:
    """A page of the clinic's trail; `before` is the place where the last page ended."""
    rows = AuditEvent.objects.filter(clinic_id=member.clinic_id)
    if patient is not None:
        rows = rows.filter(patient_id=patient.pk)
    if person is not None:
        rows = rows.filter(actor_id=person.pk)
    if outcome:
        rows = rows.filter(outcome=outcome)
    if day is not None:
        rows = rows.filter(at__lt=day_span(member.clinic, day)[1])
    if before:
        at, pk = _place(before)
        rows = rows.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk))
    found = list(rows.order_by("-at", "-pk")[: PER_PAGE + 1])
    shown = found[:PER_PAGE]
    names = _names(member, shown)
    return TrailPage(
        [TrailLine(event, names.get(event.patient_id, "")) for event in shown],
        _key(shown[-1]) if len(found) > PER_PAGE else "",
    )


def _key(event: AuditEvent) -> str:
    since = event.at - EPOCH
    return f"{since.days * 86400 + since.seconds}.{since.microseconds:06d}-{event.pk}"


def _place(key: str) -> tuple[datetime, int]:
    moment, _, pk = key.partition("-")
    micros = int(Decimal(moment) * 1_000_000)
    return EPOCH + timedelta(microseconds=min(micros, 4_000_000_000_000_000)), int(pk)


def _names(member: Membership, events: list[AuditEvent]) -> dict[Any, str]:
    """The record number, and the name for whoever may open the chart."""
    ids = {event.patient_id for event in events if event.patient_id}
    rows = Patient.objects.for_clinic(member.clinic).filter(pk__in=ids)
    may_know = member.may(Permission.CHART_LOGISTICS)
    return {
        row.pk: f"{row.name}, {row.record_number}" if may_know else f"Record {row.record_number}"
        for row in rows
    }
