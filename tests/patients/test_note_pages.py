"""Notes: nothing typed is lost, a signed one stays; psychotherapy notes are their author's alone."""

import pytest
from bs4 import BeautifulSoup

from audit.models import AuditEvent
from patients.domain import general_notes, notes
from patients.models import ClinicalNote, PsychotherapyNote
from tests.support.story import Story


@pytest.fixture
def note(story) -> ClinicalNote:
    return general_notes.start(
        story.patient, kind="phone", about_at=story.at, by=story.ana, at=story.at
    )


def url_of(note: ClinicalNote) -> str:
    return f"/patients/notes/{note.pk}/"


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


def test_saved_then_signed_it_stays_as_it_is(as_, story, note):
    client = as_(story.ana)
    client.post(url_of(note), {"text": "Slept well.", "version": 1})
    client.post(url_of(note), {"text": "Slept well, twice.", "version": 2, "sign": "1"})

    late = client.post(url_of(note), {"text": "Never mind.", "version": 3})

    note.refresh_from_db()
    assert (note.text, note.signed_by) == ("Slept well, twice.", story.ana)
    assert late.status_code == 422
    assert "Never mind." in late.text


def test_two_people_in_one_draft_see_both_texts(as_, story, note):
    as_(story.raj).post(url_of(note), {"text": "Theirs.", "version": 1})

    answer = as_(story.ana).post(url_of(note), {"text": "Mine.", "version": 1})

    page = BeautifulSoup(answer.text, "html.parser")
    assert answer.status_code == 422
    assert page.select_one("textarea[name=text]").get_text().strip() == "Mine."
    assert "Theirs." in page.select_one(".strip").get_text()
    version = page.select_one("[name=version]")["value"]
    as_(story.ana).post(url_of(note), {"text": "Both.", "version": version})
    note.refresh_from_db()
    assert note.text == "Both."


def test_an_empty_note_is_not_signed(as_, story, note):
    answer = as_(story.ana).post(url_of(note), {"text": " ", "version": 1, "sign": "1"})

    note.refresh_from_db()
    assert (answer.status_code, note.signed_at) == (422, None)


def test_an_addendum_is_signed_by_itself_and_once(as_, story, note):
    client = as_(story.ana)
    client.post(url_of(note), {"text": "Slept well.", "version": 1, "sign": "1"})

    for _press in range(2):
        client.post(f"{url_of(note)}addendum/", {"text": "Her sister called."})

    addendum = ClinicalNote.objects.exclude(pk=note.pk).get()
    assert (addendum.text, addendum.addendum_to) == ("Her sister called.", note)
    assert addendum.signed_at is not None
    assert "Her sister called." in client.get(url_of(note)).text


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
