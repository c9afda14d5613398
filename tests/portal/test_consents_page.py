"""Consents: read in parts, signed by name, never on the day of a dose, taken back on any."""

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse

from portal.signing import ON_SCREEN, parts_of
from screening.consent_texts import TEXTS
from screening.domain.consents import INTENT, current_templates, publish_text
from screening.enums import ConsentKind
from screening.models import Consent, ConsentTemplate

REQUIRED = ["treatment", "off_label", "kap_psychotherapy", "touch", "ride_home"]


def agree_on_screen(client) -> None:
    client.post(reverse("portal:on_screen"), {"agreed": "on"})


def read(client, kind: str):
    """Tick “I understand” under each part of a text."""
    page = BeautifulSoup(client.get(reverse("portal:read", args=[kind])).text, "html.parser")
    ticked = {box["name"]: "on" for box in page.select("input[type=checkbox]")}
    return client.post(reverse("portal:read", args=[kind]), ticked)


def sign(client, name: str = "Margo Okafor", **headers):
    return client.post(reverse("portal:sign"), {"typed_name": name}, headers=headers)


def signed(story) -> list[str]:
    return list(Consent.objects.filter(patient=story.patient).values_list("kind", flat=True))


def test_signing_begins_with_agreeing_to_the_screen(story, margo):
    assert margo.get(reverse("portal:start_signing"))["Location"] == reverse("portal:on_screen")

    agree_on_screen(margo)

    assert margo.get(reverse("portal:start_signing"))["Location"] == reverse(
        "portal:read", args=["treatment"]
    )


def test_each_part_must_be_understood(story, margo):
    agree_on_screen(margo)

    reply = margo.post(reverse("portal:read", args=["treatment"]), {"part_0": "on"})

    assert reply.status_code == 422
    assert "Tick “I understand” under “What can happen”." in reply.text


def test_what_was_not_read_is_not_signed(story, margo):
    agree_on_screen(margo)

    assert sign(margo)["Location"] == reverse("portal:consents")
    assert signed(story) == []


def test_a_signature_keeps_text_name_place_and_device(story, margo):
    agree_on_screen(margo)
    for kind in REQUIRED:
        assert read(margo, kind)["Location"] == reverse("portal:start_signing")
    assert margo.get(reverse("portal:start_signing"))["Location"] == reverse("portal:sign")

    sign(margo, "Margo  Okafor", **{"User-Agent": "Phone 9"})
    sign(margo, "Margo  Okafor")

    row = Consent.objects.get(patient=story.patient, kind="treatment")
    template = ConsentTemplate.objects.get(kind="treatment")
    assert sorted(signed(story)) == sorted(REQUIRED)
    assert (row.text_sha256, row.network_address, row.agent) == (
        template.sha256, "127.0.0.1", "Phone 9",
    )  # fmt: skip
    assert row.clauses[:2] == [INTENT, ON_SCREEN]
    assert f"{template.title}, What can happen: I understand" in row.clauses
    assert row.typed_name == "Margo  Okafor"


@pytest.mark.parametrize(
    ("methods", "said"),
    [
        ([{"method": "password"}], "signed in with password"),
        ([{"method": "mfa", "type": "webauthn", "passwordless": True}], "signed in with passkey"),
        (
            [{"method": "password"}, {"method": "mfa", "type": "totp"}, {"method": "password"}],
            "signed in with password and a code from an app",
        ),
        ([], "not recorded"),
        ([{"method": "something new"}], "not recorded"),
    ],
)
def test_a_signature_keeps_how_its_hand_was_proved(story, margo, methods, said):
    agree_on_screen(margo)
    session = margo.session
    session["account_authentication_methods"] = methods
    session["account_authentication_methods_user"] = str(story.patient.user_id)
    session.save()
    read(margo, "touch")
    sign(margo)

    row = Consent.objects.get(patient=story.patient, kind="touch")
    assert (row.identity_proof, row.agreed_electronic) == (said, True)


def test_signed_on_no_screen_is_not_said_to_be_agreed_to(story):
    """By a verb alone, as from paper: nothing is made up about it."""
    story.consented(("touch",))

    row = Consent.objects.get(patient=story.patient, kind="touch")
    assert (row.identity_proof, row.agreed_electronic) == ("not recorded", False)


def test_the_intent_stands_above_the_button(story, margo):
    agree_on_screen(margo)
    read(margo, "touch")

    assert INTENT in margo.get(reverse("portal:sign")).text


def test_a_text_that_changed_in_between_is_read_again(story, margo):
    agree_on_screen(margo)
    read(margo, "touch")
    current = current_templates(story.clinic, ["touch"], at=story.at)["touch"]
    publish_text(story.clinic, kind="touch", text=current.text + "\n\nNew\nMore.", at=story.at)

    reply = sign(margo)

    assert (reply["Location"], signed(story)) == (reverse("portal:consents"), [])


def test_without_a_name_nothing_is_signed(story, margo):
    agree_on_screen(margo)
    read(margo, "touch")

    reply = sign(margo, " ")

    assert reply.status_code == 422
    assert "Type your full name to sign." in reply.text
    assert signed(story) == []


@pytest.fixture
def after_a_dose(story):
    """Three hours after the dose; the page's clock too."""
    story.under_way().discharged()
    with time_machine.travel(story.at, tick=False):
        yield story


def test_on_the_day_of_a_dose_signing_is_refused_kindly(after_a_dose, signed_in):
    client = signed_in(after_a_dose.patient.user)
    agree_on_screen(client)
    read(client, "recording")

    reply = sign(client, "Margo Okafor")
    page = BeautifulSoup(reply.text, "html.parser")

    assert reply.status_code == 422
    assert "Nothing is signed for a day after a session." in page.text
    assert page.select_one("#id_typed_name")["value"] == "Margo Okafor"
    assert "recording" not in signed(after_a_dose)
    assert "Nothing to sign today" in client.get(reverse("portal:consents")).text


def test_taking_back_is_never_refused(after_a_dose, signed_in):
    client = signed_in(after_a_dose.patient.user)

    for _twice in range(2):
        reply = client.post(reverse("portal:withdraw", args=["touch"]))

    row = Consent.objects.get(patient=after_a_dose.patient, kind="touch")
    assert reply["Location"] == reverse("portal:consents")
    assert row.withdrawn_at == after_a_dose.at
    assert "Taken back" in client.get(reverse("portal:consent", args=["touch"])).text


def test_what_was_signed_can_be_read_word_for_word(story, margo):
    story.consented(("touch",))

    page = " ".join(margo.get(reverse("portal:consent", args=["touch"])).text.split())

    assert "Touch is my choice" in page
    assert f"mark {ConsentTemplate.objects.get(kind='touch').sha256[:12]}" in page


def test_what_was_chosen_is_signed_by_itself(story, margo):
    way = margo.get(reverse("portal:read", args=["release"]))["Location"]
    assert margo.post(way, {"agreed": "on"})["Location"] == reverse("portal:read", args=["release"])

    assert read(margo, "release")["Location"] == reverse("portal:sign")
    sign(margo)

    assert signed(story) == ["release"]


def test_what_the_patient_asked_stands_before_the_signature(story, margo, filled):
    filled(asks_us="Will it hurt?")
    margo.post(reverse("portal:check"))

    assert "Will it hurt?" in margo.get(reverse("portal:consents")).text


@pytest.mark.parametrize("path", ["nonsense/", "nonsense/read/", "recording/"])
def test_a_text_that_is_not_there_is_not_found(story, margo, path):
    assert margo.get(f"/portal/consents/{path}").status_code == 404


def test_nobody_of_the_clinic_signs_or_takes_back_here(story, signed_in):
    story.consented(("touch",))
    client = signed_in(story.raj.user)

    assert client.post(reverse("portal:withdraw", args=["touch"])).status_code == 403
    assert Consent.objects.get(kind="touch").withdrawn_at is None


def test_a_withdrawal_reaches_only_ones_own(story, signed_in):
    story.consented(("touch",))
    other = story.new_patient("Dele Bright", key="dele")

    signed_in(other.user).post(reverse("portal:withdraw", args=["touch"]))

    assert Consent.objects.get(patient=story.patient).withdrawn_at is None


@pytest.mark.parametrize("kind", ConsentKind.values)
def test_each_text_has_parts_with_headings(kind):
    template = ConsentTemplate(kind=kind, title="Title", text=TEXTS[kind])

    assert [part.heading for part in parts_of(template) if part.heading == "Title"] == []


def test_a_clinics_own_text_without_headings_is_read_too():
    template = ConsentTemplate(title="Touch", text="One sentence.\n\nAnother.\nAnd more.")

    assert [(part.heading, part.text) for part in parts_of(template)] == [
        ("Touch", "One sentence."),
        ("Touch", "Another.\nAnd more."),
    ]
