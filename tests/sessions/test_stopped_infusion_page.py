"""An infusion that was stopped: wherever the dose is told, it is what had run in."""

import re
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup

from dashboard.chart import timeline
from medications.enums import DoseSource, Route
from sessions import ambulance
from sessions.domain import phrases, routes
from sessions.domain.limits import Reading
from sessions.domain.record import draft_text, facts_of, record_html
from sessions.enums import RouteActKind
from sessions.room import Room
from tests.support.at_rest import committed, undone
from tests.support.rooms import at, room, soup, words
from tests.support.story import Story

__all__ = ["room"]
RUN_IN = "20 mg of 50 mg started"


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    """50 mg were to run in; after 20 it was stopped."""
    with committed(django_db_blocker):
        one = Story().ready_to_book(
            route=Route.IV, source=DoseSource.CLINIC_STOCK, planned_mg=Decimal(50)
        ).booked().checked_in()  # fmt: skip
        one.stocked()
        one.measured()
        one.dosed(50, lot_number="KET-1", drawn_mg=Decimal(60))
        routes.act_of_route(
            one.session,
            kind=RouteActKind.STOPPED,
            total_given_mg=Decimal(20),
            by=one.noor,
            at=one.at,
        )
        one.measured()
        yield one


@pytest.fixture
def story(told):
    with undone(told) as one:
        yield one


def plain(html):
    return words(BeautifulSoup(html, "html.parser"))


def test_a_red_reading_asks_for_a_pause_only_while_an_infusion_runs(room, story):
    def alarm():
        return words(
            soup(room(story, story.noor).get(at(story, "live"))).select_one("#room-alarms")
        )

    story.measured(Reading(186, 112, 96, 95))
    assert "Pause the infusion." not in alarm()

    routes.act_of_route(
        story.session, kind=RouteActKind.INFUSION_STARTED, rate_ml_per_h=Decimal(150), by=story.noor,
        at=story.at,
    )  # fmt: skip
    assert "Pause the infusion." in alarm()


def test_the_ambulance_sheet_says_what_ran_in(story):
    row = Room.rows(story.noor).get(pk=story.session.pk)
    sheet = plain(ambulance.page(Room(row, story.noor, at=story.at)))

    assert f"Ketamine {RUN_IN} intravenous" in sheet


def test_the_room_says_what_ran_in(room, story):
    page = soup(room(story, story.noor).get(at(story, "live")))

    assert f"Ketamine {RUN_IN} intravenous" in words(page.select_one("#room-emergency"))
    assert f"· IV {RUN_IN}, 0." in words(page)
    assert f"{RUN_IN} IV" in " ".join(words(one) for one in page.select("svg"))


def test_the_record_its_first_words_and_its_facts_say_what_ran_in(story):
    paper = BeautifulSoup(record_html(story.session, at=story.at), "html.parser")
    table = next(one for one in paper.select("table") if "Ketamine given" in words(one))
    weight = story.session.doses.get().weight_kg

    given, per_kg = (words(cell) for cell in table.select("tbody td.num")[:2])
    assert (given, per_kg) == (RUN_IN, f"{Decimal(20) / weight:.2f}")
    assert "Total given: 20 mg." in words(paper)
    assert re.search(
        rf"\d\d:\d\d {RUN_IN} intravenous infusion, ", draft_text(story.session, "medicine")
    )
    assert facts_of(story.session)["doses"][0][2::3] == ["50.00", "20.00"]


def test_the_notes_phrase_and_the_chart_say_what_ran_in(story):
    lines, _more = timeline.story(story.patient, group="doses")

    assert f"{RUN_IN} intravenous" in phrases.doses(story.patient, story.at)
    assert f"{RUN_IN}, intravenous infusion" in [one.detail for one in lines]
