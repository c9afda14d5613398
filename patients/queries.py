"""Finding people: any part of a name, a birth date as typed, the tail of a phone, the record number."""

import re
from datetime import date, datetime

from django.db.models import Q, QuerySet

from accounts.enums import Role
from accounts.models import Clinic, Membership
from patients.enums import NotePart
from patients.models import CareTeamMember, ClinicalNote, Patient, on_care_team
from patients.models.patient import PatientQuerySet

DAY_FORMATS = ("%m/%d/%Y", "%m/%d/%y", "%m-%d-%Y", "%m-%d-%y", "%Y-%m-%d", "%m.%d.%Y", "%m.%d.%y")
SHORTEST_TAIL = 4
ALIKE_SHOWN = 5
WRITERS_OF_PART: dict[str, tuple[str, ...]] = {
    NotePart.THERAPY: (Role.THERAPIST,),
    NotePart.MEDICINE: (Role.PRESCRIBER,),
}


def in_care_of(membership: Membership) -> PatientQuerySet:
    """Whose clinical pages this member opens: a clinician needs to stand on the care team."""
    rows = Patient.objects.visible_to(membership)
    if membership.is_clinician and not membership.covers_all_patients:
        return rows.filter(on_care_team(membership))
    return rows


def cosigners_for(note: ClinicalNote, *, by: Membership) -> QuerySet[Membership]:
    """Only its author hands it on."""
    if note.author_id != by.pk:
        return Membership.objects.none()
    return cosigners(note.patient, note.part, by=by)


def cosigners(patient: Patient, part: str, *, by: Membership) -> QuerySet[Membership]:
    """Colleagues who write such a part and stand on this patient's team."""
    writers = WRITERS_OF_PART.get(part, (Role.THERAPIST, Role.PRESCRIBER))
    rows = Membership.objects.with_role(*writers).filter(clinic_id=patient.clinic_id)
    team = CareTeamMember.objects.filter(patient=patient, ended_at=None)
    reach = Q(covers_all_patients=True) | Q(pk__in=team.values("membership"))
    return (
        rows.filter(reach).exclude(pk=by.pk).select_related("user")
        .order_by("user__full_name", "pk")
    )  # fmt: skip


def find(rows: PatientQuerySet, text: str, *, today: date) -> PatientQuerySet:
    """Every word must be met; a birth date or a number is understood as such."""
    born = typed_day(text, today=today)
    if born is not None:
        return rows.filter(date_of_birth=born)
    query = Q()
    for word in text.split():
        query &= _any_name(word)
    digits = re.sub(r"\D", "", text)
    if len(digits) >= SHORTEST_TAIL:
        query |= Q(phone__endswith=digits) | Q(record_number=digits.zfill(5))
    return rows.filter(query)


def typed_day(text: str, *, today: date) -> date | None:
    """3/27/85, 03-27-1985 or 1985-03-27; a year of two digits is never in the future."""
    for pattern in DAY_FORMATS:
        try:
            day = datetime.strptime(text.strip(), pattern).date()  # noqa: DTZ007 - a day, no instant
        except ValueError:
            continue
        if day > today and "%y" in pattern:
            day = _a_century_before(day)
        return day
    return None


def alike(clinic: Clinic, *, legal_name: str, born: date, email: str, phone: str) -> list[Patient]:
    """People who may be the same person: born that day with a name in common, or reached the same way."""
    names = Q()
    for word in legal_name.split():
        names |= _any_name(word)
    query = Q(date_of_birth=born) & names
    if email:
        query |= Q(email__iexact=email)
    if phone:
        query |= Q(phone=phone)
    rows = Patient.objects.for_clinic(clinic).filter(query)
    return list(rows.order_by("legal_name", "pk")[:ALIKE_SHOWN])


def _any_name(word: str) -> Q:
    """A regular expression, because that is what the trigram index can serve without regard to case."""
    pattern = re.escape(word)
    return Q(legal_name__iregex=pattern) | Q(preferred_name__iregex=pattern)


def _a_century_before(day: date) -> date:
    return date(day.year - 100, day.month, min(day.day, 28) if day.month == 2 else day.day)
