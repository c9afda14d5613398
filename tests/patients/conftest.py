"""People of Cedar Clinic at their screens; the fixtures are those of the dashboard's tests."""

from datetime import timedelta

import pytest

from patients.domain import general_notes
from patients.models import ClinicalNote
from tests.dashboard.conftest import as_, hour, story

__all__ = ["as_", "hour", "story"]


@pytest.fixture
def note(story) -> ClinicalNote:
    about = story.at - timedelta(minutes=55)
    return general_notes.start(
        story.patient, kind="phone", about_at=about, by=story.ana, at=story.at
    )
