"""The chart: the whole story for who cares, logistics for the desk, fourteen statements for anybody."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from audit.models import AuditEvent
from measures.domain import responses
from patients.domain import care_team, demographics, general_notes, notes
from patients.enums import NoteKind
from patients.models import ClinicalNote
from screening.enums import ConsentKind
from sessions.domain import writing
from tests.support.story import REQUIRED, Story

STATEMENTS = 14


@pytest.fixture
def open_chart(as_, hour, story):
    def fetch(member, query: str = "", *, patient=None) -> BeautifulSoup:
        hour(story)
        answer = as_(member).get(f"/patients/{(patient or story.patient).pk}/{query}")
        assert answer.status_code == 200
        return BeautifulSoup(answer.text, "html.parser")

    return fetch


def text_of(page: BeautifulSoup, selector: str) -> str:
    found = page.select_one(selector)
    return " ".join(found.get_text(" ", strip=True).split()) if found else ""


def missing_on(page: BeautifulSoup) -> list[tuple[str, str, str]]:
    """Label, who, and where it leads, for each missing line of the readiness list."""
    rows = []
    for item in page.select("#readiness .gate__item--missing"):
        link = item.select_one("a.gate__next")
        label = item.select_one(".gate__label").get_text(" ", strip=True).removesuffix(" Missing")
        who = item.select_one(".gate__who").get_text(" ", strip=True)
        rows.append((label, who, link["href"] if link else ""))
    return rows


def test_each_missing_thing_names_who_must_do_it_and_where(open_chart, story):
    page = open_chart(story.ana)

    pk = story.patient.pk
    assert missing_on(page) == [
        ("Screening and decision", "Waits for Margo Okafor", f"/screening/{pk}/intake/"),
        ("Consents", "Waits for Margo Okafor", f"/screening/{pk}/consents/"),
        ("Order", "Waits for Mei Tan or Raj Patel, prescriber", ""),
        ("Weight", "Waits for any clinician of the team", f"/patients/{pk}/weight/"),
        ("Preparation", "Waits for Ana Ruiz, therapist", f"/sessions/preparation/{pk}/"),
        ("Medicine session", "Waits for the steps before it", ""),
    ]
    assert text_of(page, ".chart-next__title") == "Next: screening and decision"


def test_the_prescriber_is_led_to_the_findings_before_the_decision(open_chart, story):
    story.screened(conditions=("GI1", "CV1")).consented()

    page = open_chart(story.raj)

    pk = story.patient.pk
    assert missing_on(page)[:2] == [
        ("Findings", "Waits for Mei Tan or Raj Patel, prescriber", f"/screening/{pk}/findings/"),
        (
            "Screening and decision",
            "Waits for Mei Tan or Raj Patel, prescriber",
            f"/screening/{pk}/decision/",
        ),
    ]
    assert text_of(page, ".journey__phase--held .journey__name") == "Preparation On hold"
    assert page.select_one(".chart-next .btn-primary")["href"] == f"/screening/{pk}/findings/"


def test_once_cleared_the_desk_or_the_team_books(open_chart, story):
    story.ready_to_book()

    page = open_chart(story.ana)

    booking = f"/calendar/book/?patient={story.patient.pk}&kind=medicine_session"
    assert missing_on(page) == [("Medicine session", "Waits for the front desk", booking)]
    assert page.select_one(".chart-next .btn-primary")["href"] == booking


def test_a_booked_session_still_wants_its_integration_visit(open_chart, story):
    story.ready_to_book().booked()
    story.episode.patient.appointments.filter(kind="integration").update(status="cancelled")

    page = open_chart(story.ana)

    assert [label for label, _who, _url in missing_on(page)] == ["Integration visit"]


def test_while_the_session_runs_the_chart_leads_to_the_room(open_chart, story):
    story.under_way()

    page = open_chart(story.ana)

    assert text_of(page, ".chart-next__title") == "Margo Okafor is in session"
    assert page.select_one(".chart-next .btn-primary")["href"] == f"/sessions/{story.session.pk}/"
    assert missing_on(page) == []


def test_after_it_the_unsigned_part_comes_first_then_the_window(open_chart, story):
    story.under_way().discharged()
    assert text_of(open_chart(story.ana), ".chart-next__title").endswith("is not signed")
    story.signed().later(hours=18)

    page = open_chart(story.ana)

    assert text_of(page, ".chart-next__title") == "Contact due: Home safe, Day 1"
    assert text_of(page, "#window .ring__label") == "Peak of the window"
    assert text_of(page, "[aria-current=step] .journey__name") == "Integration Here now"


def test_a_part_that_waits_for_its_co_signer_is_the_co_signers_next_thing_alone(open_chart, story):
    story.under_way().discharged()
    tess = story.member("tess", "Tess Amari", "therapist")
    care_team.join(story.patient, member=tess, by=None, at=story.at)
    told = {"part": "therapy", "text": "Inward.", "at": story.at}
    writing.hand_over_part(story.session, cosigner=story.ana, by=tess, **told)
    hal = story.member("hal", "Hal Nyberg", "therapist", "prescriber", covers=True)

    mine, theirs = open_chart(tess), open_chart(story.ana)
    both = open_chart(hal)
    story.later(hours=18)
    after = open_chart(tess)

    assert "signed" not in text_of(mine, ".chart-next")
    assert text_of(theirs, ".chart-next__title").endswith("waits for your signature")
    link = theirs.select_one(".chart-next .btn-primary")["href"]
    assert link == f"/sessions/{story.session.pk}/note/therapy/cosign/"
    assert "The medicine part" in text_of(both, ".chart-next__title")
    assert text_of(after, ".chart-next__title") == "Contact due: Home safe, Day 1"


def test_allergies_alerts_and_contact_rules_stay_in_sight(open_chart, story):
    assert text_of(open_chart(story.ana), ".identity__allergies") == "Allergies not asked yet"
    story.screened()
    responses.submit(
        story.patient, instrument="phq9", answers=[1] * 8 + [2], by=story.me, at=story.at
    )
    rules = {"contact_rules": "Never leave a voicemail"}
    demographics.correct(story.patient, changes=rules, by=story.flo, at=story.at)

    page = open_chart(story.ana)

    assert text_of(page, ".identity__allergies") == "Allergies penicillin"
    said = [one.get_text(strip=True) for one in page.select(".identity__alert")]
    assert said == ["PHQ-9 item 9", "Never leave a voicemail"]
    assert page.select_one(".chart-next .btn-primary")["href"] == f"/alerts/{story.patient.pk}/"


CLINICAL_WORDS = (
    "penicillin",
    "Eligible",
    "PHQ-9",
    "mg",
    "Quiet nights",
    "hardening",
    "Touch",
    "Findings",
)


@pytest.mark.parametrize("who", ["flo", "owen", "bea"])
def test_desk_owner_and_biller_see_logistics_alone(open_chart, story, who):
    story.ready_to_book().booked()
    responses.submit(story.patient, instrument="phq9", answers=[1] * 9, by=story.me, at=story.at)

    page = open_chart(getattr(story, who))

    text = page.select_one("body").get_text(" ", strip=True)
    assert [word for word in CLINICAL_WORDS if word in text] == []
    assert "(303) 555-0117" in text
    assert text_of(page, "#readiness .badge") == "Ready"


def test_not_ready_says_whom_to_call_and_not_why(open_chart, story):
    story.screened(conditions=("CV1",))

    page = open_chart(story.flo)

    assert "Not ready Call Ana Ruiz." in text_of(page, "#readiness")
    assert "CV1" not in page.get_text()


def test_hats_open_no_more_than_the_team(open_chart, story):
    both = story.member("ida", "Ida Holm", "therapist", "front_desk")
    story.screened()

    page = open_chart(both)

    assert "penicillin" not in page.get_text()


def test_a_clinician_off_the_team_and_another_clinic_find_nothing(as_, story):
    stranger = story.member("sam", "Sam Loft", "therapist")
    elsewhere = Story(name="Birch")

    seen = [
        as_(member).get(f"/patients/{story.patient.pk}/").status_code
        for member in (stranger, elsewhere.raj, elsewhere.flo)
    ]

    assert seen == [404, 404, 404]


def test_who_has_no_business_with_charts_is_refused(as_, story):
    answers = [
        as_(member).get(f"/patients/{story.patient.pk}/") for member in (story.ada, story.me)
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert AuditEvent.objects.filter(action="chart.read").count() == 0


@pytest.mark.parametrize(("who", "section"), [("ana", "clinical"), ("flo", "logistics")])
def test_opening_leaves_one_line_with_what_was_shown(open_chart, story, who, section):
    open_chart(getattr(story, who))

    line = AuditEvent.objects.get(action="chart.read")
    assert (line.outcome, line.patient_id, line.facts) == (
        "read",
        story.patient.pk,
        {"section": section},
    )


def test_the_story_is_told_newest_first_and_by_kind(open_chart, story):
    story.under_way().discharged().signed()

    everything = open_chart(story.ana)
    doses = open_chart(story.ana, "?show=doses")

    titles = [one.get_text(" ", strip=True) for one in everything.select(".story__title")]
    assert titles[-2:] == [
        f"Consents signed {', '.join(ConsentKind(kind).label for kind in reversed(REQUIRED))}",
        "Intake submitted Quiet nights",
    ]
    assert titles[0].startswith("Integration visit")
    assert [one.get_text(" ", strip=True) for one in doses.select(".story__title")] == [
        "First dose 200 mg, sublingual lozenge"
    ]
    assert text_of(doses, ".chip[aria-current]") == "Doses 1"


def test_every_line_of_the_story_leads_somewhere(as_, open_chart, story):
    story.under_way().discharged().signed()
    note = general_notes.start(
        story.patient, kind="phone", about_at=story.at, by=story.ana, at=story.at
    )
    notes.save(note, text="Slept well.", by=story.ana, at=story.at)
    responses.submit(
        story.patient, instrument="phq9", answers=[1] * 8 + [1], by=story.me, at=story.at
    )

    page = open_chart(story.ana)

    client = as_(story.ana)
    doors = {link["href"] for link in page.select(".story__title a")}
    assert {client.get(door).status_code for door in doors} == {200}
    assert len(doors) == 11


@pytest.mark.parametrize(
    "query", ["?show=%00", "?show=nothing&page=-3", "?page=99999999999", "?page=x"]
)
def test_an_odd_address_is_left_out_or_refused_and_never_fails(as_, story, query):
    assert as_(story.ana).get(f"/patients/{story.patient.pk}/{query}").status_code in {200, 400}


def fill(story: Story, number: int) -> None:
    """So many notes, scores, allergies and findings."""
    episode = story.episode
    ClinicalNote.objects.bulk_create(
        ClinicalNote(
            patient=story.patient, episode=episode, kind=NoteKind.PHONE, text="Called.", author=story.ana,
            about_at=story.at - timedelta(hours=place), created_at=story.at,
        )
        for place in range(number)
    )  # fmt: skip
    for place in range(min(number, 40)):
        at = story.at + timedelta(minutes=place)
        responses.submit(story.patient, instrument="gad7", answers=[1] * 7, by=story.me, at=at)
        story.patient.allergies.create(substance=f"thing {place}", recorded_at=at)
        story.patient.contacts.create(kind="ride", name=f"Ann {place}", phone="1", recorded_at=at)


@pytest.mark.parametrize("rows", [3, 300])
def test_fourteen_statements_for_three_rows_and_for_three_hundred(
    as_, hour, story, django_assert_num_queries, rows
):
    story.under_way().discharged().signed()
    fill(story, rows)
    story.later(hours=3)
    hour(story)
    client = as_(story.ana)

    with django_assert_num_queries(STATEMENTS):
        answer = client.get(f"/patients/{story.patient.pk}/")

    assert answer.status_code == 200


def test_the_desks_chart_takes_fewer(as_, hour, story, django_assert_num_queries):
    story.ready_to_book().booked()
    hour(story)
    client = as_(story.flo)

    with django_assert_num_queries(11):
        client.get(f"/patients/{story.patient.pk}/")


def test_scores_are_drawn_with_the_doses_between_and_told_in_words(as_, hour, story):
    responses.submit(
        story.patient, instrument="phq9", answers=[2] * 8 + [0], by=story.me, at=story.at
    )
    story.under_way().discharged().later(days=3)
    responses.submit(
        story.patient, instrument="phq9", answers=[1] * 8 + [0], by=story.me, at=story.at
    )
    hour(story)

    answer = as_(story.ana).get(f"/patients/{story.patient.pk}/scores/")

    page = BeautifulSoup(answer.text, "html.parser")
    assert "\N{MINUS SIGN}8 points since the first (50 % lower)" in page.get_text()
    assert len(page.select(".plot__dose")) == 1
    assert [one.get_text(strip=True) for one in page.select(".plot__number")] == ["16", "8"]
    assert "not improved" not in page.get_text().lower()


@pytest.mark.parametrize(("who", "status"), [("flo", 403), ("bea", 403), ("noor", 200)])
def test_scores_are_for_clinicians(as_, story, who, status):
    answer = as_(getattr(story, who)).get(f"/patients/{story.patient.pk}/scores/")

    assert answer.status_code == status
