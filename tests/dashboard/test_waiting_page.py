"""What waits for a clinician on my day: read from the rows, gone with them."""

from datetime import timedelta

from measures.domain import responses
from patients.domain import general_notes
from tests.dashboard.test_today_page import card, lines
from tests.support.pages import page


def test_what_waits_is_read_from_the_rows_and_leaves_with_them(story, as_, hour):
    story.under_way().discharged().signed()
    story.later(hours=1)
    responses.submit(story.patient, instrument="phq9", answers=[1] * 9, by=story.me, at=story.at)
    note = general_notes.start(
        story.patient,
        kind="phone",
        about_at=story.at - timedelta(days=3),
        by=story.raj,
        at=story.at,
    )
    times = {"started_at": note.about_at, "stopped_at": note.about_at + timedelta(minutes=9)}
    general_notes.save(note, text="Rang.", by=story.raj, at=story.at, **times)
    note.refresh_from_db()
    general_notes.hand_over(note, cosigner=story.ana, by=story.raj, at=story.at)
    story.later(days=3)
    hour(story)
    client = as_(story.ana)

    before = page(client.get("/"))
    general_notes.cosign(note, by=story.ana, at=story.at)
    after = page(client.get("/"))

    assert lines(before, "To co-sign") == ["Margo Okafor"]
    assert card(before, "To co-sign").select_one(".line__old").get_text() == "3 days"
    assert lines(before, "Scores to read") == ["Margo Okafor"]
    assert lines(before, "Open windows") == ["Margo Okafor"]
    assert card(after, "To co-sign") is None
    assert card(after, "Scores to read") is None, "a note was signed since"


def test_consents_are_named_before_they_run_out(story, as_, hour):
    story.screened().consented().later(days=340)
    hour(story)

    soon = lines(page(as_(story.ana).get("/")), "Consents that run out")
    story.later(days=30)
    hour(story)

    assert soon == ["Margo Okafor"]
    assert card(page(as_(story.ana).get("/")), "Consents that run out") is None
