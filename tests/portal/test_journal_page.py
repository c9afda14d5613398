"""The journal: private unless said otherwise, sealed, watched by nobody."""

import uuid

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from audit.models import AuditEvent
from integration.domain import journal
from integration.models import JournalEntry


def write(client, text: str = "It was quiet.", visibility: str = "private"):
    return client.post(reverse("portal:write"), {"text": text, "visibility": visibility})


def test_an_entry_is_private_and_sealed(story, margo):
    page = margo.get(reverse("portal:write")).text
    write(margo, "It was quiet.")

    entry = JournalEntry.objects.get(patient=story.patient)
    chosen = BeautifulSoup(page, "html.parser").select("input[checked]")
    assert [box["value"] for box in chosen] == ["private"]
    assert entry.visibility == "private"
    assert b"quiet" not in bytes(entry.sealed_text)
    assert not JournalEntry.objects.visible_to(story.ana).exists()


def test_the_page_says_that_nobody_watches_and_whom_to_call(story, margo):
    page = margo.get(reverse("portal:write")).text

    assert "Nobody watches this journal" in page
    assert 'href="tel:988"' in page


def test_an_entry_can_be_shared_by_itself(story, margo):
    write(margo, "For Ana.", "shared_with_therapist")
    write(margo, "For me.")

    assert [journal.read(one) for one in JournalEntry.objects.visible_to(story.ana)] == ["For Ana."]
    assert not JournalEntry.objects.visible_to(story.noor).exists()


def test_own_entries_are_listed_and_read(story, margo):
    write(margo, "It was quiet.")
    entry = JournalEntry.objects.get()

    assert reverse("portal:entry", args=[entry.pk]) in margo.get(reverse("portal:journal")).text
    assert "It was quiet." in margo.get(reverse("portal:entry", args=[entry.pk])).text
    assert AuditEvent.objects.filter(action="journal.read", outcome="read").count() == 1


def test_sent_twice_it_is_one_entry(story, margo):
    first, second = write(margo), write(margo)

    assert first["Location"] == second["Location"] == reverse("portal:journal")
    assert JournalEntry.objects.count() == 1


def test_two_different_entries_are_two(story, margo):
    write(margo, "One.")
    write(margo, "Two.")

    assert JournalEntry.objects.count() == 2


@pytest.mark.parametrize(
    ("text", "visibility", "sentence"),
    [
        pytest.param("", "private", "A single word is enough.", id="empty"),
        pytest.param("  \n ", "private", "A single word is enough.", id="only space"),
        pytest.param("x" * 100_000, "private", "Split it in two.", id="100 kB"),
        pytest.param("Words.", "everybody", "valid choice", id="no such reader"),
    ],
)
def test_what_cannot_be_kept_stays_on_the_page(story, margo, text, visibility, sentence):
    reply = write(margo, text, visibility)

    assert reply.status_code == 422
    assert sentence in reply.text
    assert text.strip() in reply.text
    assert not JournalEntry.objects.exists()


def test_words_are_shown_and_never_run(story, margo):
    write(margo, "<script>alert(1)</script>")
    entry = JournalEntry.objects.get()

    page = margo.get(reverse("portal:entry", args=[entry.pk])).text

    assert "&lt;script&gt;alert(1)" in page


def test_another_patients_entry_is_not_found(story, margo, signed_in):
    other = story.new_patient("Dele Bright", key="dele")
    write(signed_in(other.user), "Not yours.", "shared_with_team")
    entry = JournalEntry.objects.get()

    assert margo.get(reverse("portal:entry", args=[entry.pk])).status_code == 404
    assert margo.get(reverse("portal:entry", args=[uuid.uuid4()])).status_code == 404
    assert "Nothing here yet" in margo.get(reverse("portal:journal")).text


@pytest.mark.parametrize("role", ["ana", "raj", "flo", "owen"])
def test_the_clinic_does_not_write_or_read_here(story, margo, signed_in, role):
    write(margo, "Mine.", "shared_with_team")
    entry = JournalEntry.objects.get()
    client = signed_in(getattr(story, role).user)

    assert write(client).status_code == 403
    assert client.get(reverse("portal:entry", args=[entry.pk])).status_code == 403
    assert JournalEntry.objects.count() == 1


@pytest.mark.parametrize("count", [3, 300])
def test_the_list_takes_as_many_queries_for_many(story, margo, django_assert_num_queries, count):
    JournalEntry.objects.bulk_create(
        JournalEntry(patient=story.patient, sealed_text=b"x", written_at=story.at)
        for _n in range(count)
    )

    with django_assert_num_queries(5):
        margo.get(reverse("portal:journal"))


@pytest.mark.parametrize("page", ["0", "-3", "x", "99999999999999999999"])
def test_a_page_number_that_is_none_shows_the_list(story, margo, page):
    assert margo.get(reverse("portal:journal"), {"page": page}).status_code == 200
