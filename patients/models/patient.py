"""The person, whom to call, and what must never be overlooked."""

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Upper

from accounts.enums import Permission
from accounts.models import Clinic, Membership, User, known_zone
from core.history import tracked
from core.models import AppendOnly, ClinicQuerySet
from patients.enums import ContactKind, Sex


class PatientQuerySet(ClinicQuerySet["Patient"]):
    def visible_to(self, membership: Membership) -> Self:
        """Whom this person may open: themselves, their clinic, or those whose care team they are on."""
        rows = self.filter(clinic_id=membership.clinic_id)
        if membership.is_patient_only:
            return rows.filter(user_id=membership.user_id)
        if not membership.may(Permission.CHART_LOGISTICS):
            return rows.none()
        if membership.covers_all_patients or not membership.is_clinician:
            return rows
        if membership.may(Permission.MESSAGES_OPT_OUT) or membership.may(Permission.TEAM_MANAGE):
            return rows  # a clinician who is also the desk or the owner finds everybody
        return rows.filter(on_care_team(membership))

    def matching(self, text: str) -> Self:
        """Names in part, birth date as typed, the last digits of a phone, the record number."""
        query = Q(legal_name__icontains=text) | Q(preferred_name__icontains=text)
        digits = "".join(char for char in text if char.isdigit())
        if len(digits) >= 4:
            query |= Q(phone__endswith=digits) | Q(record_number__iexact=text.strip())
        return self.filter(query)


def on_care_team(membership: Membership, path: str = "pk") -> Exists:
    """That the patient at `path` has this member on the care team now."""
    return Exists(
        CareTeamMember.objects.filter(patient=OuterRef(path), membership=membership, ended_at=None)
    )


@tracked
class Patient(models.Model):
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="patients")
    user = models.OneToOneField(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="patient"
    )
    record_number = models.CharField(max_length=20)
    legal_name = models.CharField(max_length=160)
    preferred_name = models.CharField(max_length=80, blank=True)
    pronouns = models.CharField(max_length=40, blank=True)
    date_of_birth = models.DateField()
    sex = models.CharField(max_length=10, choices=Sex.choices, default=Sex.UNKNOWN)
    timezone = models.CharField(max_length=64, validators=[known_zone])
    language = models.CharField(max_length=10, default="en")
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=300, blank=True)
    contact_rules = models.CharField(
        max_length=300, blank=True, help_text="For example: never leave a voicemail."
    )
    registered_at = models.DateTimeField()
    died_on = models.DateField(null=True, blank=True)

    objects: ClassVar[PatientQuerySet] = PatientQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "record_number"], name="record_number_once"),
        ]
        indexes = [
            GinIndex(
                fields=["legal_name", "preferred_name"],
                opclasses=["gin_trgm_ops", "gin_trgm_ops"],
                name="patient_names_trigram",
            ),
            models.Index(Upper("legal_name"), "id", name="patient_name_order"),
            models.Index(fields=["clinic", "legal_name", "id"], name="patient_by_clinic_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What to call them; the legal name stands on paper."""
        last = self.legal_name.split()[-1]
        first = self.preferred_name or self.legal_name.split()[0]
        return first if first.endswith(last) else f"{first} {last}"

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.name.split()[:2]).upper()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def age_on(self, day: date) -> int:
        born = self.date_of_birth
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@tracked
class CareTeamMember(models.Model):
    """Who looks after this patient. The treating therapist is `is_lead`."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="care_team")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="caseload")
    is_lead = models.BooleanField(default=False)
    joined_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "membership"],
                condition=Q(ended_at=None),
                name="once_on_a_care_team",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership} for {self.patient}"


@tracked
class Contact(models.Model):
    """Somebody beside the patient. Told nothing without a release."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=20, choices=ContactKind.choices)
    name = models.CharField(max_length=160)
    phone = models.CharField(max_length=20)
    relation = models.CharField(max_length=60, blank=True)
    address = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


@tracked
class Allergy(models.Model):
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="allergies")
    substance = models.CharField(max_length=120)
    reaction = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.substance


@tracked
class Medicine(models.Model):
    """What the patient says they take, with its class for the screening rules."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="medicines")
    name = models.CharField(max_length=120)
    medicine_class = models.CharField(max_length=40)
    last_taken_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class WeightQuerySet(models.QuerySet["Weight"]):
    def newest(self, patient_id: int, *, at: datetime) -> "Weight | None":
        rows = self.filter(patient_id=patient_id, measured_at__lte=at)
        return rows.order_by("-measured_at", "-pk").first()


class Weight(AppendOnly):
    """Body weight in kilograms, with what was typed; mg/kg leans on the newest."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="weights")
    kilograms = models.DecimalField(max_digits=6, decimal_places=2)
    typed_value = models.DecimalField(max_digits=6, decimal_places=2)
    typed_unit = models.CharField(max_length=2, choices=[("kg", "kg"), ("lb", "lb")])
    height_cm = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    measured_at = models.DateTimeField()

    objects: ClassVar[WeightQuerySet] = WeightQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kilograms__gte=Decimal(20), kilograms__lte=Decimal(400)),
                name="weight_of_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kilograms} kg"
