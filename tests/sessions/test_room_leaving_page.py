"""Out of the room: waste, touch, discharge, the other endings, and the signed room."""

import pytest
from django.urls import reverse

from sessions.models import (
    Incident,
    StockWaste,
)
from tests.support.rooms import VITALS, at, from_stock, soup, words
from tests.support.story import PASSWORD, Story

pytestmark = pytest.mark.django_db


def test_waste_needs_the_witness_own_password_on_this_device(room):
    story = from_stock(dosed=True)
    client = room(story, story.noor)
    facts = {"mg": "5", "witness": story.kim.pk}

    wrong = client.post(at(story, "waste"), facts | {"password": "not-kims-password"})
    right = client.post(at(story, "waste"), facts | {"password": PASSWORD})

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert "That is not Kim Osei" in words(soup(wrong).select_one("#to-waste .error-summary"))
    assert soup(wrong).select_one("#waste_mg")["value"] == "5"
    assert StockWaste.objects.get().ledger_entry.witness == story.kim


def test_nobody_witnesses_themselves(room):
    story = from_stock(dosed=True)

    answer = room(story, story.noor).post(
        at(story, "waste"), {"mg": "5", "witness": story.noor.pk, "password": PASSWORD}
    )

    assert answer.status_code == 422
    assert not StockWaste.objects.exists()


def test_waste_without_a_witness_says_why(room):
    story = from_stock(dosed=True)
    client = room(story, story.noor)

    silent = client.post(at(story, "waste"), {"mg": "5"})
    spoken = client.post(at(story, "waste"), {"mg": "5", "unwitnessed": "Alone in the house"})

    assert (silent.status_code, spoken.status_code) == (422, 302)
    assert StockWaste.objects.get().ledger_entry.reason == "Alone in the house"


def test_touch_narrows_with_one_tap_and_never_widens_after_the_dose(room):
    story = Story().under_way()
    client = room(story, story.ana)

    narrow = client.post(at(story, "touch"), {"kind": "hand_hold", "choice": "NO"})
    widen = client.post(at(story, "touch"), {"kind": "hand_hold", "choice": "YES"})

    assert (narrow.status_code, widen.status_code) == (302, 422)
    rows = soup(client.get(at(story, "live"))).select(".room-touch strong")
    assert [words(row) for row in rows] == ["No", "No", "No"]


def test_discharge_is_refused_with_the_minutes_left(room):
    story = Story().under_way()

    answer = room(story, story.ana).post(
        at(story, "discharge"), {"released_to": "Dele Okafor", "items": ["oriented"]}
    )

    page = soup(answer)
    assert answer.status_code == 422
    assert (
        words(page.select_one("#to-discharge .error-summary li"))
        == "Discharge needs 105 more minutes."
    )
    assert page.select_one("#discharge_items_0").has_attr("checked")
    story.session.refresh_from_db()
    assert story.session.ended_at is None


def test_discharge_with_time_and_list_met_ends_the_session(room):
    story = Story().under_way().later(minutes=110)
    story.measured()
    session = story.session
    client = room(story, story.ana)
    items = [box["value"] for box in soup(client.get(at(story, "live"))).select("[name=items]")]

    answer = client.post(at(story, "discharge"), {"released_to": "Dele Okafor", "items": items})

    session.refresh_from_db()
    assert (answer.status_code, session.ending, len(items)) == (302, "discharged", 10)


def test_against_advice_asks_who_assessed_capacity_and_who_was_told(room):
    story = Story().under_way()
    session = story.session
    url = at(story, "end")
    client = room(story, story.ana)
    facts = {"outcome": "against_advice", "reason": "Wants to go home now"}

    bare = client.post(url, facts)
    whole = client.post(
        url,
        facts | {"capacity_assessed_by": story.raj.pk, "told": ["support_person", "prescriber"]},
    )

    session.refresh_from_db()
    assert bare.status_code == 422
    assert soup(bare).select_one("#end_reason").text.strip() == "Wants to go home now"
    assert (whole.status_code, session.ending, session.capacity_assessed_by) == (
        302, "against_advice", story.raj,
    )  # fmt: skip
    assert Incident.objects.get().kind == "against_advice"


def test_before_the_dose_one_ending_is_offered_and_chosen(room):
    story = Story().ready_for_dose()

    page = soup(room(story, story.ana).get(at(story, "live")))

    boxes = page.select("#room-sheets [name=outcome], #to-end [name=outcome]")
    assert [(box["value"], box.has_attr("checked")) for box in boxes] == [("no_dose", True)]
    assert page.select_one("#panel-discharge") is None


def test_a_signed_room_has_no_entry_forms(room):
    story = Story().under_way().discharged().signed()
    client = room(story, story.noor)

    page = soup(client.get(at(story, "live")))
    refused = client.post(at(story, "vitals"), VITALS)

    forms = {form["action"] for form in page.select("main form")}
    assert forms == {reverse("core:theme"), reverse("core:keys"), at(story, "lock")}
    assert "Both parts are signed" in words(page.select_one("main"))
    assert refused.status_code == 422
