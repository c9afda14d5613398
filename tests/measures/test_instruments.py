"""Scores and bands of the bundled instruments, at every edge, and the alert that cannot wait."""

from decimal import Decimal

import pytest

from core.errors import Refusal
from measures.domain import alerts, responses
from measures.instruments import INSTRUMENTS
from measures.models import QuestionnaireResponse, SafetyAlert
from patients.models import Patient, WorklistTask
from tests.support.story import Story


def answers(items: int, highest: int, total: int) -> list[int]:
    """So many answers that add up to a total."""
    found = []
    for _item in range(items):
        found.append(min(highest, total - sum(found)))
    assert sum(found) == total
    return found


BANDS = [
    ("phq9", 0, "minimal"), ("phq9", 4, "minimal"), ("phq9", 5, "mild"), ("phq9", 9, "mild"),
    ("phq9", 10, "moderate"), ("phq9", 14, "moderate"), ("phq9", 15, "moderately severe"),
    ("phq9", 19, "moderately severe"), ("phq9", 20, "severe"), ("phq9", 27, "severe"),
    ("gad7", 0, "minimal"), ("gad7", 4, "minimal"), ("gad7", 5, "mild"), ("gad7", 9, "mild"),
    ("gad7", 10, "moderate"), ("gad7", 14, "moderate"), ("gad7", 15, "severe"),
    ("gad7", 21, "severe"), ("pcl5", 0, ""), ("pcl5", 33, ""), ("pcl5", 80, ""),
]  # fmt: skip


@pytest.mark.parametrize(("code", "total", "band"), BANDS)
def test_a_score_falls_into_its_band(code, total, band):
    form = INSTRUMENTS[code]

    score = form.score(answers(form.items, form.highest, total))

    assert (score, form.band(score, "female")) == (Decimal(total), band)


@pytest.mark.parametrize(
    ("sex", "total", "band"),
    [
        ("female", 2, "negative"),
        ("female", 3, "positive"),
        ("male", 3, "negative"),
        ("male", 4, "positive"),
        ("other", 3, "positive"),
        ("unknown", 3, "positive"),
        ("male", 12, "positive"),
    ],
)
def test_audit_c_is_positive_from_three_for_men_from_four(sex, total, band):
    form = INSTRUMENTS["auditc"]

    assert form.band(form.score(answers(3, 4, total)), sex) == band


@pytest.mark.parametrize(
    ("given", "mean"),
    [
        ([0, 0, 0], "0.0"),
        ([10, 10, 10], "10.0"),
        ([1, 0, 0], "0.3"),
        ([1, 1, 0], "0.7"),
        ([5, 5, 6], "5.3"),
        ([2, 2, 1], "1.7"),
    ],
)
def test_peg_is_a_mean_with_one_decimal(given, mean):
    assert INSTRUMENTS["peg"].score(given) == Decimal(mean)


@pytest.mark.parametrize(
    ("code", "items", "highest"),
    [("phq9", 9, 3), ("gad7", 7, 3), ("pcl5", 20, 4), ("auditc", 3, 4), ("peg", 3, 10)],
)
def test_each_instrument_has_its_items_and_range(code, items, highest):
    form = INSTRUMENTS[code]

    assert (form.items, form.lowest, form.highest) == (items, 0, highest)


@pytest.fixture
def story(db) -> Story:
    return Story()


def submit(story: Story, given: list, *, instrument: str = "phq9") -> QuestionnaireResponse:
    return responses.submit(
        story.patient, instrument=instrument, answers=given, by=story.me, at=story.at
    )


@pytest.mark.parametrize("instrument", list(INSTRUMENTS))
def test_every_instrument_is_kept_with_its_score(story, instrument):
    form = INSTRUMENTS[instrument]

    row = submit(story, [1] * form.items, instrument=instrument)

    assert (row.status, row.score) == ("completed", form.score([1] * form.items))
    assert responses.latest_complete(story.patient, instrument) == row


def test_what_was_left_unfinished_is_kept_without_a_score(story):
    row = submit(story, [1, 2, 3])

    assert (row.status, row.score, row.band, row.answers) == ("in_progress", None, "", [1, 2, 3])
    assert responses.latest_complete(story.patient, "phq9") is None


@pytest.mark.parametrize(
    "given",
    [[], [0] * 10, [4], [-1], [1.0], ["1"], [True], [None], [10**30]],
    ids=str,
)
def test_answers_that_cannot_be_are_refused(story, given):
    with pytest.raises(Refusal) as refusal:
        submit(story, given)

    assert refusal.value.code == "invalid"
    assert not QuestionnaireResponse.objects.exists()


def test_an_instrument_nobody_bundled_is_refused(story):
    with pytest.raises(Refusal):
        submit(story, [1], instrument="mmpi")


@pytest.mark.parametrize(
    ("given", "level"),
    [
        pytest.param([0] * 9, None, id="nothing"),
        pytest.param([3] * 8 + [0], None, id="everything but the ninth"),
        pytest.param([3] * 8, None, id="left before the ninth"),
        pytest.param([0] * 8 + [1], "same_day", id="several days"),
        pytest.param([0] * 8 + [2], "urgent", id="more than half"),
        pytest.param([0] * 8 + [3], "urgent", id="nearly every day"),
    ],
)
def test_the_ninth_item_is_heard(story, given, level):
    submit(story, given)

    assert [row.level for row in SafetyAlert.objects.all()] == ([level] if level else [])


def test_the_ninth_item_of_another_instrument_is_no_alarm(story):
    submit(story, [4] * 20, instrument="pcl5")

    assert not SafetyAlert.objects.exists()


def test_one_alert_of_a_kind_stands_at_a_time(story):
    submit(story, [0] * 8 + [1])
    story.later(days=1)
    submit(story, [0] * 8 + [1])

    assert SafetyAlert.objects.count() == 1


def test_a_worse_answer_is_not_hidden_behind_the_alert_that_stands(story):
    """Somebody has seen the 1; nobody has seen the 3."""
    submit(story, [0] * 8 + [1])
    alerts.acknowledge(story.patient, reason="Will call.", by=story.ana, at=story.at)
    story.later(days=1)

    submit(story, [0] * 8 + [3])

    alert = SafetyAlert.objects.get()
    assert (alert.level, alert.fact, alert.status) == ("urgent", "PHQ-9 item 9 = 3", "open")


def test_a_milder_answer_leaves_the_alert_as_it_is(story):
    submit(story, [0] * 8 + [3])
    alerts.acknowledge(story.patient, reason="Will call.", by=story.ana, at=story.at)

    submit(story, [0] * 8 + [1])

    alert = SafetyAlert.objects.get()
    assert (alert.level, alert.status) == ("urgent", "acknowledged")


def test_seen_is_not_done(story):
    submit(story, [0] * 8 + [2])

    alerts.acknowledge(story.patient, reason="Calling now.", by=story.ana, at=story.at)
    assert SafetyAlert.objects.standing().count() == 1
    alerts.close(
        story.patient, outcome="Spoke.", plan="Visit on Monday.", by=story.ana, at=story.at
    )
    assert SafetyAlert.objects.standing().count() == 0

    submit(story, [0] * 8 + [1])
    assert SafetyAlert.objects.count() == 2


@pytest.mark.parametrize(("outcome", "plan"), [("", "Visit."), ("Spoke.", " "), ("", "")])
def test_an_alert_is_closed_with_what_was_done_and_what_follows(story, outcome, plan):
    submit(story, [0] * 8 + [2])

    with pytest.raises(Refusal) as refusal:
        alerts.close(story.patient, outcome=outcome, plan=plan, by=story.ana, at=story.at)

    assert refusal.value.code == "invalid"
    assert SafetyAlert.objects.standing().count() == 1


def test_with_no_alert_there_is_nothing_to_acknowledge_or_close(story):
    for act in (
        lambda: alerts.acknowledge(story.patient, reason="x", by=story.ana, at=story.at),
        lambda: alerts.close(story.patient, outcome="x", plan="y", by=story.ana, at=story.at),
    ):
        with pytest.raises(Refusal):
            act()


@pytest.mark.parametrize(("minutes", "lines"), [(14.99, 0), (15, 1), (600, 1)])
def test_an_alert_nobody_saw_becomes_a_named_persons_line(story, minutes, lines):
    submit(story, [0] * 8 + [2])

    alerts.escalate_due(at=story.later(minutes=minutes).at)
    alerts.escalate_due(at=story.at)

    assert WorklistTask.objects.filter(kind="alert").count() == lines
    assert all(task.owner == story.ana for task in WorklistTask.objects.all())


def test_an_alert_somebody_saw_is_not_passed_on(story):
    submit(story, [0] * 8 + [2])
    alerts.acknowledge(story.patient, reason="Calling.", by=story.ana, at=story.at)

    assert alerts.escalate_due(at=story.later(hours=2).at) == 0
    assert alerts.next_due(after=story.at) is None


def test_when_an_alert_falls_due_is_known_beforehand(story):
    submit(story, [0] * 8 + [2])
    opened = story.at

    assert (alerts.next_due(after=opened) - opened).total_seconds() == 900


def test_a_man_and_a_woman_with_the_same_answers(story):
    Patient.objects.update(sex="male")
    story.patient.refresh_from_db()

    assert submit(story, [1, 1, 1], instrument="auditc").band == "negative"
