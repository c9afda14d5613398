"""Notes: nothing typed is lost, a signed one stays; psychotherapy notes are their author's alone."""

import pytest

from audit.models import AuditEvent
from patients.domain import general_notes, notes
from patients.models import ClinicalNote, NoteRevision, PsychotherapyNote
from tests.patients.notes import TIMES, signed, soup, url_of, written
from tests.support.story import PASSWORD, Story

JSON = {"Accept": "application/json"}


def test_beginning_twice_gives_one_empty_draft(as_, story, hour):
    hour(story)
    data = {"kind": "integration", "about_at_0": "2026-03-02", "about_at_1": "08:00"}
    client = as_(story.ana)

    places = {
        client.post(f"/patients/{story.patient.pk}/notes/new/", data)["Location"]
        for _press in range(2)
    }

    assert places == {url_of(ClinicalNote.objects.get())}
    assert ClinicalNote.objects.get().about_at.isoformat() == "2026-03-02T15:00:00+00:00"


@pytest.mark.parametrize("day", ["2026-03-03", "0001-01-01", "9999-12-31", "soon"])
def test_a_day_that_cannot_be_is_refused(as_, story, hour, day):
    hour(story)
    data = {"kind": "phone", "about_at_0": day, "about_at_1": "08:00"}

    answer = as_(story.ana).post(f"/patients/{story.patient.pk}/notes/new/", data)

    assert answer.status_code == 422
    assert ClinicalNote.objects.count() == 0


def test_saved_then_signed_it_stays_as_it_is(as_, story, note, hour):
    hour(story)
    client = as_(story.ana)
    signed(client, note, "Slept well, twice.")

    late = client.post(url_of(note), {"text": "Never mind.", "version": 3})

    note.refresh_from_db()
    assert (note.text, note.signed_by) == ("Slept well, twice.", story.ana)
    assert (note.stopped_at - note.started_at).total_seconds() == 45 * 60
    assert late.status_code == 422
    assert "Never mind." in late.text


def test_it_begins_with_headings_and_the_facts_of_today(as_, story, hour):
    story.under_way().discharged()
    hour(story)
    note = general_notes.start(
        story.patient, kind="integration", about_at=story.at, by=story.ana, at=story.at
    )

    words = soup(as_(story.ana).get(url_of(note))).select_one("textarea[name=text]").get_text()

    assert [line for line in words.splitlines() if line] == [
        "Doses so far: Mar 9 200 mg sublingual lozenge",
        "Readings of the last session: Mar 9, 2 readings, pressure 122 over 78, pulse 70, SpO₂ 98 %",
        "Last PHQ-9: none on record",
        "Insight", "Meaning", "Old story, new story", "Practice", "Risk", "Plan",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        pytest.param({"text": "Slept well."}, "Say when it began", id="no times"),
        pytest.param({"text": "Risk\n\nPlan", **TIMES}, "Write something", id="headings alone"),
    ],
)
def test_what_is_not_whole_is_not_signed(as_, story, note, hour, data, sentence):
    hour(story)
    client = as_(story.ana)
    client.post(url_of(note), {"version": 1, **data})

    answer = client.post(f"{url_of(note)}sign/", {"version": 2, "password": PASSWORD})

    note.refresh_from_db()
    assert (answer.status_code, note.signed_at) == (422, None)
    assert sentence in answer.text


@pytest.mark.parametrize(
    ("times", "sentence"),
    [
        ({"began": "08:50", "ended": "08:05"}, "It must end after it began."),
        ({"began": "08:05", "ended": "23:50"}, "choose times that have passed"),
    ],
)
def test_times_that_cannot_be_are_refused_and_the_words_stay(
    as_, story, note, hour, times, sentence
):
    hour(story)

    answer = as_(story.ana).post(url_of(note), {"text": "Slept.", "version": 1, **times})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert soup(answer).select_one("textarea[name=text]").get_text().strip() == "Slept."


def test_signing_wants_the_signers_own_password_and_what_was_shown(as_, story, note, hour):
    hour(story)
    client = as_(story.ana)
    version = written(client, note, "Slept well.")
    wrong = client.post(f"{url_of(note)}sign/", {"version": version, "password": "x" * 12})
    as_(story.raj).post(url_of(note), {"text": "Changed.", "version": version, **TIMES})

    stale = as_(story.ana).post(f"{url_of(note)}sign/", {"version": version, "password": PASSWORD})

    note.refresh_from_db()
    page = soup(stale)
    assert (wrong.status_code, stale.status_code, note.signed_at) == (422, 409, None)
    assert "Somebody saved this note in between" in stale.text
    assert "Slept well." in page.select_one(".strip").get_text()
    assert "Changed." in page.select_one(".note-words").get_text()
    assert page.select_one("[name=version]")["value"] == str(note.version)


def test_two_people_in_one_draft_see_both_texts(as_, story, note):
    as_(story.raj).post(url_of(note), {"text": "Theirs.", "version": 1})

    answer = as_(story.ana).post(url_of(note), {"text": "Mine.", "version": 1})

    page = soup(answer)
    assert answer.status_code == 409
    assert page.select_one("textarea[name=text]").get_text().strip() == "Mine."
    assert "Theirs." in page.select_one(".strip").get_text()
    version = page.select_one("[name=version]")["value"]
    as_(story.ana).post(url_of(note), {"text": "Both.", "version": version})
    note.refresh_from_db()
    assert note.text == "Both."


def test_a_pause_keeps_what_is_typed_and_opens_short_words(as_, story, note, hour):
    hour(story)
    client = as_(story.ana)
    data = {"text": "Begins. .intention .unknown", "version": 1, **TIMES}

    first = client.post(url_of(note), data, headers=JSON)
    again = client.post(
        url_of(note), data | {"text": first.json()["text"], "version": 2}, headers=JSON
    )

    assert first.status_code == 200
    assert first.json() == {
        "saved": "09:00:00", "version": 2, "text": "Begins. Intention: none on record .unknown",
    }  # fmt: skip
    assert again.json()["version"] == 2, "the same words are no new version"
    assert NoteRevision.objects.count() == 1


def test_a_pause_after_somebody_else_saved_brings_both_texts(as_, story, note):
    as_(story.raj).post(url_of(note), {"text": "Theirs.", "version": 1})

    answer = as_(story.ana).post(url_of(note), {"text": "Mine.", "version": 1}, headers=JSON)

    assert (answer.status_code, answer.json()["theirs"], answer.json()["version"]) == (
        409, "Theirs.", 2,
    )  # fmt: skip
    note.refresh_from_db()
    assert note.text == "Theirs."


def test_an_earlier_version_is_read_and_brought_back(as_, story, note):
    client = as_(story.ana)
    for text in ("First.", "Second."):
        written(client, note, text)

    page = soup(client.get(f"{url_of(note)}versions/?version=2"))
    client.post(f"{url_of(note)}versions/", {"revision": 2, "version": 3})

    note.refresh_from_db()
    assert page.select_one(".note-read").get_text(strip=True) == "First."
    assert (note.text, note.version) == ("First.", 4)
    assert client.get(f"{url_of(note)}versions/?version=zero").status_code == 200


def test_a_copied_note_is_marked_until_it_is_edited(as_, story, note, hour):
    hour(story)
    client = as_(story.ana)
    signed(client, note, "Who called, and why\nHer sister.\nPlan\nRing on Friday.")
    later = general_notes.start(
        story.patient, kind="phone", about_at=story.at, by=story.ana, at=story.at
    )

    client.post(f"{url_of(later)}copy/")
    both = [one.get_text() for one in soup(client.get(url_of(later))).select(".strip li")]
    written(client, later, "Who called, and why\nHer brother.\nPlan\nRing on Friday.")
    one = [one.get_text() for one in soup(client.get(url_of(later))).select(".strip li")]

    assert both == ["Her sister.", "Ring on Friday."]
    assert one == ["Ring on Friday."]


def test_reading_leaves_a_line(as_, story, note):
    as_(story.noor).get(url_of(note))

    assert AuditEvent.objects.get(action="note.read").actor_name == "Noor Haddad"


@pytest.mark.parametrize(
    ("who", "status"), [("flo", 403), ("owen", 403), ("noor", 403), ("me", 403)]
)
def test_who_writes_no_notes_begins_none(as_, story, who, status):
    answer = as_(getattr(story, who)).post(f"/patients/{story.patient.pk}/notes/new/", {})

    assert (answer.status_code, ClinicalNote.objects.count()) == (status, 0)


def test_off_the_team_and_elsewhere_there_is_no_note(as_, story, note):
    stranger = story.member("sam", "Sam Loft", "therapist")
    elsewhere = Story(name="Birch")

    assert as_(stranger).get(url_of(note)).status_code == 404
    assert as_(elsewhere.raj).post(url_of(note), {"text": "x", "version": 1}).status_code == 404


@pytest.mark.parametrize(
    "data",
    [
        pytest.param({"text": "x" * 100_000, "version": 1}, id="too long"),
        pytest.param({"text": "x", "version": "1e9"}, id="no version"),
        pytest.param({"text": "x", "version": 10**30}, id="version beyond all"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_stays_typed(as_, story, note, data):
    answer = as_(story.ana).post(url_of(note), data)

    note.refresh_from_db()
    assert (answer.status_code, note.text) == (422, "")
    assert data["text"] in answer.text


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b"])
def test_unreadable_signs_end_before_the_note(as_, story, note, text):
    body = f"version=1&text={'a%00b' if text[1] == chr(0) else 'a%ED%A0%80b'}"
    answer = as_(story.ana).post(
        url_of(note), body, content_type="application/x-www-form-urlencoded"
    )

    assert answer.status_code == 400


def private(story: Story) -> str:
    return f"/patients/{story.patient.pk}/psychotherapy-notes/"


def test_a_psychotherapy_note_is_sealed_and_opened_by_its_author_alone(as_, story):
    other = story.member("sam", "Sam Loft", "therapist", covers=True)
    client = as_(story.ana)

    for _press in range(2):
        client.post(private(story), {"text": "The fox again."})

    row = PsychotherapyNote.objects.get()
    assert b"fox" not in bytes(row.sealed_text)
    assert "The fox again." in client.get(private(story)).text
    theirs = as_(other).get(private(story)).text
    assert "The fox again." not in theirs
    assert "read by its author alone" in theirs


@pytest.mark.parametrize("who", ["raj", "noor", "flo", "owen", "me"])
def test_nobody_but_a_therapist_comes_near(as_, story, who):
    notes.write_psychotherapy_note(story.patient, text="The fox.", by=story.ana, at=story.at)

    assert as_(getattr(story, who)).get(private(story)).status_code == 403
