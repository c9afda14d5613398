"""The rest of two syringes in one room: told, wasted for itself, and read again wherever it counts."""

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from medications import packet_paper
from medications.domain import packet
from medications.enums import DoseSource, Route
from sessions.domain.record import draft_text, facts_of, record_html
from sessions.models import OtherMedicine, StockWaste
from tests.support.at_rest import committed, undone
from tests.support.rooms import at, soup, words
from tests.support.story import PASSWORD, Story

CALMING = {
    "name": "Midazolam", "amount": "2 mg", "basis": "standing", "lot_number": "MID-1",
    "drawn_mg": "5", "key": "k1",
}  # fmt: skip


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    """55 of 60 mg were given; midazolam stands in the cupboard."""
    with committed(django_db_blocker):
        one = Story().ready_to_book(
            route=Route.IM, source=DoseSource.CLINIC_STOCK, planned_mg=Decimal(55)
        ).booked().checked_in()  # fmt: skip
        one.stocked()
        one.stocked("MID-1", 50, substance="midazolam")
        one.measured()
        one.dosed(55, lot_number="KET-1", drawn_mg=Decimal(60))
        yield one


@pytest.fixture
def story(told):
    with undone(told) as one:
        yield one


@pytest.fixture
def calmed(room, story):
    """The nurse's screen, midazolam given there."""
    client = room(story, story.noor)
    assert client.post(at(story, "other"), CALMING).status_code == 302
    return client


def sheet(client, story):
    return soup(client.get(at(story, "live"))).select_one("#panel-waste")


def test_each_medicine_is_drawn_from_its_own_lots(room, story):
    page = soup(room(story, story.noor).get(at(story, "live")))
    offered = page.select("#panel-other [name=lot_number] option")

    assert [words(one) for one in offered] == [
        "None", "Midazolam MID-1: 50 mg left, expires Aug 31, 2028",
    ]  # fmt: skip


def test_the_room_offers_each_rest_for_itself(calmed, story):
    page = sheet(calmed, story)

    assert words(page.summary) == "Waste 2 rests"
    assert [words(one) for one in page.select(".figures")] == [
        "Lot KET-1: drawn 60 − given 55 = 5 mg",  # noqa: RUF001 - as it stands on the page
        "Midazolam, lot MID-1: drawn 5 − given 2 = 3 mg",  # noqa: RUF001
    ]
    assert [words(one) for one in page.select(".choice")] == ["The dose", "Midazolam, lot MID-1"]


def test_of_two_rests_none_is_chosen_beforehand_and_one_is_asked_for(calmed, story):
    page = sheet(calmed, story)
    facts = {"mg": "3", "unwitnessed": "Alone in the house"}
    answer = calmed.post(at(story, "waste"), {"of": "", **facts})
    done = calmed.post(at(story, "waste"), {"of": "dose", **facts})

    assert page.select("[name=of][checked]") == []
    assert answer.status_code == 422
    assert "Choose which rest was wasted." in words(soup(answer).select_one("#panel-waste"))
    assert done.status_code == 302
    assert StockWaste.objects.get().dose is not None


def test_of_one_rest_nothing_is_asked(room, story):
    client = room(story, story.noor)
    (which,) = sheet(client, story).select("[name=of]")

    assert (which["type"], which["value"]) == ("hidden", "dose")


def test_a_press_that_is_sent_twice_is_written_once(calmed, story):
    key = sheet(calmed, story).select_one("[name=key]")["value"]
    facts = {"of": "dose", "mg": "2", "unwitnessed": "Alone in the house", "key": key}
    answers = [calmed.post(at(story, "waste"), facts).status_code for _press in range(2)]

    assert answers == [302, 302]
    assert [row.mg for row in StockWaste.objects.all()] == [Decimal(2)]


def test_a_rest_is_wasted_and_told_wherever_it_counts(calmed, story):
    row, facts = OtherMedicine.objects.get(), {"witness": story.kim.pk, "password": PASSWORD}
    too_much = calmed.post(at(story, "waste"), {"of": row.pk, "mg": "4", **facts})
    wrong = calmed.post(at(story, "waste"), {"of": row.pk, "mg": "3", "witness": story.kim.pk,
                                             "password": "not-kims-password"})  # fmt: skip
    done = calmed.post(at(story, "waste"), {"of": row.pk, "mg": "3", **facts})

    assert [one.status_code for one in (too_much, wrong, done)] == [422, 422, 302]
    refused = soup(too_much).select_one("#panel-waste")
    assert refused.select_one("[name=mg]")["value"] == "4"
    assert refused.select_one("[name=of][checked]")["value"] == str(row.pk)
    made = StockWaste.objects.get()
    assert (made.other_medicine, made.dose, made.ledger_entry.witness) == (row, None, story.kim)
    assert words(sheet(calmed, story).summary) == "Waste 5 mg"
    read_again(calmed, story, row)


def read_again(client, story, row):
    """The note, the record, the lot's story and the packet say the same."""
    assert "3 mg of Midazolam wasted before Kim Osei." in draft_text(story.session, "medicine")
    paper = words(BeautifulSoup(record_html(story.session, at=story.at), "html.parser"))
    assert "lot MID-1, drawn 5 mg, given 2 mg" in paper
    assert "3 mg Midazolam MID-1 Noor Haddad Kim Osei, own password" in paper
    page = soup(client.get(reverse("medications:ledger", args=[row.lot_id])))
    lines = [words(line.select("td")[2]) for line in page.select("tbody tr")]
    assert lines[0] == (
        "Wasted For Margo Okafor . Left the balance when it was drawn. The rest of Midazolam 2 mg."
    )
    assert lines[1] == "Drawn For Margo Okafor , 2 mg given. Midazolam 2 mg"
    made = packet.put_together(
        story.clinic, packet.period_of(story.clinic, "inspector", at=story.at)
    )
    print_ = BeautifulSoup(packet_paper.as_html(made, by=story.owen, at=story.at), "html.parser")
    (given,) = [one for one in print_.select("tr") if "Midazolam 2 mg" in words(one)][:1]
    assert [words(cell) for cell in given.select("td.num")] == ["5", "2", "3", "45"]


def test_a_rest_that_nobody_saw_says_why(calmed, story):
    row = OtherMedicine.objects.get()
    bare = calmed.post(at(story, "waste"), {"of": row.pk, "mg": "3"})
    done = calmed.post(
        at(story, "waste"), {"of": row.pk, "mg": "3", "unwitnessed": "Alone in the house"}
    )

    assert (bare.status_code, done.status_code) == (422, 302)
    client_page = calmed.get(reverse("medications:stock"))
    assert "3 mg of Midazolam were wasted without a witness" in words(
        soup(client_page).select_one("#waste")
    )


def test_what_is_not_in_this_room_is_not_wasted_here(calmed, story):
    answer = calmed.post(at(story, "waste"), {"of": "999999", "mg": "3", "unwitnessed": "Alone"})

    assert answer.status_code == 422
    assert "Nothing of that is left." in words(soup(answer).select_one("#panel-waste"))


def test_of_a_controlled_medicine_it_is_plain_how_much_was_given(room, story):
    client = room(story, story.noor)
    unclear = client.post(at(story, "other"), CALMING | {"amount": "0.4 mL"})
    clear = client.post(at(story, "other"), CALMING | {"amount": "0.4 mL", "given_mg": "2"})

    assert (unclear.status_code, clear.status_code) == (422, 302)
    assert "Enter how many mg of it were given." in words(soup(unclear).select_one("#panel-other"))
    assert OtherMedicine.objects.get().given_mg == Decimal(2)


def test_the_signed_record_keeps_whose_rest_it_was(calmed, story):
    row = OtherMedicine.objects.get()
    calmed.post(at(story, "waste"), {"of": row.pk, "mg": "3", "unwitnessed": "Alone"})
    story.discharged().signed()

    assert StockWaste.objects.get().session.is_signed
    signed = story.session.medicine_note.canonical
    assert '"Midazolam"' in signed
    (facts,) = facts_of(story.session)["other_medicines"]
    assert facts[6:] == ["MID-1", "5.00", "2.00"]
    assert '"MID-1","5.00","2.00"]' in "".join(signed.split())
