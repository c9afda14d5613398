"""The clinic's DEA registration: checked, kept with its history, printed where an inspector looks."""

import csv
import io
from datetime import timedelta
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.urls import reverse
from pypdf import PdfReader

from accounts.domain import facts, registrations
from accounts.models import DeaRegistration
from audit.models import AuditEvent
from medications.domain import inventories
from tests.support.story import Story

NUMBER, NEXT = "FC1234563", "F91234563"
PLACE = {"name": "Cedar Clinic", "phone": "+13035550100", "address": "1 Elm St, Denver"}


@pytest.fixture
def owner(story, as_, hour):
    hour(story)
    return as_(story.owen)


def words(answer):
    return " ".join(BeautifulSoup(answer.text, "html.parser").get_text(" ").split())


@pytest.mark.parametrize(
    ("number", "is_one"),
    [
        ("AP5836727", True), (NUMBER, True), (NEXT, True), ("AP5836728", False), ("A", False),
        ("AP583672", False), ("AP58367270", False), ("1P5836727", False), ("ap5836727", False),
        ("AP583672\N{ARABIC-INDIC DIGIT SEVEN}", False), ("", False), ("AP5836727\n", False),
    ],
)  # fmt: skip
def test_the_last_digit_fits_the_six(number, is_one):
    assert registrations.is_number(number) is is_one


def test_a_number_is_kept_as_it_is_written_on_the_certificate(story, owner):
    answer = owner.post("/settings/", PLACE | {"dea": " fc 123-4563 "})

    row = DeaRegistration.objects.get()
    assert answer.status_code == 302
    assert (row.number, row.address, row.by) == (NUMBER, PLACE["address"], story.owen)
    page = BeautifulSoup(owner.get("/settings/").text, "html.parser")
    assert page.select_one("[name=dea]")["value"] == NUMBER


def test_what_held_before_stays_readable(story, owner, hour):
    owner.post("/settings/", PLACE | {"dea": NUMBER})
    owner.post("/settings/", PLACE | {"dea": NUMBER})
    hour(story.later(minutes=1))
    owner.post("/settings/", PLACE | {"dea": NUMBER, "address": "2 Oak St, Denver"})
    hour(story.later(minutes=1))
    owner.post("/settings/", PLACE | {"dea": "", "address": "2 Oak St, Denver"})

    rows = DeaRegistration.objects.newest_first().values_list("number", "address")
    assert list(rows) == [
        ("", "2 Oak St, Denver"), (NUMBER, "2 Oak St, Denver"), (NUMBER, PLACE["address"]),
    ]  # fmt: skip
    assert registrations.in_force(story.clinic, at=story.at) is None
    before = AuditEvent.objects.filter(action="clinic.facts_changed").order_by("pk").last()
    assert before.facts == {"before": {"dea": NUMBER}}
    page = BeautifulSoup(owner.get("/settings/").text, "html.parser")
    told = [" ".join(one.get_text(" ").split()) for one in page.select("main .plain-list li")]
    assert [one.split(" since ")[0] for one in told] == [
        "None", f"{NUMBER} , 2 Oak St, Denver", f"{NUMBER} , 1 Elm St, Denver",
    ]  # fmt: skip
    assert all(one.endswith("Owen Clarke") for one in told)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"dea": "FC1234564"}, registrations.WRONG),
        ({"dea": NUMBER, "address": ""}, "A DEA registration is for one address."),
    ],
)
def test_a_number_that_cannot_be_is_refused_and_the_rest_stays_typed(owner, typed, sentence):
    answer = owner.post("/settings/", PLACE | {"phone": "+13035550155"} | typed)

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert 'value="+13035550155"' in answer.text
    assert not DeaRegistration.objects.exists()


def test_facts_without_a_number_leave_it_alone(story):
    facts.change(story.clinic, **PLACE, dea=NUMBER, by=story.owen, at=story.at)
    facts.change(
        story.clinic, **PLACE | {"phone": "+13035550199"}, by=story.owen, at=story.later(days=1).at
    )

    assert registrations.in_force(story.clinic, at=story.at).number == NUMBER
    assert DeaRegistration.objects.count() == 1


@pytest.mark.parametrize("number", ["FC1234564", "fc1234563", "FC12345", "FC123456X"])
def test_the_database_too_takes_no_other_number(story, number):
    with pytest.raises(IntegrityError, match="no DEA number"), transaction.atomic():
        DeaRegistration.objects.create(
            clinic=story.clinic, number=number, address="1 Elm St", effective_at=story.at,
            by=story.owen,
        )  # fmt: skip


def test_the_database_takes_each_check_digit_once(story):
    """Its sum is the same as the verb's."""
    for six in ("000000", "123456", "583672", "999999", "190283"):
        fits = [n for n in range(10) if registrations.is_number(f"BA{six}{n}")]
        assert len(fits) == 1
        DeaRegistration.objects.create(
            clinic=story.clinic, number=f"BA{six}{fits[0]}", address="1 Elm St",
            effective_at=story.at, by=story.owen,
        )  # fmt: skip


# where it is printed ------------------------------------------------------------------------------


def paper(client):
    pages = PdfReader(BytesIO(client.get(reverse("medications:packet_pdf")).content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def rows(client):
    content = client.get(reverse("medications:packet_csv")).content
    found = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    return [(row["document"], row["words"]) for row in found if row["section"] == "registration"]


def test_a_packet_without_a_number_says_so(owner):
    page = words(owner.get(reverse("medications:packet")))

    assert "No DEA registration is on record for this location" in page
    assert "Enter it in the settings" in page
    assert "Not on record for this location" in paper(owner)
    assert rows(owner) == [("Not on record", "")]


def test_a_packet_names_each_number_that_held(story, owner):
    facts.change(story.clinic, **PLACE, dea=NUMBER, by=story.owen, at=story.at)
    after = {"dea": NEXT, "by": story.owen, "at": story.at + timedelta(minutes=1)}
    facts.change(story.clinic, **PLACE | {"address": "2 Oak St"}, **after)

    assert "No DEA registration" not in words(owner.get(reverse("medications:packet")))
    text = paper(owner)
    assert f"{NUMBER}, 1 Elm St, Denver, since March 2, 2026" in text
    assert f"one registered location, DEA {NEXT}" in text
    assert rows(owner) == [(NUMBER, "1 Elm St, Denver"), (NEXT, "2 Oak St")]


def test_a_number_typed_late_stands_for_the_months_before(story):
    facts.change(story.clinic, **PLACE, dea=NUMBER, by=story.owen, at=story.at)
    long_ago = story.at - timedelta(days=60)

    held = registrations.held_between(story.clinic, long_ago, long_ago + timedelta(days=30))

    assert [row.number for row in held] == [NUMBER]


def test_an_inventory_names_the_number_of_its_day(story: Story, owner):
    taken = inventories.take(
        story.clinic, taken_on=story.at.date(), business="open", lines=[], witness=story.kim,
        by=story.noor, at=story.at,
    )  # fmt: skip
    page = reverse("medications:inventory", args=[taken.pk])

    assert "DEA registration Not on record for this location" in words(owner.get(page))
    facts.change(story.clinic, **PLACE, dea=NUMBER, by=story.owen, at=story.at)
    assert f"DEA registration {NUMBER}" in words(owner.get(page))
