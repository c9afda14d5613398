"""Who is in the room, the hard moment, the emergency list, the room card, the discharge list."""

from datetime import timedelta

import pytest

from accounts.enums import Role
from core.errors import Refusal
from measures.models import SafetyAlert
from sessions.domain import (
    answers,
    arrival,
    emergency,
    leaving,
    presence,
    room_cards,
    support,
    vitals,
)
from sessions.domain.limits import Reading
from sessions.enums import DischargeItem
from sessions.models import (
    EmergencyRun,
    EmergencyStep,
    Presence,
    RoomCard,
    SessionEvent,
    SupportEpisode,
)
from tests.support.at_rest import told_once
from tests.support.story import Story

RED = Reading(186, 112, 96, 95)
AMBER = Reading(166, 96, 84, 97)


told, story = told_once(lambda: Story().under_way())


def code_of(verb, *args, **facts):
    with pytest.raises(Refusal) as refused:
        verb(*args, **facts)
    return refused.value.code


def facts(story, who=None):
    return {"by": who or story.ana, "at": story.at}


def stranger(story):
    return story.member("tom", "Tom Berg", Role.THERAPIST)


# --- presence ------------------------------------------------------------------------------------


def test_coming_twice_is_being_there_once(story):
    first = presence.came(story.session, **facts(story))
    story.later(minutes=3)
    again = presence.came(story.session, **facts(story))

    assert (again.pk, again.came_at, Presence.objects.count()) == (first.pk, first.came_at, 1)


def test_leaving_and_coming_again_are_two_stays(story):
    presence.came(story.session, **facts(story))
    story.later(minutes=5)
    assert presence.left(story.session, **facts(story)).left_at == story.at
    assert presence.left(story.session, **facts(story)) is None
    presence.came(story.session, **facts(story))

    assert Presence.objects.filter(left_at=None).count() == 1
    assert Presence.objects.count() == 2


def test_handing_over_closes_one_stay_and_opens_the_other(story):
    presence.came(story.session, **facts(story))
    story.later(minutes=9)

    taken = presence.hand_over(story.session, to=story.noor, **facts(story))

    mine = Presence.objects.get(member=story.ana)
    assert (mine.left_at, mine.handed_to) == (story.at, story.noor)
    assert (taken.member, taken.came_at, taken.left_at) == (story.noor, story.at, None)


def test_the_room_is_handed_to_somebody_who_may_run_it(story):
    presence.came(story.session, **facts(story))

    for nobody in (story.ana, story.flo, stranger(story)):
        assert code_of(presence.hand_over, story.session, to=nobody, **facts(story)) in {
            "invalid", "not_care_team",
        }  # fmt: skip
    assert Presence.objects.get().left_at is None


def test_whoever_begins_is_in_the_room(story):
    story.patient = story.new_patient("Rey Whitfield", key="rey")
    story.later(days=1)
    story.ready_for_dose()

    arrival.begin(story.session, **facts(story))

    assert Presence.objects.get(session=story.session).member == story.ana


@pytest.mark.parametrize("verb", [presence.came, presence.left, support.start, emergency.start])
def test_who_is_not_of_the_team_or_may_not_run_it_is_refused(story, verb):
    assert code_of(verb, story.session, **facts(story, story.flo)) == "role_forbidden"
    assert code_of(verb, story.session, **facts(story, stranger(story))) == "not_care_team"


# --- a hard moment -------------------------------------------------------------------------------


def test_a_hard_moment_keeps_what_was_tried_in_order_and_what_helped(story):
    support.start(story.session, **facts(story))
    support.start(story.session, **facts(story, story.noor))
    for what in ("voice", "hand", "voice"):
        support.tried(story.session, what=what, **facts(story))
    story.later(minutes=6)
    support.finish(story.session, helped=" The hand, and her own stone. ", **facts(story))

    row = SupportEpisode.objects.get()
    assert (row.tried, row.helped, row.ended_at) == (
        ["voice", "hand"], "The hand, and her own stone.", story.at,
    )  # fmt: skip
    assert support.helped_last_time(story.episode) == row


def test_nothing_is_tried_or_ended_where_no_moment_is_open(story):
    assert code_of(support.tried, story.session, what="voice", **facts(story)) == "invalid"
    assert code_of(support.finish, story.session, helped="", **facts(story)) == "invalid"
    support.start(story.session, **facts(story))
    assert code_of(support.tried, story.session, what="prayer", **facts(story)) == "invalid"
    assert code_of(support.finish, story.session, helped="x" * 301, **facts(story)) == "invalid"
    assert support.helped_last_time(story.episode) is None


# --- the emergency list --------------------------------------------------------------------------


def test_the_list_is_stamped_line_by_line_and_closed_with_its_outcome(story):
    run = emergency.start(story.session, **facts(story))
    assert emergency.start(story.session, **facts(story, story.noor)) == run
    for _ in range(2):
        emergency.stamp(story.session, kind="oxygen", key="a", **facts(story))
    emergency.stamp(story.session, kind="oxygen", key="b", **facts(story, story.noor))
    story.later(minutes=4)
    emergency.finish(story.session, outcome="settled", **facts(story))

    run.refresh_from_db()
    assert (run.outcome, run.ended_at, run.steps.count()) == ("settled", story.at, 2)
    assert code_of(emergency.stamp, story.session, kind="aed", **facts(story)) == "invalid"


def test_a_line_told_late_keeps_its_time_and_may_open_the_list(story):
    earlier = story.at - timedelta(minutes=3)

    step = emergency.stamp(
        story.session, kind="called_911", key="a", done_at=earlier, opens=True, **facts(story)
    )

    assert (step.done_at, step.recorded_at, step.run.started_at) == (earlier, story.at, earlier)


def test_a_list_opened_without_a_network_keeps_its_time_and_opens_once(story):
    pressed = story.at - timedelta(minutes=9)
    told = {"started_at": pressed, "key": "a"}

    run = emergency.start(story.session, **told, **facts(story))
    story.later(minutes=1)
    again = emergency.start(story.session, **told, **facts(story))
    emergency.finish(story.session, outcome="settled", **facts(story))
    story.later(minutes=1)
    late = emergency.start(story.session, started_at=story.at, key="a", **facts(story))

    assert again == late == run
    run.refresh_from_db()
    assert (run.started_at, run.recorded_at) == (pressed, pressed + timedelta(minutes=9))
    assert run.outcome == "settled"
    ahead = story.at + timedelta(seconds=1)
    for wrong in ({"started_at": ahead}, {"key": "x" * 65}):
        assert code_of(emergency.start, story.session, **wrong, **facts(story)) == "invalid"


def test_a_list_opened_just_as_one_was_closed_is_a_new_one(story):
    first = emergency.start(story.session, **facts(story))
    story.later(minutes=4)
    emergency.finish(story.session, outcome="false_alarm", **facts(story))

    a_little_behind = story.at - timedelta(seconds=2)
    again = emergency.start(story.session, started_at=a_little_behind, key="a", **facts(story))

    assert again != first
    assert (again.started_at, again.ended_at) == (a_little_behind, None)


def test_a_list_told_late_is_the_one_that_was_open_then(story):
    pressed = story.at
    run = emergency.start(story.session, **facts(story.later(minutes=2), story.noor))
    earlier = emergency.start(story.session, started_at=pressed, key="a", **facts(story))
    story.later(minutes=5)
    emergency.finish(story.session, outcome="settled", **facts(story))
    story.later(minutes=5)
    inside, before = pressed + timedelta(minutes=3), pressed - timedelta(minutes=1)
    told = {"kind": "aed", "done_at": inside, "opens": True, "key": "s"}
    same = emergency.start(story.session, started_at=inside, key="b", **facts(story))
    step = emergency.stamp(story.session, **told, **facts(story))
    other = emergency.start(story.session, started_at=before, key="c", **facts(story))

    assert earlier == same == step.run == run
    assert (earlier.started_at, earlier.started_by) == (pressed, story.ana)
    assert (other.started_at, other.ended_at, other.outcome) == (before, pressed, "")


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "prayer"}, {"kind": "aed", "text": "x" * 301}, {"kind": "aed", "key": "x" * 65}],
)
def test_a_line_that_cannot_be_is_refused(story, wrong):
    emergency.start(story.session, **facts(story))

    assert code_of(emergency.stamp, story.session, **wrong, **facts(story)) == "invalid"
    ahead = story.at + timedelta(minutes=1)
    assert code_of(
        emergency.stamp, story.session, kind="aed", done_at=ahead, **facts(story)
    ) == "invalid"  # fmt: skip
    assert code_of(emergency.finish, story.session, outcome="", **facts(story)) == "invalid"
    assert not EmergencyStep.objects.exists()


# --- the end closes what is open -----------------------------------------------------------------


def test_the_end_of_the_session_closes_what_stands_open(story):
    presence.came(story.session, **facts(story))
    support.start(story.session, **facts(story))
    emergency.start(story.session, **facts(story))
    session = story.session

    leaving.end_session(session, outcome="transferred", reason="Chest pain", **facts(story))

    assert Presence.objects.get().left_at == story.at
    assert SupportEpisode.objects.get().ended_at == story.at
    assert EmergencyRun.objects.get().outcome == "transferred"
    assert code_of(presence.came, session, **facts(story)) == "session_closed"
    assert code_of(support.start, session, **facts(story)) == "session_closed"


# --- the room card -------------------------------------------------------------------------------


def test_the_card_is_kept_anew_only_where_something_changed(story):
    lines = {"playlist": "Slow strings", "scents": "No lavender"}
    first = room_cards.keep(story.episode, lines=lines, **facts(story))
    again = room_cards.keep(story.episode, lines=lines, **facts(story))
    changed = room_cards.keep(story.episode, lines=lines | {"scents": ""}, **facts(story))

    assert first == again
    assert room_cards.newest(story.episode) == changed
    assert (changed.playlist, changed.scents, RoomCard.objects.count()) == ("Slow strings", "", 2)


def test_an_empty_card_is_none_and_a_wrong_one_is_refused(story):
    assert room_cards.keep(story.episode, lines={}, **facts(story)) is None
    for wrong in ({"curtains": "shut"}, {"playlist": "x" * 201}):
        assert code_of(room_cards.keep, story.episode, lines=wrong, **facts(story)) == "invalid"
    assert code_of(
        room_cards.keep, story.episode, lines={}, **facts(story, story.noor)
    ) == "role_forbidden"  # fmt: skip


# --- a reading to answer -------------------------------------------------------------------------


def test_a_red_reading_is_answered_once_and_its_alert_with_it(story):
    row = vitals.record(story.session, reading=RED, **facts(story, story.noor))
    assert SafetyAlert.objects.get().status == "open"

    for _ in range(2):
        answers.see(row, action="told the prescriber", **facts(story))

    alert = SafetyAlert.objects.get()
    assert (alert.status, alert.acknowledged_reason) == ("acknowledged", "told the prescriber")
    event = SessionEvent.objects.get(key=answers.seen_key(row.pk))
    assert event.text == "186/112, red: told the prescriber"


def test_answering_a_red_reading_leaves_other_alerts_alone(story):
    from measures.domain.alerts import open_alert  # noqa: PLC0415 - only here
    from measures.enums import AlertKind, AlertLevel  # noqa: PLC0415 - only here

    other = next(kind for kind in AlertKind if kind != AlertKind.RED_READING)
    row = vitals.record(story.session, reading=RED, **facts(story, story.noor))
    open_alert(story.patient, kind=other, level=AlertLevel.NOW, fact="Item 9", at=story.at)

    answers.see(row, action="told the prescriber", **facts(story))

    assert SafetyAlert.objects.get(kind=other).status == "open"


def test_a_reading_within_limits_asks_for_nothing(story):
    row = story.measured()

    assert code_of(answers.see, row, action="watching", **facts(story)) == "invalid"
    amber = vitals.record(story.session, reading=AMBER, **facts(story, story.noor))
    for wrong in ("", "x" * 201):
        assert code_of(answers.see, amber, action=wrong, **facts(story)) == "invalid"


def test_what_surprises_is_named_and_nothing_else():
    class Numbers(dict):
        pass

    policy = Numbers(after_amber={"rise_systolic": 40}, after_red={"spo2_under": 92})
    last = Reading(120, 80, 70, 98)

    assert answers.surprising(Reading(160, 90, 70, 97), last, policy) == []
    assert answers.surprising(Reading(161, 90, 70, 97), last, policy) == [("systolic", 161)]
    assert answers.surprising(Reading(79, 50, 70, 91), last, policy) == [
        ("systolic", 79), ("spo2", 91),
    ]  # fmt: skip
    assert answers.surprising(Reading(185, 90, 70, 97), None, policy) == []


# --- the discharge list --------------------------------------------------------------------------


def test_each_line_is_stamped_as_it_becomes_true_and_may_be_taken_back(story):
    leaving.tick(story.session, item="oriented", done=True, **facts(story))
    first = story.session.discharge_items["oriented"]
    story.later(minutes=2)
    leaving.tick(story.session, item="oriented", done=True, **facts(story, story.noor))
    leaving.tick(story.session, item="walks_steadily", done=True, **facts(story, story.noor))

    assert story.session.discharge_items["oriented"] == first
    assert story.session.discharge_items["walks_steadily"]["by"] == "NH"
    leaving.tick(story.session, item="walks_steadily", done=False, **facts(story))
    assert "walks_steadily" not in story.session.discharge_items
    assert code_of(leaving.tick, story.session, item="dances", done=True, **facts(story)) == (
        "invalid"
    )


def test_a_discharge_keeps_the_earlier_stamp_and_asks_for_the_rest(story):
    leaving.tick(story.session, item="oriented", done=True, **facts(story, story.noor))
    seen_at = story.at
    story.later(minutes=120)
    story.measured()
    items = dict.fromkeys((one for one in DischargeItem.values if one != "iv_removed"), True)
    session = story.session
    released = {"released_to": "Dele Okafor", **facts(story)}

    assert code_of(
        leaving.discharge, session, items=items | {"oriented": False}, **released
    ) == "discharge_incomplete"  # fmt: skip
    session = leaving.discharge(session, items=items, **released)

    assert session.discharge_items["oriented"] == {"at": seen_at.isoformat(), "by": "NH"}
    assert session.discharge_items["grounded"] == {"at": story.at.isoformat(), "by": "AR"}
