"""A signature is under way and a row comes in past the verbs: it waits, and then it is refused."""

import threading
import time

import pytest
from django.db import models, transaction

from sessions.domain import emergency, observing, writing
from sessions.enums import EmergencyStepKind
from sessions.models import EmergencyStep, SessionEvent, VitalSigns
from tests.promises.plain_sql import ask, insert_copy
from tests.races.crowd import PATIENCE_SECONDS, Outcome, at_once
from tests.support.story import Story

WAITING = (
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@pytest.fixture
def story(scratch_db) -> Story:
    """Left, with a row of each kind in the record; the therapy part is signed."""
    story = Story().under_way()
    observing.record_event(story.session, code="tears", by=story.ana, at=story.at)
    emergency.stamp(
        story.session, kind=EmergencyStepKind.values[0], by=story.noor, at=story.at, opens=True
    )
    story.discharged()
    writing.sign_part(story.session, part="therapy", text="Inward.", by=story.ana, at=story.at)
    return story


@pytest.mark.parametrize("model", [VitalSigns, SessionEvent, EmergencyStep])
def test_a_row_past_the_verbs_waits_for_the_signature_and_is_refused(
    story, model: type[models.Model]
):
    row, before = model._default_manager.first(), model._default_manager.count()
    ready, waited = threading.Event(), threading.Event()

    def sign() -> None:
        with transaction.atomic():
            writing.sign_part(
                story.session, part="medicine", text="Uneventful.", by=story.raj, at=story.at
            )
            ready.set()
            waited_for_a_lock(waited)

    def slip_in() -> None:
        assert ready.wait(PATIENCE_SECONDS)
        insert_copy(row, key="")

    signed, slipped = at_once(sign, slip_in)

    assert signed == Outcome()
    assert waited.is_set(), "it did not wait for the signature"
    assert "this session is signed" in slipped.word
    assert model._default_manager.count() == before


def waited_for_a_lock(waited: threading.Event) -> None:
    """Set once somebody else waits; given up when the other hand is through without."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and not waited.is_set():
        if ask(WAITING):
            waited.set()
        time.sleep(0.02)
