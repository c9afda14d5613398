"""The command: one line a step, a tally at the end, and an exit code that can be trusted."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command

from accounts.models import Clinic
from messaging.models import Message
from sessions.domain import visits
from tests.scenarios.conftest import HEAD
from tests.support.story import MONDAY, REQUIRED, Story

pytestmark = pytest.mark.whole

GOOD = (
    "  - {at: 2026-03-02T09:00, by: ana, do: read_chart, with: {section: clinical}}\n"
    "  - {at: +1m, by: raj, do: read_chart, with: {section: audit}, check: {phase: intake}}\n"
)
UNMET = "  - {at: 2026-03-02T09:00, by: ana, do: read_chart, with: {section: audit}}\n"
FAULTY = "  - {at: 2026-03-02T09:00, by: ana, do: fly}\n"


@pytest.fixture
def file(tmp_path):
    """Write a scenario file with these steps."""

    def write(name: str, steps: str) -> Path:
        path = tmp_path / name
        path.write_text(HEAD + steps)
        return path

    return write


def run(*arguments: object) -> int:
    try:
        call_command("play_scenario", *arguments)
    except SystemExit as end:
        return int(end.code)
    return 0


def test_a_journey_that_holds_ends_well_and_leaves_nothing(scratch_db, file, capsys):
    path = file("good.yaml", GOOD)

    assert run(path) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"a-small-journey  ({path})",
        "   ok   1  2026-03-02 09:00  ana read_chart -> ok",
        "   ok   2  2026-03-02 09:01  raj read_chart -> ok",
        "1 scenarios, 2 steps, 0 unmet",
    ]
    assert Clinic.objects.count() == 0


def test_an_unmet_expectation_ends_with_one_after_everything_was_played(scratch_db, file, capsys):
    assert run(file("unmet.yaml", UNMET), file("good.yaml", GOOD)) == 1

    out = capsys.readouterr().out
    assert "UNMET step 1, line 7: read_chart: expected ok, got refused: role_forbidden" in out
    assert out.splitlines()[-1] == "2 scenarios, 3 steps, 1 unmet"


def test_a_file_nobody_understands_ends_with_two_and_its_line(scratch_db, file, capsys):
    faulty = file("faulty.yaml", FAULTY)

    assert run(faulty, file("good.yaml", GOOD)) == 2

    said = capsys.readouterr()
    assert f"{faulty}:7: 'fly' is no action." in said.err
    assert said.out.splitlines()[-1] == "1 scenarios, 2 steps, 0 unmet"


def test_what_is_kept_stays_in_the_real_database(scratch_db, file):
    assert run("--keep", file("good.yaml", GOOD)) == 0
    assert Clinic.objects.count() == 1


def test_the_same_journey_can_be_kept_twice(scratch_db, file):
    path = file("good.yaml", GOOD)

    assert [run("--keep", path), run("--keep", path)] == [0, 0]
    assert Clinic.objects.count() == 2


def test_a_kept_journey_leaves_the_clock_of_other_clinics_alone(scratch_db, file):
    """A message of another clinic that is due long before the journey's days stays due."""
    story = Story(MONDAY - timedelta(days=400), name="Juniper")
    story.screened().consented((*REQUIRED, "messaging_email"))
    visits.book_visit(
        story.patient, kind="preparation", start_at=story.at + timedelta(days=7), minutes=60,
        clinician=story.ana, room=story.willow, by=story.flo, at=story.at,
    )  # fmt: skip
    before = list(Message.objects.order_by("pk").values_list("state", "due_at"))

    assert run("--keep", file("good.yaml", GOOD)) == 0

    assert before != []
    theirs = Message.objects.filter(patient__clinic=story.clinic)
    assert list(theirs.order_by("pk").values_list("state", "due_at")) == before
