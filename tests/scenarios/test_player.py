"""The player compares honestly: what does not hold is said, and nothing stops it."""

from datetime import UTC, datetime

import pytest

from accounts.models import Membership
from kap_clinic.scenarios.player.acts.table import ACTS
from kap_clinic.scenarios.player.player import Player
from kap_clinic.scenarios.player.result import Result
from kap_clinic.scenarios.player.stage import set_up
from measures.models import QuestionnaireResponse
from patients.models import Patient
from scheduling.models import Room

PHQ9 = "do: submit_measure, with: {instrument: phq9, answers: [1, 1, 1, 1, 0, 0, 0, 0, 0]}"
CONSENT = "do: sign_consent, with: {kinds: [messaging_sms]}"
PREPARATION = "do: book, with: {kind: preparation, minutes: 60, clinician: ana, room: Willow, start"


@pytest.fixture
def play_for_good(scenario):
    """Play these steps of the small scenario; the test says in which database."""

    def run(*steps: str) -> list[Result]:
        read = scenario("".join(f"  - {{{step}}}\n" for step in steps))
        return list(Player(read, set_up(read)).play())

    return run


@pytest.fixture
def play(play_for_good, db):
    """Play these steps in a transaction that is rolled back."""
    return play_for_good


def said(results: list[Result]) -> list[str]:
    return [str(missed).strip() for result in results for missed in result.unmet]


def test_a_step_that_goes_as_expected_leaves_nothing_unmet(play):
    results = play(f"at: 2026-03-02T09:00, by: ana, {PHQ9}, check: {{score: {{phq9: 4}}}}")

    assert said(results) == []
    assert str(results[0]) == "   ok   1  2026-03-02 09:00  ana submit_measure -> ok"


def test_an_act_that_should_have_been_refused_is_unmet(play):
    results = play(f"at: 2026-03-02T09:00, by: ana, {PHQ9}, expect: {{refused: impaired}}")

    assert said(results) == [
        "UNMET step 1, line 7: submit_measure: expected refused: impaired, got ok"
    ]


def test_a_refusal_that_nobody_expected_is_unmet_and_says_why(play):
    results = play("at: 2026-03-02T09:00, by: raj, do: sign_consent, with: {kinds: [fees]}")

    [unmet] = said(results)
    assert unmet == (
        "UNMET step 1, line 7: sign_consent: expected ok, got refused: role_forbidden "
        "(Your role does not include this. Ask a colleague whose role does.)"
    )


def test_a_refusal_with_another_code_is_unmet(play):
    results = play(
        "at: 2026-03-02T09:00, by: raj, do: sign_consent, with: {kinds: [fees]}, "
        "expect: {refused: invalid}"
    )

    assert "expected refused: invalid, got refused: role_forbidden" in said(results)[0]


@pytest.mark.parametrize(
    ("check", "expected", "got"),
    [
        ("phase: medicine", "medicine", "intake"),
        ("alerts_open: 2", "2", "0"),
        ("incidents_open: 1", "1", "0"),
        ("bookable: true", "true", "false"),
        ("score: {phq9: 5}", "{phq9: 5}", "{phq9: 4}"),
        ("score: {phq9: 4, band: mild}", "{phq9: 4, band: mild}", "{phq9: 4, band: minimal}"),
        ("score: {gad7: 5}", "{gad7: 5}", "{gad7: nothing}"),
        ("findings: {PSY1: STOP}", "{PSY1: STOP}", "{PSY1: nothing}"),
        ("findings_exactly: {PSY1: STOP}", "{PSY1: STOP}", "{}"),
        ("window: {n: 1, status: open}", "{n: 1, status: open}", "nothing"),
        ("contacts: {C1: done}", "{C1: done}", "nothing"),
        ("thread: [alive]", "[alive]", "[]"),
        ("messages: {total: 1}", "1", "0"),
        ("messages: {at_least: 1}", "at least 1", "0"),
        ("stock_mg: {KET-1: 5}", "{KET-1: 5}", "{KET-1: nothing}"),
        ("vitals_due: 5", "5", "nothing"),
        ("documents: {session_note: 1}", "{session_note: 1}", "{session_note: 0}"),
        ("events: {tears: 1}", "{tears: 1}", "{tears: 0}"),
        ("gate: {ready: true}", "{ready: true}", "{ready: false}"),
        ("messages_clean: false", "some fault", "every message clean"),
    ],
)
def test_a_check_that_differs_is_unmet(play, check, expected, got):
    results = play(f"at: 2026-03-02T09:00, by: ana, {PHQ9}, check: {{{check}}}")

    name = check.split(":")[0]
    assert said(results) == [f"UNMET step 1, line 7: {name}: expected {expected}, got {got}"]


def test_a_step_that_breaks_is_unmet_by_name_and_the_next_one_is_played(play, monkeypatch):
    def break_down(_scene: object) -> None:
        raise ZeroDivisionError("by nothing")

    monkeypatch.setitem(ACTS, "opt_out", break_down)

    results = play(
        "at: 2026-03-02T09:00, by: patient, do: opt_out, with: {channel: all}, "
        "expect: {refused: invalid}",
        f"at: +1m, by: ana, {PHQ9}",
    )

    [unmet] = said(results)
    assert unmet == (
        "UNMET step 1, line 7: opt_out: expected refused: invalid, got "
        "ZeroDivisionError: by nothing"
    )
    assert results[1].outcome == "ok"


def test_only_the_scheduler_runs_the_clock_and_it_does_nothing_else(play):
    results = play(
        f"at: 2026-03-02T09:00, by: system, {PHQ9}, expect: {{refused: role_forbidden}}",
        "at: +1m, by: ana, do: run_clock, with: {to: 2026-03-02T09:01}, "
        "expect: {refused: role_forbidden}",
    )

    assert said(results) == []
    assert QuestionnaireResponse.objects.count() == 0


@pytest.mark.parametrize("times", [1, 2, 3])
def test_what_is_due_is_sent_once_by_any_number_of_workers(play_for_good, scratch_db, times):
    results = play_for_good(
        f"at: 2026-03-02T09:00, by: patient, {CONSENT}",
        f"at: +1m, by: ana, {PREPARATION}: 2026-03-09T09:00}}",
        "at: 2026-03-08T12:00, by: system, do: run_clock, "
        f"with: {{to: 2026-03-08T12:00, times: {times}}}, "
        "check: {messages: {total: 2}, messages_clean: true, messages_between: "
        "{from: 2026-03-02T09:02, to: 2026-03-02T09:10, total: 1}}",
    )

    assert said(results) == []


def test_time_passes_before_a_step_and_not_only_when_the_clock_is_run(play):
    results = play(
        f"at: 2026-03-02T09:00, by: patient, {CONSENT}",
        f"at: +1m, by: ana, {PREPARATION}: 2026-03-09T09:00}}, check: {{messages: {{total: 0}}}}",
        f"at: +3m, by: ana, {PHQ9}, check: {{messages: {{total: 1}}}}",
    )

    assert said(results) == []


def test_a_clinic_and_people_that_are_there_already_are_used(scenario, db):
    read = scenario(f"  - {{at: 2026-03-02T09:00, by: ana, {PHQ9}}}\n")
    first = set_up(read)

    second = set_up(read, clinic=first.clinic, staff=first.staff)

    assert second.staff == first.staff
    of_that_clinic = Membership.objects.for_clinic(first.clinic)
    assert (second.clinic, Patient.objects.for_clinic(first.clinic).count()) == (first.clinic, 2)
    assert of_that_clinic.filter(roles=["therapist"]).count() == 1


def test_a_room_exists_once_it_is_named(scenario, db):
    stage = set_up(scenario("  - {at: 2026-03-02T09:00, by: ana, " + PHQ9 + "}\n"))

    assert stage.room("Willow") == stage.room("Willow")
    assert [room.name for room in Room.objects.for_clinic(stage.clinic)] == ["Willow"]


def test_what_goes_out_is_remembered_with_the_moment_of_the_played_clock(scenario, db):
    read = scenario(
        f"  - {{at: 2026-03-02T09:00, by: patient, {CONSENT}}}\n"
        f"  - {{at: +1m, by: ana, {PREPARATION}: 2026-03-09T09:00}}}}\n"
        "  - {at: +1h, by: system, do: run_clock, with: {to: 2026-03-02T10:01}}\n"
    )
    stage = set_up(read)

    list(Player(read, stage).play())

    assert [one.at for one in stage.gateway.handed] == [datetime(2026, 3, 2, 16, 4, tzinfo=UTC)]
