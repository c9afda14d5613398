"""The window after a dose: elapsed time whatever the clocks do, and contacts that somebody answers for."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from accounts.domain.policies import adopt_policy
from core.errors import Refusal
from integration.domain import contacts, windows
from integration.models import IntegrationContact, IntegrationWindow
from measures.domain import alerts
from messaging.models import Message
from patients.models import WorklistTask
from sessions.domain import dosing
from sessions.domain.as_given import record_as_given
from tests.support.at_rest import committed, undone
from tests.support.story import REQUIRED, Story

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
A_TICK = timedelta(microseconds=1)


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    with committed(django_db_blocker):
        story = Story().screened().consented((*REQUIRED, "messaging_sms")).eligible().ordered()
        yield story.prepared().booked().checked_in() and (story.measured() and story)


@pytest.fixture
def story(told):
    with undone(told) as one:
        yield one


@pytest.fixture
def dosed(story) -> Story:
    story.dosed()
    return story


def window_of(story: Story) -> IntegrationWindow:
    return IntegrationWindow.objects.get(session__episode=story.episode)


def contact(story: Story, kind: str) -> IntegrationContact:
    return IntegrationContact.objects.select_related("window__episode__patient__clinic").get(
        window=window_of(story), kind=kind
    )


def statuses(story: Story) -> dict[str, str]:
    return dict(window_of(story).contacts.values_list("kind", "status"))


def done(story: Story, kind: str, *, after: timedelta, by=None, **facts: object):
    at = window_of(story).opens_at + after
    return contacts.complete(
        contact(story, kind), note="Talked.", by=by or story.ana, at=at, **facts
    )


def code_of(act, *args: object, **facts: object) -> str:
    with pytest.raises(Refusal) as refusal:
        act(*args, **facts)
    return refusal.value.code


def test_a_window_opens_with_the_first_dose_and_counts_elapsed_time(dosed):
    window = window_of(dosed)

    assert window.opens_at == dosed.session.first_dose_at
    assert window.peak_until - window.opens_at == 72 * HOUR
    assert window.closes_at - window.opens_at == 14 * DAY
    assert (window.number, window.owner, window.status) == (1, dosed.ana, "open_peak")


@pytest.mark.parametrize(
    ("dose_at", "peak_until", "closes_at"),
    [
        pytest.param((3, 6, 17), (3, 9, 17), (3, 20, 17), id="over the gap of spring"),
        pytest.param((10, 30, 16), (11, 2, 16), (11, 13, 16), id="over autumn's second hour"),
    ],
)
def test_no_clock_change_bends_a_window(db, dose_at, peak_until, closes_at):
    """Ten in the morning in Denver is another hour by the wall three days later."""
    story = Story(datetime(2026, *dose_at, tzinfo=UTC), name="Juniper")
    dose = dosing.Dose(mg=Decimal(50), kind="first")
    record_as_given(
        story.patient, dose=dose, given_at=story.at, what_happened="On paper.", by=story.raj,
        at=story.at,
    )  # fmt: skip

    window = window_of(story)

    assert window.peak_until == datetime(2026, *peak_until, tzinfo=UTC)
    assert window.closes_at == datetime(2026, *closes_at, tzinfo=UTC)
    assert window.peak_until.astimezone(story.clinic.zone).hour != window.opens_at.astimezone(
        story.clinic.zone
    ).hour  # fmt: skip


@pytest.mark.parametrize(
    ("after", "status"),
    [
        (72 * HOUR - A_TICK, "open_peak"),
        (72 * HOUR, "open"),
        (14 * DAY - A_TICK, "open"),
        (14 * DAY, "closed_missed"),
    ],
)
def test_a_window_moves_on_at_its_moments(dosed, after, status):
    windows.advance_due(at=window_of(dosed).opens_at + after)

    assert window_of(dosed).status == status


def test_a_second_tick_changes_nothing(dosed):
    later = window_of(dosed).opens_at + 20 * DAY
    assert windows.advance_due(at=later) > 0

    assert windows.advance_due(at=later) == 0
    assert WorklistTask.objects.filter(kind="contact_missed").count() == 4


def test_from_due_moment_to_due_moment_is_as_minute_by_minute(dosed):
    moment, seen = window_of(dosed).opens_at, []
    while (moment := windows.next_due(after=moment)) is not None:
        windows.advance_due(at=moment)
        seen.append((moment - window_of(dosed).opens_at, dict(statuses(dosed))))
        assert len(seen) < 20

    assert window_of(dosed).status == "closed_missed"
    assert statuses(dosed) == {
        "C0": "planned", "C1": "missed", "C2": "missed", "C3": "waived", "C4": "missed",
        "C5": "missed",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "latest"),
    [("C1", 30 * HOUR), ("C2", 72 * HOUR), ("C4", 8 * DAY), ("C5", 14 * DAY)],
)
def test_a_contact_is_done_in_its_time_or_late(dosed, kind, latest):
    assert contact(dosed, kind).due_to == window_of(dosed).opens_at + latest

    assert done(dosed, kind, after=latest).status == "done"


@pytest.mark.parametrize(
    ("kind", "latest"), [("C1", 30 * HOUR), ("C2", 72 * HOUR), ("C4", 8 * DAY)]
)
def test_a_contact_whose_time_has_passed_is_missed_then_late(dosed, kind, latest):
    opens = window_of(dosed).opens_at
    contacts.pass_due(at=opens + latest)
    assert statuses(dosed)[kind] == "planned"
    contacts.pass_due(at=opens + latest + A_TICK)
    assert statuses(dosed)[kind] == "missed"
    task = WorklistTask.objects.get(kind="contact_missed", key=str(contact(dosed, kind).pk))
    assert task.owner == dosed.ana

    assert done(dosed, kind, after=latest + HOUR).status == "late"
    task.refresh_from_db()
    assert task.done_by == dosed.ana


@pytest.mark.parametrize(
    ("c2_after", "c3"),
    [
        pytest.param(48 * HOUR - A_TICK, "planned", id="before +48 h: day 3 is kept"),
        pytest.param(48 * HOUR, "waived", id="at +48 h: waived"),
        pytest.param(60 * HOUR, "waived", id="later: waived"),
        pytest.param(None, "waived", id="never: waived"),
    ],
)
def test_day_three_is_kept_where_the_peak_session_was_early(dosed, c2_after, c3):
    if c2_after is not None:
        contacts.pass_due(at=window_of(dosed).opens_at + c2_after - A_TICK)
        done(dosed, "C2", after=c2_after)

    contacts.pass_due(at=window_of(dosed).opens_at + 61 * HOUR)

    assert statuses(dosed)["C3"] == c3


def test_before_the_patient_has_left_nobody_is_to_call_home(dosed):
    assert contact(dosed, "C0").due_to is None
    windows.advance_due(at=window_of(dosed).opens_at + 3 * DAY)
    assert statuses(dosed)["C0"] == "planned"

    dosed.at = dosed.session.first_dose_at + timedelta(minutes=15)
    dosed.discharged()

    left = dosed.session.ended_at
    assert (contact(dosed, "C0").due_from, contact(dosed, "C0").due_to) == (
        left + 2 * HOUR, left + 6 * HOUR,
    )  # fmt: skip


def test_the_desk_makes_the_call_home_and_no_other(dosed):
    dosed.at = dosed.session.first_dose_at + timedelta(minutes=15)
    dosed.discharged()

    assert contacts.complete(
        contact(dosed, "C0"), note="Home with Dele.", by=dosed.flo, at=dosed.at + HOUR
    ).done_by == dosed.flo  # fmt: skip
    assert code_of(done, dosed, "C1", after=20 * HOUR, by=dosed.flo) == "role_forbidden"


@pytest.mark.parametrize(
    ("ended", "status"),
    [
        pytest.param({}, "closed_missed", id="none done"),
        pytest.param({"C1": "done"}, "closed_partial", id="one done"),
        pytest.param(
            {"C0": "done", "C1": "done", "C2": "done", "C4": "done", "C5": "done"},
            "closed_complete",
            id="all done, day three waived",
        ),
        pytest.param(
            {"C0": "declined", "C1": "declined", "C2": "declined", "C4": "declined", "C5": "declined"},
            "closed_complete",
            id="all declined",
        ),
        pytest.param(
            {"C0": "done", "C1": "late", "C2": "done", "C4": "done", "C5": "done"},
            "closed_partial",
            id="one late",
        ),
    ],
)  # fmt: skip
def test_how_a_window_closes(dosed, ended, status):
    dosed.at = dosed.session.first_dose_at + timedelta(minutes=15)
    dosed.discharged()
    when = {"C0": 3 * HOUR, "C1": 20 * HOUR, "C2": 50 * HOUR, "C4": 7 * DAY, "C5": 13 * DAY}
    opens = window_of(dosed).opens_at
    for kind, how in ended.items():
        after = when[kind] + (12 * HOUR if how == "late" else timedelta())
        windows.advance_due(at=opens + after)
        if how == "declined":
            contacts.decline(contact(dosed, kind), reason="No.", by=dosed.ana, at=opens + after)
        else:
            done(dosed, kind, after=after)

    windows.advance_due(at=opens + 14 * DAY)

    assert window_of(dosed).status == status


def test_a_contact_caught_up_after_the_end_changes_how_the_window_stands(dosed):
    windows.advance_due(at=window_of(dosed).opens_at + 15 * DAY)
    assert window_of(dosed).status == "closed_missed"

    done(dosed, "C5", after=15 * DAY)

    assert window_of(dosed).status == "closed_partial"


def test_declined_is_not_missed_and_out_of_the_coverage(dosed):
    opens = window_of(dosed).opens_at
    assert windows.coverage(window_of(dosed)) == 0
    contacts.decline(contact(dosed, "C2"), reason="Not now.", by=dosed.ana, at=opens + HOUR)
    done(dosed, "C1", after=20 * HOUR)

    windows.advance_due(at=opens + 80 * HOUR)

    assert statuses(dosed)["C2"] == "declined"
    assert windows.coverage(window_of(dosed)) == pytest.approx(1 / 4)


def test_a_contact_is_done_once_and_a_waived_one_not_declined(dosed):
    done(dosed, "C1", after=20 * HOUR)
    opens = window_of(dosed).opens_at

    assert code_of(done, dosed, "C1", after=21 * HOUR) == "invalid"
    decline = {"reason": "No.", "by": dosed.ana, "at": opens + 21 * HOUR}
    assert code_of(contacts.decline, contact(dosed, "C1"), **decline) == "invalid"
    assert code_of(
        contacts.decline, contact(dosed, "C4"), **decline | {"reason": " "}
    ) == "invalid"  # fmt: skip


def test_reviews_of_the_intention_are_a_thread(dosed):
    done(dosed, "C1", after=20 * HOUR, intention="alive")
    done(dosed, "C2", after=50 * HOUR, intention="changed")

    assert contacts.thread(dosed.episode.pk) == ["alive", "changed"]
    assert code_of(done, dosed, "C4", after=7 * DAY, intention="lost") == "invalid"


def test_a_clinics_own_policy_makes_the_window(story):
    values = {"peak_hours": 48, "window_days": 7}
    adopt_policy(story.clinic, values=values, author="Ada", approver="Raj", at=story.at)

    story.dosed()

    window = window_of(story)
    assert (window.peak_until - window.opens_at, window.closes_at - window.opens_at) == (
        48 * HOUR, 7 * DAY,
    )  # fmt: skip
    assert all(one.due_to <= window.closes_at for one in window.contacts.exclude(due_to=None))


def test_nudges_are_queued_with_the_dose_and_say_nothing_of_it(dosed):
    rows = Message.objects.filter(template="window_nudge").order_by("due_at")

    opens = window_of(dosed).opens_at
    assert [row.due_at - opens for row in rows] == [20 * HOUR, 44 * HOUR, 6 * DAY, 12 * DAY]
    assert {row.facts["contact"] for row in rows} == {"C2", "C4", "C5"}


@pytest.mark.parametrize(
    ("kind", "says", "hours"),
    [
        ("C1", "second channel", 36),
        ("C2", "Offer the first free time", 72 + 24),
        ("C4", "Try twice", 8 * 24 + 48),
    ],
)
def test_each_missed_contact_says_what_comes_next_and_by_when(dosed, kind, says, hours):
    opens, latest = window_of(dosed).opens_at, contact(dosed, kind).due_to
    contacts.pass_due(at=latest + A_TICK)

    line = WorklistTask.objects.get(key=str(contact(dosed, kind).pk))
    assert says in line.sentence
    assert (line.owner, line.due_at) == (dosed.ana, opens + hours * HOUR)


def test_a_home_call_is_asked_for_before_the_clinic_closes(dosed):
    """Left at 3 PM in Denver: the call may be made until 9 PM, the desk goes home at 7 PM."""
    dosed.at = datetime(2026, 3, 9, 21, tzinfo=UTC)
    windows.left(dosed.session, at=dosed.at)
    call, closing = contact(dosed, "C0"), datetime(2026, 3, 10, 1, tzinfo=UTC)
    lines = WorklistTask.objects.filter(key=str(call.pk), done_at=None)

    windows.advance_due(at=closing - HOUR - A_TICK)
    assert not lines.exists()
    for moment in (closing - HOUR, closing):
        windows.advance_due(at=moment)
    line = lines.get()
    assert (line.role, line.owner, line.due_at) == ("front_desk", dosed.ana, closing)
    assert "call Margo Okafor before the clinic closes at 7:00 PM" in line.sentence
    assert contact(dosed, "C0").status == "planned", "its own time still runs"

    windows.advance_due(at=call.due_to + A_TICK)
    line = lines.get()
    assert (line.role, line.due_at) == ("prescriber", call.due_to + 2 * HOUR)
    assert "the support person where a release is signed" in line.sentence
    contacts.complete(contact(dosed, "C0"), note="Home.", by=dosed.flo, at=call.due_to + HOUR)
    assert not lines.exists()


def test_who_left_in_the_morning_or_was_called_is_not_asked_about_at_closing(dosed):
    dosed.at = datetime(2026, 3, 9, 18, tzinfo=UTC)
    windows.left(dosed.session, at=dosed.at)
    windows.advance_due(at=dosed.at + 5 * HOUR)
    assert not WorklistTask.objects.filter(kind="contact_missed").exists()


def test_a_contact_that_breaks_holds_back_neither_alerts_nor_its_neighbours(
    dosed, monkeypatch, caplog
):
    """One odd row once stopped every tick, and with it the alerts that nobody had seen."""
    alert = alerts.open_alert(
        dosed.patient, kind="suicide_plan", level="urgent", fact="Asked.", at=dosed.at
    )
    first = contact(dosed, "C1")
    passed, escalate = [], contacts._escalate

    def breaks_on_the_first(row, **facts):
        if row.pk == first.pk:
            raise ValueError("a row nobody thought of")
        passed.append(row.kind)
        return escalate(row, **facts)

    monkeypatch.setattr(contacts, "_escalate", breaks_on_the_first)
    windows.advance_due(at=window_of(dosed).opens_at + 30 * DAY)

    assert WorklistTask.objects.filter(kind="alert", key=str(alert.pk)).exists()
    assert "C4" in passed
    assert statuses(dosed)["C1"] == "planned"  # undone as a whole, and asked again next time
    assert window_of(dosed).closed_at is not None
    assert "a row nobody thought of" in caplog.text
