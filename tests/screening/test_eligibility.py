"""Findings are settled by name, by who may, and only then is anybody eligible."""

import pytest

from core.errors import Refusal
from screening.domain import eligibility
from screening.domain.eligibility import how_cleared
from screening.models import EligibilityDecision, Finding
from tests.screening.test_rules import CONDITIONS
from tests.support.story import Story

NEVER = {"AGE1", "ALL1", "CAP1"}
BY_ONE = {"CV1", "EYE1", "END1", "OB1", "SUD3"}
STOPS = {code for code, severity in CONDITIONS.items() if severity == "STOP"}


@pytest.fixture
def story(db) -> Story:
    return Story()


def decide(story: Story, outcome: str = "eligible", **facts: object) -> EligibilityDecision:
    asked = {"reason": "Talked it over", "by": story.raj, "at": story.at} | facts
    return eligibility.decide(story.patient, outcome=outcome, **asked)


def code_of(story: Story, **facts: object) -> str:
    with pytest.raises(Refusal) as refusal:
        decide(story, **facts)
    return refusal.value.code


def acknowledge(story: Story) -> list[Finding]:
    return eligibility.acknowledge_findings(
        story.patient, reason="Tighter vitals", by=story.raj, at=story.at
    )


@pytest.mark.parametrize("code", sorted(CONDITIONS))
def test_each_finding_ends_in_its_way(code):
    finding = Finding(code=code, severity=CONDITIONS[code])
    expected = "never" if code in NEVER else "one" if code in BY_ONE or code not in STOPS else "two"

    way = {"absolute": "never", "new_fact": "one", "second_prescriber": "two"}

    assert way[how_cleared(finding)] == expected


def test_without_an_intake_nobody_is_eligible(story):
    assert code_of(story) == "screening_missing"


@pytest.mark.parametrize("outcome", ["conditional", "not_now", "declined"])
def test_any_other_decision_needs_no_intake(story, outcome):
    assert decide(story, outcome).outcome == outcome
    assert story.episode.phase == "intake"


def test_with_nothing_open_the_way_leads_to_preparation(story):
    story.screened()

    decide(story)

    assert story.episode.phase == "preparation"


def test_a_decision_taken_back_leads_back_to_screening(story):
    story.screened().eligible()

    decide(story, "not_now")

    assert story.episode.phase == "screening"


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        ("PSY1", "screening_stop"),
        ("SUD1", "findings_unacknowledged"),
        ("GI1", "findings_unacknowledged"),
    ],
)
def test_an_open_finding_is_in_the_way(story, code, refusal):
    story.screened(conditions=(code,))

    assert code_of(story) == refusal


def test_information_is_in_nobodys_way(story):
    story.screened()
    Finding.objects.create(
        episode=story.episode, code="MED_SSRI", severity="INFO", fact="x", rule_version="1",
        policy_version=1, found_at=story.at,
    )  # fmt: skip

    assert decide(story).outcome == "eligible"


def test_a_hold_is_cleared_by_name(story):
    story.screened(conditions=("SUD1", "NEU2"))

    assert code_of(story, clear=["SUD1"]) == "findings_unacknowledged"
    assert decide(story, clear=["SUD1", "NEU2"]).cleared == ["SUD1", "NEU2"]


def test_a_refused_decision_clears_nothing(story):
    story.screened(conditions=("SUD1", "NEU2"))

    code_of(story, clear=["SUD1"])

    assert Finding.objects.open().count() == 2


@pytest.mark.parametrize("code", sorted(STOPS - NEVER - BY_ONE))
def test_a_stop_wants_two_prescribers(story, code):
    story.screened(conditions=(code,))

    assert code_of(story, clear=[code]) == "screening_stop"
    assert code_of(story, clear=[code], second=story.raj) == "witness_same_person"
    assert code_of(story, clear=[code], second=story.noor) == "role_forbidden"
    decide(story, clear=[code], second=story.mei)

    row = Finding.objects.get()
    assert (row.status, row.settled_by, row.second_by) == ("cleared", story.raj, story.mei)


@pytest.mark.parametrize("code", sorted(BY_ONE))
def test_a_stop_that_a_new_fact_ends_wants_one(story, code):
    story.screened(conditions=(code,))

    assert decide(story, clear=[code]).cleared == [code]


@pytest.mark.parametrize("code", sorted(NEVER))
def test_some_stops_never_end(story, code):
    story.screened(conditions=(code,))

    assert code_of(story, clear=[code], second=story.mei) == "screening_stop"
    assert decide(story, "declined", clear=[code], second=story.mei).cleared == []
    assert Finding.objects.open().get().code == code


def test_a_finding_that_is_not_open_is_not_cleared(story):
    story.screened()

    assert code_of(story, clear=["PSY1"]) == "invalid"


def test_a_second_prescriber_comes_from_the_same_clinic(story):
    other = Story(name="Juniper")
    story.screened(conditions=("CV2",))

    assert code_of(story, clear=["CV2"], second=other.raj) in {"role_forbidden", "invalid"}


@pytest.mark.parametrize("who", ["ana", "noor", "flo", "owen", "me"])
def test_only_a_prescriber_decides(story, who):
    story.screened()

    assert code_of(story, by=getattr(story, who)) == "role_forbidden"


def test_a_decision_says_why(story):
    story.screened()

    assert code_of(story, reason="  ") == "invalid"


def test_cautions_are_acknowledged_all_at_once_and_holds_are_not(story):
    story.screened(conditions=("GI1", "PSY8", "SUD1"))

    assert sorted(row.code for row in acknowledge(story)) == ["GI1", "PSY8"]
    assert [row.code for row in Finding.objects.open()] == ["SUD1"]


def test_with_no_caution_open_there_is_nothing_to_acknowledge(story):
    story.screened(conditions=("SUD1",))

    with pytest.raises(Refusal) as refusal:
        acknowledge(story)

    assert refusal.value.code == "invalid"
