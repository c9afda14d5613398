"""An adverse event that was not over: how it ended, before the record closes and after."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from core.errors import Refusal
from patients.models import ClinicalNote, Document
from sessions.domain import notices, observing, resolving, writing
from sessions.domain.record import facts_of
from sessions.models import AdverseEvent, EventResolution
from tests.dashboard.test_today_page import card, lines
from tests.support.pages import as_, hour, page, story
from tests.support.rooms import words
from tests.support.story import PASSWORD

__all__ = ["as_", "hour", "story"]
TITLE = "Adverse events not over"


@pytest.fixture
def event(story) -> AdverseEvent:
    """Nausea, still there when the patient went home."""
    story.under_way()
    row = observing.record_adverse_event(
        story.session, type="nausea", severity="mild", action="reassure", outcome="ongoing",
        by=story.noor, at=story.at,
    )  # fmt: skip
    story.discharged().later(hours=4)
    return row


def url(event) -> str:
    return reverse("sessions:resolve", args=[event.pk])


def typed(story, **other):
    ended = (story.at - timedelta(hours=1)).astimezone(story.clinic.zone)
    facts = {
        "outcome": "resolved", "ended_at_0": f"{ended:%Y-%m-%d}", "ended_at_1": f"{ended:%H:%M}",
        "text": "By phone: ate dinner.",
    }  # fmt: skip
    return facts | other


def ended(story, event, **other):
    facts = {"outcome": "resolved", "ended_at": story.at - timedelta(minutes=5), "by": story.noor}
    return resolving.resolve(event, **facts | {"at": story.at} | other)


def test_it_stands_on_the_day_of_its_prescriber_until_somebody_says_how_it_ended(
    as_, story, event, hour
):
    other = story.member("otto", "Otto Lind", "prescriber", covers=True)
    story.later(days=2)
    hour(story)

    before = page(as_(story.raj).get("/"))
    answer = as_(story.noor).post(url(event), typed(story))
    after = page(as_(story.raj).get("/"))

    assert lines(before, TITLE) == ["Margo Okafor"]
    assert words(card(before, TITLE).select_one(".line__note")) == "Nausea"
    assert card(page(as_(other).get("/")), TITLE) is None
    assert answer.url == reverse("sessions:note", args=[story.session.pk])
    assert card(after, TITLE) is None


def test_without_a_prescriber_who_works_here_every_prescriber_has_it(as_, story, event, hour):
    other = story.member("otto", "Otto Lind", "prescriber", covers=True)
    type(story.raj).objects.filter(pk=story.raj.pk).update(is_active=False)
    hour(story)

    assert lines(page(as_(other).get("/")), TITLE) == ["Margo Okafor"]


def test_before_the_signatures_it_stands_beside_the_event_which_stays(story, event):
    row = ended(story, event, text="Ate dinner.")

    again = ended(story, event, text="Ate dinner.")
    facts = facts_of(story.session)
    event.refresh_from_db()
    assert (again, row.recorded_by, row.addendum) == (row, story.noor, None)
    assert (event.outcome, event.ended) == ("ongoing", row)
    assert facts["resolutions"] == [[event.pk, "resolved", row.ended_at.isoformat(), "Ate dinner."]]
    story.signed()
    assert "resolved" in words_of("session_note")
    assert "Ate dinner." in words_of("session_note")


def words_of(kind: str) -> str:
    return " ".join(Document.objects.get(kind=kind).source_html.split())


def test_after_the_signatures_it_is_an_addendum_and_the_signed_rows_stay(as_, story, event, hour):
    story.signed().later(hours=1)
    signed = ClinicalNote.objects.get(part="medicine").canonical_sha256
    record = words_of("session_note")
    hour(story)

    nurse = as_(story.noor).post(url(event), typed(story))
    unsigned = as_(story.raj).post(url(event), typed(story, password="123456"))
    assert (unsigned.status_code, EventResolution.objects.count()) == (422, 0)
    assert "By phone: ate dinner." in unsigned.text
    answer = as_(story.raj).post(url(event), typed(story, password=PASSWORD))

    row = EventResolution.objects.get()
    addendum = row.addendum
    event.refresh_from_db()
    assert (nurse.status_code, answer.status_code) == (422, 302)
    assert "A prescriber adds" in nurse.text
    assert (event.outcome, row.recorded_by) == ("ongoing", story.raj)
    assert addendum.addendum_to.canonical_sha256 == signed
    assert addendum.text.startswith("Nausea, mild at ")
    assert addendum.text.endswith("By phone: ate dinner.")
    assert words_of("session_note") == record
    assert "By phone: ate dinner." in words_of("amended_record")


@pytest.mark.parametrize(
    "wrong",
    [
        {"outcome": "ongoing"},
        {"ended_at": timedelta(days=-30)},
        {"ended_at": timedelta(minutes=5)},
        {"text": "x" * 301},
    ],
)
def test_what_cannot_be_is_refused(story, event, wrong):
    facts = {name: story.at + one if name == "ended_at" else one for name, one in wrong.items()}

    with pytest.raises(Refusal):
        ended(story, event, **facts)

    assert not EventResolution.objects.exists()


def test_another_ending_of_the_same_event_a_struck_one_and_one_that_was_over_are_refused(
    story, event
):
    over, struck = (
        observing.record_adverse_event(
            story.session, type="headache", severity="mild", action="reassure", outcome=outcome,
            by=story.noor, at=story.at,
        )
        for outcome in ("resolved", "ongoing")
    )  # fmt: skip
    observing.void(struck, by=story.noor, at=story.at)
    ended(story, event)

    with pytest.raises(Refusal, match="wrote already"):
        ended(story, event, outcome="sequelae")
    for row, why in ((struck, "struck"), (over, "over when")):
        with pytest.raises(Refusal, match=why):
            ended(story, row, ended_at=story.at)


def test_how_a_struck_event_ended_is_no_fact(story, event):
    ended(story, event)
    observing.void(event, by=story.noor, at=story.at)

    assert facts_of(story.session)["resolutions"] == []


@pytest.mark.parametrize("wrong", ["struck", "over", "no ending"])
def test_the_database_too_asks_for_an_open_event_and_an_ending(story, event, wrong):
    facts = {"ended_at": story.at, "recorded_at": story.at, "recorded_by": story.noor}
    if wrong == "struck":
        observing.void(event, by=story.noor, at=story.at)
    if wrong == "over":
        event = observing.record_adverse_event(
            story.session, type="headache", severity="mild", action="reassure", outcome="fatal",
            by=story.noor, at=story.at,
        )  # fmt: skip
    outcome = "ongoing" if wrong == "no ending" else "resolved"

    with pytest.raises(DatabaseError, match="ends in one of three ways"), transaction.atomic():
        EventResolution.objects.create(event=event, outcome=outcome, **facts)


def test_the_page_keeps_what_was_typed_and_opens_to_its_team_alone(as_, story, event, hour):
    hour(story)
    tess = story.member("tess", "Tess Amari", "therapist")

    wrong = as_(story.noor).post(url(event), typed(story, ended_at_0="2020-01-01"))

    assert wrong.status_code == 422
    assert "By phone: ate dinner." in wrong.text
    assert as_(story.flo).get(url(event)).status_code == 403
    assert as_(tess).get(url(event)).status_code == 404
    link = page(as_(story.raj).get(reverse("sessions:note", args=[story.session.pk])))
    assert link.select_one(f"a[href='{url(event)}']") is not None


def test_the_next_session_asks_no_more_about_what_is_over(story, event):
    story.booked(in_days=14)
    asked = [one.item for one in notices.notices(story.session)]

    ended(story, event)

    assert "adverse_event_open" in asked
    assert "adverse_event_open" not in [one.item for one in notices.notices(story.session)]


def test_the_database_takes_no_ending_of_a_signed_event_without_an_addendum(story, event):
    story.signed()

    with pytest.raises(DatabaseError, match="added by an addendum"), transaction.atomic():
        EventResolution.objects.create(
            event=event, outcome="resolved", ended_at=story.at, recorded_at=story.at,
            recorded_by=story.raj,
        )  # fmt: skip
    later = writing.add_addendum(
        story.session, part="medicine", text="Later.", by=story.raj, at=story.at
    )
    with pytest.raises(DatabaseError, match="ends after it began"), transaction.atomic():
        EventResolution.objects.create(
            event=event, outcome="resolved", ended_at=event.occurred_at - timedelta(hours=1),
            recorded_at=story.at, recorded_by=story.raj, addendum=later,
        )  # fmt: skip
