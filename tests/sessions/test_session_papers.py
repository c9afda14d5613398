"""Three papers of one session: the record, the patient's own copy, the letter under a release."""

import re
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from pypdf import PdfReader

from accounts.domain.policies import adopt_policy
from audit.models import AuditEvent
from core import pdf
from core.errors import Refusal
from patients.domain import contacts, notes
from patients.domain.documents import render_due
from patients.models import ClinicalNote, Document
from sessions.domain import emergency, letter, observing, patient_copy, record, safety, writing
from sessions.models import EmergencyRun
from tests.portal.test_plain_words import HIGHEST_GRADE, grade
from tests.support.story import PASSWORD, Story

pytestmark = pytest.mark.django_db
MARKER = "the marker sentence of a note kept apart"


def named_referrer(story: Story) -> None:
    contacts.name_person(
        story.patient, kind="referrer", name="Dr. Ida Lund", phone="+13035550119", by=story.flo,
        at=story.at,
    )  # fmt: skip


def released(story: Story) -> Story:
    """Before the session: a release, and a doctor to write to."""
    named_referrer(story)
    return story.consented(("release",))


def told(story: Story) -> Story:
    """A session with something in each paper, left by everybody, not signed yet."""
    story.under_way()
    observing.record_adverse_event(
        story.session, type="nausea", severity="mild", action="reassure", outcome="resolved",
        by=story.noor, at=story.at,
    )  # fmt: skip
    observing.record_event(story.session, by=story.ana, at=story.at, text="Wept for her brother.")
    return story.discharged()


def words_of(kind: str) -> str:
    soup = BeautifulSoup(Document.objects.get(kind=kind).source_html, "html.parser")
    return " ".join(soup.body.get_text(" ").split())


def test_the_after_care_card_goes_home_before_anything_is_signed(as_):
    story = Story().under_way()
    words = {"safety": "A door that stays open.", "after": "Walking by the river."}
    safety.keep(story.episode, words=words, by=story.ana, at=story.at)

    page = as_(story.noor).get(reverse("sessions:live", args=[story.session.pk]))
    answer = as_(story.noor).get(reverse("sessions:after_care", args=[story.session.pk]))

    paper = PdfReader(BytesIO(answer.content))
    words = " ".join(paper.pages[0].extract_text().split())
    assert reverse("sessions:after_care", args=[story.session.pk]) in page.text
    assert (answer["Content-Type"], len(paper.pages)) == ("application/pdf", 1)
    for said in ("Do not drive", "A door that stays open.", "Walking by the river.", "988", "911"):
        assert said in words
    assert "What happened" not in words
    assert AuditEvent.objects.filter(action="after_care.printed").count() == 1


@pytest.mark.parametrize(
    ("paper", "said"), [("after_care", "Who to call"), ("ambulance", "200 mg")]
)
def test_a_paper_somebody_waits_for_comes_as_a_page_where_no_pdf_can_be_made(
    as_, monkeypatch, paper, said
):
    story = Story().under_way()
    monkeypatch.setattr(pdf, "LARGEST_HTML", 10)

    answer = as_(story.noor).get(reverse(f"sessions:{paper}", args=[story.session.pk]))

    assert (answer.status_code, answer["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "style-src 'unsafe-inline'" in answer["Content-Security-Policy"]
    assert said in " ".join(answer.text.split())


def test_with_the_second_signature_three_papers_fall_due_and_open(time_machine):
    story = told(released(Story()))
    notes.write_psychotherapy_note(story.patient, text=MARKER, by=story.ana, at=story.at)
    story.signed()

    made = render_due(at=story.at)

    papers = {row.kind: row for row in Document.objects.all()}
    assert made == 3
    assert papers.keys() == {"session_note", "patient_copy", "referrer_letter"}
    assert {row.status for row in papers.values()} == {"ready"}
    assert papers["referrer_letter"].page_count == 1
    assert all(MARKER not in row.source_html for row in papers.values())
    assert all(
        b"/StructTreeRoot" in bytes(row.content) or row.page_count for row in papers.values()
    )


def test_papers_are_letter_until_the_clinic_says_a4_and_the_foot_names_who_signed():
    story = told(released(Story())).signed()
    letter_sized = {row.kind: row.source_html for row in Document.objects.all()}
    adopt_policy(story.clinic, values={"paper": "A4"}, author="A", approver="B", at=story.at)
    on_a4 = record.record_html(story.session, at=story.at)

    foot = BeautifulSoup(on_a4, "html.parser").select_one("#foot")
    said = [" ".join(one.get_text().split()) for one in foot.select("p")]

    assert all("size: letter;" in html for html in letter_sized.values())
    assert "size: A4;" in on_a4
    digests = [story.session.therapy_note, story.session.medicine_note]
    assert said[1:] == [
        f"Signed by Ana Ruiz 2026-03-09 12:14 MDT, hash {digests[0].canonical_sha256[:12]}\u2026",
        f"Signed by Raj Patel 2026-03-09 12:16 MDT, hash {digests[1].canonical_sha256[:12]}\u2026",
    ]


def test_whom_to_call_never_stands_alone_on_a_page():
    story = told(Story())
    asked = {"safety": "", "before": "", "during": "", "after": ""}
    alone = []
    for lines in range(0, 24, 3):
        said = asked | {"safety": "\n".join(["A quiet room."] * lines)}
        safety.keep(story.episode, words=said, by=story.ana, at=story.at)
        made = pdf.render(patient_copy.copy_html(story.session, at=story.at))
        pages = [page.extract_text() for page in PdfReader(BytesIO(made.content)).pages]
        last = next(text for text in pages if "Who to call" in text)
        if "In the days after" not in last:
            alone.append(lines)

    assert alone == []


def test_the_letter_goes_to_the_address_on_record():
    story = told(released(Story()))
    address = {"address": "12 Pine Street\r\nDenver, CO 80203"}
    for _twice in range(2):
        contacts.name_person(
            story.patient, kind="referrer", name="Dr. Ida Lund", phone="+13035550119",
            by=story.flo, at=story.at, **address,
        )  # fmt: skip
    story.signed()

    assert story.patient.contacts.filter(kind="referrer").count() == 1
    assert "Dr. Ida Lund 12 Pine Street Denver, CO 80203 Phone (303) 555-0119" in words_of(
        "referrer_letter"
    )


def test_the_letter_tells_facts_and_nothing_that_was_said():
    story = told(released(Story())).signed()

    text = words_of("referrer_letter")

    for sentence in (
        "Dear Dr. Ida Lund,",
        "About Margo Okafor, born April 17, 1981",
        "9:47 AM: ketamine 200 mg, sublingual lozenge (2.86 mg/kg), first dose",
        "Nausea, mild",
        "Raj Patel , RAJ-1",
    ):
        assert sentence in text, sentence
    assert "brother" not in text
    line = AuditEvent.objects.get(action="disclosure.made")
    assert line.facts["to"] == "Dr. Ida Lund"
    assert line.facts["consent"] is not None
    assert line.patient_id == story.patient.pk


@pytest.mark.parametrize(
    ("release", "referrer", "lacks"),
    [
        pytest.param(False, False, [letter.NO_RELEASE, letter.NO_REFERRER], id="neither"),
        pytest.param(True, False, [letter.NO_REFERRER], id="nobody to write to"),
        pytest.param(False, True, [letter.NO_RELEASE], id="no release"),
    ],
)
def test_without_release_or_doctor_there_is_no_letter_and_it_says_why(release, referrer, lacks):
    story = Story()
    if release:
        story.consented(("release",))
    if referrer:
        named_referrer(story)
    story = told(story).signed()

    with pytest.raises(Refusal, match=r"release|referring"):
        letter.make(story.session, by=story.raj, at=story.at)

    assert letter.missing(story.session, at=story.at) == lacks
    assert not Document.objects.filter(kind="referrer_letter").exists()
    assert not AuditEvent.objects.filter(action="disclosure.made").exists()


def test_the_letter_is_made_later_from_the_notes_page_and_once(client, time_machine):
    story = told(Story()).signed()
    time_machine.move_to(story.at, tick=False)
    client.force_login(story.raj.user, backend="accounts.backends.OneQueryBackend")
    page = f"/sessions/{story.session.pk}/note/"
    before = " ".join(client.get(page).text.split())
    released(story.later(days=2))
    time_machine.move_to(story.at, tick=False)
    client.force_login(story.raj.user, backend="accounts.backends.OneQueryBackend")

    for _press in range(2):
        client.post(f"/sessions/{story.session.pk}/letter/")

    assert letter.NO_RELEASE in before
    assert letter.NO_REFERRER in before
    assert Document.objects.filter(kind="referrer_letter").count() == 1
    assert AuditEvent.objects.filter(action="disclosure.made").count() == 1
    assert "Letter to the referring doctor" in client.get(page).text


def test_the_patients_copy_is_plain_and_holds_no_note():
    story = told(Story())
    story.signed()

    soup = BeautifulSoup(Document.objects.get(kind="patient_copy").source_html, "html.parser")
    said = [" ".join(one.get_text(" ").split()) for one in soup.select("li, p:not(.words)")]
    text = " ".join(said)

    for sentence in (
        "At 9:47 AM you had 200 mg of ketamine , as a lozenge in your mouth.",
        "You felt sick to your stomach. It had passed when you left.",
        "You left at 11:54 AM with Dele Okafor .",
    ):
        assert sentence.replace(" ,", ",").replace(" .", ".") in text.replace(" ,", ",").replace(
            " .", "."
        )
    assert "To meet the pain without hardening" in soup.get_text()
    assert "988" in text
    assert "Uneventful" not in soup.get_text()
    assert "brother" not in soup.get_text()
    assert "!" not in text
    plain = "\n".join(
        re.sub(r"Margo Okafor|Dele Okafor|Ana Ruiz|Cedar Clinic|\(303\)|[AP]M", "", one)
        for one in said
    )
    assert grade(plain) <= HIGHEST_GRADE


def test_an_emergency_list_opened_after_the_end_is_closed_with_the_signature():
    story = told(Story())
    emergency.start(story.session, by=story.ana, at=story.at)

    story.signed()

    assert EmergencyRun.objects.get().ended_at is not None


def test_what_is_added_later_stands_in_a_further_record_and_the_first_one_stays():
    story = told(Story()).signed()
    first = Document.objects.get(kind="session_note").source_html

    writing.correct_part(
        story.session, part="therapy", wrong="grounded twice", text="Grounded three times.",
        by=story.ana, at=story.at,
    )  # fmt: skip
    writing.add_addendum(
        story.session, part="medicine", text="She rang in the evening.", by=story.raj, at=story.at
    )

    further = Document.objects.filter(kind="amended_record")
    newest = max(further, key=lambda one: int(one.key.rsplit(":", 1)[1]))
    soup = BeautifulSoup(newest.source_html, "html.parser")
    assert Document.objects.get(kind="session_note").source_html == first
    assert Document.objects.filter(kind="amended_record").count() == 2
    assert [one.get_text() for one in soup.select(".note-words s")] == ["grounded twice"]
    assert "She rang in the evening." in soup.get_text()
    assert len(soup.select(".sign")) == 4


def test_a_correction_on_the_page_leaves_the_original_readable(client, time_machine):
    story = told(Story()).signed()
    time_machine.move_to(story.at, tick=False)
    client.force_login(story.ana.user, backend="accounts.backends.OneQueryBackend")
    place = f"/sessions/{story.session.pk}/note/therapy/correction/"

    key = "0e5ad5d0-7ad5-4ac1-9d0d-4f9f1f6d2a11"
    typed = {"text": "Thrice.", "key": key, "password": PASSWORD}
    absent = client.post(place, typed | {"wrong": "grounded once"})
    for _press in range(2):
        client.post(place, typed | {"wrong": "grounded twice"})

    page = BeautifulSoup(client.get(f"/sessions/{story.session.pk}/note/").text, "html.parser")
    note = page.select_one("#note-therapy")
    assert absent.status_code == 422
    assert "grounded once" in absent.text
    assert note.select_one(".note-words").get_text(" ", strip=True).startswith("Inward;")
    assert len(note.select(".note-added")) == 1
    assert ClinicalNote.objects.get(kind="correction").wrong == "grounded twice"


def test_a_pause_keeps_a_part_and_two_hands_get_both_texts(client, time_machine):
    story = told(Story())
    time_machine.move_to(story.at, tick=False)
    client.force_login(story.ana.user, backend="accounts.backends.OneQueryBackend")
    place = f"/sessions/{story.session.pk}/note/therapy/"
    accept = {"Accept": "application/json"}

    kept = client.post(place, {"text": "First. .doses", "version": "1"}, headers=accept)
    stale = client.post(place, {"text": "Second.", "version": "1"}, headers=accept)
    versions = client.get(f"{place}versions/").text

    assert (kept.status_code, kept.json()["version"]) == (200, 2)
    assert kept.json()["text"] == "First. Doses so far: Mar 9 200 mg sublingual lozenge"
    assert (stale.status_code, stale.json()["theirs"]) == (409, kept.json()["text"])
    assert "First." in versions
