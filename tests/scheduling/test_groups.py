"""Groups: one clinician and one room with several people at exactly the same time, and nobody else."""

from datetime import timedelta

import pytest

from core.errors import Refusal
from patients.models import Patient
from scheduling.domain import arrivals
from scheduling.models import Appointment
from sessions.domain import absences, visits
from tests.support.at_rest import committed, undone
from tests.support.story import Story

HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    """A room with three places, and four people."""
    with committed(django_db_blocker):
        one = Story()
        one.willow.places = 3
        one.willow.save(update_fields=["places"])
        one.people = [
            one.patient,
            *(one.new_patient(f"Person {n}", key=f"p{n}") for n in range(3)),
        ]
        yield one


@pytest.fixture
def story(told):
    with undone(told) as one:
        yield one


def book(story: Story, patient: Patient, **facts: object) -> Appointment:
    asked = {
        "kind": "integration", "start_at": story.at + HOUR, "minutes": 60,
        "clinician": story.ana, "room": story.willow, "by": story.flo, "at": story.at,
    }  # fmt: skip
    return visits.book_visit(patient, **asked | facts)


def refusal_of(act, *args: object, **facts: object) -> tuple[str, str]:
    with pytest.raises(Refusal) as refusal:
        act(*args, **facts)
    return refusal.value.code, refusal.value.sentence


def group(story: Story, count: int) -> list[Appointment]:
    first = book(story, story.people[0])
    return [first, *(book(story, one, together=first) for one in story.people[1:count])]


def test_a_group_shares_clinician_room_and_time(story):
    visits_of_all = group(story, 3)

    rows = Appointment.objects.of_group(visits_of_all[2])
    assert list(rows.order_by("pk")) == visits_of_all
    assert set(rows.values_list("group", flat=True)) == {visits_of_all[0].pk}


def test_a_room_holds_as_many_as_it_has_places(story):
    first = group(story, 3)[0]

    assert refusal_of(book, story, story.people[3], together=first) == (
        "slot_taken", "Willow has 3 places, and all are taken.",
    )  # fmt: skip
    alone = book(story, story.people[0], room=story.cedar, start_at=story.at + 3 * HOUR)
    again = {"room": story.cedar, "start_at": story.at + 3 * HOUR, "together": alone}
    assert refusal_of(book, story, story.people[3], **again) == (
        "slot_taken",
        "Cedar has one place.",
    )


def test_who_does_not_join_is_refused_as_ever(story):
    group(story, 2)

    assert refusal_of(book, story, story.people[3])[0] == "slot_taken"
    assert refusal_of(book, story, story.people[3], room=story.cedar) == (
        "slot_taken", "Ana Ruiz has another visit then.",
    )  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [
        {"start_at": timedelta(minutes=65)}, {"minutes": 61}, {"kind": "preparation"},
        {"clinician": "raj"}, {"room": "cedar"},
    ],
    ids=str,
)  # fmt: skip
def test_a_group_has_one_of_everything(story, changes):
    first = group(story, 2)[0]
    facts = {
        name: getattr(story, value) if isinstance(value, str) and hasattr(story, value)
        else story.at + value if isinstance(value, timedelta) else value
        for name, value in changes.items()
    }  # fmt: skip

    assert refusal_of(book, story, story.people[3], together=first, **facts) == (
        "invalid", "A group has one kind of visit, one time, one clinician and one room.",
    )  # fmt: skip


def test_nobody_is_in_one_group_twice(story):
    first = group(story, 2)[0]

    assert refusal_of(book, story, story.people[1], together=first) == (
        "slot_taken", "Person 0 has another visit then.",
    )  # fmt: skip


def test_one_who_cancels_leaves_the_others_and_a_place(story):
    first, second, third = group(story, 3)

    visits.cancel_visit(first, reason="Ill today.", by=story.flo, at=story.at)

    assert refusal_of(book, story, story.people[3], together=first)[1] == (
        "That visit is not booked any more. Choose another group."
    )
    fourth = book(story, story.people[3], together=third)
    held = Appointment.objects.of_group(second).upcoming()
    assert set(held) == {second, third, fourth}
    moved = book(story, story.people[0], start_at=story.at + 4 * HOUR)
    assert moved.group_id is None


def test_the_room_is_free_once_the_last_one_has_left(story):
    first, second = group(story, 2)
    early = story.at + 1.5 * HOUR
    for visit in (first, second):
        arrivals.arrive(visit, by=story.flo, at=story.at + HOUR)

    arrivals.leave(first, by=story.flo, at=early)
    assert refusal_of(book, story, story.people[3], start_at=early, at=early, minutes=20)[0] == (
        "slot_taken"
    )
    arrivals.leave(second, by=story.flo, at=early + timedelta(minutes=5))

    ends = set(Appointment.objects.of_group(first).values_list("end_at", flat=True))
    assert ends == {early + timedelta(minutes=5)}
    book(
        story, story.people[3], start_at=early + timedelta(minutes=5), minutes=20,
        at=early + timedelta(minutes=5),
    )  # fmt: skip


@pytest.mark.parametrize("began_it", [True, False], ids=["who began it", "the other one"])
@pytest.mark.parametrize("went", ["no_show", "cancelled"])
def test_the_room_is_free_once_nobody_is_expected_any_more(story, began_it, went):
    here, away = group(story, 2)[:: -1 if began_it else 1]
    arrivals.arrive(here, by=story.flo, at=story.at + HOUR)
    early, later = story.at + 1.5 * HOUR, story.at + 1.75 * HOUR
    arrivals.leave(here, by=story.flo, at=early)
    asked = {"start_at": later, "minutes": 15, "at": later}
    assert refusal_of(book, story, story.people[3], **asked)[0] == "slot_taken"

    if went == "no_show":
        absences.mark_no_show(away, by=story.flo, at=later)
    else:
        visits.cancel_visit(away, reason="Ill today.", by=story.flo, at=later)

    book(story, story.people[3], **asked)
    here.refresh_from_db()
    away.refresh_from_db()
    assert (here.status, here.end_at) == ("fulfilled", later)
    assert (away.status, away.end_at) == (went, story.at + 2 * HOUR)


def test_while_one_of_the_group_is_there_its_room_stays_with_it(story):
    first, second, third = group(story, 3)
    later = story.at + 1.25 * HOUR
    arrivals.arrive(second, by=story.flo, at=story.at + HOUR)

    absences.mark_no_show(first, by=story.flo, at=later)
    visits.cancel_visit(third, reason="Ill today.", by=story.flo, at=later)

    second.refresh_from_db()
    assert second.end_at == story.at + 2 * HOUR
    elsewhere = {"start_at": later, "minutes": 15, "at": later, "room": story.cedar}
    assert refusal_of(book, story, story.people[3], **elsewhere) == (
        "slot_taken", "Ana Ruiz has another visit then.",
    )  # fmt: skip
    mine = {"clinician": story.raj, "room": story.cedar}
    assert book(story, story.people[0], **elsewhere | mine).pk


def test_a_group_to_which_nobody_came_frees_its_hour(story):
    later = story.at + 1.25 * HOUR

    for visit in group(story, 2):
        absences.mark_no_show(visit, by=story.flo, at=later)

    assert book(story, story.people[3], start_at=later, minutes=15, at=later).group_id is None
