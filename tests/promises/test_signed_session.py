"""Once both parts are signed the record takes nothing more and loses nothing."""

# ruff: noqa: S608 - plain SQL about our own tables is the point

from datetime import timedelta
from decimal import Decimal

import pytest

from medications.enums import DoseSource, Route
from sessions.domain import gate, observing, wasting
from sessions.domain.limits import Reading
from sessions.models import (
    AdverseEvent,
    CheckIn,
    GateAcknowledgement,
    Incident,
    MedicationAdministration,
    MedicineSession,
    SessionEvent,
    StockWaste,
    VitalSigns,
)
from tests.promises.plain_sql import insert_copy, refused, refused_copy, run
from tests.support.story import Story

AMBER = Reading(systolic=145, diastolic=85, heart_rate=70, spo2=98, respiratory_rate=14)
CHILDREN = (
    MedicationAdministration,
    VitalSigns,
    SessionEvent,
    AdverseEvent,
    StockWaste,
    CheckIn,
    GateAcknowledgement,
)
VOIDABLE = (VitalSigns, SessionEvent, AdverseEvent)
NO_CHILD = "this session is signed"


def with_every_child(story: Story) -> Story:
    """A session under way that has at least one row of each kind."""
    story.screened().consented().eligible()
    story.ordered(Route.IM, DoseSource.CLINIC_STOCK, planned_mg=Decimal(60)).prepared().booked()
    story.stocked()
    story.checked_in().measured(AMBER)
    gate.acknowledge(
        story.session, item="vitals_amber", reason="Calm, repeated.", by=story.raj, at=story.at
    )
    story.dosed(60, lot_number="KET-1", drawn_mg=Decimal(100))
    wasting.waste(
        story.session, mg=Decimal(30), by=story.noor, at=story.at, unwitnessed="Alone that evening"
    )
    observing.record_event(story.session, by=story.ana, at=story.at, code="tears", key="k1")
    observing.record_adverse_event(
        story.session, type="nausea", severity="mild", action="reassure", outcome="resolved",
        by=story.noor, at=story.at,
    )  # fmt: skip
    return story


@pytest.fixture(scope="module")
def story(committed: str) -> Story:
    return with_every_child(Story()).discharged().signed()


@pytest.fixture(scope="module")
def open_story(committed: str) -> Story:
    return with_every_child(Story(name="Juniper"))


def own(model: type, story: Story) -> object:
    return model.objects.filter(session=story.session).order_by("pk").first()


@pytest.mark.parametrize("model", CHILDREN, ids=lambda model: model.__name__)
def test_no_new_row_enters_a_signed_session(story, model):
    changes = {"kind": "booster", "ledger_entry_id": None}
    doses = changes if model is MedicationAdministration else {}

    refused_copy(own(model, story), because=NO_CHILD, **doses)


@pytest.mark.parametrize("model", VOIDABLE, ids=lambda model: model.__name__)
def test_the_same_row_enters_a_session_that_is_not_signed(undone, open_story, model):
    changes = {"key": ""} if model is not AdverseEvent else {}

    assert insert_copy(own(model, open_story), **changes) == 1


@pytest.mark.parametrize("model", CHILDREN, ids=lambda model: model.__name__)
def test_no_row_moves_in_from_another_session(story, open_story, model):
    moved = f"UPDATE {model._meta.db_table} SET session_id = %s WHERE session_id = %s"

    refused(
        moved, story.session.pk, open_story.session.pk,
        because="permission denied|this session is signed|only be struck through",
    )  # fmt: skip


@pytest.mark.parametrize("model", VOIDABLE, ids=lambda model: model.__name__)
def test_nothing_in_a_signed_session_is_struck_through(story, model):
    refused(
        f"UPDATE {model._meta.db_table} SET voided_at = %s, voided_by_id = recorded_by_id "
        "WHERE session_id = %s",
        story.at, story.session.pk, because=NO_CHILD,
    )  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        "signed_at = NULL",
        "status = 'in_progress', ended_at = NULL, ended_by_id = NULL, ending = ''",
        "therapy_note_id = NULL",
        "released_to = 'Somebody else'",
        "discharge_items = '{}'",
    ],
)
def test_a_signed_session_is_not_unsigned_nor_changed(story, change):
    refused(
        f"UPDATE kap_sessions_medicinesession SET {change} WHERE id = %s",
        story.session.pk, because="a signed session never changes",
    )  # fmt: skip


@pytest.mark.parametrize("model", VOIDABLE, ids=lambda model: model.__name__)
def test_an_entry_is_struck_through_once_and_never_rewritten(undone, open_story, model):
    table, session = model._meta.db_table, open_story.session.pk
    strike = (
        f"UPDATE {table} SET voided_at = %s, voided_by_id = recorded_by_id WHERE session_id = %s"
    )

    refused(
        f"UPDATE {table} SET recorded_at = recorded_at + interval '1 hour' WHERE session_id = %s",
        session, because="only be struck through",
    )  # fmt: skip
    assert run(strike, open_story.at, session) > 0
    refused(strike, open_story.at, session, because="only be struck through")
    refused(
        f"UPDATE {table} SET voided_at = NULL, voided_by_id = NULL WHERE session_id = %s",
        session, because="only be struck through",
    )  # fmt: skip


def test_an_incident_is_told_and_not_taken_back(undone, open_story):
    Incident.objects.create(
        session=open_story.session, kind="transferred", what_happened="Chest pain.",
        opened_at=open_story.at, opened_by=open_story.raj,
    )  # fmt: skip

    refused("DELETE FROM kap_sessions_incident", because="permission denied")


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        pytest.param("status = 'ended'", "session_ends_one_way", id="ended without a way"),
        pytest.param("ending = 'stopped_early'", "session_ends_one_way", id="a way without an end"),
        pytest.param(
            "status = 'ended', ended_at = now(), ended_by_id = %(who)s, ending = 'no_dose'",
            "no_dose_means_no_dose",
            id="no dose after a dose",
        ),
        pytest.param(
            "status = 'ended', ended_at = now(), ended_by_id = %(who)s, ending = 'discharged'",
            "discharged_to_somebody",
            id="discharged to nobody",
        ),
        pytest.param("ended_at = now()", "session_end_is_whole", id="an end without a person"),
    ],
)
def test_a_session_ends_in_one_whole_way(open_story, change, constraint):
    who = str(open_story.ana.pk)
    statement = f"UPDATE kap_sessions_medicinesession SET {change} WHERE id = %s"

    refused(
        statement.replace("%(who)s", who), open_story.session.pk,
        because=f"{constraint}|session_ends_one_way",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"systolic": 80, "diastolic": 80}, "pressure_is_possible"),
        ({"systolic": 301}, "pressure_is_possible"),
        ({"spo2": 101}, "saturation_is_possible"),
        ({"sedation": 6}, "sedation_is_on_the_scale"),
    ],
)
def test_a_reading_that_cannot_be_is_refused(open_story, change, constraint):
    refused_copy(own(VitalSigns, open_story), because=constraint, key="", **change)


def test_a_devices_key_enters_once(open_story):
    refused_copy(own(SessionEvent, open_story), because="event_key_once")


def test_an_event_is_not_recorded_before_it_happened(open_story):
    event = own(SessionEvent, open_story)

    refused_copy(
        event, because="event_recorded_after_it", key="",
        occurred_at=event.recorded_at + timedelta(seconds=1),
    )  # fmt: skip


def test_a_signed_session_of_the_story_is_really_signed(story):
    assert MedicineSession.objects.get(pk=story.session.pk).is_signed
