"""A session entered in error: nothing of it was this patient's, also what the ledger says."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core.errors import Refusal
from medications.domain import stock
from medications.enums import DoseSource, EntryKind, Route
from medications.models import LedgerEntry, Lot
from medications.queries import ledger_of, recipients_of
from sessions.domain import leaving, never_was, wasting
from sessions.domain.routes import act_of_route
from sessions.models import MedicineSession
from tests.support.at_rest import committed, undone
from tests.support.rooms import at, soup, words
from tests.support.story import Story

WHY = "Belongs to another Maria"


@pytest.fixture(scope="module")
def database(django_db_setup, django_db_blocker):
    with committed(django_db_blocker):
        yield


@pytest.fixture(scope="module")
def vial(database) -> Story:
    """60 mg given of 100 drawn from a lot of 500, 30 of the rest wasted."""
    story = Story(name="Juniper").screened().consented().eligible()
    story.ordered(Route.IM, DoseSource.CLINIC_STOCK, planned_mg=Decimal(60)).prepared().booked()
    story.stocked("KET-1", 500)
    story.checked_in().measured()
    story.dosed(60, lot_number="KET-1", drawn_mg=Decimal(100))
    seen = wasting.Witness(story.kim, proved_at=story.at)
    wasting.waste(story.session, mg=Decimal(30), by=story.noor, at=story.at, witness=seen)
    return story


@pytest.fixture
def story(vial):
    with undone(vial) as told:
        yield told


def end(story: Story, outcome: str = "entered_in_error", **facts: object) -> MedicineSession:
    asked = {"reason": WHY, "by": story.ana, "at": story.at} | facts
    return leaving.end_session(story.session, outcome=outcome, **asked)


def mark(story: Story, **facts: object) -> MedicineSession:
    asked = {"reason": WHY, "by": story.ana, "at": story.at} | facts
    return never_was.enter_in_error(story.session, **asked)


def refusal_of(act, *args: object, **facts: object) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        act(*args, **facts)
    return refusal.value


def test_each_draw_and_each_waste_is_taken_back_with_it(story):
    end(story)

    lot = Lot.objects.get(number="KET-1")
    back = LedgerEntry.objects.filter(kind=EntryKind.REVERSAL).order_by("line")
    assert stock.balance(lot) == 500
    assert [(one.reverses.kind, one.amount_mg) for one in back] == [("waste", 30), ("draw", 100)]
    assert WHY in back[0].reason
    assert not recipients_of(lot).exists()


def test_a_session_that_is_over_is_marked_until_it_is_signed(story):
    end(story, "stopped_early")
    ended_at = story.session.ended_at
    story.later(hours=1)

    marked = mark(story)

    assert (marked.ending, marked.ended_at) == ("entered_in_error", ended_at)
    assert marked.window.status == "voided"
    assert story.episode.phase == "preparation"
    assert stock.balance(Lot.objects.get(number="KET-1")) == 500
    assert refusal_of(mark, story).code == "invalid"


def test_a_discharged_session_is_marked_too_and_a_signed_one_never(story):
    story.discharged()
    with undone(story) as signed:
        signed.signed()
        assert refusal_of(mark, signed).code == "note_signed"

    assert mark(story).ending == "entered_in_error"


def test_what_still_runs_is_ended_and_a_reason_is_asked(story):
    assert refusal_of(mark, story).code == "invalid"
    end(story, "stopped_early")

    assert refusal_of(mark, story, reason=" ").code == "invalid"
    assert refusal_of(mark, story, by=story.flo).code == "role_forbidden"


def test_lines_left_standing_from_before_are_taken_back_by_hand(story):
    """As they stand in a database where such a session was ended without its ledger."""
    MedicineSession.objects.filter(pk=story.session.pk).update(
        status="ended", ending="entered_in_error", ended_at=story.at, ended_by=story.ana
    )
    draw = LedgerEntry.objects.get(kind=EntryKind.DRAW, lot__number="KET-1")

    assert not ledger_of(draw.lot).get(pk=draw.pk).is_in_record
    made = stock.reverse(draw, reason="Another Maria", by=story.noor, at=story.at)

    assert made.balance_mg == 500


def test_while_the_session_stands_its_lines_stand_too(story):
    draw = LedgerEntry.objects.get(kind=EntryKind.DRAW, lot__number="KET-1")

    assert ledger_of(draw.lot).get(pk=draw.pk).is_in_record
    refusal = refusal_of(stock.reverse, draw, reason="No", by=story.noor, at=story.at)
    assert refusal.code == "invalid"


def test_the_page_marks_it_after_the_patient_has_gone(room, story):
    end(story, "stopped_early")
    client = room(story, story.ana)
    page = soup(client.get(at(story, "live")))

    bare = client.post(at(story, "never_was"), {"reason": ""})
    done = client.post(at(story, "never_was"), {"reason": WHY})

    assert "taken back in the ledger" in words(page.select_one("details.ask"))
    assert (bare.status_code, done.status_code) == (422, 302)
    assert story.session.ending == "entered_in_error"
    after = soup(client.get(at(story, "live")))
    assert not after.select(f"form[action='{at(story, 'never_was')}']")


# the end, written down later ---------------------------------------------------------------------


def test_the_end_is_counted_from_when_the_patient_left(story):
    first = story.session.first_dose_at
    left, told = first + timedelta(minutes=130), first + timedelta(hours=18)

    ended = end(story, "stopped_early", at=told, left_at=left, released_to="Dele Okafor")

    home = ended.window.contacts.get(kind="C0")
    assert (ended.ended_at, ended.end_recorded_at) == (left, told)
    assert home.due_from == left + timedelta(hours=2)
    assert ended.released_to == "Dele Okafor"


def test_an_end_told_at_once_is_not_late(story):
    ended = end(story, "stopped_early")

    assert (ended.ended_at, ended.end_recorded_at) == (story.at, None)


def test_nobody_left_before_the_last_dose_or_reading_nor_in_the_future(story):
    measured = story.measured().taken_at

    for moment in (measured - timedelta(seconds=1), story.at + timedelta(seconds=1)):
        assert refusal_of(end, story, "stopped_early", left_at=moment).code == "invalid"
    assert end(story, "stopped_early", left_at=measured).ended_at == measured


def test_the_minimum_counts_to_when_the_patient_left(story):
    first = story.session.first_dose_at
    asked = {"released_to": "Dele", "by": story.ana, "at": first + timedelta(hours=18)}
    items = dict.fromkeys((one.value for one in leaving.discharge_list(story.session)), True)

    early = refusal_of(
        leaving.discharge, story.session, items=items, left_at=first + timedelta(minutes=100), **asked
    )  # fmt: skip
    ended = leaving.discharge(
        story.session, items=items, left_at=first + timedelta(minutes=120), **asked
    )

    assert (early.code, ended.ending) == ("observation_minimum", "discharged")


def test_the_page_takes_yesterdays_time_and_says_it_was_written_later(room, story):
    """Juniper's clock reads 09:20 the next day; the patient left at 11:30 the day before."""
    story.later(days=1)
    client = room(story, story.ana)
    facts = {"outcome": "stopped_early", "reason": "From paper", "left": "11:30", "left_day": "1"}

    bare = client.post(at(story, "end"), facts)
    done = client.post(at(story, "end"), facts | {"released_to": "Dele Okafor"})

    assert "Name who stays with" in words(soup(bare).select_one("#to-end .error-summary"))
    assert done.status_code == 302
    session = story.session
    assert f"{session.ended_at.astimezone(story.clinic.zone):%H:%M}" == "11:30"
    assert "written down later" in words(soup(client.get(at(story, "live"))).select_one("main"))


# after an infusion -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def drip(database) -> Story:
    """50 mg begun, the infusion running."""
    story = Story(name="Larch").screened().consented().eligible()
    story.ordered(Route.IV, DoseSource.CLINIC_STOCK, planned_mg=Decimal(50)).prepared().booked()
    story.stocked("KET-2", 500)
    story.checked_in().measured()
    story.dosed(50, lot_number="KET-2", drawn_mg=Decimal(50))
    act_of_route(
        story.session, kind="infusion_started", rate_ml_per_h=Decimal(50), by=story.noor,
        at=story.session.first_dose_at,
    )  # fmt: skip
    return story


@pytest.fixture
def infusion(drip):
    with undone(drip) as told:
        yield told


def go_home(story: Story, minutes: float, **facts: object) -> MedicineSession:
    items = dict.fromkeys((one.value for one in leaving.discharge_list(story.session)), True)
    moment = story.session.first_dose_at + timedelta(minutes=minutes)
    asked = {"released_to": "Dele", "by": story.ana, "items": items, "at": moment} | facts
    return leaving.discharge(story.session, **asked)


def stop(story: Story, minutes: float) -> None:
    act_of_route(
        story.session, kind="stopped", total_given_mg=Decimal(50), by=story.noor,
        at=story.session.first_dose_at + timedelta(minutes=minutes),
    )  # fmt: skip


def test_nobody_goes_home_while_an_infusion_runs(infusion):
    override = {"override_reason": "Well", "by": infusion.raj}

    for facts in ({}, override):
        refusal = refusal_of(go_home, infusion, 150, **facts)
        assert refusal.code == "observation_minimum"
        assert "infusion still runs" in refusal.sentence


def test_after_an_infusion_the_hour_counts_from_its_stop(infusion):
    stop(infusion, 70)

    assert refusal_of(go_home, infusion, 129.9).code == "observation_minimum"
    assert go_home(infusion, 130).ending == "discharged"


def test_after_a_short_infusion_the_first_dose_decides(infusion):
    stop(infusion, 30)

    assert refusal_of(go_home, infusion, 99.9).code == "observation_minimum"
    assert go_home(infusion, 100).ending == "discharged"


def test_the_room_counts_the_same_minutes(room, infusion):
    stop(infusion, 70)
    infusion.at = infusion.session.first_dose_at + timedelta(minutes=110)

    page = soup(room(infusion, infusion.ana).get(at(infusion, "live")))

    assert words(page.select_one("[data-leave-words]")) == "20"
