"""Open windows: the peak that ends first on top, what was missed said in words."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from audit.models import AuditEvent
from integration.domain import contacts, journal, practices, windows
from integration.enums import ContactStatus
from integration.models import IntegrationContact, IntegrationWindow, Practice
from tests.support.pages import page
from tests.support.story import Story

LIST_STATEMENTS = 5


def names(soup: BeautifulSoup) -> list[str]:
    return [one.get_text(strip=True) for one in soup.select(".window__who h2")]


def words(soup: BeautifulSoup) -> dict[str, str]:
    """Each contact's name with the word for how it stands."""
    return {
        next(one.span.stripped_strings): one.select_one(".badge").get_text(strip=True)
        for one in soup.select(".contacts__item")
    }


def contact(kind: str) -> IntegrationContact:
    return IntegrationContact.objects.get(kind=kind)


def window() -> IntegrationWindow:
    return IntegrationWindow.objects.get()


def two_windows(story: Story) -> None:
    """Margo's session today; Rey's a day later."""
    story.under_way().discharged()
    story.patient = story.new_patient("Rey Whitfield", key="rey")
    story.ready_for_dose()
    story.dosed()


def test_the_peak_that_ends_first_is_on_top(story, as_, hour):
    two_windows(story)
    hour(story)

    assert names(page(as_(story.ana).get("/integration/"))) == ["Margo Okafor", "Rey Whitfield"]


def test_a_window_shows_how_much_of_its_peak_is_left(story, as_, hour):
    story.under_way()
    story.at = window().opens_at + timedelta(hours=31)
    hour(story)

    ring = page(as_(story.ana).get("/integration/")).select_one(".ring__words")

    assert ring.get_text(" ", strip=True).startswith("Peak 41 hours left")


def test_after_the_peak_the_ring_counts_to_the_end_of_the_window(story, as_, hour):
    story.under_way()
    story.at = window().opens_at + timedelta(days=10)
    windows.advance_due(at=story.at)
    hour(story)

    ring = page(as_(story.ana).get("/integration/")).select_one(".ring__words")

    assert ring.get_text(" ", strip=True).startswith("Window 4 days left")


def test_each_contact_has_a_word_and_what_is_overdue_comes_first(story, as_, hour):
    story.under_way().discharged()
    story.at = window().opens_at + timedelta(hours=31)
    windows.advance_due(at=story.at)
    hour(story)

    soup = page(as_(story.ana).get("/integration/"))

    assert words(soup) == {
        "Home safe": "Missed", "Day 1": "Missed", "Peak session": "Due now",
        "Day 3": "Ahead", "Week 1": "Ahead", "Week 2": "Ahead",
    }  # fmt: skip
    assert soup.select_one(".overdue").get_text(" ", strip=True).startswith("Home safe was due")


@pytest.mark.parametrize("count", [1, 6])
def test_one_window_costs_as_many_statements_as_six(
    story, as_, hour, django_assert_num_queries, count
):
    story.under_way()
    for place in range(count - 1):
        story.patient = story.new_patient(f"Person Number{place}", key=f"p{place}")
        story.ready_for_dose()
        story.dosed()
    hour(story)
    client = as_(story.ana)

    with django_assert_num_queries(LIST_STATEMENTS):
        soup = page(client.get("/integration/"))

    assert len(soup.select(".window")) == count


def test_a_contact_takes_place_with_a_word_about_the_intention(story, as_, hour):
    story.under_way().discharged()
    story.at = window().opens_at + timedelta(hours=25)
    hour(story)
    client = as_(story.ana)
    address = f"/integration/contacts/{contact('C2').pk}/"

    answer = client.post(
        address, {"act": "done", "done-note": "We sat by the window.", "done-intention": "changed"}
    )

    made = contact("C2")
    assert answer.url == f"/integration/{window().pk}/"
    assert (made.status, made.done_by, made.note) == (
        ContactStatus.DONE, story.ana, "We sat by the window.",
    )  # fmt: skip
    assert contacts.thread(story.episode.pk) == ["changed"]
    assert "Changed, peak session" in page(client.get(answer.url)).get_text(" ")


def test_a_contact_is_not_recorded_twice(story, as_, hour):
    story.under_way().discharged().later(hours=20)
    hour(story)
    client = as_(story.ana)
    address = f"/integration/contacts/{contact('C1').pk}/"

    first = client.post(address, {"act": "done", "done-note": "Slept well"})
    second = client.post(address, {"act": "done", "done-note": "Something else"})

    assert (first.status_code, second.status_code) == (302, 422)
    assert "This contact is done already." in second.text
    assert "Something else" in second.text
    assert contact("C1").note == "Slept well"


def test_what_the_patient_declines_is_not_missed(story, as_, hour):
    story.under_way().discharged().later(hours=20)
    hour(story)
    client = as_(story.ana)
    address = f"/integration/contacts/{contact('C1').pk}/"

    empty = client.post(address, {"act": "decline", "declined-reason": ""})
    client.post(address, {"act": "decline", "declined-reason": "No calls, please"})

    assert empty.status_code == 422
    assert (contact("C1").status, contact("C1").reason) == (
        ContactStatus.DECLINED, "No calls, please",
    )  # fmt: skip


def test_the_desk_calls_home_and_asks_nothing_clinical(story, as_, hour):
    story.under_way().discharged().later(hours=3)
    hour(story)
    client = as_(story.flo)
    address = f"/integration/contacts/{contact('C0').pk}/"

    asked = page(client.get(address))
    client.post(address, {"act": "done", "done-note": "Home, with Dele"})

    assert [box["name"] for box in asked.select("main form [name^=done-]")] == ["done-note"]
    assert contact("C0").status == ContactStatus.DONE


def test_the_other_contacts_are_not_the_desks(story, as_, hour):
    story.under_way().discharged().later(hours=20)
    hour(story)
    client = as_(story.flo)
    address = f"/integration/contacts/{contact('C1').pk}/"

    assert client.get(address).status_code == 200
    assert page(client.get(address)).select("main form[action]") == []
    answer = client.post(address, {"act": "done", "done-note": "She feels odd"})

    assert answer.status_code == 422
    assert contact("C1").status == ContactStatus.PLANNED


def test_a_window_opens_what_was_shared_counts_the_rest_and_leaves_a_line(story, as_, hour):
    story.under_way().discharged().later(hours=12)
    for text, visibility in (
        ("The river again", "shared_with_therapist"), ("Mine alone", "private"),
        ("For all of you", "shared_with_team"),
    ):  # fmt: skip
        journal.write(story.patient, text=text, by=story.me, at=story.at, visibility=visibility)
    hour(story)

    seen = {
        who.full_name: page(as_(who).get(f"/integration/{window().pk}/")).get_text(" ", strip=True)
        for who in (story.ana, story.noor)
    }

    assert "The river again" in seen["Ana Ruiz"]
    assert "1 entry is the patient's own" in seen["Ana Ruiz"]
    assert "The river again" not in seen["Noor Haddad"]
    assert "For all of you" in seen["Noor Haddad"]
    assert "2 entries are the patient's own" in seen["Noor Haddad"]
    assert not any("Mine alone" in text for text in seen.values())
    reads = AuditEvent.objects.filter(action="chart.read", outcome="read")
    assert set(reads.values_list("actor_name", flat=True)) == {"Ana Ruiz", "Noor Haddad"}


def test_the_desk_sees_a_window_without_what_was_said_or_shared(story, as_, hour):
    story.under_way().discharged().later(hours=20)
    journal.write(
        story.patient, text="River", by=story.me, at=story.at, visibility="shared_with_team"
    )
    contacts.complete(contact("C1"), note="Tears at night", by=story.ana, at=story.at)
    hour(story)

    text = page(as_(story.flo).get(f"/integration/{window().pk}/")).get_text(" ", strip=True)

    assert "Margo Okafor" in text
    for secret in ("River", "Tears at night", "To meet the pain without hardening", "Practices"):
        assert secret not in text


def test_a_practice_is_chosen_and_let_go_without_a_word_of_blame(story, as_, hour):
    story.under_way().discharged().later(hours=20)
    hour(story)
    client = as_(story.ana)
    address = f"/integration/{window().pk}/practices/"

    empty = client.post(address, {"practice-kind": "", "practice-text": "Three breaths"})
    client.post(address, {"practice-kind": "breath", "practice-text": "Three breaths"})
    practice = Practice.objects.get()
    client.post(f"/integration/practices/{practice.pk}/let-go/")
    client.post(f"/integration/practices/{practice.pk}/let-go/")

    practice.refresh_from_db()
    assert empty.status_code == 422
    assert "Three breaths" in empty.text
    assert (practice.kind, practice.chosen_by, practice.ended_at) == ("breath", story.ana, story.at)
    trail = AuditEvent.objects.filter(action__startswith="practice.").order_by("pk")
    assert list(trail.values_list("action", flat=True)) == ["practice.chosen", "practice.let_go"]


def test_no_practice_is_added_to_a_window_that_has_closed(story, as_, hour):
    story.under_way().discharged().later(days=20)
    windows.advance_due(at=story.at)
    hour(story)

    answer = as_(story.ana).post(
        f"/integration/{window().pk}/practices/",
        {"practice-kind": "breath", "practice-text": "Three breaths"},
    )

    assert answer.status_code == 422
    assert "The window has closed." in answer.text
    assert Practice.objects.count() == 0


def test_another_clinics_window_is_not_there(story, as_, hour):
    other = Story(name="Birch").under_way()
    practice = practices.choose(window(), kind="breath", text="B", by=other.ana, at=other.at)
    hour(other)
    client = as_(story.raj)

    codes = [
        client.get(f"/integration/{window().pk}/").status_code,
        client.get(f"/integration/contacts/{contact('C1').pk}/").status_code,
        client.post(f"/integration/{window().pk}/practices/").status_code,
        client.post(f"/integration/practices/{practice.pk}/let-go/").status_code,
    ]

    assert codes == [404, 404, 404, 404]
    assert names(page(client.get("/integration/"))) == []


def test_who_has_no_part_in_integration_is_refused(story, as_, hour):
    story.under_way()
    hour(story)

    codes = [
        as_(who).get("/integration/").status_code for who in (story.bea, story.owen, story.ada)
    ]

    assert codes == [403, 403, 403]
    assert as_(story.flo).post(f"/integration/{window().pk}/practices/").status_code == 403
