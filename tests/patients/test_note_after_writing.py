"""What follows the writing: a co-signer, an addition, the right chart, a paper."""

from datetime import timedelta
from functools import partial

import pytest
from bs4 import BeautifulSoup

from patients.domain import care_team, general_notes
from patients.domain.documents import render_due
from patients.models import ClinicalNote, Document
from tests.patients.notes import key_of, signed, soup, url_of
from tests.support.story import PASSWORD


def shown_hash(client, note) -> dict[str, str]:
    """What the co-signer's page sends along with a signature or a return."""
    field = soup(client.get(f"{url_of(note)}cosign/")).select_one("[name=handed]")
    return {"handed": field["value"]} if field else {}


def test_a_supervisor_returns_it_with_a_comment_then_signs_beneath(as_, story, note, hour):
    hour(story)
    mine, theirs = as_(story.ana), as_(story.raj)
    signed(mine, note, "Slept well.", cosigner=story.raj.pk)
    changed = mine.post(url_of(note), {"text": "Sneaked in.", "version": 3})
    theirs.post(f"{url_of(note)}return/", shown_hash(theirs, note) | {"comment": "Say how long."})
    returned = mine.get(url_of(note)).text
    signed(mine, note, "Slept well, seven hours.", cosigner=story.raj.pk)

    read = shown_hash(theirs, note)
    answer = theirs.post(f"{url_of(note)}cosign/", read | {"password": PASSWORD})

    note.refresh_from_db()
    page = soup(theirs.get(url_of(note))).select_one(".note-signature").get_text(" ", strip=True)
    assert changed.status_code == 422
    assert "Say how long." in returned
    assert answer.status_code == 302
    assert (note.status, note.signed_by, note.author) == ("signed", story.raj, story.ana)
    for line in ("Signed by Ana Ruiz, ANA-1", note.handed_sha256, "Co-signed by Raj Patel, RAJ-1"):
        assert line in " ".join(page.split())
    paper = Document.objects.get(kind="clinical_note").source_html
    assert "Co-signed by" in paper
    assert note.handed_sha256 in paper


def test_a_co_signers_old_page_neither_signs_nor_returns_other_words(as_, story, note, hour):
    hour(story)
    mine, theirs = as_(story.ana), as_(story.raj)
    signed(mine, note, "Slept well.", cosigner=story.raj.pk)
    old = shown_hash(theirs, note)
    mine.post(f"{url_of(note)}take-back/")
    signed(mine, note, "Slept badly.", cosigner=story.raj.pk)

    beneath = theirs.post(f"{url_of(note)}cosign/", old | {"password": PASSWORD})
    back = theirs.post(f"{url_of(note)}return/", old | {"comment": "Say how long."})

    note.refresh_from_db()
    assert (beneath.status_code, back.status_code, note.status) == (422, 422, "ready")
    assert "handed to you anew" in beneath.text
    assert "Slept badly." in beneath.text
    assert "Say how long." in back.text
    new = soup(beneath).select_one("[name=handed]")["value"]
    assert new == note.handed_sha256
    theirs.post(f"{url_of(note)}cosign/", {"handed": new, "password": PASSWORD})
    note.refresh_from_db()
    assert note.signed_by == story.raj


def test_only_the_named_co_signer_signs_beneath(as_, story, note, hour):
    hour(story)
    signed(as_(story.ana), note, "Slept well.", cosigner=story.raj.pk)

    answer = as_(story.mei).post(f"{url_of(note)}cosign/", {"password": PASSWORD})
    own = as_(story.ana).post(f"{url_of(note)}cosign/", {"password": PASSWORD})

    note.refresh_from_db()
    assert (answer.status_code, own.status_code, note.status) == (422, 422, "ready")


def test_an_author_takes_it_back_before_the_co_signer_looks(as_, story, note, hour):
    hour(story)
    client = as_(story.ana)
    signed(client, note, "Slept well.", cosigner=story.raj.pk)

    client.post(f"{url_of(note)}take-back/")

    note.refresh_from_db()
    assert (note.status, note.cosigner, note.handed_sha256) == ("draft", None, "")


def test_an_addendum_is_signed_by_itself_and_once(as_, story, note, hour):
    hour(story)
    client = as_(story.ana)
    signed(client, note)

    facts = {"text": "Her sister called.", **key_of(client, note), "password": PASSWORD}
    for _press in range(2):
        client.post(f"{url_of(note)}addendum/", facts)

    addendum = ClinicalNote.objects.exclude(pk=note.pk).get()
    assert (addendum.text, addendum.addendum_to) == ("Her sister called.", note)
    assert addendum.signed_at is not None
    assert "Her sister called." in client.get(url_of(note)).text


@pytest.mark.parametrize(
    ("way", "typed"),
    [
        ("addendum", {"text": "Her sister called."}),
        ("correction", {"wrong": "Slept well.", "text": "Slept badly."}),
    ],
)
def test_what_is_added_is_signed_with_the_signers_own_password(as_, story, note, hour, way, typed):
    hour(story)
    client = as_(story.ana)
    signed(client, note)

    for password in ("", "123456", "somebody-elses"):
        answer = client.post(f"{url_of(note)}{way}/", typed | {"password": password})

    form = soup(answer).select_one(f"form[action$='/{way}/']")
    assert answer.status_code == 422
    assert not note.addenda.exists()
    assert "password" in form.select_one(".error-summary").get_text()
    assert {box["name"]: box.text.strip() for box in form.select("textarea")} == typed
    again = client.post(f"{url_of(note)}{way}/", typed | {"password": PASSWORD})
    assert again.status_code == 302
    assert note.addenda.get().text == typed["text"]


def test_the_same_words_on_another_page_are_another_addendum(as_, story, note, hour):
    hour(story)
    client = as_(story.ana)
    signed(client, note)
    words = {"text": "Rang, nobody answered.", "password": PASSWORD}

    for _day in range(2):
        client.post(f"{url_of(note)}addendum/", words | key_of(client, note))

    assert note.addenda.count() == 2


def test_a_page_gone_back_to_adds_nothing_else_unseen(as_, story, note, hour):
    hour(story)
    client = as_(story.ana)
    signed(client, note)
    old = key_of(client, note) | {"password": PASSWORD}
    client.post(f"{url_of(note)}addendum/", old | {"text": "Her sister called."})

    other = client.post(f"{url_of(note)}addendum/", old | {"text": "Her brother called."})
    form = soup(other).select_one("form[action$='/addendum/']")
    new = {"key": form.select_one("[name=key]")["value"], "text": form.textarea.text.strip()}
    client.post(f"{url_of(note)}addendum/", new | {"password": PASSWORD})

    texts = note.addenda.order_by("pk").values_list("text", flat=True)
    assert other.status_code == 422
    assert list(texts) == ["Her sister called.", "Her brother called."]


def test_wrong_words_that_stand_twice_are_not_struck_at_the_first_place(as_, story, note, hour):
    hour(story)
    client = as_(story.ana)
    signed(client, note, "Slept 4 h on Monday.\nSlept 4 h on Friday.")
    typed = {"text": "It was 6 h.", "password": PASSWORD}

    unclear = client.post(f"{url_of(note)}correction/", typed | {"wrong": "4 h"})
    plain = client.post(f"{url_of(note)}correction/", typed | {"wrong": "4 h on Friday"})

    assert (unclear.status_code, plain.status_code) == (422, 302)
    assert "a few more words around them" in " ".join(unclear.text.split())
    assert note.addenda.get().wrong == "4 h on Friday"


def test_a_correction_strikes_the_wrong_words_and_leaves_them_readable(as_, story, note, hour):
    hour(story)
    client = as_(story.ana)
    signed(client, note, "Takes 40 mg of it.\nSleeps well.")

    correct = partial(client.post, f"{url_of(note)}correction/")
    absent = correct({"wrong": "400 mg", "text": "20 mg", "password": PASSWORD})
    correct({"wrong": "40 mg", "text": "It is 20 mg.", "password": PASSWORD})

    page = soup(client.get(url_of(note)))
    note.refresh_from_db()
    assert absent.status_code == 422
    assert note.text == "Takes 40 mg of it.\nSleeps well."
    assert page.select_one(".note-words s").get_text().endswith("40 mg")
    assert "It is 20 mg." in page.get_text()
    paper = BeautifulSoup(Document.objects.get(kind="amended_record").source_html, "html.parser")
    assert [one.get_text() for one in paper.select("s")] == ["40 mg", "40 mg"]
    assert len(paper.select(".sign")) == 2


def test_a_late_entry_shows_both_times_on_the_page_and_on_paper(as_, story, hour):
    hour(story)
    note = general_notes.start(
        story.patient,
        kind="phone",
        about_at=story.at - timedelta(days=3),
        by=story.ana,
        at=story.at,
    )
    client = as_(story.ana)
    signed(client, note)

    line = " ".join(soup(client.get(url_of(note))).select_one(".note-line").get_text(" ").split())

    assert "Late entry" in line
    assert "written" in line
    paper = " ".join(Document.objects.get(kind="clinical_note").source_html.split())
    assert "Took place February 27, 2026, 9:00 AM; written March 2, 2026, 9:00 AM." in paper


def test_a_note_of_the_wrong_person_goes_on_at_the_right_one(as_, story, note, hour):
    hour(story)
    right = story.new_patient("Rey Whitfield", key="rey")
    client = as_(story.ana)
    signed(client, note, "He slept well.")
    who = {"record_number": right.record_number, "born_on_month": "4", "born_on_day": "17"}
    facts = who | {"reason": "Two charts open"}

    nobody = client.post(f"{url_of(note)}move/", facts | {"born_on_year": "1982"})
    answer = client.post(f"{url_of(note)}move/", facts | {"born_on_year": "1981"})

    moved = ClinicalNote.objects.get(patient=right)
    page = client.get(url_of(note)).text
    assert (nobody.status_code, answer.url) == (422, url_of(moved))
    assert (moved.text, moved.status, moved.about_at) == ("He slept well.", "draft", note.about_at)
    assert "Entered in error" in page
    assert "He slept well." in page
    assert "It belongs to" in page
    paper = Document.objects.get(kind="amended_record").source_html
    assert "Entered in error." in paper
    assert "Whitfield" not in paper, "one patient's paper never names another"


def test_the_first_charts_story_strikes_it_with_who_and_why(as_, story, note, hour):
    hour(story)
    right = story.new_patient("Rey Whitfield", key="rey")
    client = as_(story.ana)
    signed(client, note, "He slept well.")
    general_notes.move(note, patient=right, reason="Two charts open", by=story.ana, at=story.at)

    here = soup(client.get(f"/patients/{story.patient.pk}/?show=notes"))
    there = soup(client.get(f"/patients/{right.pk}/?show=notes"))

    line = here.select_one(".story__line")
    said = " ".join(line.get_text(" ").split())
    assert line.s.get_text() == "Note: phone call"
    assert "Moved to another chart by Ana Ruiz: Two charts open" in said
    assert (line.a, "Whitfield" in said, "slept" in said) == (None, False, False)
    assert there.select_one(".story__line s") is None


def test_who_may_not_open_the_right_chart_is_not_told_whose_it_is(as_, story, note, hour):
    hour(story)
    right = story.new_patient("Rey Whitfield", key="rey")
    sam = story.member("sam", "Sam Loft", "therapist")
    care_team.join(story.patient, member=sam, by=None, at=story.at)
    general_notes.move(note, patient=right, reason="Two charts", by=story.ana, at=story.at)

    page = as_(sam).get(url_of(note)).text

    assert "Entered in error" in page
    assert "Whitfield" not in page


def test_each_signed_note_becomes_a_document_that_opens(as_, story, note, hour):
    hour(story)
    signed(as_(story.ana), note)

    made = render_due(at=story.at)

    paper = Document.objects.get()
    assert (made, paper.kind, paper.status) == (1, "clinical_note", "ready")
    assert paper.title in as_(story.ana).get(url_of(note)).text
