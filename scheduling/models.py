"""Rooms and appointments. The database itself keeps clinician, room and patient from two places at once."""

from datetime import datetime
from typing import ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from accounts.enums import Permission
from accounts.models import Clinic, Membership
from core.history import tracked
from core.models import ClinicQuerySet
from patients.models import Patient, on_care_team
from scheduling.enums import UPCOMING, AppointmentStatus, VisitKind

HOLDS_THE_SLOT = Q(status__in=["booked", "checked_in", "fulfilled"])
# Who shares clinician and room: the group, or the visit by itself under a number that no group has.
PARTY = Coalesce(F("group"), -F("id"))


def _one_in_a_group(name: str) -> ExclusionConstraint:
    """Visits of one group never differ in this; all of them may change it in one statement."""
    return ExclusionConstraint(
        name=f"group_has_one_{name}",
        expressions=[("group", RangeOperators.EQUAL), (name, RangeOperators.NOT_EQUAL)],
        condition=HOLDS_THE_SLOT,
        deferrable=models.Deferrable.IMMEDIATE,
    )


class RoomQuerySet(ClinicQuerySet["Room"]):
    def in_use(self) -> Self:
        return self.filter(is_active=True)


@tracked
class Room(models.Model):
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="rooms")
    name = models.CharField(max_length=60)
    turnover_minutes = models.PositiveIntegerField(
        default=0, help_text="Kept free after a visit, inside the booking."
    )
    is_active = models.BooleanField(default=True)
    places = models.PositiveSmallIntegerField(
        default=1,
        help_text="How many people one visit in it can hold; more than one makes a group.",
    )

    objects: ClassVar[RoomQuerySet] = RoomQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "name"], name="room_name_once"),
            models.CheckConstraint(
                condition=Q(places__gte=1, places__lte=40), name="room_has_a_place"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AppointmentQuerySet(ClinicQuerySet["Appointment"]):
    def visible_to(self, membership: Membership) -> Self:
        """The desk sees every visit; a clinician their patients' and their own."""
        rows = self.filter(clinic_id=membership.clinic_id)
        if membership.is_patient_only:
            return rows.filter(patient__user_id=membership.user_id)
        if not membership.may(Permission.CHART_LOGISTICS):
            return rows.none()
        if membership.covers_all_patients or not membership.is_clinician:
            return rows
        return rows.filter(Q(clinician=membership) | on_care_team(membership, "patient_id"))

    def upcoming(self) -> Self:
        return self.filter(status__in=UPCOMING)

    def of_group(self, visit: "Appointment") -> Self:
        """Everybody's visit of this one's group; of a visit by itself, itself."""
        group = visit.group_id
        return self.filter(group=group) if group else self.filter(pk=visit.pk)

    def between(self, start: datetime, end: datetime) -> Self:
        return self.filter(start_at__lt=end, end_at__gt=start)


@tracked
class Appointment(models.Model):
    """`span` is what is kept free, buffers included; `start_at` and `end_at` are what people are told."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="appointments")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="appointments")
    kind = models.CharField(max_length=20, choices=VisitKind.choices)
    clinician = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="appointments")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="appointments")
    group = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="group_visits",
        help_text="The visit with which its group began; empty for a visit by itself.",
    )  # fmt: skip
    start_at = models.DateTimeField()
    end_at = models.DateTimeField()
    span = DateTimeRangeField()
    status = models.CharField(
        max_length=12, choices=AppointmentStatus.choices, default=AppointmentStatus.BOOKED
    )
    booked_at = models.DateTimeField()
    booked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    sequence = models.PositiveIntegerField(default=0, help_text="Rises when the time changes.")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_reason = models.CharField(max_length=300, blank=True)

    objects: ClassVar[AppointmentQuerySet] = AppointmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="clinician_not_double_booked",
                expressions=[
                    ("span", RangeOperators.OVERLAPS),
                    ("clinician", RangeOperators.EQUAL),
                    (PARTY, RangeOperators.NOT_EQUAL),
                ],
                condition=HOLDS_THE_SLOT,
            ),
            ExclusionConstraint(
                name="room_not_double_booked",
                expressions=[
                    ("span", RangeOperators.OVERLAPS),
                    ("room", RangeOperators.EQUAL),
                    (PARTY, RangeOperators.NOT_EQUAL),
                ],
                condition=HOLDS_THE_SLOT,
            ),
            ExclusionConstraint(
                name="patient_not_double_booked",
                expressions=[("span", RangeOperators.OVERLAPS), ("patient", RangeOperators.EQUAL)],
                condition=HOLDS_THE_SLOT,
            ),
            *(
                _one_in_a_group(name)
                for name in ("start_at", "end_at", "clinician", "room", "kind")
            ),
            models.CheckConstraint(condition=Q(end_at__gt=F("start_at")), name="visit_has_length"),
            models.CheckConstraint(
                condition=Q(span__startswith__lte=F("start_at"), span__endswith__gte=F("end_at")),
                name="span_holds_the_visit",
            ),
        ]
        indexes = [
            models.Index(fields=["clinic", "start_at"], name="visits_by_day"),
            models.Index(fields=["patient", "start_at"], name="visits_by_patient"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.patient}"
