"""One slot, many who want it: one has it, the others are told who is taken, nobody sees an error."""

import threading
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.db import DatabaseError, transaction

from medications.domain import orders
from medications.models import MedicationOrder
from patients.domain import registration
from patients.domain.tasks import raise_task
from patients.models import Patient, WorklistTask
from scheduling.domain import arrivals
from scheduling.enums import VisitKind
from scheduling.models import Appointment, Room
from sessions.domain import visits
from tests.promises.plain_sql import ask, insert_copy, run
from tests.races.crowd import PATIENCE_SECONDS, at_once, counted
from tests.support.story import Story


@pytest.fixture
def story(scratch_db) -> Story:
    return Story()


def people(story: Story, count: int) -> list[Patient]:
    return [story.new_patient(f"Person {number}", key=f"p{number}") for number in range(count)]


def book(story: Story, patient: Patient, **facts: object) -> partial:
    asked = {
        "kind": VisitKind.INTEGRATION, "start_at": story.at + timedelta(days=1), "minutes": 60,
        "clinician": story.ana, "room": story.willow, "by": story.flo, "at": story.at,
    }  # fmt: skip
    return partial(visits.book_visit, patient, **asked | facts)


def test_of_twenty_who_book_one_slot_one_has_it(story):
    patients = people(story, 20)

    outcomes = at_once(*(book(story, patient) for patient in patients))

    assert counted(outcomes) == {"done": 1, "slot_taken": 19}
    assert Appointment.objects.count() == 1


def test_twenty_bookings_that_cross_in_room_clinician_and_patient_make_no_overlap(story):
    """Each wants another mix of the same few; whoever loses is refused, nobody hangs or fails."""
    patients = people(story, 4)
    clinicians, rooms = [story.ana, story.raj, story.mei, story.noor], [story.willow, story.cedar]
    wishes = [
        book(
            story, patients[number % 4], clinician=clinicians[(number // 2) % 4],
            room=rooms[(number // 3) % 2],
            start_at=story.at + timedelta(days=1, minutes=15 * (number % 5)),
        )
        for number in range(20)
    ]  # fmt: skip

    outcomes = at_once(*wishes)

    words = counted(outcomes)
    assert set(words) <= {"done", "slot_taken"}
    visits_held = list(Appointment.objects.order_by("start_at"))
    assert len(visits_held) == words["done"] >= 1
    for one in visits_held:
        for other in visits_held:
            if one.pk < other.pk and one.start_at < other.end_at and other.start_at < one.end_at:
                assert one.room_id != other.room_id
                assert one.clinician_id != other.clinician_id
                assert one.patient_id != other.patient_id


def test_of_many_who_want_the_last_places_of_a_group_as_many_have_one(story):
    Room.objects.filter(pk=story.willow.pk).update(places=4)
    patients = people(story, 10)
    first = book(story, story.patient)()

    outcomes = at_once(*(book(story, patient, together=first) for patient in patients))

    assert counted(outcomes) == {"done": 3, "slot_taken": 7}
    assert Appointment.objects.of_group(Appointment.objects.get(pk=first.pk)).count() == 4


@pytest.mark.parametrize(
    ("level", "words"),
    [
        ("READ COMMITTED", {"in": 3, "23514": 5}),
        ("REPEATABLE READ", {"in": 1, "40001": 7}),
        ("SERIALIZABLE", {"in": 1, "40001": 7}),
    ],
)
def test_the_database_gives_a_place_once_at_every_isolation(story, level, words):
    """Plain SQL by eight at once, each with its own picture of a room in which three places are free."""
    Room.objects.filter(pk=story.willow.pk).update(places=4)
    patients = people(story, 8)
    first = book(story, story.patient)()
    Appointment.objects.filter(pk=first.pk).update(group=first)
    all_look = threading.Barrier(len(patients))

    def come(patient: Patient) -> str:
        try:
            with transaction.atomic():
                run(f"SET TRANSACTION ISOLATION LEVEL {level}")
                ask("SELECT count(*) FROM scheduling_appointment")
                all_look.wait(PATIENCE_SECONDS)
                insert_copy(first, patient_id=patient.pk, group_id=first.pk)
        except DatabaseError as error:
            return error.__cause__.sqlstate
        return "in"

    outcomes = at_once(*(partial(come, patient) for patient in patients))

    said = [outcome.value or outcome.word for outcome in outcomes]
    assert {word: said.count(word) for word in said} == words
    assert Appointment.objects.filter(group=first).count() == 1 + words["in"]


def test_a_group_whose_last_two_go_at_once_frees_its_room(story):
    Room.objects.filter(pk=story.willow.pk).update(places=2)
    first = book(story, story.patient)()
    (other,) = people(story, 1)
    second = book(story, other, together=first)()
    begun = first.start_at
    for visit in (first, second):
        arrivals.arrive(visit, by=story.flo, at=begun)
    late = begun + timedelta(minutes=20)

    outcomes = at_once(
        partial(arrivals.leave, first, by=story.flo, at=late),
        partial(visits.cancel_visit, second, reason="Ill.", by=story.flo, at=late),
    )

    assert counted(outcomes) == {"done": 2}
    assert Appointment.objects.get(pk=first.pk).end_at == late


def test_an_order_for_one_session_is_booked_once(story):
    story.ready_to_book(max_sessions=1)
    slots = [
        book(
            story, story.patient, kind=VisitKind.MEDICINE_SESSION, minutes=180,
            start_at=story.at + timedelta(days=day),
        )
        for day in range(1, 7)
    ]  # fmt: skip

    outcomes = at_once(*slots)

    assert counted(outcomes) == {"done": 1, "order_expired": 5}


def test_two_who_cancel_at_once_cancel_once(story):
    story.ready_to_book().booked()
    cancel = partial(
        visits.cancel_visit, story.appointment, reason="Ill today.", by=story.flo, at=story.at
    )

    outcomes = at_once(cancel, cancel, cancel)

    assert counted(outcomes) == {"done": 1, "invalid": 2}


def test_patients_registered_at_once_have_their_own_numbers(story):
    register = [
        partial(
            registration.register, story.clinic, legal_name=f"Person {number}",
            date_of_birth=story.patient.date_of_birth, by=story.flo, at=story.at,
        )
        for number in range(8)
    ]  # fmt: skip

    outcomes = at_once(*register)

    assert counted(outcomes) == {"done": 8}
    numbers = Patient.objects.values_list("record_number", flat=True)
    assert sorted(numbers) == [f"{number:05d}" for number in range(1, 10)]


def test_orders_written_at_once_leave_one_in_force(story):
    story.screened()
    write = partial(
        orders.write, story.patient, route="SL", level="MODERATE", source="PATIENT_OWN",
        planned_mg=Decimal(100), allowed_min_mg=Decimal(50), allowed_max_mg=Decimal(150),
        max_sessions=1, by=story.raj, at=story.at,
    )  # fmt: skip

    outcomes = at_once(write, write, write, write)

    assert counted(outcomes) == {"done": 4}
    assert MedicationOrder.objects.in_force().count() == 1


def test_a_line_raised_by_many_workers_is_one_line(story):
    raise_it = partial(
        raise_task, story.clinic, kind="incident", key="7", sentence="Look at it.", at=story.at
    )

    outcomes = at_once(*(raise_it,) * 8)

    assert counted(outcomes) == {"done": 8}
    assert WorklistTask.objects.count() == 1
