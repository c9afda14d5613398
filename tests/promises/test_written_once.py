"""What was written once stays: as the app, and as the owner of the tables too."""

# ruff: noqa: S608 - plain SQL about our own tables is the point

from decimal import Decimal

import pytest
from django.apps import apps
from django.utils import timezone

from audit.models import AuditEvent, AuditSeal
from core.models import AppendOnly
from integration.domain import contacts
from integration.models import IntegrationContact
from medications.enums import DoseSource, Route
from patients.domain.documents import render_due
from patients.models import ClinicalNote, Document
from screening.models import Consent
from sessions.domain import gate, wasting, writing
from sessions.domain.limits import Reading
from sessions.models import AdverseEvent, MedicineSession, SessionEvent, VitalSigns
from tests.promises.plain_sql import refused, run
from tests.promises.rows_of_the_room import leave_elsewhere, leave_in_the_room
from tests.support.story import REQUIRED, Story

# Row history is append-only as well; its tables are made by triggers.
APPEND_ONLY = sorted(
    (model for model in apps.get_models() if issubclass(model, AppendOnly)),
    key=lambda model: model._meta.db_table,
)
NO_UPDATE = "written once|permission denied"
AMBER = Reading(systolic=145, diastolic=85, heart_rate=70, spo2=98, respiratory_rate=14)


@pytest.fixture(scope="module")
def story(committed: str) -> Story:
    """A course of care that left a row in every table that is written once."""
    told = Story().screened().consented((*REQUIRED, "messaging_sms")).eligible()
    told.ordered(Route.IM, DoseSource.CLINIC_STOCK, planned_mg=Decimal(60)).prepared().booked()
    told.stocked()
    told.checked_in().measured(AMBER)
    gate.acknowledge(
        told.session, item="vitals_amber", reason="Calm, repeated.", by=told.raj, at=told.at
    )
    told.dosed(60, lot_number="KET-1", drawn_mg=Decimal(100))
    wasting.waste(
        told.session, mg=Decimal(40), by=told.noor, at=told.at,
        witness=wasting.Witness(told.kim, told.at),
    )  # fmt: skip
    writing.save_part(told.session, part="therapy", text="First words.", by=told.ana, at=told.at)
    leave_in_the_room(told)
    told.discharged()
    home = IntegrationContact.objects.get(kind="C0")
    contacts.complete(home, note="Home, well.", by=told.flo, at=told.at)
    first_day = IntegrationContact.objects.get(kind="C1")
    contacts.complete(first_day, note="Rested.", by=told.ana, at=told.at, intention="alive")
    told.signed()
    leave_elsewhere(told)
    assert render_due(at=told.at) == 2
    AuditSeal.objects.using("sealer").create(
        first_event_id=1, last_event_id=2, event_count=2, previous_digest="0", digest="d"
    )
    return told


def a_column(model: type[AppendOnly]) -> str:
    """Any column but the key, to set to itself: even that is a change."""
    return next(field.column for field in model._meta.concrete_fields if not field.primary_key)


@pytest.mark.parametrize("model", APPEND_ONLY, ids=lambda model: model._meta.label)
@pytest.mark.parametrize("role", ["default", "owner"])
def test_a_row_is_neither_changed_nor_removed_nor_emptied(story, model, role):
    table, column = model._meta.db_table, a_column(model)
    assert model.objects.exists(), f"The story leaves nothing in {table}"

    refused(f"UPDATE {table} SET {column} = {column}", because=NO_UPDATE, using=role)
    refused(f"DELETE FROM {table}", because=NO_UPDATE, using=role)
    refused(f"TRUNCATE {table} CASCADE", because=NO_UPDATE, using=role)


def test_the_app_has_no_privilege_to_change_what_is_written_once(story):
    for model in APPEND_ONLY:
        table, column = model._meta.db_table, a_column(model)

        refused(f"UPDATE {table} SET {column} = {column}", because="permission denied")
        refused(f"DELETE FROM {table}", because="permission denied")


@pytest.mark.parametrize("role", ["default", "owner"])
@pytest.mark.parametrize(
    "change",
    [
        "text = 'Nothing happened.'",
        "signed_at = NULL, signed_by_id = NULL, status = 'draft'",
        "canonical = canonical || ' '",
        "author_id = author_id",
        "version = version + 1",
    ],
)
def test_a_signed_note_never_changes(story, role, change):
    assert ClinicalNote.objects.filter(signed_at__isnull=False).count() == 2

    refused(f"UPDATE patients_clinicalnote SET {change}", because="never changes", using=role)


@pytest.mark.parametrize("role", ["default", "owner"])
def test_notes_documents_and_consents_are_not_removed(story, role):
    for model in (ClinicalNote, Document, Consent, MedicineSession, VitalSigns):
        table = model._meta.db_table
        assert model.objects.exists()

        refused(f"DELETE FROM {table}", because="written once|never|permission denied", using=role)
        refused(f"TRUNCATE {table} CASCADE", because="written once|permission denied", using=role)


def test_a_signed_note_takes_no_older_version_back(undone, story):
    note = ClinicalNote.objects.get(part="therapy")

    refused(
        "INSERT INTO patients_noterevision (note_id, version, text, saved_at, saved_by_id) "
        "VALUES (%s, 99, 'older', now(), %s)",
        note.pk, story.ana.pk, because="takes no new revision",
    )  # fmt: skip


@pytest.mark.parametrize("role", ["default", "owner"])
@pytest.mark.parametrize("change", ["content = NULL", "sha256 = 'x'", "status = 'due'"])
def test_a_document_that_was_made_never_changes(story, role, change):
    refused(f"UPDATE patients_document SET {change}", because="never changes", using=role)


@pytest.mark.parametrize(
    "change",
    [
        "typed_name = 'Somebody Else'",
        "text_sha256 = 'x'",
        "signed_at = signed_at - interval '1 day'",
        "withdrawn_at = now(), withdrawn_by_id = signed_by_id, kind = 'fees'",
    ],
)
def test_a_consent_gains_nothing_but_its_withdrawal(undone, story, change):
    refused(f"UPDATE screening_consent SET {change}", because="only be withdrawn")


def test_a_consent_is_withdrawn_once_and_for_good(undone, story):
    withdrawal = "UPDATE screening_consent SET withdrawn_at = %s, withdrawn_by_id = signed_by_id"

    assert run(withdrawal, timezone.now()) == len(REQUIRED) + 1
    refused(withdrawal, timezone.now(), because="only be withdrawn")
    refused(
        "UPDATE screening_consent SET withdrawn_at = NULL, withdrawn_by_id = NULL",
        because="only be withdrawn",
    )


@pytest.mark.parametrize("change", ["opens_at", "peak_until", "closes_at"])
def test_a_window_keeps_the_times_it_opened_with(undone, story, change):
    refused(
        f"UPDATE integration_integrationwindow SET {change} = {change} + interval '1 hour'",
        because="keeps the times",
    )


def test_the_trail_is_never_emptied_through_another_table(story):
    assert AuditEvent.objects.exists()

    refused("TRUNCATE accounts_clinic CASCADE", because="permission denied")
    refused("TRUNCATE accounts_clinic CASCADE", because="written once", using="owner")


def test_the_tables_of_an_open_session_lose_no_row(story):
    for model in (VitalSigns, SessionEvent, AdverseEvent):
        refused(f"DELETE FROM {model._meta.db_table}", because="permission denied")
