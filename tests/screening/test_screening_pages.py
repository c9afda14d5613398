"""Intake on the patient's behalf, findings, decision with a second prescriber, consents, allergies."""

import pytest
from bs4 import BeautifulSoup

from audit.models import AuditEvent
from measures.models import SafetyAlert
from patients.models import Allergy, Medicine, Weight
from screening.domain import consents, intake
from screening.enums import FindingStatus
from screening.models import EligibilityDecision, Finding, Intake
from screening.questions import WORDS
from tests.support.story import PASSWORD, Story

ROWS = {"medicine-TOTAL_FORMS": "3", "medicine-INITIAL_FORMS": "0"}
SAID = ROWS | {
    "goals": "Quiet nights", "conditions": ["GI1", "PSY4"], "allergies": "penicillin\nlatex\n",
    "height_cm": "168", "weight": "154.3", "weight_unit": "lb", "tried": "Sertraline for a year",
    "medicine-0-name": "Lorazepam", "medicine-0-medicine_class": "benzodiazepine",
    "medicine-0-last_taken_at": "2026-03-01T21:00", "newest": "0",
}  # fmt: skip


def url(story: Story, page: str) -> str:
    return f"/screening/{story.patient.pk}/{page}/"


def test_an_intake_typed_for_the_patient_is_kept_and_screened(as_, story, hour):
    hour(story)

    answer = as_(story.ana).post(url(story, "intake"), SAID)

    assert answer["Location"] == url(story, "findings")
    kept = Intake.objects.get()
    assert (kept.conditions, kept.entered_by) == (["GI1", "PSY4"], story.ana)
    assert kept.answers == {"tried": "Sertraline for a year"}
    assert {row.code for row in Finding.objects.open()} == {"GI1", "PSY4", "MED_BENZODIAZEPINE"}
    assert sorted(Allergy.objects.values_list("substance", flat=True)) == ["latex", "penicillin"]
    assert str(Weight.objects.get().kilograms) == "69.99"
    assert Medicine.objects.get().last_taken_at.isoformat() == "2026-03-02T04:00:00+00:00"


def test_pressed_twice_there_is_one_intake(as_, story, hour):
    hour(story)
    client = as_(story.ana)
    client.post(url(story, "intake"), SAID)

    again = client.post(url(story, "intake"), SAID)

    assert (again.status_code, Intake.objects.count()) == (422, 1)
    assert "Sertraline for a year" in again.text


def test_every_question_has_a_rule_that_listens():
    seen = {
        code
        for words in WORDS
        for code in intake.evaluate(
            intake.Facts(frozenset([words]), medicines=(), allergies=(), age=40, bmi=None)
        )
    }

    assert seen == set(WORDS)


def test_a_plan_of_suicide_opens_its_alert(as_, story, hour):
    hour(story)

    as_(story.ana).post(url(story, "intake"), SAID | {"conditions": ["PSY5"]})

    assert SafetyAlert.objects.get().level == "now"


def test_half_an_intake_is_kept_and_found_again(as_, story, hour):
    hour(story)
    client = as_(story.ana)

    client.post(url(story, "intake"), SAID | {"weight": "some", "keep": "1"})

    page = BeautifulSoup(client.get(url(story, "intake")).text, "html.parser")
    assert page.select_one("[name=weight]")["value"] == "some"
    assert page.select_one("[name=medicine-0-name]")["value"] == "Lorazepam"
    ticked = {box["value"] for box in page.select("[name=conditions][checked]")}
    assert ticked == {"GI1", "PSY4"}
    assert Intake.objects.count() == 0


def test_more_rows_for_medicines_without_a_script(as_, story, hour):
    hour(story)

    page = as_(story.ana).post(url(story, "intake"), SAID | {"more": "1"}, follow=True)

    soup = BeautifulSoup(page.text, "html.parser")
    assert len(soup.select("[name$=-medicine_class]")) == 7


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        pytest.param({"weight": "NaN"}, "Enter a number", id="no number"),
        pytest.param({"weight": "1e30"}, "no more than", id="beyond all"),
        pytest.param({"height_cm": "3"}, "height", id="nobody is that small"),
        pytest.param({"conditions": ["XX9"]}, "XX9", id="no such question"),
        pytest.param(
            {"medicine-0-medicine_class": ""}, "Choose the kind of Lorazepam.", id="no kind"
        ),
        pytest.param(
            {"medicine-0-last_taken_at": "0001-01-01T00:00"}, "Enter a day", id="year one"
        ),
        pytest.param(
            {"medicine-0-last_taken_at": "2099-01-01T00:00"}, "future", id="tomorrow's pill"
        ),
        pytest.param({"allergies": "x" * 121}, "under 120 letters", id="an allergy too long"),
        pytest.param({"goals": "x" * 100_000}, "at most 4000", id="a book"),
        pytest.param({"medicine-TOTAL_FORMS": "many"}, "", id="a broken form"),
    ],
)
def test_what_cannot_be_is_refused_and_everything_typed_stays(as_, story, hour, change, sentence):
    hour(story)

    answer = as_(story.ana).post(url(story, "intake"), SAID | change)

    assert (answer.status_code, Intake.objects.count()) == (422, 0)
    assert sentence in BeautifulSoup(answer.text, "html.parser").get_text()
    assert "Sertraline for a year" in answer.text


PAGES = ("intake", "findings", "consents", "allergies")


@pytest.mark.parametrize("who", ["flo", "owen", "bea", "ada", "me"])
def test_the_preparation_pages_are_for_clinicians(as_, story, who):
    client = as_(getattr(story, who))

    assert {client.get(url(story, page)).status_code for page in PAGES} == {403}
    assert client.post(url(story, "intake"), SAID).status_code == 403
    assert Intake.objects.count() == 0


def test_off_the_team_and_elsewhere_there_is_nothing(as_, story):
    stranger = story.member("sam", "Sam Loft", "therapist")
    elsewhere = Story(name="Birch")

    for member in (stranger, elsewhere.raj):
        client = as_(member)
        assert {client.get(url(story, page)).status_code for page in PAGES} == {404}
    assert as_(elsewhere.raj).post(url(story, "decision"), {}).status_code == 404


def test_findings_show_fact_rule_and_policy(as_, story):
    story.screened(conditions=("CV1", "GI1"))

    page = BeautifulSoup(as_(story.ana).get(url(story, "findings")).text, "html.parser")

    rows = [" ".join(row.get_text(" ", strip=True).split()) for row in page.select("tbody tr")]
    assert rows[0].startswith("Stop Uncontrolled high blood pressure CV1 rules 2026-11, policy 1")
    assert rows[1].startswith("Caution Reflux or aspiration risk GI1")


def test_cautions_are_acknowledged_together_by_a_prescriber(as_, story):
    story.screened(conditions=("GI1", "PSY8", "PSY4"))

    as_(story.raj).post(url(story, "findings"), {"reason": "Antacid before; locked away"})

    states = dict(Finding.objects.values_list("code", "status"))
    assert states == {"GI1": "acknowledged", "PSY8": "acknowledged", "PSY4": "open"}


def test_a_therapist_does_not_acknowledge(as_, story):
    story.screened(conditions=("GI1",))

    answer = as_(story.ana).post(url(story, "findings"), {"reason": "Fine"})

    assert answer.status_code == 422
    assert Finding.objects.get(code="GI1").status == FindingStatus.OPEN


def decide(client, story: Story, **data):
    newest = EligibilityDecision.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    facts = {"outcome": "eligible", "reason": "Seen and weighed", "newest": newest}
    return client.post(url(story, "decision"), facts | data)


def test_a_hold_is_cleared_with_the_decision(as_, story):
    story.screened(conditions=("PSY4",))

    answer = decide(as_(story.raj), story, clear=["PSY4"])

    assert answer.status_code == 302
    assert EligibilityDecision.objects.get().cleared == ["PSY4"]


def test_a_refused_decision_keeps_what_was_typed(as_, story):
    story.screened(conditions=("PSY4",))

    answer = decide(as_(story.raj), story, reason="A long thought")

    assert (answer.status_code, EligibilityDecision.objects.count()) == (422, 0)
    assert "A long thought" in answer.text
    assert "Findings are open" in answer.text


@pytest.mark.parametrize(
    ("password", "status", "left"),
    [(PASSWORD, 302, "cleared"), ("a-wrong-test-password", 422, "open"), ("", 422, "open")],
)
def test_the_second_prescriber_types_their_own_password(as_, story, password, status, left):
    story.screened(conditions=("CV2",))

    answer = decide(as_(story.raj), story, clear=["CV2"], second=story.mei.pk, password=password)

    finding = Finding.objects.get(code="CV2")
    assert (answer.status_code, finding.status) == (status, left)
    assert finding.second_by == (story.mei if left == "cleared" else None)
    if password:
        assert password not in answer.text


def test_a_wrong_password_leaves_its_line(as_, story):
    story.screened(conditions=("CV2",))

    decide(as_(story.raj), story, clear=["CV2"], second=story.mei.pk, password="guess-guess-guess")

    line = AuditEvent.objects.get(action="second_person.proved")
    assert (line.outcome, line.actor_name) == ("refused", "Raj Patel")


def test_what_is_never_cleared_cannot_be_ticked(as_, story):
    story.screened(conditions=("ALL1",))
    client = as_(story.raj)

    page = BeautifulSoup(client.get(url(story, "decision")).text, "html.parser")
    answer = decide(client, story, clear=["ALL1"], second=story.mei.pk, password=PASSWORD)

    assert page.select("[name=clear]") == []
    assert "Never cleared" in page.get_text()
    assert (answer.status_code, EligibilityDecision.objects.count()) == (422, 0)


def test_a_decision_is_read_in_words_and_the_rules_code_is_a_title(as_, story):
    story.screened(conditions=("CV2", "PSY4", "ALL1"))
    client = as_(story.raj)
    told = decide(client, story, outcome="not_now", clear=["CV2", "PSY4"])

    after = client.get(told.url).text
    page = BeautifulSoup(client.get(url(story, "decision")).text, "html.parser")

    assert "for want of a second prescriber: Aneurysmal vascular disease" in after
    for place in (".choices", ".strip--emergency", ".timeline"):
        for code in ("CV2", "PSY4", "ALL1"):
            assert code not in page.select_one(f"main {place}").get_text()
    assert page.select_one(".strip--emergency [title=ALL1]")
    assert "Cleared: " in page.select_one(".timeline").get_text()


def test_two_decisions_at_once_are_one_and_a_question(as_, story):
    story.screened()
    client, data = as_(story.raj), {"outcome": "not_now", "reason": "Later", "newest": 0}
    client.post(url(story, "decision"), data)

    again = client.post(url(story, "decision"), data)

    assert (again.status_code, EligibilityDecision.objects.count()) == (422, 1)


@pytest.mark.parametrize("who", ["ana", "noor", "flo", "owen", "me"])
def test_only_a_prescriber_decides(as_, story, who):
    story.screened()

    assert decide(as_(getattr(story, who)), story).status_code == 403
    assert EligibilityDecision.objects.count() == 0


def test_the_consents_show_each_required_kind_with_its_state(as_, story):
    story.consented(("treatment", "touch"))
    consents.withdraw(story.patient, kinds=["touch"], by=story.me, at=story.at)

    page = BeautifulSoup(as_(story.ana).get(url(story, "consents")).text, "html.parser")

    rows = [" ".join(row.get_text(" ", strip=True).split()) for row in page.select("tbody tr")]
    assert len(rows) == 5
    assert rows[0].startswith("Treatment with the medicine required Signed")
    assert rows[3].startswith("Touch required Withdrawn")
    assert rows[4].startswith("Ride home, no driving required Not signed")


def test_a_signature_shows_its_text_its_hash_and_its_zone(as_, story):
    story.consented(("touch",))
    one = story.patient.consents.get()

    text = as_(story.ana).get(f"/screening/consents/{one.pk}/").text

    assert one.text_sha256 in text
    assert "America/Denver" in text
    shown = BeautifulSoup(text, "html.parser").select_one(".note-text").get_text(" ")
    assert shown.split() == one.template.text.split()
    assert as_(Story(name="Birch").raj).get(f"/screening/consents/{one.pk}/").status_code == 404


def test_an_allergy_to_the_medicine_learned_later_opens_its_stop(as_, story):
    story.screened()

    as_(story.noor).post(url(story, "allergies"), {"substance": "Ketamine", "reaction": "hives"})

    assert Finding.objects.get(code="ALL1").severity == "STOP"
    assert Allergy.objects.filter(substance="Ketamine").count() == 1


def test_an_allergy_is_taken_off_with_a_reason_and_stays_readable(as_, story):
    story.screened()
    row = Allergy.objects.get()
    client = as_(story.noor)

    client.post(f"{url(story, 'allergies')}{row.pk}/end/", {"reason": ""})
    row.refresh_from_db()
    assert row.ended_at is None
    client.post(f"{url(story, 'allergies')}{row.pk}/end/", {"reason": "Tested negative"})

    row.refresh_from_db()
    assert row.ended_at is not None
    assert "penicillin" in client.get(url(story, "allergies")).text
