"""One row in each table of the room, the shelf, the devices and the notes that is written once."""

from decimal import Decimal

from accounts.domain import devices, facts
from accounts.models import DeviceUse
from medications.domain import inventories, invoices, stock
from medications.models import LedgerEntry, Lot
from patients.domain import directives, notes
from patients.models import NoteMove, NoteReturn
from sessions.domain import (
    correcting,
    emergency,
    observing,
    patient_limits,
    resolving,
    room_cards,
    safety,
)
from sessions.models import NoticeSeen
from tests.support.story import Story


def leave_in_the_room(told: Story) -> None:
    """While the session is open: its signature would refuse them."""
    room_cards.keep(told.episode, lines={"playlist": "Low strings"}, by=told.ana, at=told.at)
    safety.keep(told.episode, words={"after": "Soup"}, by=told.ana, at=told.at)
    event = observing.record_adverse_event(
        told.session, type="nausea", severity="mild", action="reassure", outcome="ongoing",
        by=told.noor, at=told.at,
    )  # fmt: skip
    resolving.resolve(event, outcome="resolved", ended_at=told.at, by=told.noor, at=told.at)
    emergency.start(told.session, by=told.ana, at=told.at)
    emergency.stamp(told.session, kind="oxygen", by=told.ana, at=told.at)
    emergency.finish(told.session, outcome="false_alarm", by=told.ana, at=told.at)
    patient_limits.write(
        told.episode, limits={"before_amber_systolic": 130, "before_amber_diastolic": 85},
        reason="Runs low.", by=told.raj, at=told.at,
    )  # fmt: skip
    correcting.correct(
        told.session.doses.get(), mg=Decimal(55), reason="Read back from the syringe.",
        by=told.noor, at=told.at,
    )  # fmt: skip
    NoticeSeen.objects.create(
        session=told.session, item="session_unsigned", about="session 0", words="Read.",
        seen_at=told.at, seen_by=told.raj,
    )  # fmt: skip


def leave_elsewhere(told: Story) -> None:
    lot = Lot.objects.get(number="KET-1")
    held = stock.balance(lot)
    stock.count(lot, counted_mg=held, reason="", witness=told.kim, by=told.noor, at=told.at)
    inventories.take(
        told.clinic, taken_on=told.at.date(), business="close", witness=told.kim, by=told.noor, at=told.at,
        lines=[inventories.Counted(lot.pk, containers=0, opened_mg=held)],
    )  # fmt: skip
    delivery = LedgerEntry.objects.get(lot=lot, kind="receipt")
    invoices.attach(
        delivery,
        upload=invoices.Upload("invoice.pdf", b"%PDF-1.7 one box"),
        by=told.noor,
        at=told.at,
    )
    facts.change(
        told.clinic, name="Cedar Clinic", phone="+13035550100", address="214 Juniper Street",
        dea="FJ1234563", by=told.owen, at=told.at,
    )  # fmt: skip
    directives.record(told.patient, code_status="dnr", by=told.noor, at=told.at)
    device, _token = devices.enrol(label="Tablet in Willow", by=told.noor, at=told.at)
    DeviceUse.objects.create(
        device=device, member=told.noor, session_key="a-key", opened_at=told.at
    )
    drafts = [
        notes.open_draft(
            told.episode, kind="phone", part="whole", about_at=told.at, by=told.ana, at=told.at
        )
        for _number in range(2)
    ]
    NoteReturn.objects.create(
        note=drafts[0], comment="Say more.", returned_at=told.at, returned_by=told.raj
    )
    NoteMove.objects.create(
        note=drafts[0],
        moved_to=drafts[1],
        reason="Another Maria.",
        moved_at=told.at,
        moved_by=told.ana,
    )
