"""The intake: one question a page, kept at every step, sent once, refused to nobody."""

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from measures.models import SafetyAlert
from patients.models import Allergy, Medicine, Weight
from portal.asking import NO, UNSURE, YES
from screening.models import Finding, Intake, IntakeDraft

PLACES = (
    "home", "help", "intake", "check", "sent", "check_ins", "consents", "start_signing", "sign",
    "journal", "write", "documents", "message_choices",
)  # fmt: skip


def ask(section: str, key: str) -> str:
    return reverse("portal:question", args=[section, key])


def kept(story) -> dict:
    row = IntakeDraft.objects.filter(episode=story.episode).first()
    return row.answers if row else {}


def statuses(client) -> dict[str, str]:
    page = BeautifulSoup(client.get(reverse("portal:intake")).text, "html.parser")
    return {
        row.select_one(".task__title").text.strip(): row.select_one(".badge").text.strip()
        for row in page.select(".task")
    }


def test_every_continue_saves_and_leads_to_the_next_question(story, margo):
    answer = margo.post(ask("health", "bipolar"), {"answer": NO})

    assert (answer.status_code, answer["Location"]) == (302, ask("health", "family"))
    assert kept(story) == {"bipolar": NO}


def test_a_later_sitting_goes_on_where_the_last_one_stopped(story, margo):
    margo.post(ask("health", "height"), {"feet": "5", "inches": "6"})

    assert margo.get(reverse("portal:section", args=["health"]))["Location"] == ask(
        "health", "weight"
    )
    assert statuses(margo)["Health history"] == "In progress"


def test_nothing_can_be_sent_before_the_parts_are_whole(story, margo):
    assert statuses(margo)["Check and send"] == "Cannot start yet"
    assert margo.post(reverse("portal:check"))["Location"] == reverse("portal:intake")
    assert not Intake.objects.exists()


def test_save_and_finish_later_keeps_what_was_typed(story, margo):
    answer = margo.post(ask("you", "goals"), {"answer": "Sleep", "later": "1"})

    assert answer["Location"] == reverse("portal:home")
    assert kept(story) == {"goals": "Sleep"}


def test_save_and_finish_later_on_an_empty_page_asks_for_nothing(story, margo):
    answer = margo.post(ask("health", "voices"), {"later": "1"})

    assert answer["Location"] == reverse("portal:home")
    assert kept(story) == {}


def test_long_answers_save_themselves(story, margo):
    answer = margo.post(ask("you", "goals"), {"answer": "Sle"}, headers={"X-Autosave": "1"})

    assert (answer.status_code, kept(story)) == (204, {"goals": "Sle"})


@pytest.mark.parametrize(
    ("section", "key", "typed", "sentence"),
    [
        pytest.param("health", "voices", {}, "Choose an answer.", id="nothing chosen"),
        pytest.param("health", "heart", {"answer": ["CV1", "none"]}, "on its own", id="both ways"),
        pytest.param("health", "weight", {"lb": "many"}, "as a number", id="words for a number"),
        pytest.param("health", "weight", {"lb": "NaN"}, "as a number", id="NaN"),
        pytest.param("health", "weight", {"kg": "1e30"}, "as a number", id="1e30"),
        pytest.param("health", "weight", {"kg": "5"}, "does not seem right", id="too light"),
        pytest.param("health", "weight", {"kg": "70", "lb": "154"}, "not both", id="two units"),
        pytest.param("health", "height", {"cm": "16"}, "does not seem right", id="too small"),
        pytest.param("you", "reach", {"phone": "call me"}, "area code", id="no phone number"),
        pytest.param("you", "goals", {"answer": "x" * 100_000}, "more than fits", id="100 kB"),
        pytest.param("home", "ride", {"known": YES}, "Type their name", id="a ride without a name"),
    ],
)
def test_what_cannot_be_right_is_asked_again_and_kept_on_the_page(
    story, margo, section, key, typed, sentence
):
    answer = margo.post(ask(section, key), typed)
    page = BeautifulSoup(answer.text, "html.parser")

    assert answer.status_code == 422
    assert sentence in page.select_one("[data-error-summary]").text
    assert page.title.text.split(":")[0].strip() == "Error"
    assert kept(story) == {}
    for name, value in typed.items():
        if isinstance(value, str) and (box := page.select_one(f"input[name={name}][size]")):
            assert box["value"] == value


def test_bytes_that_are_no_text_are_refused_before_any_page(story, margo):
    assert margo.post(ask("you", "goals"), {"answer": "a\x00b"}).status_code == 400
    assert kept(story) == {}


@pytest.mark.parametrize(
    ("typed", "kilograms", "unit"),
    [
        pytest.param({"lb": "154 lbs", "kg": ""}, Decimal("69.85"), "lb", id="pounds"),
        pytest.param({"lb": "", "kg": "70,5"}, Decimal("70.50"), "kg", id="kilograms, comma"),
    ],
)
def test_weight_is_taken_in_either_unit(story, margo, filled, typed, kilograms, unit):
    filled()
    margo.post(ask("health", "weight"), typed)
    margo.post(reverse("portal:check"))

    weight = Weight.objects.get(patient=story.patient)
    assert (weight.kilograms, weight.typed_unit) == (kilograms, unit)


def test_hearing_voices_is_never_a_refusal(story, margo, filled):
    filled()

    page = margo.post(ask("health", "voices"), {"answer": YES}, follow=True)
    sent = margo.post(reverse("portal:check"), follow=True)

    assert "A clinician will talk with you about this." in page.text
    assert "A clinician will talk with you" in sent.text
    assert list(Finding.objects.open().values_list("code", "severity")) == [("PSY1", "STOP")]


def test_the_whole_intake_is_sent_once(story, margo, filled):
    filled(
        goals="Quiet nights", takes=YES, medicine_list=[{"name": "Zoloft", "class": "ssri"}],
        allergic=YES, allergies="penicillin\n\nlatex", apart=UNSURE,
    )  # fmt: skip

    first = margo.post(reverse("portal:check"))
    second = margo.post(reverse("portal:check"))

    intake = Intake.objects.get(episode=story.episode)
    assert first["Location"] == second["Location"] == reverse("portal:sent")
    assert (intake.goals, intake.allergies, intake.height_cm) == (
        "Quiet nights", ["penicillin", "latex"], Decimal("167.6"),
    )  # fmt: skip
    assert list(Medicine.objects.values_list("name", "medicine_class")) == [("Zoloft", "ssri")]
    assert sorted(Allergy.objects.values_list("substance", flat=True)) == ["latex", "penicillin"]
    assert intake.answers["not_sure"] == [
        "Were you ever told you have a dissociative or a severe personality disorder?"
    ]
    assert set(statuses(margo).values()) == {"Completed", "Not started"}


def test_a_change_goes_back_to_the_answers(story, margo, filled):
    filled()

    answer = margo.post(f"{ask('health', 'bipolar')}?back=check", {"answer": YES})

    assert answer["Location"] == reverse("portal:check")


def test_a_change_that_brings_up_a_new_question_asks_it_first(story, margo, filled):
    filled()

    answer = margo.post(f"{ask('medicines', 'allergic')}?back=check", {"answer": YES})

    assert answer["Location"] == ask("medicines", "allergies")


def test_a_plan_to_die_is_heard_before_anything_is_sent(story, margo):
    for _twice in range(2):
        answer = margo.post(ask("feelings", "plan"), {"answer": YES})

    alert = SafetyAlert.objects.get(patient=story.patient)
    assert answer["Location"] == reverse("portal:help")
    assert (alert.kind, alert.level, alert.status) == ("suicide_plan", "now", "open")
    assert "Call 988" in margo.get(reverse("portal:help")).text


def test_sending_the_intake_adds_no_second_alert(story, margo, filled):
    filled(means=NO)
    margo.post(ask("feelings", "plan"), {"answer": YES})

    margo.post(reverse("portal:check"))

    assert SafetyAlert.objects.filter(patient=story.patient).count() == 1


def test_medicines_are_added_one_at_a_time_and_taken_off_again(story, margo):
    page = ask("medicines", "medicine_list")
    margo.post(ask("medicines", "takes"), {"answer": YES})
    margo.post(page, {"name": "Zoloft", "medicine_class": "ssri", "more": "1"})
    margo.post(page, {"name": "zoloft", "medicine_class": "ssri", "more": "1"})
    margo.post(page, {"name": "the blue one", "medicine_class": "", "more": "1"})
    assert [one["class"] for one in kept(story)["medicine_list"]] == ["ssri", "other"]

    margo.post(reverse("portal:take_off"), {"name": "the blue one"})
    answer = margo.post(page, {"name": "", "medicine_class": "other"})

    assert kept(story)["medicine_list"] == [{"name": "zoloft", "class": "ssri"}]
    assert answer["Location"] == ask("medicines", "used")


def test_an_empty_list_of_medicines_is_asked_about(story, margo):
    answer = margo.post(ask("medicines", "medicine_list"), {"name": "", "medicine_class": "other"})

    assert answer.status_code == 422
    assert "Type a medicine, or go back and choose “No”." in answer.text


def test_who_comes_back_finds_the_last_answers(story, margo, filled):
    filled(goals="Quiet nights")
    margo.post(reverse("portal:check"))

    margo.post(reverse("portal:again"))

    assert kept(story)["goals"] == "Quiet nights"
    assert statuses(margo)["About you"] == "Completed"


def test_what_the_clinic_knows_is_not_asked_for_again(story, margo):
    page = BeautifulSoup(margo.get(ask("you", "reach")).text, "html.parser")

    assert page.select_one("#id_phone")["value"] == "+13035550117"
    assert page.select_one("#id_email")["value"] == "margo@cedar.example.org"


def test_the_question_is_the_heading_and_the_place_is_said(story, margo):
    page = BeautifulSoup(margo.get(ask("health", "voices")).text, "html.parser")

    assert [h.text.strip() for h in page.select("h1")] == [
        "Do you hear voices, or see things, that other people do not?"
    ]
    assert page.select_one("progress")["aria-label"] == "Question 3 of 17"
    assert page.select("[style], style, script:not([src])") == []


@pytest.mark.parametrize("role", ["ana", "raj", "noor", "flo", "owen", "bea", "ada"])
def test_the_patients_side_is_closed_to_the_clinic(story, signed_in, role):
    client = signed_in(getattr(story, role).user)

    for name in PLACES:
        assert client.get(reverse(f"portal:{name}")).status_code == 403, name


def test_the_clinic_cannot_answer_in_the_patients_place_here(story, signed_in):
    answer = signed_in(story.ana.user).post(ask("health", "bipolar"), {"answer": NO})

    assert answer.status_code == 403
    assert kept(story) == {}


def test_one_patient_never_writes_into_anothers_intake(story, signed_in):
    other = story.new_patient("Dele Bright", key="dele")

    signed_in(other.user).post(ask("health", "bipolar"), {"answer": YES})

    assert kept(story) == {}
    assert IntakeDraft.objects.get(episode__patient=other).answers == {"bipolar": YES}


@pytest.mark.parametrize(
    "path", ["/portal/intake/nowhere/", "/portal/intake/you/voices/", "/portal/intake/you/zzz/"]
)
def test_a_question_that_is_not_there_is_not_found(story, margo, path):
    assert margo.get(path).status_code == 404
