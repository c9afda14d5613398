"""The journal is the patient's to write, and read by whom they say."""

import pytest

from core.errors import Refusal
from integration.domain import journal
from integration.models import JournalEntry
from tests.support.at_rest import committed, undone
from tests.support.story import Story


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    with committed(django_db_blocker):
        yield Story()


@pytest.fixture
def story(told):
    with undone(told) as one:
        yield one


def code_of(act, *args, **facts) -> str:
    with pytest.raises(Refusal) as refusal:
        act(*args, **facts)
    return refusal.value.code


@pytest.mark.parametrize("visibility", ["private", "shared_with_therapist", "shared_with_team"])
def test_a_journal_is_read_by_whom_the_patient_says(story, visibility):
    entry = journal.write(
        story.patient, text="A quiet day.", by=story.me, at=story.at, visibility=visibility
    )
    readers = {
        "private": set(),
        "shared_with_therapist": {"ana"},
        "shared_with_team": {"ana", "raj", "noor"},
    }

    found = {
        name for name in ("ana", "raj", "noor", "flo", "owen", "bea", "ada")
        if JournalEntry.objects.visible_to(getattr(story, name)).exists()
    }  # fmt: skip

    assert found == readers[visibility]
    assert journal.read(entry) == "A quiet day."
    assert b"quiet" not in bytes(entry.sealed_text)


@pytest.mark.parametrize(
    "facts",
    [{"text": " "}, {"visibility": "everybody"}, {"text": "x" * 50_001}],
    ids=["empty", "word", "long"],
)
def test_an_entry_that_cannot_be_is_refused(story, facts):
    asked = {"text": "A day.", "by": story.me, "at": story.at} | facts

    assert code_of(journal.write, story.patient, **asked) == "invalid"


@pytest.mark.parametrize("who", ["ana", "raj", "flo"])
def test_the_journal_is_the_patients_to_write(story, who):
    asked = {"text": "A day.", "by": getattr(story, who), "at": story.at}

    assert code_of(journal.write, story.patient, **asked) == "role_forbidden"
