"""Beside the dose: the acts its route asks for, other medicines, a reading left out, the REMS form."""

from decimal import Decimal
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from accounts.models import Membership
from core.constraints import both_or_neither
from core.history import tracked
from core.models import ClinicQuerySet
from medications.models import LedgerEntry, Lot, milligrams
from patients.models import Patient
from sessions.enums import Ending, OrderBasis, RouteActKind
from sessions.models.record import MedicationAdministration, StandingQuerySet, Voidable
from sessions.models.session import MedicineSession


@tracked
class RouteAct(Voidable):
    """One act of the route: a rate in mL/h, a total in mg, a number of pieces or devices."""

    session = models.ForeignKey(
        MedicineSession, on_delete=models.PROTECT, related_name="route_acts"
    )
    dose = models.ForeignKey(
        MedicationAdministration,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="route_acts",
    )
    kind = models.CharField(max_length=20, choices=RouteActKind.choices)
    key = models.CharField(max_length=64, blank=True)
    rate_ml_per_h = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    total_given_mg = milligrams(null=True, blank=True)
    number = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Pieces of a lozenge, or which nasal device."
    )
    text = models.CharField(max_length=300, blank=True)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[StandingQuerySet["RouteAct"]] = StandingQuerySet["RouteAct"].as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "key"], condition=~Q(key=""), name="route_act_key_once"
            ),
            models.CheckConstraint(
                condition=~Q(kind=RouteActKind.STOPPED) | Q(total_given_mg__isnull=False),
                name="infusion_stops_with_its_total",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=[RouteActKind.INFUSION_STARTED, RouteActKind.RATE_CHANGED])
                | Q(rate_ml_per_h__gt=0),
                name="infusion_runs_at_a_rate",
            ),
            both_or_neither("voided_at", "voided_by", name="route_act_void_is_whole"),
        ]
        indexes = [models.Index(fields=["session", "occurred_at"], name="route_acts_in_time")]

    def __str__(self) -> str:
        return self.get_kind_display()


@tracked
class OtherMedicine(Voidable):
    """A medicine other than the session's own, given in the room under somebody's order."""

    session = models.ForeignKey(
        MedicineSession, on_delete=models.PROTECT, related_name="other_medicines"
    )
    key = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=120)
    amount = models.CharField(max_length=60, help_text="With its unit: 4 mg, 2 L/min.")
    route = models.CharField(max_length=40, blank=True)
    basis = models.CharField(max_length=10, choices=OrderBasis.choices)
    ordered_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)
    lot = models.ForeignKey(
        Lot, on_delete=models.PROTECT, null=True, blank=True, related_name="other_medicines"
    )
    ledger_entry = models.OneToOneField(
        LedgerEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="other_medicine"
    )
    given_mg = milligrams(
        null=True, blank=True, help_text="Of what was drawn; empty where all of it was given."
    )
    given_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    given_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[StandingQuerySet["OtherMedicine"]] = StandingQuerySet[
        "OtherMedicine"
    ].as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "key"], condition=~Q(key=""), name="other_medicine_key_once"
            ),
            models.CheckConstraint(
                condition=~Q(basis=OrderBasis.ONE_OFF) | Q(ordered_by__isnull=False),
                name="one_off_order_has_its_prescriber",
            ),
            both_or_neither("lot", "ledger_entry", name="controlled_medicine_has_its_line"),
            models.CheckConstraint(
                condition=Q(given_mg=None) | Q(given_mg__gt=0, lot__isnull=False),
                name="given_of_a_lot_is_an_amount",
            ),
            both_or_neither("voided_at", "voided_by", name="other_medicine_void_is_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.amount}"

    @property
    def drawn_mg(self) -> Decimal | None:
        return self.ledger_entry.amount_mg if self.ledger_entry else None


@tracked
class ReadingDeclined(Voidable):
    """A reading that was due and let be: resting, or declined. It answers the schedule, with a reason."""

    session = models.ForeignKey(
        MedicineSession, on_delete=models.PROTECT, related_name="readings_declined"
    )
    key = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=300)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[StandingQuerySet["ReadingDeclined"]] = StandingQuerySet[
        "ReadingDeclined"
    ].as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "key"], condition=~Q(key=""), name="declined_key_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="declined_with_a_reason"),
            both_or_neither("voided_at", "voided_by", name="declined_void_is_whole"),
        ]

    def __str__(self) -> str:
        return "No reading"


class FormQuerySet(ClinicQuerySet["MonitoringForm"]):
    clinic_path = "session__episode__patient__clinic"

    def visible_to(self, membership: Membership) -> Self:
        return self.filter(session__episode__patient__in=Patient.objects.visible_to(membership))

    def open(self) -> Self:
        """Still to be sent; a session that never was asks for none."""
        return self.filter(sent_at=None).exclude(session__ending=Ending.ENTERED_IN_ERROR)


@tracked
class RemsEnrolment(models.Model):
    """That the patient is enrolled in the esketamine programme, with the programme's own reference."""

    patient = models.OneToOneField(Patient, on_delete=models.PROTECT, related_name="rems_enrolment")
    enrolled_on = models.DateField()
    reference = models.CharField(max_length=60)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reference=""), name="enrolled_under_a_reference"),
        ]

    def __str__(self) -> str:
        return self.reference


@tracked
class MonitoringForm(models.Model):
    """The esketamine programme's form for one session: prefilled here, sent by the clinic, then closed."""

    session = models.OneToOneField(
        MedicineSession, on_delete=models.PROTECT, related_name="monitoring_form"
    )
    due_on = models.DateField(help_text="Seven calendar days after the session.")
    answers = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    proof = models.CharField(max_length=120, blank=True, help_text="The programme's own reference.")

    objects: ClassVar[FormQuerySet] = FormQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [both_or_neither("sent_at", "sent_by", name="monitoring_form_sent_is_whole")]

    def __str__(self) -> str:
        return "Monitoring form"
