"""Who a page is about: two identifiers, allergies, alerts and contact rules, always in sight."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from accounts.enums import Permission
from accounts.models import Membership
from audit import trail
from core.clock import day_at
from patients.domain.directives import newest
from patients.enums import EpisodeStatus, Phase
from patients.models import Allergy, EpisodeOfCare, Patient

NOT_ASKED = "not asked yet"


@dataclass(frozen=True)
class Identity:
    """What stands in the bar. Who may not see the clinical part is shown none of it."""

    name: str
    legal_name: str
    pronouns: str
    born_on: date
    age: int
    number: str
    url: str
    allergies: Sequence[str]
    alerts: Sequence[str]
    sees_clinical: bool


def identity(
    patient: Patient, *, membership: Membership, at: datetime, alerts: Sequence[str] = ()
) -> Identity:
    """The bar for a page about this patient, in at most four statements.

    Whoever is shown it had the patient before them: that leaves its line in the read log, once a page.
    """
    trail.seen(patient, by=membership, at=at)
    clinical = membership.may(Permission.CHART_CLINICAL)
    return assemble(
        patient,
        at=at,
        allergies=_allergies(patient) if clinical else [],
        alerts=[*alerts, *filter(None, [newest(patient).mark])] if clinical else [],
        sees_clinical=clinical,
    )


def assemble(
    patient: Patient,
    *,
    at: datetime,
    allergies: Sequence[str],
    alerts: Sequence[str],
    sees_clinical: bool,
) -> Identity:
    rules = [patient.contact_rules] if patient.contact_rules else []
    died = ["Died"] if patient.died_on else []
    return Identity(
        name=patient.name,
        legal_name=patient.legal_name,
        pronouns=patient.pronouns,
        born_on=patient.date_of_birth,
        age=patient.age_on(day_at(patient.clinic, at)),
        number=patient.record_number,
        url=reverse("dashboard:chart", args=[patient.pk]),
        allergies=list(allergies),
        alerts=[*died, *alerts, *rules],
        sees_clinical=sees_clinical,
    )


def _allergies(patient: Patient) -> list[str]:
    rows = Allergy.objects.filter(patient=patient, ended_at=None).order_by("recorded_at", "pk")
    names = list(rows.values_list("substance", flat=True))
    return names or unasked(is_before_intake=_is_before_intake(patient))


def unasked(*, is_before_intake: bool) -> list[str]:
    """No allergy on record before anybody asked is not the same as none known."""
    return [NOT_ASKED] if is_before_intake else []


def _is_before_intake(patient: Patient) -> bool:
    rows = EpisodeOfCare.objects.filter(patient=patient, status=EpisodeStatus.ACTIVE)
    return rows.filter(phase=Phase.INTAKE).exists()
