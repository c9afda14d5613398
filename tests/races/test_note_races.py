"""Two presses and two hands on one note: added once, signed as it was read."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest

from patients.domain import general_notes
from patients.models import ClinicalNote
from sessions.domain import writing
from tests.races.crowd import at_once, counted
from tests.support.story import Story

TIMES = {"started_at": timedelta(minutes=50), "stopped_at": timedelta(minutes=20)}


@pytest.fixture
def story(scratch_db) -> Story:
    return Story()


def draft(story: Story, text: str = "Slept well.") -> ClinicalNote:
    about = story.at - TIMES["started_at"]
    note = general_notes.start(
        story.patient, kind="phone", about_at=about, by=story.ana, at=story.at
    )
    times = {name: story.at - ago for name, ago in TIMES.items()}
    return general_notes.save(note, text=text, by=story.ana, at=story.at, **times)


def test_one_page_adds_once_however_often_it_is_pressed(story):
    note = general_notes.sign(draft(story), by=story.ana, at=story.at)
    how = {"key": uuid4(), "by": story.ana, "at": story.at}
    add = partial(general_notes.add_addendum, note, text="Her sister called.", **how)

    outcomes = at_once(*(add,) * 8)

    assert counted(outcomes) == {"done": 8}
    assert note.addenda.count() == 1


def test_a_correction_of_a_sessions_part_is_made_once(story):
    story.under_way().discharged().signed()
    note = ClinicalNote.objects.get(part="therapy")
    how = {"key": uuid4(), "by": story.ana, "at": story.at, "part": "therapy"}
    correct = partial(
        writing.correct_part, story.session, wrong=note.text[:12], text="Otherwise.", **how
    )

    outcomes = at_once(*(correct,) * 4)  # the first one draws a whole record while the others wait

    assert counted(outcomes) == {"done": 4}
    assert note.addenda.count() == 1


def test_whoever_signs_signs_what_they_read(story):
    """Both read the same text: one saves another one, the other signs. Never is the new one signed unseen."""
    for _turn in range(4):
        note = draft(story)
        read = note.version
        save = partial(
            general_notes.save, note, text="Slept badly.", version=read, by=story.raj, at=story.at,
            started_at=note.started_at, stopped_at=note.stopped_at,
        )  # fmt: skip
        sign = partial(general_notes.sign, note, version=read, by=story.ana, at=story.at)

        at_once(save, sign)

        note.refresh_from_db()
        assert (note.is_signed, note.text) in {(True, "Slept well."), (False, "Slept badly.")}
