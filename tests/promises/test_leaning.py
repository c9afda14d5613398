"""A row leans on what is there: its foreign keys wait for the end of the transaction, its guards do not."""

# ruff: noqa: S608 - plain SQL about our own tables is the point

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from sessions.domain import observing
from sessions.models import (
    AdverseEvent,
    EventResolution,
    MedicineSession,
    SessionEvent,
    SessionPulse,
)
from tests.promises.plain_sql import copied, refused, run
from tests.support.story import Story

NOBODY = 999_999_999
# The session is what the record leans on; its pulse is counted by the triggers themselves.
NOT_OF_THE_RECORD = (MedicineSession, SessionPulse)


def leans() -> list[tuple[str, str]]:
    """Every table of the record and each of its columns that names a row, but for who wrote it."""
    tables = [
        model for model in apps.get_app_config("kap_sessions").get_models()
        if model not in NOT_OF_THE_RECORD and not hasattr(model, "pgh_tracked_model")
    ]  # fmt: skip
    return [
        (model._meta.db_table, field.column)
        for model in tables
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and field.related_model._meta.app_label != "accounts"
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(("table", "column"), leans(), ids=str)
def test_no_row_is_written_before_what_it_leans_on(table, column):
    refused(
        f"INSERT INTO {table} ({column}) VALUES (%s)", NOBODY,
        because=f"{table} leans on a row of .* that is not there",
    )  # fmt: skip


@pytest.fixture(scope="module")
def story(committed: str) -> Story:
    """A session under way, and another one that is signed."""
    told = Story().under_way()
    observing.record_event(told.session, by=told.ana, at=told.at, code="tears", key="k1")
    observing.record_adverse_event(
        told.session, type="nausea", severity="mild", action="reassure", outcome="resolved",
        by=told.noor, at=told.at,
    )  # fmt: skip
    told.signed_one = Story(name="Juniper").under_way().discharged().signed()
    return told


def in_the_wrong_order(child: tuple[str, list], parent: tuple[str, list]) -> None:
    """The one that leans first, then what it leans on, in one transaction that keeps every key."""
    with transaction.atomic():
        run(child[0], *child[1])
        run(parent[0], *parent[1])
        run("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def named(row: models.Model, **changes: object) -> tuple[str, list]:
    """A copy under a number that is chosen beforehand."""
    statement, values = copied(row, **changes)
    first, rest = statement.split(" (", 1)
    return f"{first} (id, {rest}".replace("SELECT ", "SELECT %s, ", 1), [NOBODY, *values]


def test_the_end_of_an_event_is_not_told_before_the_event(undone, story):
    event = AdverseEvent.objects.get(session=story.session)
    columns = "event_id, outcome, text, ended_at, recorded_at, recorded_by_id"
    end = (
        f"INSERT INTO {EventResolution._meta.db_table} ({columns}) "
        "VALUES (%s, 'resolved', '', %s, %s, %s)"
    )

    with pytest.raises(IntegrityError, match="leans on a row of kap_sessions_adverseevent"):
        in_the_wrong_order((end, [NOBODY, story.at, story.at, story.noor.pk]), named(event, key=""))


def test_no_line_slips_into_a_session_that_comes_signed(undone, story):
    line = SessionEvent.objects.get(session=story.session)
    signed = MedicineSession.objects.get(pk=story.signed_one.session.pk)
    as_new = {"appointment_id": None, "therapy_note_id": None, "medicine_note_id": None}

    with pytest.raises(IntegrityError, match="leans on a row of kap_sessions_medicinesession"):
        in_the_wrong_order(copied(line, session_id=NOBODY, key=""), named(signed, **as_new))
