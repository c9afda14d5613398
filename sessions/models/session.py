"""The medicine session, its check-ins and what was opened by name."""

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.enums import Role
from accounts.models import Membership
from core.constraints import both_or_neither
from core.history import tracked
from core.models import AppendOnly, ClinicQuerySet
from patients.models import ClinicalNote, EpisodeOfCare, Patient
from scheduling.models import Appointment
from screening.enums import Pregnant
from sessions.enums import NOT_OVER, Ending, GateItem, IncidentKind, SessionStatus


class SessionQuerySet(ClinicQuerySet["MedicineSession"]):
    clinic_path = "episode__patient__clinic"

    def visible_to(self, membership: Membership) -> Self:
        return self.filter(episode__patient__in=Patient.objects.visible_to(membership))

    def not_over(self) -> Self:
        return self.filter(status__in=NOT_OVER)

    def under_way(self) -> Self:
        return self.filter(status__in=[SessionStatus.CHECKED_IN, SessionStatus.IN_PROGRESS])

    def dosed(self) -> Self:
        """Sessions in which a dose was given and stands."""
        return self.filter(first_dose_at__isnull=False).exclude(ending=Ending.ENTERED_IN_ERROR)


@tracked
class MedicineSession(models.Model):
    """One dose day. It ends in one of six ways, and once signed nothing in it changes."""

    episode = models.ForeignKey(EpisodeOfCare, on_delete=models.PROTECT, related_name="sessions")
    appointment = models.OneToOneField(
        Appointment, on_delete=models.PROTECT, null=True, blank=True, related_name="session"
    )
    status = models.CharField(
        max_length=14, choices=SessionStatus.choices, default=SessionStatus.PLANNED
    )
    planned_at = models.DateTimeField(help_text="The booked start; a walk-in's first record.")
    policy_version = models.PositiveIntegerField()
    checked_in_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    started_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    first_dose_at = models.DateTimeField(null=True, blank=True)
    last_dose_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    end_recorded_at = models.DateTimeField(
        null=True, blank=True, help_text="When the end was written down, where that was later."
    )
    ending = models.CharField(max_length=20, choices=Ending.choices, blank=True)
    ending_reason = models.TextField(blank=True)
    released_to = models.CharField(max_length=160, blank=True)
    discharge_items = models.JSONField(default=dict)
    override_reason = models.TextField(blank=True)
    capacity_assessed_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    told = ArrayField(models.CharField(max_length=20), default=list)
    therapy_note = models.OneToOneField(
        ClinicalNote, on_delete=models.PROTECT, null=True, blank=True, related_name="therapy_of"
    )
    medicine_note = models.OneToOneField(
        ClinicalNote, on_delete=models.PROTECT, null=True, blank=True, related_name="medicine_of"
    )
    signed_at = models.DateTimeField(
        null=True, blank=True, help_text="When the second of the two parts was signed."
    )

    objects: ClassVar[SessionQuerySet] = SessionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            both_or_neither("started_at", "started_by", name="session_start_is_whole"),
            both_or_neither("ended_at", "ended_by", name="session_end_is_whole"),
            both_or_neither("first_dose_at", "last_dose_at", name="session_doses_are_whole"),
            models.CheckConstraint(
                condition=Q(status=SessionStatus.ENDED, ended_at__isnull=False) & ~Q(ending="")
                | ~Q(status=SessionStatus.ENDED) & Q(ended_at=None, ending=""),
                name="session_ends_one_way",
            ),
            models.CheckConstraint(
                condition=~Q(ending=Ending.NO_DOSE) | Q(first_dose_at=None),
                name="no_dose_means_no_dose",
            ),
            models.CheckConstraint(
                condition=~Q(ending=Ending.DISCHARGED) | ~Q(released_to=""),
                name="discharged_to_somebody",
            ),
        ]
        indexes = [models.Index(fields=["episode", "planned_at"], name="sessions_of_episode")]

    def __str__(self) -> str:
        return f"Medicine session of {self.episode.patient}"

    @property
    def patient_id(self) -> int:
        return self.episode.patient_id

    @property
    def patient(self) -> Patient:
        return self.episode.patient

    @property
    def is_over(self) -> bool:
        return self.status in {SessionStatus.ENDED, SessionStatus.CANCELLED}

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None


class CheckIn(AppendOnly):
    """The answers at the door. A second one that changes an answer says why; both stay."""

    session = models.ForeignKey(MedicineSession, on_delete=models.PROTECT, related_name="check_ins")
    last_solid_at = models.DateTimeField()
    last_clear_liquid_at = models.DateTimeField()
    ride_name = models.CharField(max_length=160, blank=True)
    ride_phone = models.CharField(max_length=20, blank=True)
    ride_until = models.DateTimeField(
        null=True, blank=True, help_text="How late the ride can come; empty where any hour will do."
    )
    changes = ArrayField(models.CharField(max_length=200), default=list)
    pregnant = models.CharField(max_length=16, choices=Pregnant.choices)
    identity_confirmed = models.BooleanField(
        null=True, blank=True, help_text="Name and date of birth agree; empty where nobody asked."
    )
    suicidal_thoughts = models.BooleanField(
        null=True, blank=True, help_text="Today, in the patient's words; empty where nobody asked."
    )
    corrected = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ride_name="", ride_phone="") | ~Q(ride_name="") & ~Q(ride_phone=""),
                name="ride_has_name_and_phone",
            ),
        ]

    def __str__(self) -> str:
        return "Check-in"


class GateAcknowledgementQuerySet(models.QuerySet["GateAcknowledgement"]):
    def by_standing_order(self) -> Self:
        """Amber readings that a nurse opened; a prescriber reads of them the same day."""
        rows = self.filter(item=GateItem.VITALS_AMBER)
        return rows.exclude(acknowledged_by__roles__contains=[Role.PRESCRIBER])


class GateAcknowledgement(AppendOnly):
    """That somebody who may looked at a closed item of the gate and opened it, for today."""

    session = models.ForeignKey(
        MedicineSession, on_delete=models.PROTECT, related_name="acknowledgements"
    )
    item = models.CharField(max_length=16, choices=GateItem.choices)
    reading = models.ForeignKey(
        "VitalSigns",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="acknowledgements",
    )
    reason = models.CharField(max_length=300)
    acknowledged_at = models.DateTimeField()
    acknowledged_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[GateAcknowledgementQuerySet] = GateAcknowledgementQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="acknowledged_with_a_reason"),
        ]

    def __str__(self) -> str:
        return self.get_item_display()


class IncidentQuerySet(ClinicQuerySet["Incident"]):
    clinic_path = "session__episode__patient__clinic"

    def open(self) -> Self:
        return self.filter(closed_at=None)

    def visible_to(self, membership: Membership) -> Self:
        return self.filter(session__episode__patient__in=Patient.objects.visible_to(membership))


@tracked
class Incident(models.Model):
    """Something that should not have happened, and did. Kept beside the chart."""

    session = models.ForeignKey(MedicineSession, on_delete=models.PROTECT, related_name="incidents")
    kind = models.CharField(max_length=20, choices=IncidentKind.choices)
    what_happened = models.TextField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    follow_up = models.TextField(blank=True)

    objects: ClassVar[IncidentQuerySet] = IncidentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(what_happened=""), name="incident_tells_what"),
            both_or_neither("closed_at", "closed_by", name="incident_closing_is_whole"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
