"""What happened in the room: doses, readings, events, waste. Written once."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from accounts.models import Membership
from core.constraints import both_or_neither
from core.history import tracked
from core.models import AppendOnly, ClinicQuerySet
from medications.enums import DoseSource, Route
from medications.models import LedgerEntry, Lot, MedicationOrder, milligrams
from patients.models import ClinicalNote, Patient
from sessions.enums import (
    OVER,
    DoseKind,
    EventAction,
    EventOutcome,
    EventSeverity,
    EventType,
    Observation,
    ReadingLevel,
)
from sessions.models.limits import PatientLimits
from sessions.models.session import Incident, MedicineSession


class MedicationAdministration(AppendOnly):
    """A dose as it was given. The database wants the gate's facts behind it, or an incident."""

    session = models.ForeignKey(MedicineSession, on_delete=models.PROTECT, related_name="doses")
    order = models.ForeignKey(
        MedicationOrder, on_delete=models.PROTECT, null=True, blank=True, related_name="doses"
    )
    kind = models.CharField(max_length=10, choices=DoseKind.choices)
    route = models.CharField(max_length=20, choices=Route.choices)
    source = models.CharField(max_length=20, choices=DoseSource.choices)
    mg = milligrams()
    drawn_mg = milligrams(null=True, blank=True)
    lot = models.ForeignKey(
        Lot, on_delete=models.PROTECT, null=True, blank=True, related_name="doses"
    )
    ledger_entry = models.OneToOneField(
        LedgerEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="dose"
    )
    weight_kg = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    given_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    given_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="doses_given")
    recorded_by = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who wrote it down, where that was somebody else than who gave it.",
    )
    device_lot = models.CharField(
        max_length=80,
        blank=True,
        default="",
        db_default="",
        help_text="As it stands on the nasal devices.",
    )
    incident = models.ForeignKey(
        Incident, on_delete=models.PROTECT, null=True, blank=True, related_name="doses"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session"], condition=Q(kind=DoseKind.FIRST), name="one_first_dose"
            ),
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(kind=DoseKind.BOOSTER, incident=None),
                name="one_ordered_booster",
            ),
            models.CheckConstraint(condition=Q(mg__gt=0), name="dose_is_a_dose"),
            models.CheckConstraint(
                condition=Q(drawn_mg=None) | Q(drawn_mg__gte=F("mg")), name="drawn_covers_given"
            ),
            models.CheckConstraint(
                condition=Q(recorded_at__gte=F("given_at")), name="dose_recorded_after_it_was_given"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mg} mg"

    @property
    def patient_id(self) -> int:
        return self.session.patient_id


class StandingQuerySet[M: models.Model](models.QuerySet[M]):
    def standing(self) -> Self:
        return self.filter(voided_at=None)


class Voidable(models.Model):
    """A row that may be struck through, with who and when, and never be removed."""

    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True


@tracked
class VitalSigns(Voidable):
    """One reading. mmHg, per minute, percent; sedation is MOAA/S, 5 awake to 0 unresponsive."""

    session = models.ForeignKey(MedicineSession, on_delete=models.PROTECT, related_name="vitals")
    key = models.CharField(max_length=64, blank=True)
    systolic = models.PositiveSmallIntegerField()
    diastolic = models.PositiveSmallIntegerField()
    heart_rate = models.PositiveSmallIntegerField()
    spo2 = models.PositiveSmallIntegerField()
    respiratory_rate = models.PositiveSmallIntegerField(null=True, blank=True)
    sedation = models.PositiveSmallIntegerField(null=True, blank=True)
    dissociation = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="0 to 10, the clinic's own scale"
    )
    temperature = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    level = models.CharField(max_length=8, choices=ReadingLevel.choices)
    policy_version = models.PositiveIntegerField()
    limits = models.ForeignKey(
        PatientLimits,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="readings",
        help_text="The patient's own limits that judged it; empty where the clinic's did.",
    )
    taken_at = models.DateTimeField()
    device_at = models.DateTimeField(
        null=True, blank=True, help_text="What the tablet's own clock said."
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[StandingQuerySet["VitalSigns"]] = StandingQuerySet["VitalSigns"].as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(diastolic__lt=F("systolic"), systolic__gte=20, systolic__lte=300),
                name="pressure_is_possible",
            ),
            models.CheckConstraint(condition=Q(spo2__lte=100), name="saturation_is_possible"),
            models.CheckConstraint(
                condition=Q(sedation=None) | Q(sedation__lte=5), name="sedation_is_on_the_scale"
            ),
            models.CheckConstraint(
                condition=Q(dissociation=None) | Q(dissociation__lte=10),
                name="dissociation_is_on_the_scale",
            ),
            models.UniqueConstraint(
                fields=["session", "key"], condition=~Q(key=""), name="reading_key_once"
            ),
            both_or_neither("voided_at", "voided_by", name="reading_void_is_whole"),
        ]
        indexes = [models.Index(fields=["session", "taken_at"], name="readings_in_time")]

    def __str__(self) -> str:
        return f"{self.systolic}/{self.diastolic}"


@tracked
class SessionEvent(Voidable):
    """One timed observation. `key` is the device's: the same key a second time changes nothing."""

    session = models.ForeignKey(MedicineSession, on_delete=models.PROTECT, related_name="events")
    key = models.CharField(max_length=64, blank=True)
    code = models.CharField(max_length=20, choices=Observation.choices, blank=True)
    text = models.TextField(blank=True)
    severity = models.PositiveSmallIntegerField(null=True, blank=True, help_text="1 to 3")
    occurred_at = models.DateTimeField()
    device_at = models.DateTimeField(
        null=True, blank=True, help_text="What the tablet's own clock said."
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )

    objects: ClassVar[StandingQuerySet["SessionEvent"]] = StandingQuerySet[
        "SessionEvent"
    ].as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "key"], condition=~Q(key=""), name="event_key_once"
            ),
            models.CheckConstraint(condition=~Q(code="", text=""), name="event_says_something"),
            models.CheckConstraint(
                condition=Q(recorded_at__gte=F("occurred_at")), name="event_recorded_after_it"
            ),
            models.CheckConstraint(
                condition=Q(severity=None) | Q(severity__gte=1, severity__lte=3),
                name="event_severity_of_three",
            ),
            both_or_neither("voided_at", "voided_by", name="event_void_is_whole"),
        ]
        indexes = [models.Index(fields=["session", "occurred_at"], name="events_in_time")]

    def __str__(self) -> str:
        return self.get_code_display() or self.text

    @property
    def is_late(self) -> bool:
        """Written down more than five minutes after it happened."""
        return (self.recorded_at - self.occurred_at).total_seconds() > 300


class AdverseEventQuerySet(ClinicQuerySet["AdverseEvent"]):
    clinic_path = "session__episode__patient__clinic"

    def standing(self) -> Self:
        return self.filter(voided_at=None)

    def still_open(self) -> Self:
        """Not over when they were written down, and nobody wrote since how they ended."""
        return self.standing().exclude(outcome__in=OVER).filter(resolution=None)

    def visible_to(self, membership: Membership) -> Self:
        patients = Patient.objects.visible_to(membership)
        return self.filter(session__episode__patient__in=patients)


@tracked
class AdverseEvent(Voidable):
    session = models.ForeignKey(
        MedicineSession, on_delete=models.PROTECT, related_name="adverse_events"
    )
    key = models.CharField(max_length=64, blank=True)
    type = models.CharField(max_length=30, choices=EventType.choices)
    severity = models.CharField(max_length=20, choices=EventSeverity.choices)
    action = models.CharField(max_length=20, choices=EventAction.choices)
    outcome = models.CharField(max_length=20, choices=EventOutcome.choices)
    is_serious = models.BooleanField(default=False)
    text = models.CharField(max_length=300, blank=True)
    occurred_at = models.DateTimeField()
    device_at = models.DateTimeField(
        null=True, blank=True, help_text="What the tablet's own clock said."
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[AdverseEventQuerySet] = AdverseEventQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "key"], condition=~Q(key=""), name="adverse_event_key_once"
            ),
            both_or_neither("voided_at", "voided_by", name="adverse_event_void_is_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.get_type_display()}, {self.get_severity_display().lower()}"

    @property
    def ended(self) -> "EventResolution | None":
        """How it ended, where somebody wrote that later."""
        return getattr(self, "resolution", None)


class EventResolution(AppendOnly):
    """How an adverse event ended, written when it was known; the event itself stays as it was told.

    After both signatures it stands on an addendum, which is part of what is signed since.
    """

    event = models.OneToOneField(AdverseEvent, on_delete=models.PROTECT, related_name="resolution")
    outcome = models.CharField(max_length=20, choices=[(one.value, one.label) for one in OVER])
    text = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    addendum = models.OneToOneField(
        ClinicalNote, on_delete=models.PROTECT, null=True, blank=True, related_name="resolution"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(recorded_at__gte=F("ended_at")), name="resolution_recorded_after_it"
            ),
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()


class StockWaste(AppendOnly):
    """What was drawn for this session, not given, and destroyed before somebody's eyes.

    It is the rest of a dose or of another medicine, never of both.
    """

    session = models.ForeignKey(MedicineSession, on_delete=models.PROTECT, related_name="waste")
    dose = models.ForeignKey(
        MedicationAdministration,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="waste",
    )
    other_medicine = models.ForeignKey(
        "kap_sessions.OtherMedicine",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="waste",
    )
    ledger_entry = models.OneToOneField(LedgerEntry, on_delete=models.PROTECT, related_name="waste")
    mg = milligrams()
    wasted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(dose=None, other_medicine__isnull=False)
                | Q(dose__isnull=False, other_medicine=None),
                name="waste_is_the_rest_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mg} mg wasted"

    @property
    def drawn_entry_id(self) -> int | None:
        """The line with which it was drawn."""
        source = self.dose or self.other_medicine
        return source.ledger_entry_id if source else None

    @property
    def of_words(self) -> str:
        """What it was the rest of."""
        return self.other_medicine.name if self.other_medicine else "Dose"
