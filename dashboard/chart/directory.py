"""The list of patients: a page at a time from where the last one ended, nothing counted."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Upper

from accounts.models import Membership
from patients.models import CareTeamMember, EpisodeOfCare, Patient
from patients.queries import find
from scheduling.enums import UPCOMING
from scheduling.models import Appointment

PAGE = 25


@dataclass(frozen=True)
class Directory:
    people: list[Any]
    next_after: int | None


def directory(
    membership: Membership, *, text: str, after: int | None, today: date, at: datetime
) -> Directory:
    """Patients by legal name, each with lead, phase and next visit, in one statement."""
    rows = Patient.objects.visible_to(membership)
    if text:
        rows = find(rows, text, today=today)
    rows = rows.annotate(upper_name=Upper("legal_name"))
    if after is not None:
        place = Patient.objects.visible_to(membership).filter(pk=after)
        name = Subquery(place.values(name=Upper("legal_name"))[:1])
        rows = rows.filter(Q(upper_name__gt=name) | Q(upper_name=name, pk__gt=after))
    found = list(_with_columns(rows, at=at).order_by("upper_name", "pk")[: PAGE + 1])
    shown = found[:PAGE]
    return Directory(shown, shown[-1].pk if len(found) > PAGE else None)


def _with_columns(rows: Any, *, at: datetime) -> Any:
    own = {"patient": OuterRef("pk")}
    visits = Appointment.objects.filter(**own, status__in=UPCOMING, end_at__gt=at)
    leads = CareTeamMember.objects.filter(**own, ended_at=None, is_lead=True)
    return rows.annotate(
        next_visit_at=Subquery(visits.order_by("start_at").values("start_at")[:1]),
        lead_name=Subquery(leads.values("membership__user__full_name")[:1]),
        phase=Subquery(EpisodeOfCare.objects.open().filter(**own).values("phase")[:1]),
    )
