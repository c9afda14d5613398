"""The live room as a test sees it: entered as somebody, at the story's moment."""

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from medications.enums import DoseSource, Route
from sessions.domain.limits import Reading
from tests.support.story import Story

AMBER = Reading(systolic=148, diastolic=94, heart_rate=84, spo2=97)
VITALS = {"systolic": "131", "diastolic": "84", "heart_rate": "76", "spo2": "98"}
STOCK = {"route": Route.IM, "source": DoseSource.CLINIC_STOCK, "planned_mg": Decimal(55)}


@pytest.fixture
def room(client, time_machine):
    """Open a story's room as one of its people, at the story's moment."""

    def enter(story, who):
        time_machine.move_to(story.at, tick=False)
        client.force_login(who.user, backend="accounts.backends.OneQueryBackend")
        return client

    return enter


def at(story, name, *more):
    return reverse(f"sessions:{name}", args=[story.session.pk, *more])


def soup(response):
    return BeautifulSoup(response.text, "html.parser")


def words(element):
    return " ".join(element.get_text(" ").split())


def from_stock(*, dosed=False):
    story = Story().ready_to_book(**STOCK).booked().checked_in()
    story.stocked()
    story.measured()
    if dosed:
        story.dosed(55, lot_number="KET-1", drawn_mg=Decimal(60))
    return story
