"""What holds when the patient cannot speak: asked, never guessed; in the chart, in the room, on the way out."""

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.errors import Refusal
from patients.domain import directives
from patients.models import AdvanceDirective
from sessions import ambulance
from sessions.room import Room
from tests.support.rooms import words

DNR = {
    "directive": "on_file", "where_kept": "Scan of May 3", "code_status": "dnr", "agent": "named",
    "agent_name": "Dele Okafor", "agent_phone": "303 555 0118",
}  # fmt: skip


def url(story) -> str:
    return reverse("patients:directive", args=[story.patient.pk])


def soup(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.text, "html.parser")


def recorded(story, **said):
    return directives.record(story.patient, by=story.ana, at=story.at, **said)


def test_what_nobody_asked_is_said_to_be_not_asked(as_, story):
    side = words(soup(as_(story.ana).get(reverse("dashboard:chart", args=[story.patient.pk]))))

    assert "Advance directive not asked" in side
    assert "Code status not asked" in side
    assert "Health-care agent not asked" in side


def test_it_is_recorded_shown_in_the_chart_and_kept_when_it_changes(as_, story, hour):
    hour(story)
    client = as_(story.noor)

    answer = client.post(url(story), DNR)
    read = soup(client.get(url(story))).select_one("[name=filled_from]")["value"]
    client.post(url(story), DNR | {"code_status": "full", "filled_from": read})

    rows = AdvanceDirective.objects.order_by("pk")
    page = soup(client.get(url(story)))
    titles = [words(one) for one in page.select(".timeline__title")]
    bar = words(soup(client.get(answer.url)).select_one(".identity"))
    assert [row.code_status for row in rows] == ["dnr", "full"]
    assert rows[0].agent_phone == "+13035550118"
    assert titles == ["Advance directive on file", "DNR on file"]
    assert "Advance directive on file" in bar
    assert "Advance directive on file" in words(page.select_one(".identity"))


def test_the_room_says_it_in_one_mark_and_the_sheet_in_full(story):
    story.under_way()
    row = recorded(story, **DNR | {"agent_phone": "+13035550118"})

    room = Room(Room.rows(story.noor).get(pk=story.session.pk), story.noor, at=story.at)
    told = BeautifulSoup(ambulance.page(room), "html.parser")

    assert room.marks == ["DNR on file"]
    assert room.directive.lines == row.lines
    assert "DNR on file" in words(told)
    assert "Advance directive On file: Scan of May 3" in words(told)
    assert "Code status Do not resuscitate (DNR)" in words(told)
    assert "Health-care agent Dele Okafor, (303) 555-0118" in words(told)


@pytest.mark.parametrize(
    ("said", "mark"),
    [
        ({}, ""),
        ({"code_status": "full", "directive": "none"}, ""),
        ({"directive": "on_file"}, "Advance directive on file"),
        ({"agent": "named", "directive": "none"}, "Health-care agent named"),
        ({"code_status": "dnr_dni"}, "DNR/DNI said, no document on file"),
        ({"code_status": "limited", "directive": "on_file"}, "Treatment limits on file"),
    ],
)
def test_the_mark_says_no_more_than_was_said(said, mark):
    assert AdvanceDirective(**said).mark == mark


@pytest.mark.parametrize(
    "wrong",
    [
        {"agent": "named", "agent_name": "Dele Okafor"},
        {"agent": "none", "agent_name": "Dele Okafor"},
        {"directive": "none", "where_kept": "The drawer"},
        {"code_status": "maybe"},
    ],
)
def test_half_an_answer_is_refused_and_stays_typed(as_, story, wrong):
    answer = as_(story.ana).post(url(story), wrong)

    assert (answer.status_code, AdvanceDirective.objects.count()) == (422, 0)
    assert all(value in answer.text for value in wrong.values() if " " in value)
    with pytest.raises(Refusal):
        recorded(story, **wrong)


def test_said_twice_it_is_one_row(story):
    assert recorded(story, code_status="dnr") == recorded(story, code_status="dnr")
    assert AdvanceDirective.objects.count() == 1


def test_a_page_from_before_the_dnr_does_not_wipe_it(as_, story, hour):
    """One colleague opens the page and types a phone number; meanwhile another records the DNR."""
    agent = {"agent": "named", "agent_name": "Dele Okafor", "agent_phone": "+13035550118"}
    old = recorded(story, **agent)
    hour(story)
    client = as_(story.noor)
    typed = agent | {"agent_phone": "303 555 0142", "filled_from": old.pk}
    dnr = recorded(story, **agent, code_status="dnr", directive="on_file")

    answer = client.post(url(story), typed)

    page = soup(answer)
    chosen = {one["name"]: one["value"] for one in page.select("input[checked]")}
    assert (answer.status_code, directives.newest(story.patient)) == (422, dnr)
    assert "Ana Ruiz put other answers on record in between" in words(page)
    assert "What stands now Advance directive On file Code status Do not resuscitate" in words(page)
    assert page.select_one("[name=agent_phone]")["value"] == "(303) 555-0142"
    assert chosen == {"directive": "on_file", "code_status": "dnr", "agent": "named"}

    told = {one: page.select_one(f"[name={one}]")["value"] for one in ("filled_from", "agent_name")}
    again = client.post(url(story), chosen | told | {"agent_phone": "303 555 0142"})

    now = directives.newest(story.patient)
    assert (again.status_code, now.code_status, now.agent_phone) == (302, "dnr", "+13035550142")


def test_a_page_that_saw_nothing_and_one_that_says_nothing_write_over_nothing(as_, story, hour):
    dnr = recorded(story, code_status="dnr")
    hour(story)

    for told in ({"filled_from": "0"}, {}, {"filled_from": "99999999"}):
        assert as_(story.noor).post(url(story), told | {"directive": "none"}).status_code == 422

    assert directives.newest(story.patient) == dnr


def test_sent_twice_it_is_said_once(as_, story, hour):
    hour(story)
    client = as_(story.noor)

    sent = [client.post(url(story), DNR | {"filled_from": "0"}).status_code for _press in range(2)]

    assert (sent, AdvanceDirective.objects.count()) == ([302, 302], 1)


@pytest.mark.parametrize("name", ["directive", "code_status", "agent"])
def test_no_other_answer_reaches_the_table(story, name):
    row = AdvanceDirective(patient=story.patient, recorded_at=story.at, recorded_by=story.ana)
    setattr(row, name, "maybe")

    with pytest.raises(IntegrityError, match="is_an_answer"), transaction.atomic():
        row.save()


def test_an_answer_nobody_knows_is_shown_and_breaks_nothing():
    row = AdvanceDirective(directive="maybe", code_status="DNR", agent="maybe")

    assert (str(row), row.mark) == ("Code status unclear", "Code status unclear")
    assert ("Code status", "DNR") in row.lines


def test_the_desk_and_a_stranger_do_not_ask(as_, story):
    tess = story.member("tess", "Tess Amari", "therapist")

    assert as_(story.flo).post(url(story), DNR).status_code == 403
    assert as_(tess).post(url(story), DNR).status_code == 404
    assert not AdvanceDirective.objects.exists()


def test_the_gate_does_not_wait_for_it(story):
    story.under_way()

    assert story.session.first_dose_at is not None
    assert not AdvanceDirective.objects.exists()
