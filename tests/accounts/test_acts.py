"""The frame around every verb: permission first, all or nothing, and a trace of each refusal."""

import pytest

from accounts.acts import act, invalid
from accounts.domain.clinics import add_member, found_clinic
from accounts.domain.policies import adopt_policy, policy_of
from accounts.enums import Permission, Role
from accounts.models import Clinic, Membership, User
from accounts.policy_defaults import DEFAULTS
from audit.models import AuditEvent
from core.errors import MoveNotAllowed, Refusal
from tests.support.story import Story


@pytest.fixture
def story(db) -> Story:
    return Story()


@act("room.painted", Permission.TEAM_MANAGE)
def paint(clinic: Clinic, *, colour: str, by, at) -> None:
    """A verb for these tests: it writes before it looks."""
    Clinic.objects.filter(pk=clinic.pk).update(address=colour)
    if colour == "red":
        raise invalid("Not red.")
    if colour == "stuck":
        raise MoveNotAllowed("It cannot be asked to dry.")
    if colour == "broken":
        raise ZeroDivisionError
    if colour == "twice":
        paint(clinic, colour="red", by=by, at=at)


def trace() -> list[tuple[str, str, str]]:
    rows = AuditEvent.objects.filter(action="room.painted")
    return list(rows.values_list("outcome", "code", "actor_name"))


def address(story: Story) -> str:
    return Clinic.objects.get(pk=story.clinic.pk).address


def test_who_may_acts(story):
    paint(story.clinic, colour="blue", by=story.owen, at=story.at)

    assert (address(story), trace()) == ("blue", [])


def test_who_may_not_changes_nothing_and_leaves_a_trace(story):
    with pytest.raises(Refusal) as refusal:
        paint(story.clinic, colour="blue", by=story.flo, at=story.at)

    assert refusal.value.code == "role_forbidden"
    assert (address(story), trace()) == ("", [("refused", "role_forbidden", "Flo Martin")])


@pytest.mark.parametrize(
    "colour",
    [
        "red",
        "stuck",
        "twice",
        pytest.param("a\0b", id="NUL"),
        pytest.param("x" * 99_999, id="long"),
    ],
)
def test_a_refusal_undoes_all_that_was_written_and_is_traced_once(story, colour):
    with pytest.raises(Refusal) as refusal:
        paint(story.clinic, colour=colour, by=story.owen, at=story.at)

    assert refusal.value.code == "invalid"
    assert (address(story), trace()) == ("", [("refused", "invalid", "Owen Clarke")])


def test_an_error_undoes_all_and_is_no_refusal(story):
    with pytest.raises(ZeroDivisionError):
        paint(story.clinic, colour="broken", by=story.owen, at=story.at)

    assert (address(story), trace()) == ("", [])


def test_after_an_error_the_next_act_is_framed_again(story):
    with pytest.raises(ZeroDivisionError):
        paint(story.clinic, colour="broken", by=story.owen, at=story.at)

    with pytest.raises(Refusal):
        paint(story.clinic, colour="blue", by=story.flo, at=story.at)


def test_the_scheduler_is_not_asked(story):
    paint(story.clinic, colour="blue", by=None, at=story.at)

    assert address(story) == "blue"


def test_somebody_who_left_may_nothing(story):
    Membership.objects.filter(pk=story.owen.pk).update(is_active=False)
    owen = Membership.objects.get(pk=story.owen.pk)

    with pytest.raises(Refusal) as refusal:
        paint(story.clinic, colour="blue", by=owen, at=story.at)

    assert refusal.value.code == "role_forbidden"


def test_a_clinic_begins_with_its_first_policy(db):
    clinic = found_clinic(
        name="Alder", short_name="Alder", timezone="America/Phoenix", at=Story().at,
        policy={"peak_hours": 48},
    )  # fmt: skip

    policy = policy_of(clinic, at=Story(name="X").at)
    assert (policy.version, policy["peak_hours"], policy["window_days"]) == (1, 48, 14)


def test_a_policy_holds_from_its_moment_and_the_ones_before_stay(story):
    adopt_policy(
        story.clinic, values={"peak_hours": 60}, author="Ada", approver="Raj",
        at=story.later(days=1).at,
    )  # fmt: skip

    before = policy_of(story.clinic, at=story.later(seconds=-1).at)
    after = policy_of(story.clinic, at=story.later(seconds=1).at)
    assert (before.version, before["peak_hours"]) == (1, 72)
    assert (after.version, after["peak_hours"]) == (2, 60)


def test_a_route_of_its_own_leaves_the_other_routes(story):
    values = {"fasting_hours": {"SL": [6, 4]}}
    adopt_policy(story.clinic, values=values, author="Ada", approver="Raj", at=story.at)

    hours = policy_of(story.clinic, at=story.at)["fasting_hours"]
    assert (hours["SL"], hours["IM"]) == ([6, 4], [6, 2])
    assert DEFAULTS["fasting_hours"]["SL"] == [4, 2]


def add(story: Story, *roles: str, by=None, key: str = "new", clinic=None) -> Membership:
    return add_member(
        clinic or story.clinic, email=f"{key}@cedar.example.org", full_name="New Person",
        roles=list(roles), at=story.at, by=by,
    )  # fmt: skip


def code_of(*args: object, **facts: object) -> str:
    with pytest.raises(Refusal) as refusal:
        add(*args, **facts)
    return refusal.value.code


def test_the_owner_gives_hats(story):
    assert add(story, Role.NURSE, Role.OWNER, by=story.owen).roles == ["nurse", "owner"]


@pytest.mark.parametrize("who", ["flo", "ana", "noor", "raj"])
def test_whoever_registers_patients_gives_no_staff_hat(story, who):
    """Else the desk could make an owner."""
    for role in set(Role.values) - {"patient"}:
        assert code_of(story, role, by=getattr(story, who)) == "role_forbidden"
        assert code_of(story, "patient", role, by=getattr(story, who)) == "role_forbidden"


def test_whoever_registers_patients_lets_a_patient_in(story):
    assert add(story, Role.PATIENT, by=story.flo).is_patient_only


def test_an_owner_gives_hats_in_their_own_clinic_alone(story):
    other = Story(name="Juniper")

    assert code_of(story, Role.NURSE, by=other.owen) == "role_forbidden"


@pytest.mark.parametrize("roles", [[], ["king"], ["nurse", "king"]])
def test_hats_are_known_ones(story, roles):
    assert code_of(story, *roles, by=story.owen) == "invalid"


def test_nobody_is_a_member_twice(story):
    add(story, Role.NURSE, by=story.owen)

    assert code_of(story, Role.OWNER, by=story.owen) == "invalid"


def test_an_address_known_elsewhere_keeps_its_person_and_password(story):
    other = Story(name="Juniper")
    before = User.objects.get(email="ana@juniper.example.org").password

    added = add_member(
        story.clinic, email="ANA@juniper.example.org", full_name="Somebody Else",
        roles=[Role.NURSE], at=story.at, by=story.owen, password="another-long-password",
    )  # fmt: skip

    user = User.objects.get(email="ana@juniper.example.org")
    assert (added.user, user.password, user.full_name) == (user, before, "Ana Ruiz")
    assert user.current_membership == other.ana
