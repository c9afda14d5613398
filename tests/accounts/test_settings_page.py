"""Settings: facts, team, roles and policy, for the owner alone."""

import pytest

from accounts import words
from accounts.domain.policies import adopt_policy
from accounts.enums import Permission, Role
from accounts.models import Membership
from accounts.permissions import GRANTS
from accounts.policy_defaults import DEFAULTS
from audit.models import AuditEvent
from tests.support.pages import page
from tests.support.story import Story

PAGES = [
    "/settings/",
    "/settings/team/",
    "/settings/team/add/",
    "/settings/roles/",
    "/settings/policy/",
]
TEAM_STATEMENTS = 3


@pytest.fixture
def owner(story, as_, hour):
    hour(story)
    return as_(story.owen)


@pytest.mark.parametrize("address", PAGES)
def test_only_the_owner_opens_settings(story, as_, hour, address):
    hour(story)

    codes = {
        who.full_name: as_(who).get(address).status_code
        for who in (story.owen, story.raj, story.flo, story.ada)
    }

    assert codes == {"Owen Clarke": 200, "Raj Patel": 403, "Flo Martin": 403, "Ada Byrne": 403}


def test_the_clinics_facts_are_changed_and_the_trail_keeps_what_they_were(story, owner):
    owner.post(
        "/settings/", {"name": "Cedar House", "phone": "+13035550101", "address": "1 Elm St"}
    )

    story.clinic.refresh_from_db()
    event = AuditEvent.objects.get(action="clinic.facts_changed")
    assert (story.clinic.name, story.clinic.phone) == ("Cedar House", "+13035550101")
    assert event.facts == {
        "before": {"name": "Cedar Clinic", "phone": "+13035550100", "address": ""}
    }


def test_the_same_facts_again_leave_no_line(story, owner):
    owner.post("/settings/", {"name": "Cedar Clinic", "phone": "+13035550100", "address": ""})

    assert AuditEvent.objects.filter(action="clinic.facts_changed").count() == 0


def test_a_clinic_without_a_name_is_refused_and_the_rest_stays_typed(story, owner):
    answer = owner.post("/settings/", {"name": " ", "phone": "+13035550102", "address": ""})

    story.clinic.refresh_from_db()
    assert answer.status_code == 422
    assert page(answer).select_one("[name=phone]")["value"] == "+13035550102"
    assert story.clinic.name == "Cedar Clinic"


def test_a_person_is_added_with_several_hats(story, owner):
    answer = owner.post(
        "/settings/team/add/",
        {"full_name": "Lena Ash", "email": "Lena@cedar.example.org", "licence": "LPC CO-9",
         "roles": ["therapist", "front_desk"]},
    )  # fmt: skip

    member = Membership.objects.get(user__email="lena@cedar.example.org")
    assert answer.url == "/settings/team/"
    assert (member.full_name, member.roles) == ("Lena Ash", ["therapist", "front_desk"])
    assert not member.user.has_usable_password()
    assert "Lena Ash" in owner.get("/settings/team/").text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({"roles": []}, "Choose at least one role.", id="no role"),
        pytest.param(
            {"roles": ["patient"]}, "Select a valid choice.", id="patient is no staff role"
        ),
        pytest.param({"email": "flo@cedar.example.org"}, "This person is a member", id="known"),
        pytest.param({"full_name": ""}, "Enter the name.", id="no name"),
        pytest.param({"full_name": "x" * 100_000}, "at most 160 characters", id="100 kB"),
    ],
)
def test_whoever_cannot_be_added_is_refused_and_what_was_typed_stays(
    story, owner, changes, sentence
):
    typed = {"full_name": "Lena Ash", "email": "lena@cedar.example.org", "roles": ["nurse"]}
    before = Membership.objects.count()

    answer = owner.post("/settings/team/add/", typed | changes)

    assert answer.status_code == 422
    assert sentence in page(answer).select_one(".error-summary").get_text()
    assert page(answer).select_one("[name=licence]") is not None
    assert Membership.objects.count() == before


def test_a_prescriber_adds_nobody(story, as_, hour):
    hour(story)
    before = Membership.objects.count()

    answer = as_(story.raj).post(
        "/settings/team/add/", {"full_name": "L", "email": "l@x.example.org", "roles": ["owner"]}
    )

    assert answer.status_code == 403
    assert Membership.objects.count() == before


def test_the_team_is_ours_and_holds_no_patients(story, owner):
    other = Story(name="Birch")

    text = owner.get("/settings/team/").text

    assert "Ana Ruiz" in text
    assert "Margo Okafor" not in text
    assert other.ana.user.email not in text


@pytest.mark.parametrize("more", [0, 20])
def test_a_large_team_costs_as_many_statements_as_a_small_one(
    story, owner, django_assert_num_queries, more
):
    for place in range(more):
        story.member(f"m{place}", f"Member Number{place}", Role.THERAPIST)

    with django_assert_num_queries(TEAM_STATEMENTS):
        rows = page(owner.get("/settings/team/")).select("tbody tr")

    assert len(rows) == 9 + more


def test_every_permission_has_its_words_once():
    said = [permission for group in words.PERMISSION_GROUPS.values() for permission in group]

    assert sorted(said) == sorted(Permission.values)


def test_every_number_of_the_policy_has_its_words():
    assert set(words.POLICY_WORDS) == set(DEFAULTS)


def test_the_matrix_says_what_the_table_says(owner):
    soup = page(owner.get("/settings/roles/"))

    shown = {
        row.th.get_text(strip=True): [cell.get_text(strip=True) for cell in row.select("td")]
        for row in soup.select(".matrix tr")
        if row.td is not None
    }
    expected = {
        said[:1].upper() + said[1:]: [
            "yes" if permission in GRANTS[role] else "no" for role in Role.values
        ]
        for group in words.PERMISSION_GROUPS.values()
        for permission, said in group.items()
    }
    assert shown == expected


def test_a_clinics_own_number_stands_beside_its_default(story, owner):
    adopt_policy(
        story.clinic, values={"peak_hours": 48, "observation_minutes": {"IM": 150}},
        author="Raj Patel", approver="Mei Tan", at=story.at,
    )  # fmt: skip

    soup = page(owner.get("/settings/policy/"))

    own = [one.get_text(" ", strip=True) for one in soup.select("dd") if one.select_one(".small")]
    beside = "the clinic's own; the default is"
    others = "SL, PO, nasal, esketamine nasal, SC, PR"
    assert own == [
        f"48 h {beside} 72 h",
        f"IV 100 min; IM 150 min; {others} 120 min {beside} IV 100 min; IM, {others} 120 min",
    ]
    versions = [one.get_text(strip=True) for one in soup.select(".timeline__title")]
    assert versions == ["Policy 2", "Policy 1"]
