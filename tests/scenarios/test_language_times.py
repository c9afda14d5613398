"""Local times, elapsed times, and the days when the clocks change."""

from datetime import UTC, datetime

import pytest

from tests.scenarios.conftest import HEAD


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def clock(at: str, rest: str = "") -> str:
    return f"  - {{at: {at}, by: system, do: run_clock{rest}}}\n"


@pytest.mark.parametrize(
    ("ats", "expected"),
    [
        (["2026-03-02T09:00"], ["2026-03-02T16:00"]),
        (["2026-07-02T09:00"], ["2026-07-02T15:00"]),
        (["2026-03-02T09:00Z"], ["2026-03-02T09:00"]),
        (["2026-03-02T09:00", "+90m"], ["2026-03-02T16:00", "2026-03-02T17:30"]),
        (["2026-03-02T09:00", "+20h"], ["2026-03-02T16:00", "2026-03-03T12:00"]),
        (["2026-03-02T09:00", "+3d"], ["2026-03-02T16:00", "2026-03-05T16:00"]),
        (["2026-03-02T09:00", "+0m"], ["2026-03-02T16:00", "2026-03-02T16:00"]),
        (["2026-03-02T09:00", "2026-03-02T09:00"], ["2026-03-02T16:00", "2026-03-02T16:00"]),
    ],
)
def test_steps_stand_in_time_as_they_say(scenario, ats, expected):
    steps = scenario("".join(clock(at) for at in ats)).steps

    assert [step.at for step in steps] == [utc(text) for text in expected]


@pytest.mark.parametrize(
    ("start", "length", "expected"),
    [
        pytest.param("2026-03-07T12:00", "+1d", "2026-03-08T19:00", id="a day into summer time"),
        pytest.param("2026-03-06T13:00", "+72h", "2026-03-09T20:00", id="72 h into summer time"),
        pytest.param("2026-10-31T12:00", "+1d", "2026-11-01T18:00", id="a day out of it"),
        pytest.param("2026-03-08T01:59", "+1m", "2026-03-08T09:00", id="over the gap"),
    ],
)
def test_a_duration_is_elapsed_time_across_a_change_of_the_clocks(
    scenario, start, length, expected
):
    steps = scenario(clock(start) + clock(length)).steps

    assert steps[1].at == utc(expected)


@pytest.mark.parametrize(
    ("at", "happens"),
    [("2026-03-08T02:30", "skip"), ("2026-11-01T01:30", "show twice")],
)
def test_a_local_time_that_the_clocks_skip_or_repeat_is_refused(faults, at, happens):
    found = faults(HEAD + clock("2026-03-02T09:00") + clock(at))

    assert found == [(8, f"{at} is a time that the clocks of America/Denver {happens}.")]


@pytest.mark.parametrize("at", ["2026-03-08T01:59", "2026-03-08T03:00", "2026-11-01T02:00"])
def test_the_edges_of_a_change_are_ordinary_times(scenario, at):
    assert len(scenario(clock(at)).steps) == 1


def test_a_repeated_time_inside_with_is_refused_and_its_utc_is_not(faults, step):
    skipped = "  - {at: 2026-03-02T09:00, by: ana, do: book, with: {start: 2026-03-08T02:30}}\n"

    assert "skip" in faults(HEAD + skipped)[0][1]
    assert step("do: book, with: {start: 2026-03-08T08:30Z}").arguments["start"] == utc(
        "2026-03-08T08:30"
    )


@pytest.mark.parametrize("at", ["2026-03-02T08:59", "2026-03-02T15:59Z", "-5m"])
def test_time_never_runs_backwards(faults, at):
    found = faults(HEAD + clock("2026-03-02T09:00") + clock(at))

    assert found == [(8, f"Time never runs backwards: {at} is before the step before.")]


def test_after_a_run_of_the_clock_time_goes_on_from_where_it_ended(scenario, faults):
    run = clock("2026-03-02T09:00", ", with: {to: 2026-03-04T09:00}")

    assert scenario(run + clock("+1h")).steps[1].at == utc("2026-03-04T17:00")
    assert "backwards" in faults(HEAD + run + clock("2026-03-03T09:00"))[0][1]


def test_a_run_of_the_clock_that_is_refused_takes_no_time(scenario):
    run = clock("2026-03-02T09:00", ", with: {to: 2026-03-04T09:00}, expect: {refused: invalid}")

    assert scenario(run + clock("+1h")).steps[1].at == utc("2026-03-02T17:00")


def test_a_duration_beyond_the_calendar_is_refused(faults):
    assert (
        "beyond the calendar" in faults(HEAD + clock("9999-12-30T09:00") + clock("+90000d"))[0][1]
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("-5h", "2026-03-02T11:00"),
        ("-90m", "2026-03-02T14:30"),
        ("-2d", "2026-02-28T16:00"),
        ("+10m", "2026-03-02T16:10"),
        ("2026-03-02T04:00", "2026-03-02T11:00"),
        ('"2026-03-02T04:00Z"', "2026-03-02T04:00"),
        ("2026-03-02T04:00:30", "2026-03-02T11:00:30"),
    ],
)
def test_times_of_a_step_are_local_or_relative_to_it(step, written, expected):
    said = step(f"do: check_in, with: {{last_solid: {written}}}").arguments

    assert said == {"last_solid": utc(expected)}


def test_times_of_a_check_are_local_unless_they_end_in_z(step):
    checks = step(
        "do: run_clock, check: {messages_between: {from: 2026-03-01T00:00, to: "
        "2026-03-02T00:00Z, total: 0}}"
    ).checks

    assert checks[0].value == {
        "from": utc("2026-03-01T07:00"),
        "to": utc("2026-03-02T00:00"),
        "total": 0,
    }
