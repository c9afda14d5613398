"""The trail: who did, read or was refused what; reading it leaves a line in it."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from audit import trail
from audit.models import AuditEvent
from dashboard.domain import trail_reading
from patients.domain.chart import read_section
from tests.support.pages import page
from tests.support.story import Story

STATEMENTS = 6


def rows(soup: BeautifulSoup) -> list[list[str]]:
    return [
        [cell.get_text(" ", strip=True) for cell in row.select("td")]
        for row in soup.select("tbody tr")
    ]


def write(story: Story, number: int) -> None:
    """So many lines, two of them in the same moment."""
    for place in range(number):
        at = story.at - timedelta(minutes=place // 2)
        trail.record(f"test.line_{place}", story.patient, by=story.flo, at=at)


def test_the_newest_line_is_on_top_with_who_and_whom(story, as_, hour):
    read_section(story.patient, section="logistics", by=story.flo, at=story.at + timedelta(hours=1))
    story.later(hours=2)
    hour(story)

    first = rows(page(as_(story.owen).get("/trail/")))[0]

    assert first == [
        "Mon Mar 2, 10:00 AM", "Flo Martin front desk", "chart: read Read", "Margo Okafor, 00001",
        "section: logistics",
    ]  # fmt: skip


def test_an_auditor_reads_record_numbers_not_names(story, as_, hour):
    write(story, 1)
    hour(story)

    patients = {row[3] for row in rows(page(as_(story.ada).get("/trail/")))}

    assert "Record 00001" in patients
    assert not any("Okafor" in name for name in patients)


def test_reading_the_trail_is_written_down(story, as_, hour):
    hour(story)
    client = as_(story.ada)

    client.get("/trail/")
    client.get("/trail/", {"patient": "1"})

    reads = AuditEvent.objects.filter(outcome="read").order_by("pk")
    assert [(one.action, one.patient_id, one.facts) for one in reads] == [
        ("trail.read", None, {}), ("chart.read", story.patient.pk, {"section": "audit"}),
    ]  # fmt: skip


def test_the_trail_is_asked_by_patient_person_kind_and_day(story, as_, hour):
    other = story.new_patient("Rey Whitfield", key="rey")
    trail.record("test.one", story.patient, by=story.flo, at=story.at)
    trail.record("test.two", other, by=story.ana, at=story.at, outcome="read")
    trail.record("test.old", other, by=story.ana, at=story.at - timedelta(days=3))
    hour(story)
    client = as_(story.owen)

    def found(**question) -> set[str]:
        shown = {row[2] for row in rows(page(client.get("/trail/", question)))}
        return {name for name in ("one", "two", "old") if any(name in said for said in shown)}

    assert found(patient="2") == {"two", "old"}
    assert found(person=story.flo.pk) == {"one"}
    assert found(outcome="read") == {"two"}
    assert found(day="2026-02-28") == {"old"}
    assert found() == {"one", "two", "old"}


def test_page_by_page_every_line_is_seen_once(story):
    write(story, trail_reading.PER_PAGE * 2 + 7)
    seen: list[int] = []
    before = ""

    while True:
        shown = trail_reading.read(story.owen, person=story.flo, before=before)
        seen += [line.event.pk for line in shown.lines]
        if not (before := shown.next_before):
            break

    lines = AuditEvent.objects.filter(actor_id=story.flo.pk).order_by("-at", "-pk")
    assert seen == list(lines.values_list("pk", flat=True))


@pytest.mark.parametrize("lines", [3, 45])
def test_a_full_page_costs_as_many_statements_as_a_short_one(
    story, as_, hour, django_assert_num_queries, lines
):
    write(story, lines)
    hour(story)
    client = as_(story.owen)

    with django_assert_num_queries(STATEMENTS):
        client.get("/trail/")


@pytest.mark.parametrize(
    "question",
    [
        {"day": "9999-12-31"}, {"day": "0001-01-01"}, {"person": "9" * 40}, {"patient": "x" * 90},
        {"patient": "777"}, {"before": "999999999999999999999.0-1"}, {"outcome": "odd"},
    ],
)  # fmt: skip
def test_an_odd_question_is_answered_in_words(story, as_, hour, question):
    hour(story)

    answer = as_(story.owen).get("/trail/", question)

    assert answer.status_code == 422
    assert rows(page(answer)) == []


def test_a_place_beyond_all_time_is_the_end_of_the_trail(story, as_, hour):
    hour(story)

    answer = as_(story.owen).get(
        "/trail/", {"before": "999999999999999999.000000-999999999999999999"}
    )

    assert answer.status_code == 200


def test_another_clinics_lines_are_not_ours(story, as_, hour):
    other = Story(name="Birch")
    trail.record("test.theirs", other.patient, by=other.flo, at=story.at)
    hour(story)

    assert "theirs" not in as_(story.owen).get("/trail/").text


def test_the_desk_does_not_read_the_trail(story, as_, hour):
    hour(story)

    assert as_(story.flo).get("/trail/").status_code == 403
    assert as_(story.raj).get("/trail/").status_code == 403
