"""My day: what waits for this person, read from the rows and never kept beside them."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.utils import timezone

from accounts.domain.policies import policy_of
from accounts.enums import Role
from dashboard.domain.waiting import waiting
from integration.domain import contacts, windows
from integration.models import IntegrationWindow
from kap_clinic import database
from measures.domain import responses
from measures.models import SafetyAlert
from patients.domain.tasks import raise_task
from patients.models import WorklistTask
from sessions.domain import visits
from tests.dashboard.full_day import with_caseload, with_rows
from tests.support.pages import page
from tests.support.story import Story

THERAPIST_STATEMENTS = 10
DESK_STATEMENTS = 7
EVERY_HAT_STATEMENTS = 15


def card(soup: BeautifulSoup, title: str) -> BeautifulSoup | None:
    """The card of that name, or nothing."""
    for one in soup.select(".card"):
        if one.h2 is not None and one.h2.get_text(strip=True) == title:
            return one
    return None


def lines(soup: BeautifulSoup, title: str) -> list[str]:
    found = card(soup, title)
    return [one.get_text(strip=True) for one in found.select(".line__title")] if found else []


def alarming(story: Story) -> SafetyAlert:
    """PHQ-9 with item 9 at two."""
    answers = [1, 1, 1, 1, 1, 1, 1, 1, 2]
    responses.submit(story.patient, instrument="phq9", answers=answers, by=story.me, at=story.at)
    return SafetyAlert.objects.get()


def test_a_therapist_finds_visits_the_session_under_way_and_the_note_to_sign(story, as_, hour):
    story.under_way().discharged()
    visits.book_visit(
        story.patient, kind="integration", start_at=story.at + timedelta(hours=1), minutes=60,
        clinician=story.ana, room=story.cedar, by=story.flo, at=story.at,
    )  # fmt: skip
    hour(story)

    soup = page(as_(story.ana).get("/"))

    assert lines(soup, "Visits today") == ["Margo Okafor", "Margo Okafor"]
    assert [one.get_text() for one in card(soup, "To sign").select(".line__note")] == [
        "Medicine session, therapy part"
    ]
    assert card(soup, "Waiting for your decision") is None


def test_an_unsigned_note_grows_old_in_red_words(story, as_, hour):
    story.under_way().discharged().later(days=6, minutes=5)
    hour(story)

    therapist, prescriber = (page(as_(one).get("/")) for one in (story.ana, story.raj))

    assert card(therapist, "To sign").select_one(".line__old").get_text() == "6 days"
    assert lines(prescriber, "To sign") == ["Margo Okafor"]


def test_a_signed_record_leaves_the_list(story, as_, hour):
    story.under_way().discharged().signed()
    hour(story)

    assert card(page(as_(story.ana).get("/")), "To sign") is None


def test_an_alert_stands_on_top_until_it_is_closed(story, as_, hour):
    alarming(story)
    hour(story)
    client = as_(story.ana)
    address = f"/alerts/{story.patient.pk}/"

    fresh = page(client.get("/")).select_one(".strip--emergency").get_text()
    client.post(address, {"act": "acknowledge", "seen-reason": "I am calling her now"})
    seen = page(client.get("/")).select_one(".strip--attention").get_text(" ", strip=True)
    client.post(
        address, {"act": "close", "close-outcome": "Called, safe", "close-plan": "Tomorrow at 9"}
    )

    assert "PHQ-9 item 9: Margo Okafor" in fresh
    assert "“I am calling her now”" in seen
    assert page(client.get("/")).select(".strip--attention, .strip--emergency") == []


def test_an_alert_is_not_closed_without_a_plan_and_what_was_typed_stays(story, as_, hour):
    alarming(story)
    hour(story)

    answer = as_(story.ana).post(
        f"/alerts/{story.patient.pk}/",
        {"act": "close", "close-outcome": "Called, safe", "close-plan": " "},
    )

    assert answer.status_code == 422
    assert "Called, safe" in answer.text
    assert SafetyAlert.objects.get().status == "open"


def test_the_desk_sees_no_alert_and_may_not_open_one(story, as_, hour):
    alarming(story)
    hour(story)
    client = as_(story.flo)

    assert "PHQ-9" not in client.get("/").text
    assert client.get(f"/alerts/{story.patient.pk}/").status_code == 403


def test_a_prescriber_finds_whom_to_decide_on_the_gravest_first(story, as_, hour):
    story.screened()
    story.patient = story.new_patient("Rey Whitfield", key="rey")
    story.screened(conditions=("PSY1",))
    hour(story)

    soup = page(as_(story.raj).get("/"))

    assert lines(soup, "Waiting for your decision") == ["Rey Whitfield", "Margo Okafor"]
    notes = [
        one.get_text(" ", strip=True)
        for one in card(soup, "Waiting for your decision").select(".line__note")
    ]
    assert notes == ["1 stop. No decision yet.", "No decision yet."]


def test_the_desk_finds_arrivals_calls_home_and_what_was_not_sent(story, as_, hour):
    story.under_way().discharged()
    story.later(hours=3)
    raise_task(
        story.clinic, kind="message_unsent", key="m", sentence="A message to Margo was not sent.",
        at=story.at, patient=story.patient, role="front_desk",
    )  # fmt: skip
    hour(story)

    soup = page(as_(story.flo).get("/"))

    assert lines(soup, "Arrivals") == ["Margo Okafor"]
    assert lines(soup, "Calls home") == ["Margo Okafor"]
    assert card(soup, "Calls home").select_one(".badge").get_text(strip=True) == "Due now"
    assert lines(soup, "Not sent") == ["A message to Margo was not sent."]
    assert lines(soup, "Tasks") == []


def test_a_tablet_that_keeps_nothing_back_says_nothing_of_lines_that_wait(story, as_, hour):
    for who in (story.flo, story.ana, story.raj, story.noor):
        assert "unsent-banner" not in as_(who).get("/").text


def test_a_missed_contact_stays_until_it_is_made_up(story, as_, hour):
    story.under_way().discharged().later(hours=32)
    windows.advance_due(at=story.at)
    hour(story)
    client = as_(story.ana)
    before = lines(page(client.get("/")), "Tasks")
    window = IntegrationWindow.objects.get()

    for kind in ("C0", "C1"):
        contacts.complete(window.contacts.get(kind=kind), note="Fine", by=story.ana, at=story.at)

    assert len(before) == 2
    assert lines(page(client.get("/")), "Tasks") == []


def test_the_owner_reads_the_clinic_in_numbers(story, as_, hour):
    story.under_way()
    alarming(story)
    hour(story)

    soup = page(as_(story.owen).get("/"))

    numbers = {
        one.dt.get_text(strip=True): one.dd.get_text(strip=True)
        for one in soup.select(".counts__list > div")
    }
    assert numbers == {
        "Visits today": "1", "Sessions under way": "1", "Courses of care": "1",
        "Safety alerts standing": "1", "Contacts missed": "0", "Records unsigned": "0",
        "Messages unsent, 7 days": "0", "Open tasks": "0",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("who", "links"), [("bea", ["/patients/"]), ("ada", ["/trail/"])], ids=["biller", "auditor"]
)
def test_who_has_no_lists_finds_the_way_on(story, as_, hour, who, links):
    hour(story)

    soup = page(as_(getattr(story, who)).get("/"))

    assert [one["href"] for one in card(soup, "Where to go").select("a")] == links


def test_a_patient_is_shown_to_their_own_side(story, as_, hour):
    hour(story)

    answer = as_(story.me).get("/")

    assert (answer.status_code, answer.url) == (302, "/portal/")


def test_a_stranger_is_asked_to_sign_in(client, story):
    assert client.get("/").url == "/accounts/login/?next=/"


def test_another_clinics_day_is_not_ours(story, as_, hour):
    other = Story(name="Birch")
    other.patient.legal_name = "Somebody Else"
    other.patient.save()
    visits.book_visit(
        other.patient, kind="intake", start_at=other.at + timedelta(hours=1), minutes=60,
        clinician=other.ana, room=other.cedar, by=other.flo, at=other.at,
    )  # fmt: skip
    alarming(other)
    hour(story)

    for member in (story.raj, story.flo, story.owen):
        assert "Somebody" not in as_(member).get("/").text
    assert as_(story.raj).get(f"/alerts/{other.patient.pk}/").status_code == 404


@pytest.mark.parametrize("rows", [3, 300])
def test_a_full_day_costs_a_therapist_what_a_quiet_one_does(
    story, as_, hour, django_assert_num_queries, rows
):
    with_rows(story, 3)
    with_caseload(story, rows)
    hour(story)
    client = as_(story.ana)

    with django_assert_num_queries(THERAPIST_STATEMENTS):
        soup = page(client.get("/"))

    assert len(lines(soup, "Visits today")) == 3
    assert len(lines(soup, "Tasks")) == min(rows + 3, 12)
    assert len(lines(soup, "To co-sign")) == min(rows, 13)
    assert len(lines(soup, "Scores to read")) == min(rows, 13)


@pytest.mark.parametrize("rows", [3, 300])
def test_a_full_day_costs_the_desk_what_a_quiet_one_does(
    story, as_, hour, django_assert_num_queries, rows
):
    with_rows(story, 3)
    with_caseload(story, rows)
    hour(story)
    client = as_(story.flo)

    with django_assert_num_queries(DESK_STATEMENTS):
        soup = page(client.get("/"))

    assert len(lines(soup, "Arrivals")) == 3
    assert len(lines(soup, "Tasks")) == min(rows + 3, 12)


def test_a_clinic_that_just_opened_does_not_make_the_planner_try_every_pair(scratch_db):
    """Whoever moves in with all their patients: the server still believes the tables to be empty."""
    story = Story()
    with database.connect("owner", name=scratch_db) as owner:
        owner.execute("ANALYZE")

    with_caseload(story, 100)
    few = _pages_read(story)
    with_caseload(story, 200)
    many = _pages_read(story)

    assert many < 5 * few


def _pages_read(story: Story) -> int:
    """How many 8 kB pages of its cache the server looks at to say what waits for Ana."""
    seen: list[int] = []

    def explain(execute, sql, params, many, context):
        context["cursor"].cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
        (plan,) = context["cursor"].cursor.fetchone()[0]
        seen.append(plan["Plan"]["Shared Hit Blocks"])
        return execute(sql, params, many, context)

    policy = policy_of(story.clinic, at=story.at)
    with connection.execute_wrapper(explain):
        waiting(story.ana, at=story.at, policy=policy)
    (pages,) = seen
    return pages


def test_one_person_with_every_hat_stays_inside_the_budget(
    story, as_, hour, django_assert_max_num_queries
):
    everybody = story.member("eve", "Eve Moreau", *(role for role in Role if role != Role.PATIENT))
    with_rows(story, 5)
    hour(story)
    client = as_(everybody)

    with django_assert_max_num_queries(EVERY_HAT_STATEMENTS):
        page(client.get("/"))


def test_a_task_is_closed_with_what_was_done(story, as_, hour):
    with_rows(story, 1)
    task = WorklistTask.objects.get(role="front_desk")
    hour(story)
    client = as_(story.flo)

    empty = client.post(f"/tasks/{task.pk}/", {"outcome": ""})
    done = client.post(f"/tasks/{task.pk}/", {"outcome": "Rang, all well"})
    again = client.post(f"/tasks/{task.pk}/", {"outcome": "Twice"})

    task.refresh_from_db()
    assert (empty.status_code, done.status_code, again.status_code) == (422, 302, 422)
    assert (task.outcome, task.done_by, task.done_at) == (
        "Rang, all well",
        story.flo,
        timezone.now(),
    )
    assert "Twice" in again.text


def test_tasks_are_mine_and_my_roles_or_everybodys(story, as_, hour):
    with_rows(story, 1)
    hour(story)
    client = as_(story.flo)

    mine, all_of_them = (
        len(page(client.get(address)).select(".line"))
        for address in ("/tasks/", "/tasks/?whose=all")
    )

    assert (mine, all_of_them) == (1, 2)


def test_a_line_that_closes_with_what_it_asks_for_shows_the_way_and_no_close(story, as_, hour):
    for kind in ("incident", "waste_unwitnessed"):
        raise_task(
            story.clinic, kind=kind, key="7", sentence="Look.", role=Role.PRESCRIBER, at=story.at
        )
    hour(story)

    def ways(who) -> list[str]:
        listed = page(as_(who).get("/tasks/?whose=all")).select(".line__act a")
        return [one["href"].split("#")[0] for one in listed]

    assert ways(story.flo) == ways(story.noor) == []
    assert sorted(ways(story.raj)) == ["/sessions/incidents/7/", "/stock/"]
    assert ways(story.owen) == ["/stock/"]
    for task in WorklistTask.objects.all():
        refused = as_(story.flo).post(f"/tasks/{task.pk}/", {"outcome": "Done"})
        assert refused.status_code == 422
        assert "This line closes" in refused.text
    assert WorklistTask.objects.filter(done_at=None).count() == 2


def test_another_clinics_task_is_not_there_and_a_biller_has_none(story, as_, hour):
    other = Story(name="Birch")
    with_rows(other, 1)
    task = WorklistTask.objects.filter(clinic=other.clinic).first()
    hour(story)

    assert as_(story.flo).get(f"/tasks/{task.pk}/").status_code == 404
    assert as_(story.bea).get("/tasks/").status_code == 403
