"""The whole course of care once, through the verbs."""

import pytest

from integration.models import IntegrationWindow
from patients.domain.documents import render_due
from patients.enums import Phase
from patients.models import Document
from tests.support.story import Story


@pytest.mark.django_db
def test_a_course_of_care_from_intake_to_a_signed_record():
    story = Story().under_way().discharged().signed()

    made = render_due(at=story.at)

    window = IntegrationWindow.objects.get(session=story.session)
    assert (made, story.episode.phase, window.status) == (2, Phase.INTEGRATION, "open_peak")
    assert Document.objects.get(kind="session_note").page_count >= 1
