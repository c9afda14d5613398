"""Devices and PINs as verbs: who may, what is refused, what is counted, what a lost one ends."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, transaction

from accounts.domain import devices, pins
from accounts.enums import Role
from accounts.models import GUESSED_AT, Device, DeviceUse, MemberPin, Membership
from audit.models import AuditEvent
from core.errors import Refusal
from tests.support.at_rest import committed, undone
from tests.support.story import Story

PIN, OTHER = "740291", "859346"


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker) -> Iterator[Story]:
    with committed(django_db_blocker):
        story = Story()
        pins.set_pin(pin=PIN, by=story.noor, at=story.at)
        yield story


@pytest.fixture
def story(told) -> Iterator[Story]:
    with undone(told) as one:
        yield one


@pytest.fixture
def tablet(story) -> Device:
    return devices.enrol(label="Tablet in Willow", by=story.kim, at=story.at)[0]


def prove(story, tablet, pin=PIN, *, whose=None, by=None):
    pins.prove(whose or story.noor, pin=pin, device=tablet, by=by or story.ana, at=story.at)


def refusal(story, tablet, pin=OTHER, **who) -> str:
    with pytest.raises(Refusal) as refused:
        prove(story, tablet, pin, **who)
    return refused.value.sentence


# the PIN -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pin",
    [
        pytest.param("123456", id="a run"),
        pytest.param("987654", id="a run backwards"),
        pytest.param("890123", id="a run over nine"),
        pytest.param("111111", id="all alike"),
        pytest.param("252525", id="a pair three times"),
        pytest.param("417417", id="a half twice"),
        pytest.param("481184", id="a mirror"),
        pytest.param("041781", id="month day year"),
        pytest.param("170481", id="day month year"),
        pytest.param("810417", id="year month day"),
        pytest.param("198104", id="year and month"),
        pytest.param("041981", id="month and year"),
    ],
)
def test_what_others_would_guess_is_refused(story, pin):
    with pytest.raises(Refusal, match="guess"):
        pins.set_pin(pin=pin, by=story.ana, at=story.at)

    assert not MemberPin.objects.filter(member=story.ana).exists()


@pytest.mark.parametrize("pin", ["12345", "1234567", "74029a", "", "\uff17" * 6])
def test_a_pin_is_six_plain_digits(story, pin):
    with pytest.raises(Refusal, match="six digits"):
        pins.set_pin(pin=pin, by=story.ana, at=story.at)


@pytest.mark.parametrize("pin", ["246810", "740291", "903558"])
def test_six_digits_without_a_pattern_are_taken(story, pin):
    pins.set_pin(pin=pin, by=story.ana, at=story.at)

    assert MemberPin.objects.filter(member=story.ana).exists()


def test_a_patient_sets_none(story):
    with pytest.raises(Refusal):
        pins.set_pin(pin=OTHER, by=story.me, at=story.at)


def test_nothing_of_it_can_be_read_in_the_database(story):
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed_hash, sealed_check FROM accounts_memberpin")
        stored = b"".join(bytes(part) for row in cursor.fetchall() for part in row)

    assert PIN.encode() not in stored
    assert len(stored) > 100
    row = MemberPin.objects.get(member=story.noor)
    assert PIN not in row.hashed
    assert row.device_check.split("$")[0] == "600000"


def test_a_hash_moved_to_another_persons_row_opens_nothing(story, tablet):
    noors = MemberPin.objects.get(member=story.noor)
    pins.set_pin(pin=OTHER, by=story.ana, at=story.at)
    MemberPin.objects.filter(member=story.ana).update(sealed_hash=noors.sealed_hash)

    with pytest.raises(Exception, match="cannot be opened"):
        prove(story, tablet, PIN, whose=story.ana)


def test_the_right_one_passes_and_the_trail_says_who_set_it(story, tablet):
    prove(story, tablet)

    line = AuditEvent.objects.get(action="pin.set")
    assert (line.actor_name, PIN in str(line.facts)) == ("Noor Haddad", False)


def test_five_wrong_ones_rest_it_for_a_quarter_of_an_hour(story, tablet):
    said = [refusal(story, tablet) for _ in range(5)]

    assert said[0].startswith("That is not Noor Haddad's PIN. 4 more tries")
    assert said[3].startswith("That is not Noor Haddad's PIN. 1 more try")
    assert said[4] == (
        "Noor Haddad's PIN rests until 9:15 AM, after five wrong ones. The password still works."
    )
    assert refusal(story, tablet, PIN) == said[4]
    assert AuditEvent.objects.filter(action="pin.failed", outcome="refused").count() == 6
    story.later(minutes=15)
    prove(story, tablet)
    assert MemberPin.objects.get(member=story.noor).wrong_in_a_row == 0


def test_a_right_one_while_it_rests_shortens_nothing(story, tablet):
    for _ in range(5):
        refusal(story, tablet)
    until = MemberPin.objects.get(member=story.noor).locked_until
    story.later(minutes=14)
    refusal(story, tablet, PIN)

    assert MemberPin.objects.get(member=story.noor).locked_until == until


def test_after_fifty_wrong_ones_it_opens_nothing_until_a_new_one_is_set(story, tablet):
    tries = 0
    while MemberPin.objects.get(member=story.noor).wrong_in_a_row < GUESSED_AT:
        refusal(story, tablet)
        tries += 1
        if tries % 5 == 0:
            story.later(minutes=15)

    assert tries == GUESSED_AT
    assert "opens nothing" in refusal(story, tablet, PIN)
    pins.set_pin(pin=OTHER, by=story.noor, at=story.at)
    prove(story, tablet, OTHER)


def test_whoever_has_none_or_left_is_refused(story, tablet):
    assert refusal(story, tablet, PIN, whose=story.ana).startswith("Ana Ruiz has no PIN.")

    Membership.objects.filter(pk=story.noor.pk).update(is_active=False)
    assert refusal(story, tablet, PIN).startswith("Noor Haddad has no PIN.")


# devices -----------------------------------------------------------------------------------------


def test_without_a_device_of_the_clinic_no_pin_counts(story, tablet):
    abroad = Story(name="Juniper")
    theirs, _token = devices.enrol(label="Theirs", by=abroad.kim, at=story.at)

    for device in (None, theirs):
        assert refusal(story, device, PIN) == pins.NOT_HERE
    assert MemberPin.objects.get(member=story.noor).wrong_in_a_row == 0


@pytest.mark.parametrize(
    ("who", "may"),
    [("owen", True), ("raj", True), ("noor", True), ("ana", False), ("flo", False), ("bea", False)],
)
def test_the_owner_and_whoever_handles_stock_enrol(story, who, may):
    by = getattr(story, who)
    if may:
        assert devices.enrol(label="Tablet", by=by, at=story.at)[0].enrolled_by == by
        return
    with pytest.raises(Refusal) as refused:
        devices.enrol(label="Tablet", by=by, at=story.at)
    assert refused.value.code == "role_forbidden"


@pytest.mark.parametrize("label", ["", "   ", "x" * 61])
def test_a_device_has_a_name_of_some_length(story, label):
    with pytest.raises(Refusal):
        devices.enrol(label=label, by=story.kim, at=story.at)


def test_its_token_is_told_once_and_kept_as_a_hash(story):
    device, token = devices.enrol(label="Tablet", by=story.kim, at=story.at)

    assert token not in device.token_hash
    assert devices.found(token, clinic_id=story.clinic.pk) == device
    assert devices.found(token + "x", clinic_id=story.clinic.pk) is None
    assert devices.found(token, clinic_id=story.clinic.pk + 1) is None


def test_a_lost_one_ends_the_sessions_that_ran_on_it_and_no_other(story, tablet):
    on_it, elsewhere = SessionStore(), SessionStore()
    on_it.create()
    elsewhere.create()
    for _twice in range(2):
        devices.note_use(tablet, session_key=on_it.session_key, by=story.noor, at=story.at)

    devices.revoke(tablet, by=story.owen, at=story.at + timedelta(hours=1))

    assert DeviceUse.objects.filter(device=tablet).count() == 1
    keys = list(Session.objects.values_list("session_key", flat=True))
    assert (on_it.session_key in keys, elsewhere.session_key in keys) == (False, True)
    assert refusal(story, Device.objects.get(pk=tablet.pk), PIN) == pins.NOT_HERE
    line = AuditEvent.objects.get(action="device.lost")
    assert (line.actor_name, line.facts["ended"]) == ("Owen Clarke", 1)


def test_another_clinics_device_is_not_ours_to_report(story, tablet):
    abroad = Story(name="Juniper")

    with pytest.raises(Refusal, match="another clinic"):
        devices.revoke(tablet, by=abroad.owen, at=story.at)


def test_a_therapist_and_the_desk_report_nothing_lost(story, tablet):
    for by in (story.ana, story.flo, story.me):
        with pytest.raises(Refusal):
            devices.revoke(tablet, by=by, at=story.at)
    assert Device.objects.get(pk=tablet.pk).revoked_at is None


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("DELETE FROM accounts_device", id="remove a device"),
        pytest.param("DELETE FROM accounts_memberpin", id="remove a PIN"),
        pytest.param("UPDATE accounts_device SET token_hash = 'x'", id="another token"),
        pytest.param("UPDATE accounts_device SET clinic_id = clinic_id + 1", id="change hands"),
        pytest.param(
            "UPDATE accounts_device SET revoked_at = NULL, revoked_by_id = NULL", id="found again"
        ),
        pytest.param("UPDATE accounts_deviceuse SET session_key = 'x'", id="another session"),
        pytest.param("DELETE FROM accounts_deviceuse", id="who used it"),
    ],
)
def test_the_database_keeps_it_so(story, tablet, statement):
    devices.note_use(tablet, session_key="k", by=story.noor, at=story.at)
    devices.revoke(tablet, by=story.owen, at=story.at)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_only_staff_of_the_clinic_stand_at_the_door(story):
    assert Role.PATIENT in story.me.roles
    assert not MemberPin.objects.usable().for_clinic(story.clinic).filter(member=story.me).exists()
    assert [row.member for row in MemberPin.objects.usable().for_clinic(story.clinic)] == [
        story.noor
    ]
