"""A note as a machine: two hands with pages of any age save, sign and add; nothing is silently overwritten."""

from datetime import timedelta
from typing import ClassVar
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from core.errors import Refusal
from patients.domain import general_notes
from patients.domain.notes import EditedElsewhere
from patients.models import ClinicalNote, NoteRevision
from tests.support import at_rest
from tests.support.story import Story

pytestmark = pytest.mark.whole
HANDS = st.sampled_from(["ana", "raj"])
WORDS = st.sampled_from(["Slept well.", "Slept badly.", "Rang twice.", "Eats again."])


class TwoHands(RuleBasedStateMachine):
    """Each hand has a page: the version and the text it shows, and the key it was given."""

    story: ClassVar[Story]

    def __init__(self) -> None:
        super().__init__()
        at = self.story.at
        self.times = {
            "started_at": at - timedelta(minutes=50), "stopped_at": at - timedelta(minutes=20),
        }  # fmt: skip
        note = general_notes.start(
            self.story.patient, kind="phone", about_at=at - timedelta(hours=1), by=self.story.ana,
            at=at,
        )  # fmt: skip
        self.note = general_notes.save(note, text="Begun.", by=self.story.ana, at=at, **self.times)
        self.pages: dict[str, tuple[ClinicalNote, UUID]] = {}
        self.stood = ["Begun."]
        self.signed = ""
        self.added: dict[UUID, str] = {}
        for who in ("ana", "raj"):
            self.opens(who)

    def now(self) -> ClinicalNote:
        return ClinicalNote.objects.get(pk=self.note.pk)

    def hand(self, who: str) -> dict[str, object]:
        return {"by": getattr(self.story, who), "at": self.story.at}

    @rule(who=HANDS)
    def opens(self, who: str) -> None:
        self.pages[who] = self.now(), uuid4()

    @rule(who=HANDS, words=WORDS)
    def saves(self, who: str, words: str) -> None:
        read, before = self.pages[who][0], self.now()
        try:
            general_notes.save(
                read, text=words, version=read.version, **self.times, **self.hand(who)
            )
        except EditedElsewhere:
            assert not before.is_signed
            assert (before.version, before.text) != (read.version, read.text)
        except Refusal:
            assert before.is_signed
        else:
            assert (before.version, before.text) == (read.version, read.text)
            self.stood.append(words)
            self.opens(who)

    @rule(who=HANDS)
    def signs(self, who: str) -> None:
        read, before = self.pages[who][0], self.now()
        try:
            general_notes.sign(read, version=read.version, **self.hand(who))
        except EditedElsewhere:
            assert before.version != read.version
        except Refusal:
            assert before.is_signed
        else:
            assert not before.is_signed
            self.signed = read.text

    @rule(who=HANDS, words=WORDS)
    def adds(self, who: str, words: str) -> None:
        key = self.pages[who][1]
        try:
            general_notes.add_addendum(self.now(), text=words, key=key, **self.hand(who))
        except Refusal:
            assert not self.signed or self.added.get(key, words) != words
        else:
            assert self.signed
            assert self.added.setdefault(key, words) == words

    @invariant()
    def every_text_that_stood_is_kept_in_its_order(self) -> None:
        rows = NoteRevision.objects.filter(note=self.note.pk).order_by("version")
        assert list(rows.values_list("text", flat=True)) == self.stood
        assert self.now().text == self.stood[-1]

    @invariant()
    def what_was_signed_is_what_the_signer_read(self) -> None:
        note = self.now()
        assert note.is_signed == bool(self.signed)
        assert not self.signed or note.text == self.signed

    @invariant()
    def each_page_added_once(self) -> None:
        rows = ClinicalNote.objects.filter(addendum_to=self.note.pk)
        assert dict(rows.values_list("added_key", "text")) == self.added
        assert rows.count() == len(self.added)


def test_of_two_hands_neither_overwrites_the_other(django_db_setup, django_db_blocker):
    with at_rest.committed(django_db_blocker):
        TwoHands.story = Story()
        run_state_machine_as_test(
            TwoHands,
            settings=settings(
                max_examples=25, stateful_step_count=15, deadline=None, database=None,
                phases=[Phase.generate], report_multiple_bugs=False,
                suppress_health_check=list(HealthCheck),
            ),
        )  # fmt: skip
