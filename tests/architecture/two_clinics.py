"""Two clinics, each with everything a route can ask for, and a patient and a therapist apart."""

from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from accounts.domain import devices
from accounts.enums import Role
from accounts.models import Membership
from integration.domain import contacts, journal, practices
from integration.models import IntegrationContact, IntegrationWindow
from measures.domain import responses
from medications.domain import inventories, invoices, stock
from medications.enums import DoseSource, Route
from medications.models import Discrepancy, Inventory
from messaging.models import Message
from patients.domain import general_notes, registration
from patients.domain.documents import render_due
from patients.domain.tasks import raise_task
from patients.models import Allergy, CareTeamMember, Contact, Document, WorklistTask
from screening.models import Consent
from sessions.domain import as_given, observing, patient_limits, wasting
from sessions.enums import IncidentKind
from sessions.models import MonitoringForm, SessionEvent
from tests.support.story import REQUIRED, Story


class Told(Story):
    """A course of care with a row behind every number that an address can carry."""

    def __init__(self, name: str) -> None:
        super().__init__(name=name)
        self.tess = self.member("tess", "Tess Amari", Role.THERAPIST)  # on nobody's care team
        self.stranger = self.another_patient()
        self.screened().consented((*REQUIRED, "messaging_sms")).eligible()
        self.ordered(Route.IM, DoseSource.CLINIC_STOCK, planned_mg=Decimal(60)).prepared().booked()
        self.lot = self.stocked()
        self.checked_in().measured()
        self.dosed(60, lot_number="KET-1", drawn_mg=Decimal(100))
        wasting.waste(
            self.session, mg=Decimal(30), by=self.noor, at=self.at, unwitnessed="Alone that night"
        )
        observing.record_event(self.session, by=self.ana, at=self.at, code="tears")
        self.shelf()
        self.nausea = observing.record_adverse_event(
            self.session, type="nausea", severity="mild", action="reassure", outcome="ongoing",
            by=self.noor, at=self.at,
        )  # fmt: skip
        self.discharged().signed()
        assert render_due(at=self.at) == 2
        self.after()

    def shelf(self) -> None:
        """The lot counted by two, with a difference, and on an inventory."""
        two = {"witness": self.kim, "by": self.noor, "at": self.at}
        paper = invoices.Upload("Invoice.pdf", b"%PDF-1.7")
        receipt = self.lot.entries.get(kind="receipt")
        self.scan = invoices.attach(receipt, upload=paper, by=self.noor, at=self.at)
        stock.count(self.lot, counted_mg=Decimal(399), reason="A drop is missing", **two)
        inventories.take(
            self.clinic, taken_on=self.at.date(), business="close",
            lines=[inventories.Counted(self.lot.pk, 0, Decimal(399))], **two,
        )  # fmt: skip

    def after(self) -> None:
        """What hangs on the window and on the patient besides."""
        window = IntegrationWindow.objects.get(session=self.session)
        first_day = IntegrationContact.objects.get(window=window, kind="C1")
        contacts.complete(first_day, note="Rested.", by=self.ana, at=self.at, intention="alive")
        self.practice = practices.choose(
            window, kind="breath", text="Ten breaths", by=self.ana, at=self.at
        )
        self.entry = journal.write(
            self.patient, text="A quiet day.", by=self.me, at=self.at, visibility="shared_with_team"
        )
        self.incident = as_given.open_incident(
            self.session, kind=IncidentKind.TRANSFERRED, what_happened="Seen by a doctor.",
            by=self.raj, at=self.at,
        )  # fmt: skip
        responses.submit(self.patient, instrument="phq9", answers=[1] * 9, by=self.me, at=self.at)
        patient_limits.write(
            self.session.episode, limits={"after_red_systolic": 170, "after_red_diastolic": 105},
            reason="Cardiologist's letter", by=self.raj, at=self.at,
        )  # fmt: skip
        self.form = MonitoringForm.objects.create(session=self.session, due_on=date(2026, 3, 20))
        self.note = general_notes.start(
            self.patient, kind="phone", about_at=self.at, by=self.ana, at=self.at
        )
        self.device, _token = devices.enrol(label="Tablet", by=self.noor, at=self.at)
        self.task = raise_task(
            self.clinic, kind="incident", key="told", sentence="Look at it.", at=self.at,
            patient=self.patient, owner=self.ana,
        )  # fmt: skip

    def another_patient(self) -> Membership:
        """Of the same clinic, with an account, and no business in anybody else's record."""
        patient = registration.register(
            self.clinic, legal_name="Ines Duarte", date_of_birth=date(1979, 1, 2), by=None,
            at=self.at, email=f"ines@{self.domain}", with_account=True, password="x" * 20,
        )  # fmt: skip
        return Membership.objects.get(user=patient.user)

    @cached_property
    def rows(self) -> dict[str, Any]:
        """The number of one row of each kind that stands in an address."""
        patient, session = self.patient, self.session
        return {
            "patient": patient.pk,
            "session": session.pk,
            "visit": self.appointment.pk,
            "lot": self.lot.pk,
            "ledger line": self.scan.entry_id,
            "invoice's scan": self.scan.pk,
            "discrepancy": Discrepancy.objects.get(entry__lot=self.lot).pk,
            "inventory": Inventory.objects.get(clinic=self.clinic).pk,
            "waste to review": WorklistTask.objects.get(
                clinic=self.clinic, kind="waste_unwitnessed"
            ).pk,
            "task": self.task.pk,
            "message": Message.objects.filter(patient=patient, channel="sms").first().pk,
            "note": self.note.pk,
            "device": self.device.pk,
            "document": Document.objects.get(patient=patient, kind="session_note").pk,
            "patient's document": Document.objects.get(patient=patient, kind="patient_copy").pk,
            "consent": Consent.objects.filter(patient=patient).first().pk,
            "window": session.window.pk,
            "contact": session.window.contacts.get(kind="C4").pk,
            "practice": self.practice.pk,
            "journal entry": self.entry.pk,
            "team member": CareTeamMember.objects.filter(patient=patient).first().pk,
            "person": Contact.objects.filter(patient=patient).first().pk,
            "allergy": Allergy.objects.filter(patient=patient).first().pk,
            "incident": self.incident.pk,
            "monitoring form": self.form.pk,
            "adverse event": self.nausea.pk,
            "event": SessionEvent.objects.get(session=session).pk,
        }

    @cached_property
    def people(self) -> dict[str, Membership]:
        """Somebody for each role."""
        return {
            Role.OWNER: self.owen, Role.PRESCRIBER: self.raj, Role.THERAPIST: self.ana,
            Role.NURSE: self.noor, Role.FRONT_DESK: self.flo, Role.BILLER: self.bea,
            Role.AUDITOR: self.ada, Role.PATIENT: self.me,
        }  # fmt: skip
