"""Finding somebody: any part of a name, a birth date as typed, a phone's tail, the number; nothing counted."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from patients.domain import care_team, handover, registration
from patients.models import Patient
from tests.support.story import Story


def names(answer) -> list[str]:
    page = BeautifulSoup(answer.text, "html.parser")
    return [one.get_text(strip=True) for one in page.select("a.row-link")]


def register(story: Story, name: str, born: date = date(1985, 3, 27), **facts) -> Patient:
    return registration.register(
        story.clinic, legal_name=name, date_of_birth=born, by=None, at=story.at, **facts
    )


@pytest.fixture
def people(story):
    register(story, "Rosalind Achterberg", phone="+13035550142", preferred_name="Roz")
    register(story, "Ivo Lindqvist", date(1990, 12, 1))
    return story


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        pytest.param("achter", ["Roz Achterberg"], id="part of a name"),
        pytest.param("berg rosa", ["Roz Achterberg"], id="two parts, any order"),
        pytest.param("ROZ", ["Roz Achterberg"], id="the name they use"),
        pytest.param("3/27/85", ["Roz Achterberg"], id="birth date"),
        pytest.param("03-27-1985", ["Roz Achterberg"], id="birth date, long"),
        pytest.param("0142", ["Roz Achterberg"], id="tail of the phone"),
        pytest.param("(303) 555-0142", ["Roz Achterberg"], id="whole phone"),
        pytest.param("00003", ["Ivo Lindqvist"], id="record number"),
        pytest.param("0003", ["Ivo Lindqvist"], id="record number, short"),
        pytest.param("nobody", [], id="nobody"),
        pytest.param("roz lindqvist", [], id="every word has to fit"),
        pytest.param("%", [], id="a sign that means something to a database"),
        pytest.param("(", [], id="a sign that means something to a pattern"),
    ],
)
def test_the_desk_finds(as_, people, typed, found):
    assert names(as_(people.flo).get("/patients/", {"q": typed})) == found


def test_the_lead_is_who_was_named_and_nobody_else(as_, people):
    rosalind, ivo = Patient.objects.filter(legal_name__regex="^(Ros|Ivo)").order_by("-legal_name")
    by, at = people.flo, people.at
    care_team.join(ivo, member=people.ana, by=None, at=at)
    care_team.join(rosalind, member=people.ana, by=None, at=at)
    handover.name_lead(rosalind, member=people.raj, by=by, at=at)

    page = BeautifulSoup(as_(by).get("/patients/").text, "html.parser")

    rows = {
        row.select_one("a.row-link").get_text(strip=True): row for row in page.select("tbody tr")
    }
    lead = {
        name: row.select_one("[data-label=Lead]").get_text(strip=True) for name, row in rows.items()
    }
    assert lead["Roz Achterberg"] == people.raj.full_name
    assert lead["Ivo Lindqvist"] == "nobody yet"


def test_a_therapist_finds_those_of_her_team_and_another_clinic_nobody(as_, people):
    elsewhere = Story(name="Birch")

    assert names(as_(people.ana).get("/patients/")) == ["Margo Okafor"]
    assert names(as_(elsewhere.flo).get("/patients/", {"q": "achterberg"})) == []


def test_pages_follow_each_other_without_gap_or_repeat(as_, people):
    for place in range(60):
        register(people, f"Twin {'Ab'[place % 2]}name")
    client = as_(people.flo)
    seen, url = [], "/patients/"

    while url:
        page = BeautifulSoup(client.get(url).text, "html.parser")
        seen += [one["href"] for one in page.select("a.row-link")]
        more = page.select_one("a[rel=next]")
        url = f"/patients/{more['href']}" if more else ""

    assert len(seen) == len(set(seen)) == 63


@pytest.mark.parametrize("rows", [3, 300])
def test_three_statements_one_line_of_the_trail_and_no_count_for_three_and_for_three_hundred(
    as_, people, rows
):
    for place in range(rows - 3):
        register(people, f"Person {place}")
    client = as_(people.flo)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = client.get("/patients/", {"q": "e"})

    assert answer.status_code == 200
    assert len(asked) == 4
    assert [one["sql"] for one in asked if "COUNT(" in one["sql"]] == []


def test_who_sees_no_charts_is_refused(as_, people):
    assert as_(people.ada).get("/patients/").status_code == 403
    assert as_(people.me).get("/patients/").status_code == 403


@pytest.mark.parametrize(
    "query", ["?after=-1", "?after=x", "?after=99999999999999999999999", "?q=" + "a" * 5000]
)
def test_an_odd_address_shows_the_first_page(as_, people, query):
    assert as_(people.flo).get(f"/patients/{query}").status_code == 200


def test_what_is_typed_in_the_bar_brings_names_at_once(as_, people):
    answer = as_(people.flo).get("/patients/suggest/", {"q": "roz"})

    page = BeautifulSoup(answer.text, "html.parser")
    assert [one["href"] for one in page.select("a")] == [
        f"/patients/{Patient.objects.get(preferred_name='Roz').pk}/"
    ]
    assert "Mar 27, 1985" in page.get_text()
