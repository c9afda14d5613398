"""Booking: what may be booked, in which order it is refused, and what is said about it beforehand."""

from datetime import UTC, datetime, timedelta

import pytest

from core.errors import Refusal
from messaging.domain import outbox
from messaging.models import Message
from patients.models import CareTeamMember
from scheduling.enums import VisitKind
from scheduling.models import Appointment, Room
from screening.domain import eligibility, intake
from sessions.domain import visits
from sessions.models import MedicineSession
from tests.support.at_rest import committed, undone
from tests.support.story import REQUIRED, Story

HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def database(django_db_setup, django_db_blocker):
    with committed(django_db_blocker):
        yield


@pytest.fixture(scope="module")
def told(database) -> Story:
    return Story()


@pytest.fixture(scope="module")
def elsewhere(database) -> Story:
    return Story(name="Juniper")


@pytest.fixture
def story(told):
    with undone(told) as one:
        yield one


def book(story: Story, kind: str = "integration", **facts: object) -> Appointment:
    asked = {
        "start_at": story.at + timedelta(days=1), "minutes": 60, "clinician": story.ana,
        "room": story.willow, "by": story.flo, "at": story.at,
    }  # fmt: skip
    return visits.book_visit(story.patient, kind=kind, **asked | facts)


def code_of(act, *args: object, **facts: object) -> str:
    with pytest.raises(Refusal) as refusal:
        act(*args, **facts)
    return refusal.value.code


def medicine(story: Story, **facts: object) -> str:
    return code_of(book, story, "medicine_session", **facts)


@pytest.mark.parametrize("kind", ["intake", "preparation", "integration"])
def test_any_other_visit_is_booked_without_more_ado(story, kind):
    assert book(story, kind).status == "booked"


def test_a_clinician_who_is_booked_joins_the_team(story):
    book(story, clinician=story.noor)

    assert CareTeamMember.objects.filter(membership=story.noor, patient=story.patient).exists()


def test_a_medicine_session_is_refused_in_the_order_in_which_it_is_cleared(story):
    assert medicine(story) == "screening_missing"
    story.screened(conditions=("CV2",))
    assert medicine(story) == "screening_stop"
    eligibility.decide(
        story.patient, outcome="eligible", reason="Repaired", clear=["CV2"], second=story.mei,
        by=story.raj, at=story.at,
    )  # fmt: skip
    assert medicine(story) == "order_missing"
    story.ordered()
    book(story, start_at=story.at + timedelta(days=7))
    assert medicine(story, start_at=story.at + timedelta(days=7)) == "slot_taken"
    assert book(story, "medicine_session", start_at=story.at + timedelta(days=8))


def test_a_stop_found_after_the_decision_stands_in_the_way_again(story):
    story.ready_to_book()
    intake.submit(
        story.patient, conditions=["PSY1"], medications=[], allergies=[], by=story.me, at=story.at
    )

    assert medicine(story) == "screening_stop"


@pytest.mark.parametrize(
    ("days", "refused"), [({"days": 180}, False), ({"days": 180, "microseconds": 1}, True)]
)
def test_the_order_must_still_run_at_the_start(story, days, refused):
    story.ready_to_book()
    start = story.order.written_at + timedelta(**days)

    if refused:
        assert medicine(story, start_at=start) == "order_expired"
    else:
        assert book(story, "medicine_session", start_at=start)


def test_the_orders_sessions_are_used_up_by_those_booked(story):
    story.ready_to_book(max_sessions=1).booked()

    assert medicine(story, start_at=story.at + timedelta(days=20)) == "order_expired"
    visits.cancel_visit(story.appointment, reason="Ill", by=story.flo, at=story.at)
    assert book(story, "medicine_session", start_at=story.at + timedelta(days=20))


@pytest.mark.parametrize(
    "facts",
    [
        {"kind": "party"},
        {"minutes": 0},
        {"minutes": 721},
        {"start_at": datetime(2026, 3, 2, 15, 59, 59, tzinfo=UTC)},
        {"start_at": datetime(1, 1, 1, tzinfo=UTC)},
    ],
    ids=str,
)
def test_a_visit_that_cannot_be_is_refused(story, facts):
    assert code_of(book, story, facts.pop("kind", "intake"), **facts) == "invalid"
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("who", ["flo", "owen", "bea", "me"])
def test_a_visit_is_with_a_clinician(story, who):
    assert code_of(book, story, clinician=getattr(story, who)) == "invalid"


def test_nothing_is_booked_across_clinics(story, elsewhere):
    assert code_of(book, story, clinician=elsewhere.ana) == "invalid"
    assert code_of(book, story, room=elsewhere.willow) == "invalid"
    assert code_of(book, story, by=elsewhere.flo) == "not_care_team"


def test_a_room_that_is_closed_is_not_booked(story):
    Room.objects.filter(pk=story.cedar.pk).update(is_active=False)

    assert code_of(book, story, room=Room.objects.get(pk=story.cedar.pk)) == "invalid"


@pytest.mark.parametrize("who", ["bea", "ada", "me"])
def test_not_everybody_books(story, who):
    assert code_of(book, story, by=getattr(story, who)) == "role_forbidden"


@pytest.mark.parametrize("taken", ["clinician", "room", "patient"])
def test_whoever_is_not_free_is_named(story, taken):
    book(story)
    others = {"clinician": story.raj, "room": story.cedar}
    others.pop(taken, None)
    if taken != "patient":
        story.patient = story.new_patient("Ines Duarte", key="ines")

    with pytest.raises(Refusal) as refusal:
        book(story, **others)

    names = {"clinician": "Ana Ruiz", "room": "Willow", "patient": "Margo Okafor"}
    assert refusal.value.code == "slot_taken"
    assert names[taken] in refusal.value.sentence


def test_a_rooms_turnover_is_kept_free_and_visits_may_touch_it(story):
    Room.objects.filter(pk=story.willow.pk).update(turnover_minutes=15)
    story.willow.refresh_from_db()
    first = book(story)
    story.patient = story.new_patient("Ines Duarte", key="ines")
    later = {"clinician": story.raj}

    assert (
        code_of(book, story, start_at=first.end_at + timedelta(minutes=14), **later) == "slot_taken"
    )
    assert book(story, start_at=first.end_at + timedelta(minutes=15), **later)


def test_cancelling_frees_the_slot_and_silences_what_was_to_be_said(story):
    story.consented(("messaging_sms",))
    visit = book(story)
    assert Message.objects.filter(state="queued").count() == 1

    assert code_of(visits.cancel_visit, visit, reason=" ", by=story.flo, at=story.at) == "invalid"
    visits.cancel_visit(visit, reason="Ill today", by=story.flo, at=story.at)

    assert set(Message.objects.values_list("state", flat=True)) == {"cancelled"}
    assert book(story).pk != visit.pk
    assert code_of(visits.cancel_visit, visit, reason="x", by=story.flo, at=story.at) == "invalid"


def test_a_medicine_session_goes_with_its_visit_until_a_dose_was_given(story):
    story.ready_to_book().booked()
    visits.cancel_visit(story.appointment, reason="Ill", by=story.flo, at=story.at)
    assert MedicineSession.objects.get().status == "cancelled"

    story.later(days=2).booked().checked_in().measured()
    story.dosed()

    cancel = {"reason": "Ill", "by": story.flo, "at": story.at}
    assert code_of(visits.cancel_visit, story.appointment, **cancel) == "invalid"


def test_a_session_cancelled_at_the_door_leads_back(story):
    story.ready_to_book().booked().checked_in()
    assert story.episode.phase == "medicine"

    visits.cancel_visit(story.appointment, reason="Fever", by=story.flo, at=story.at)

    assert story.episode.phase == "preparation"


def test_the_next_visit_is_the_nearest_ahead(story):
    far = book(story, start_at=story.at + timedelta(days=9))
    near = book(story, start_at=story.at + timedelta(days=2))

    assert visits.next_visit(story.patient, "integration", at=story.at) == near
    assert visits.next_visit(story.patient, "integration", at=near.end_at) == far
    assert visits.next_visit(story.patient, "intake", at=story.at) is None


class Phone:
    honours_keys = True

    def __init__(self) -> None:
        self.texts: list[str] = []

    def send(self, message) -> str:
        self.texts.append(message.body)
        return "ok"


def told_by(story: Story, *, until: datetime) -> list[str]:
    phone, moment = Phone(), story.at
    while moment is not None and moment <= until:
        outbox.deliver_due(at=moment, gateways={"sms": phone})
        moment = outbox.next_due(after=moment)
    return phone.texts


def test_what_is_said_about_a_visit(story):
    story.consented((*REQUIRED, "messaging_sms"))
    visit = book(story, start_at=story.at + timedelta(days=3))

    texts = told_by(story, until=visit.start_at)

    assert texts == [
        "You are booked at Cedar Clinic: Thu Mar 5, 9:05 AM MST. Reply STOP to opt out.",
        "Reminder from Cedar Clinic: Thu Mar 5, 9:05 AM MST. Reply STOP to opt out.",
    ]


def test_what_is_said_about_a_medicine_session_names_nothing(story):
    story.screened().consented((*REQUIRED, "messaging_sms")).eligible().ordered()
    visit = book(story, "medicine_session", start_at=story.at + timedelta(days=3), minutes=180)

    texts = told_by(story, until=visit.start_at)

    assert len(texts) == 3
    assert "eat and drink as agreed" in texts[2]


def test_the_time_is_said_in_the_clinics_own_clock_after_a_change_too(story):
    """Booked in winter for the Monday after the clocks went forward."""
    story.consented(("messaging_sms",))
    visit = book(story, start_at=datetime(2026, 3, 9, 15, 0, tzinfo=UTC))

    assert "Mon Mar 9, 9:00 AM MDT" in told_by(story, until=visit.start_at)[-1]


def test_the_evening_before_is_the_patients_evening(story):
    story.screened().consented((*REQUIRED, "messaging_sms")).eligible().ordered()
    book(story, "medicine_session", start_at=datetime(2026, 3, 9, 15, 0, tzinfo=UTC), minutes=180)

    (row,) = Message.objects.filter(template="visit_prepare")

    local = row.due_at.astimezone(story.patient.zone)
    assert (local.day, local.hour, local.minute) == (8, 17, 30)


def test_of_a_visit_tomorrow_morning_nothing_is_said_too_late(story):
    story.consented(("messaging_sms",))
    book(story, start_at=story.at + 2 * HOUR, kind=VisitKind.INTAKE)

    rows = Message.objects.values_list("template", flat=True)

    assert list(rows) == ["visit_booked"]
