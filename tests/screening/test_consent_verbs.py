"""Consents: signed under the text that is kept, for a time, and taken back at any moment."""

from datetime import timedelta

import pytest

from accounts.domain.policies import policy_of
from core.errors import Refusal
from messaging.domain.preferences import channel_for
from screening.domain import consents
from screening.enums import ConsentKind
from screening.models import Consent, ConsentTemplate
from sessions.domain import agreements, leaving
from tests.support.story import REQUIRED, Story


@pytest.fixture
def story(db) -> Story:
    return Story()


def sign(story: Story, *kinds: str, **facts: object) -> list[Consent]:
    asked = {"by": story.me, "at": story.at} | facts
    return agreements.sign_consents(story.patient, kinds=kinds, **asked)


def withdraw(story: Story, *kinds: str) -> list[Consent]:
    return consents.withdraw(story.patient, kinds=kinds, by=story.me, at=story.at)


def state(story: Story, kind: str = "treatment", **later: float) -> str:
    at = story.at + timedelta(**later)
    found = consents.states(story.patient, policy=policy_of(story.clinic, at=at), at=at)
    return found[kind].state


def code_of(act, *args: object, **facts: object) -> str:
    with pytest.raises(Refusal) as refusal:
        act(*args, **facts)
    return refusal.value.code


def test_what_was_never_signed_is_missing_and_every_kind_has_a_state(story):
    found = consents.states(story.patient, policy=policy_of(story.clinic, at=story.at), at=story.at)

    assert {one.state for one in found.values()} == {"none"}
    assert set(found) == set(ConsentKind)


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        ({"seconds": 0}, "signed"),
        ({"days": 364, "hours": 23}, "signed"),
        ({"days": 365}, "signed"),
        ({"days": 365, "microseconds": 1}, "expired"),
        ({"seconds": -1}, "none"),
    ],
)
def test_a_signature_holds_for_its_days_the_last_one_included(story, later, expected):
    sign(story, "treatment")

    assert state(story, **later) == expected


def test_a_consent_taken_back_is_withdrawn_and_not_missing(story):
    sign(story, "treatment", "off_label")
    story.later(hours=1)

    withdraw(story, "treatment")

    assert (state(story), state(story, "off_label")) == ("withdrawn", "signed")
    assert state(story, hours=-0.5) == "signed", "what was true then stays true"


def test_signing_anew_after_a_withdrawal_counts(story):
    sign(story, "treatment")
    withdraw(story, "treatment")
    story.later(hours=1)

    sign(story, "treatment")

    assert state(story) == "signed"
    assert Consent.objects.count() == 2


def test_withdrawing_what_was_never_signed_changes_nothing_and_is_not_refused(story):
    assert withdraw(story, "treatment") == []


@pytest.mark.parametrize("kinds", [(), ("treatmnt",), ("treatment", "")])
def test_only_known_kinds_are_signed_or_taken_back(story, kinds):
    assert code_of(sign, story, *kinds) == "invalid"
    assert code_of(withdraw, story, *kinds) == "invalid"
    assert not Consent.objects.exists()


def test_a_signature_keeps_the_text_it_stands_under(story):
    (row,) = sign(story, "treatment")
    consents.publish_text(story.clinic, kind="treatment", text="A newer text.", at=story.at)
    story.later(days=1)

    (newer,) = sign(story, "treatment")

    assert Consent.objects.get(pk=row.pk).template.version == 1
    assert (newer.template.version, newer.template.text) == (2, "A newer text.")
    assert newer.text_sha256 == newer.template.sha256 != row.text_sha256


def test_a_text_of_tomorrow_is_not_signed_today(story):
    sign(story, "treatment")
    tomorrow = story.at + timedelta(days=1)
    consents.publish_text(story.clinic, kind="treatment", text="Tomorrow's.", at=tomorrow)

    (row,) = sign(story, "treatment")

    assert row.template.version == 1


def test_each_clinic_has_its_own_texts(story):
    other = Story(name="Juniper")
    sign(story, "treatment")
    sign(other, "treatment")

    assert ConsentTemplate.objects.filter(kind="treatment").count() == 2


@pytest.mark.parametrize("who", ["ana", "raj", "flo", "owen"])
def test_nobody_signs_for_the_patient(story, who):
    assert code_of(sign, story, "treatment", by=getattr(story, who)) == "role_forbidden"


def test_one_patient_does_not_sign_for_another(story):
    ines = story.new_patient("Ines Duarte", key="ines")

    refusal = code_of(agreements.sign_consents, ines, kinds=["treatment"], by=story.me, at=story.at)

    assert refusal == "not_care_team"


@pytest.mark.parametrize(
    ("hours", "refused"), [(0, True), (23.99, True), (24, False), (24.01, False)]
)
def test_nothing_is_signed_for_a_day_after_a_dose(story, hours, refused):
    story.under_way()
    story.at = story.session.last_dose_at + timedelta(hours=hours)

    if refused:
        assert code_of(sign, story, "fees") == "impaired"
    else:
        assert len(sign(story, "fees")) == 1


def test_withdrawing_is_never_refused_not_even_after_a_dose(story):
    story.under_way()

    assert len(withdraw(story, *REQUIRED)) == len(REQUIRED)


def test_a_dose_entered_in_error_impairs_nobody(story):
    story.under_way()
    leaving.end_session(
        story.session, outcome="entered_in_error", reason="Wrong chart", by=story.raj, at=story.at
    )

    assert len(sign(story, "fees")) == 1


@pytest.mark.parametrize(
    ("kinds", "channel"),
    [
        (("messaging_sms", "messaging_email"), "sms"),
        (("messaging_email",), "email"),
        (("treatment",), None),
    ],
)
def test_a_channel_is_open_by_its_consent_alone(story, kinds, channel):
    sign(story, *kinds)

    assert channel_for(story.patient, at=story.at) == channel


def test_taking_back_one_channel_leaves_the_other(story):
    sign(story, "messaging_sms", "messaging_email")
    story.later(minutes=1)

    withdraw(story, "messaging_sms")

    assert channel_for(story.patient, at=story.at) == "email"


CHOICES = ("NO", "ASK_EACH_TIME", "YES")


@pytest.mark.parametrize("before", CHOICES)
@pytest.mark.parametrize("after", CHOICES)
def test_after_the_dose_touch_only_narrows(story, before, after):
    story.ready_for_dose()
    agreements.change_touch(story.patient, touch={"blanket": before}, by=story.ana, at=story.at)
    story.dosed()
    widens = CHOICES.index(after) > CHOICES.index(before)
    change = {"touch": {"blanket": after}, "by": story.ana, "at": story.at}

    if widens:
        assert code_of(agreements.change_touch, story.patient, **change) == "touch_widened"
    else:
        assert agreements.change_touch(story.patient, **change)["blanket"] == after


def test_a_kind_nobody_answered_counts_as_no(story):
    story.under_way()
    change = {"touch": {"blanket": "ASK_EACH_TIME"}, "by": story.ana, "at": story.at}

    assert code_of(agreements.change_touch, story.patient, **change) == "touch_widened"


def test_before_the_dose_touch_may_widen(story):
    story.ready_for_dose()

    chosen = agreements.change_touch(
        story.patient, touch={"shoulder": "YES"}, by=story.ana, at=story.at
    )

    assert chosen == {"hand_hold": "ASK_EACH_TIME", "shoulder": "YES", "blanket": "NO"}


@pytest.mark.parametrize("touch", [{}, {"kiss": "NO"}, {"blanket": "MAYBE"}])
def test_touch_is_chosen_in_known_words(story, touch):
    story.ready_for_dose()

    change = {"touch": touch, "by": story.ana, "at": story.at}
    assert code_of(agreements.change_touch, story.patient, **change) == "invalid"


def test_when_the_session_has_ended_touch_is_not_changed(story):
    story.under_way().discharged()
    change = {"touch": {"blanket": "NO"}, "by": story.ana, "at": story.at}

    assert code_of(agreements.change_touch, story.patient, **change) == "session_closed"
