"""Nobody and no room is in two places at once, whoever writes the row."""

from datetime import timedelta

import pytest
from psycopg.types.range import TimestamptzRange

from scheduling.models import Appointment
from tests.promises.plain_sql import insert_copy, refused, refused_copy, run
from tests.support.story import Story

OTHERS = ("clinician_id", "room_id", "patient_id")


@pytest.fixture(scope="module")
def story(committed: str) -> Story:
    told = Story().ready_to_book().booked(minutes=180)
    told.other = told.new_patient("Ines Duarte", key="ines")
    told.third = told.new_patient("Sofia Lind", key="sofia")
    return told


def elsewhere(story: Story, *kept: str) -> dict[str, int]:
    """Another clinician, room and patient, but for what is kept the same."""
    others = {
        "clinician_id": story.raj.pk,
        "room_id": story.cedar.pk,
        "patient_id": story.other.pk,
    }
    return {column: pk for column, pk in others.items() if column not in kept}


def at(visit: Appointment, *, start: int, end: int) -> dict[str, object]:
    """The times of a visit that starts and ends so many minutes after the booked one starts."""
    start_at = visit.start_at + timedelta(minutes=start)
    end_at = visit.start_at + timedelta(minutes=end)
    span = TimestamptzRange(start_at, end_at, "[)")
    return {"start_at": start_at, "end_at": end_at, "span": span}


@pytest.mark.parametrize(
    ("column", "constraint"),
    [
        ("clinician_id", "clinician_not_double_booked"),
        ("room_id", "room_not_double_booked"),
        ("patient_id", "patient_not_double_booked"),
    ],
)
@pytest.mark.parametrize(
    ("start", "end"),
    [
        pytest.param(0, 180, id="the same time"),
        pytest.param(179, 240, id="the last minute"),
        pytest.param(-60, 1, id="the first minute"),
        pytest.param(60, 90, id="inside it"),
        pytest.param(-10, 300, id="around it"),
    ],
)
def test_overlapping_visits_are_refused(undone, story, column, constraint, start, end):
    times = at(story.appointment, start=start, end=end)

    refused_copy(story.appointment, because=constraint, **times, **elsewhere(story, column))


@pytest.mark.parametrize(
    ("start", "end"), [pytest.param(-60, 0, id="before"), pytest.param(180, 240, id="after")]
)
def test_visits_may_touch(undone, story, start, end):
    times = at(story.appointment, start=start, end=end)

    assert insert_copy(story.appointment, **times) == 1


@pytest.mark.parametrize(
    ("status", "frees"),
    [
        ("booked", False),
        ("checked_in", False),
        ("fulfilled", False),
        ("cancelled", True),
        ("no_show", True),
    ],
)
def test_only_a_visit_that_will_not_be_frees_its_time(undone, story, status, frees):
    run("UPDATE scheduling_appointment SET status = %s WHERE id = %s", status, story.appointment.pk)

    if frees:
        assert insert_copy(story.appointment, status="booked") == 1
    else:
        refused_copy(story.appointment, status="booked", because="not_double_booked")


def test_a_visit_cannot_be_moved_onto_another(undone, story):
    later = at(story.appointment, start=200, end=260)
    insert_copy(story.appointment, **later)

    refused(
        "UPDATE scheduling_appointment SET start_at = start_at - interval '30 minutes', "
        "span = tstzrange(lower(span) - interval '30 minutes', upper(span)) WHERE start_at = %s",
        later["start_at"],
        because="not_double_booked",
    )


def test_a_span_that_does_not_hold_the_visit_is_refused(undone, story):
    times = at(story.appointment, start=600, end=660)
    short = at(story.appointment, start=600, end=630)["span"]

    refused_copy(story.appointment, because="span_holds_the_visit", **times | {"span": short})


GROUP = {"clinician_id": "clinician", "room_id": "room", "kind": "kind"}


@pytest.fixture
def group(undone, story) -> Appointment:
    """The booked visit began a group, in a room with two places."""
    run("UPDATE scheduling_room SET places = 2")
    run("UPDATE scheduling_appointment SET group_id = id WHERE id = %s", story.appointment.pk)
    return story.appointment


def test_one_group_shares_a_time_and_nobody_else_does(story, group):
    other = {"patient_id": story.other.pk}

    assert insert_copy(group, **other) == 1
    refused_copy(group, because="not_double_booked", **other, group_id=None)
    alone = Appointment.objects.filter(patient=story.patient).exclude(pk=group.pk).get()
    refused_copy(group, because="not_double_booked", **other, group_id=alone.pk)


@pytest.mark.parametrize(
    ("start", "end"), [pytest.param(0, 120, id="end"), pytest.param(30, 180, id="start")]
)
def test_two_visits_of_one_group_have_the_same_times(story, group, start, end):
    times = at(group, start=start, end=end)

    refused_copy(group, because="group_has_one", patient_id=story.other.pk, **times)


@pytest.mark.parametrize("column", ["clinician_id", "room_id", "kind"])
def test_a_group_has_one_clinician_one_room_and_one_kind(story, group, column):
    other = {**elsewhere(story), "kind": "preparation"}

    refused_copy(
        group, because=f"group_has_one_{GROUP[column]}", patient_id=story.other.pk,
        **{column: other[column]},
    )  # fmt: skip


def test_a_patient_is_in_a_group_once_and_a_room_has_so_many_places(story, group):
    refused_copy(group, because="patient_not_double_booked")
    insert_copy(group, patient_id=story.other.pk)

    refused_copy(group, because="room_has_places", patient_id=story.third.pk)


def test_a_group_moves_as_one_or_not_at_all(story, group):
    insert_copy(group, patient_id=story.other.pk)
    later = "UPDATE scheduling_appointment SET end_at = end_at - interval '5 minutes' WHERE group_id = %s"

    refused(f"{later} AND patient_id = %s", group.pk, story.other.pk, because="group_has_one")
    assert run(later, group.pk) == 2


@pytest.mark.parametrize("began_it", [True, False], ids=["who began it", "the other one"])
@pytest.mark.parametrize("went", ["no_show", "cancelled"])
def test_one_who_will_not_be_there_frees_a_place_and_not_the_room(story, group, began_it, went):
    insert_copy(group, patient_id=story.other.pk)
    one, other = (story.patient, story.other)[:: 1 if began_it else -1]
    run(
        "UPDATE scheduling_appointment SET status = %s WHERE group_id = %s AND patient_id = %s",
        went, group.pk, one.pk,
    )  # fmt: skip
    held = Appointment.objects.get(group=group, patient=other)

    refused_copy(held, because="not_double_booked", patient_id=story.third.pk, group_id=None)
    assert insert_copy(held, patient_id=story.third.pk) == 1
    refused(
        "UPDATE scheduling_appointment SET status = 'booked' WHERE group_id = %s AND patient_id = %s",
        group.pk, one.pk, because="room_has_places",
    )  # fmt: skip


def test_a_group_of_which_nobody_will_be_there_frees_everything(story, group):
    insert_copy(group, patient_id=story.other.pk)

    run("UPDATE scheduling_appointment SET status = 'no_show' WHERE group_id = %s", group.pk)

    assert insert_copy(group, status="booked", group_id=None, patient_id=story.third.pk) == 1
