"""What waits for a clinician on my day: read from the rows, gone with them."""

from datetime import timedelta

from measures.domain import responses
from patients.domain import general_notes
from sessions.domain import gate
from sessions.domain.limits import Reading
from tests.dashboard.test_today_page import card, lines
from tests.support.pages import page

TITLE = "Opened under the standing order"


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


def test_a_prescriber_reads_the_same_day_what_a_nurse_opened(story, as_, hour):
    story.ready_to_book().booked().checked_in()
    for _repeat in range(2):
        story.measured(Reading(systolic=150, diastolic=85, heart_rate=70, spo2=98))
        story.later(minutes=6)
    hour(story)
    assert card(page(as_(story.raj).get("/")), TITLE) is None

    gate.acknowledge(
        story.session, item="vitals_amber", reason="Her usual", by=story.noor, at=story.at
    )
    hour(story)
    todays = page(as_(story.raj).get("/"))
    nurses = page(as_(story.noor).get("/"))
    story.dosed()
    story.discharged()
    story.later(days=2)
    hour(story)
    unsigned = page(as_(story.raj).get("/"))
    story.signed()
    signed = page(as_(story.raj).get("/"))

    assert lines(todays, TITLE) == ["Margo Okafor"]
    said = "150/85 before the dose, opened by Noor Haddad: Her usual"
    assert card(todays, TITLE).select_one(".line__note").get_text() == said
    assert card(nurses, TITLE) is None
    assert lines(unsigned, TITLE) == ["Margo Okafor"], "until the medicine part is signed"
    assert card(signed, TITLE) is None


def test_what_a_prescriber_opened_is_no_news_to_prescribers(story, as_, hour):
    story.ready_to_book().booked().checked_in()
    story.measured(Reading(systolic=150, diastolic=85, heart_rate=70, spo2=98))
    gate.acknowledge(
        story.session, item="vitals_amber", reason="Her usual", by=story.mei, at=story.at
    )
    hour(story)

    assert card(page(as_(story.raj).get("/")), TITLE) is None
