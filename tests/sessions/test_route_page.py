"""The room beside the dose: acts of the route, other medicines, what to look at, the programme."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from accounts.domain.policies import adopt_policy
from medications.enums import DoseSource, Route
from sessions.domain import leaving, observing
from sessions.entries import Entry
from sessions.entry_kinds import KINDS
from sessions.models import (
    Incident,
    MonitoringForm,
    NoticeSeen,
    OtherMedicine,
    RemsEnrolment,
    RouteAct,
)
from tests.support.at_rest import committed, undone
from tests.support.rooms import at, soup, words
from tests.support.story import Story

INFUSION = {"route": Route.IV, "source": DoseSource.CLINIC_STOCK, "planned_mg": Decimal(50)}
ESKETAMINE = {
    "route": Route.IN_ESKETAMINE, "source": DoseSource.REMS_DEVICE, "planned_mg": Decimal(56),
}  # fmt: skip
NAUSEA = {"name": "Ondansetron", "amount": "4 mg", "basis": "standing", "key": "k1"}


@pytest.fixture(scope="module")
def before(django_db_setup, django_db_blocker):
    """An infusion is ordered and 60 mg lie ready; the gate is open."""
    with committed(django_db_blocker):
        told = Story().ready_to_book(**INFUSION).booked().checked_in()
        told.stocked()
        told.measured()
        told.stranger = Story(told.at, name="Birch").raj
        yield told


@pytest.fixture
def story(before):
    with undone(before) as one:
        yield one


@pytest.fixture
def running(story):
    story.dosed(50, lot_number="KET-1", drawn_mg=Decimal(60))
    return story


@pytest.fixture
def sprayed(before):
    """Another patient's esketamine session, an hour and a half after the first device."""
    with undone(before) as one:
        one.later(days=21)
        one.patient = one.new_patient("Ines Duarte", key="ines")
        one.ready_to_book(**ESKETAMINE, booster=None).booked().checked_in()
        one.measured()
        yield one


def post_act(client, story, kind, **facts):
    return client.post(at(story, "route"), {"kind": kind, **facts})


def labels(page):
    return [words(button) for button in page.select("#room-route .route-step:not([hidden]) button")]


def test_the_next_acts_stand_under_the_thumb(room, running):
    client = room(running, running.noor)
    assert labels(soup(client.get(at(running, "live")))) == ["Cannula in"]

    for kind, facts in (
        ("cannula_in", {"text": "22 G"}),
        ("infusion_started", {"rate_ml_per_h": "150"}),
    ):
        assert post_act(client, running, kind, **facts).status_code == 302

    page = soup(client.get(at(running, "live")))
    assert labels(page) == [
        "Infusion paused", "Rate changed", "Infusion stopped", "Site checked",
    ]  # fmt: skip
    assert words(page.select(".route-done li")[0]).startswith(
        "10:02 Infusion started, 150 mL/h Noor Haddad"
    )
    assert page.select_one("#route_rate_changed_rate_ml_per_h").get("value") is None


def test_a_stop_with_its_total_leaves_the_rest_to_waste(room, running):
    client = room(running, running.noor)
    post_act(client, running, "infusion_started", rate_ml_per_h="150")

    post_act(client, running, "stopped", total_given_mg="32.5")

    page = soup(client.get(at(running, "live")))
    assert "27.5 mg" in words(page.select_one("#panel-waste summary"))


def test_a_refused_total_keeps_what_was_typed(room, running):
    client = room(running, running.noor)
    post_act(client, running, "infusion_started", rate_ml_per_h="150")

    answer = post_act(client, running, "stopped", total_given_mg="61")

    page = soup(answer)
    assert answer.status_code == 422
    assert words(page.select_one("#room-route .error-summary li")) == (
        "60 mg were drawn: 61 mg cannot have been given."
    )
    assert page.select_one("#route_stopped_total_given_mg, [name=total_given_mg][value='61']")
    assert not RouteAct.objects.filter(kind="stopped").exists()


def test_what_happened_earlier_is_written_with_its_time(room, running):
    client = room(running, running.noor)

    client.post(
        at(running, "route"), {"kind": "paused", "when": "09:45", "whole": "True", "key": "x"}
    )

    act = RouteAct.objects.get()
    assert running.at - act.occurred_at == timedelta(minutes=17)
    assert act.recorded_at == running.at


def test_a_tap_through_htmx_swaps_what_a_reload_would_show(room, running):
    client = room(running, running.noor)

    swapped = soup(
        client.post(at(running, "route"), {"kind": "paused"}, headers={"hx-request": "true"})
    )

    fresh = soup(client.get(at(running, "live")))
    done = [words(one) for one in swapped.select("#room-route .route-done li")]
    assert done == [words(one) for one in fresh.select("#room-route .route-done li")] != []
    assert (
        labels(swapped) == labels(fresh) == ["Infusion resumed", "Infusion stopped", "Site checked"]
    )


def test_a_key_pressed_twice_is_one_act(room, running):
    client = room(running, running.noor)
    for _ in range(2):
        post_act(client, running, "paused", key="once")

    assert RouteAct.objects.count() == 1


def test_a_therapist_sees_only_what_is_theirs_to_write(room, running):
    client = room(running, running.ana)

    page = soup(client.get(at(running, "live")))
    refused = post_act(client, running, "infusion_started", rate_ml_per_h="100")

    assert labels(page) == []
    assert refused.status_code == 422
    assert page.select_one("#panel-other form") is None
    assert post_act(client, running, "paused").status_code == 302


@pytest.mark.parametrize(("who", "status"), [("flo", 403), ("stranger", 404)])
def test_the_desk_and_another_clinic_write_nothing_here(room, running, who, status):
    client = room(running, getattr(running, who))

    answers = [
        client.post(at(running, name), {**NAUSEA, "kind": "paused"}).status_code
        for name in ("route", "other", "notice", "enrol")
    ]

    assert answers == [status] * 4
    assert not RouteAct.objects.exists()
    assert not OtherMedicine.objects.exists()


def test_another_medicine_is_written_once_and_stands_in_the_room(room, running):
    client = room(running, running.noor)
    for _ in range(2):
        assert client.post(at(running, "other"), NAUSEA).status_code == 302

    page = soup(client.get(at(running, "live")))
    assert OtherMedicine.objects.count() == 1
    assert "Ondansetron 4 mg; standing order Noor Haddad" in words(page.select_one("#panel-other"))
    assert "Ondansetron 4 mg" in words(page.select_one("#room-log"))


def test_a_refused_medicine_keeps_what_was_typed(room, running):
    answer = room(running, running.noor).post(at(running, "other"), {**NAUSEA, "basis": "one_off"})

    page = soup(answer)
    assert answer.status_code == 422
    assert page.select_one("#panel-other").has_attr("open")
    assert page.select_one("#panel-other [name=name]")["value"] == "Ondansetron"
    assert "A one-off order has a prescriber" in words(
        page.select_one("#panel-other .error-summary")
    )


def test_the_sum_of_the_dose_says_both_numbers_and_the_weights_day(room, story):
    adopt_policy(
        story.clinic, values={"ceiling_mg_per_kg": {"IV": 0.6}}, author="Owen", approver="Raj",
        at=story.at,
    )  # fmt: skip
    page = soup(room(story, story.noor).get(at(story, "live")))

    said = words(page.select_one(".route-sum"))
    assert said.startswith("50 mg ÷ 70 kg = 0.71 mg/kg , weighed Mar 2, 2026")
    assert "This clinic asks twice above 0.6 mg/kg, 42 mg at this weight" in said
    assert page.select_one(".route-sum")["data-ceiling"] == "0.6"


def test_what_was_given_today_is_added_up(room, running):
    page = soup(room(running, running.noor).get(at(running, "live")))

    assert "Given today: 50 mg" in words(page.select_one(".route-sum"))


def test_the_latest_minute_for_a_dose_is_said(room, story):
    page = soup(room(story, story.noor).get(at(story, "live")))
    assert "Dose by 11:05 AM" in words(page.select_one("#room-look-at"))

    story.later(minutes=90)
    client = room(story, story.noor)
    for name in ("live", "pulse"):
        late = words(soup(client.get(at(story, name))).select_one("#room-latest"))
        assert "The last minute was 11:05 AM: the room is booked until then" in late


def test_a_prescriber_looks_at_a_notice_and_says_so(room, running):
    story = running
    observing.record_adverse_event(
        story.session, type="headache", severity="mild", action="none", outcome="ongoing",
        by=story.noor, at=story.at,
    )  # fmt: skip
    leaving.end_session(
        story.session, outcome="stopped_early", reason="Enough", by=story.ana, at=story.at
    )
    story.later(days=30).booked(in_days=1)
    client = room(story, story.raj)
    page = soup(client.get(at(story, "live")))
    shown = page.select("#room-look-at .route-notice")
    typed = {box["name"]: box.get("value") for box in shown[0].select("input[name]")}
    assert [words(one.strong) for one in shown] == [
        "Adverse event not resolved.", "Last session not signed.",
    ]  # fmt: skip

    empty = client.post(at(story, "notice"), {**typed, "words": " "})
    said = client.post(at(story, "notice"), {**typed, "words": "Gone since Tuesday"})

    assert (empty.status_code, said.status_code) == (422, 302)
    assert NoticeSeen.objects.get().words == "Gone since Tuesday"
    assert "Gone since Tuesday" in words(
        soup(client.get(at(story, "live"))).select_one("#room-look-at")
    )
    nurse = soup(room(story, story.noor).get(at(story, "live")))
    assert nurse.select_one("#room-look-at form") is None


def test_the_programme_asks_for_enrolment_before_the_dose(room, sprayed):
    client = room(sprayed, sprayed.noor)
    page = soup(client.get(at(sprayed, "live")))
    assert "Not enrolled in the esketamine programme" in words(page.select_one("#room-look-at"))
    assert not page.select_one("#room-give button").has_attr("disabled")

    client.post(at(sprayed, "enrol"), {
        "reference": "R-100", "enrolled_on_month": "2", "enrolled_on_day": "20", "enrolled_on_year": "2026",
    })  # fmt: skip

    assert RemsEnrolment.objects.get().reference == "R-100"
    page = soup(client.get(at(sprayed, "live")))
    assert "Enrolled: R-100" in words(page.select_one("#room-look-at"))


def test_devices_are_counted_with_their_rest(room, sprayed):
    sprayed.dosed(56)
    client = room(sprayed, sprayed.noor)
    post_act(client, sprayed, "device_used")

    page = soup(client.get(at(sprayed, "live")))

    assert "1 of 2 devices used" in words(page.select_one("#room-route"))
    assert words(page.select_one(".route-wait")).startswith("Next device from")
    assert labels(page) == ["Device 2 used"]


def test_each_ending_says_what_follows_before_the_press(room, running):
    page = soup(room(running, running.ana).get(at(running, "live")))

    told = {one["data-for"]: words(one) for one in page.select(".ending__follows")}
    assert list(told) == ["stopped_early", "against_advice", "transferred", "entered_in_error"]
    assert "Order One session of it is used." in told["stopped_early"]
    assert "10 mg wait now." in told["transferred"]
    assert "An incident opens." in told["against_advice"]


# the pages ----------------------------------------------------------------------------------------


def test_incidents_are_listed_and_closed_by_a_prescriber(room, running):
    leaving.end_session(
        running.session, outcome="transferred", reason="Chest pain", by=running.ana, at=running.at
    )
    client, one = room(running, running.raj), Incident.objects.get()
    listed = soup(client.get(reverse("sessions:incidents")))
    url = reverse("sessions:incident", args=[one.pk])
    assert f"Transferred by ambulance: {running.patient.name}" in words(listed.select_one(".lines"))
    assert "Chest pain" in client.get(url).text

    said = (" ", "Cardiology on Friday", "Once more")
    answers = [client.post(url, {"follow_up": words}).status_code for words in said]

    assert answers == [422, 302, 422]
    one.refresh_from_db()
    assert (one.follow_up, one.closed_by) == ("Cardiology on Friday", running.raj)
    assert "No incident is open" in client.get(reverse("sessions:incidents")).text
    assert room(running, running.stranger).get(url).status_code == 404
    assert room(running, running.noor).get(url).status_code == 403


def test_a_form_is_answered_printed_and_sent(room, sprayed):
    sprayed.dosed(56)
    sprayed.later(minutes=120)
    leaving.end_session(
        sprayed.session, outcome="stopped_early", reason="Enough", by=sprayed.ana, at=sprayed.at
    )
    form = MonitoringForm.objects.get()
    url, client = reverse("sessions:monitoring", args=[form.pk]), room(sprayed, sprayed.noor)
    page = soup(client.get(url))
    boxes = page.select("form input[type=radio][checked]")
    answers = {
        "version": "1", "monitor_name": "Noor Haddad", "monitor_phone": "303-555-0101",
        "ready_minute": "80", "vitals_ok_before": "yes", "vitals_ok_end": "yes", "sedation": "no",
        "dissociation": "no", "respiratory": "no", "serious": "no",
    }  # fmt: skip

    early = client.post(reverse("sessions:monitoring_sent", args=[form.pk]), {"proof": "F-1"})
    saved = client.post(url, answers)
    stale = client.post(url, {**answers, "sedation": "yes"})
    sent = client.post(reverse("sessions:monitoring_sent", args=[form.pk]), {"proof": "F-1"})
    paper = client.get(reverse("sessions:monitoring_pdf", args=[form.pk]))

    assert boxes == [], "yes and no are never filled in beforehand"
    assert [one.status_code for one in (early, saved, stale, sent)] == [422, 302, 422, 302]
    assert soup(stale).select_one("[name=sedation][value=yes]").has_attr("checked")
    assert paper.content.startswith(b"%PDF")
    catalog = PdfReader(BytesIO(paper.content)).trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    form.refresh_from_db()
    assert (form.proof, form.sent_by) == ("F-1", sprayed.noor)
    assert "This form was sent." in client.get(url).text
    assert room(sprayed, sprayed.ana).get(url).status_code == 403
    assert room(sprayed, sprayed.stranger).get(url).status_code == 404


def test_forms_that_wait_stand_with_the_days_that_are_left(room, sprayed):
    sprayed.dosed(56)
    leaving.end_session(
        sprayed.session, outcome="stopped_early", reason="Enough", by=sprayed.ana, at=sprayed.at
    )
    sprayed.later(days=5)

    page = soup(room(sprayed, sprayed.raj).get(reverse("sessions:monitoring_forms")))

    assert words(page.select_one(".lines strong")) == sprayed.patient.name
    assert words(page.select_one(".line__old")) == "2 days left"


def test_the_worklist_leads_a_prescriber_to_the_incident(room, running):
    leaving.end_session(
        running.session, outcome="transferred", reason="Chest pain", by=running.ana, at=running.at
    )
    url = reverse("sessions:incident", args=[Incident.objects.get().pk])

    mine = room(running, running.raj).get("/tasks/")
    others = room(running, running.noor).get("/tasks/?whose=all")

    assert url in mine.text
    assert "Chest" not in others.text
    assert url not in others.text


def test_a_tablet_that_was_offline_tells_acts_and_medicines_once(running):
    told = {"session": running.session, "by": running.noor, "at": running.at, "device_at": None}
    earlier = running.at - timedelta(minutes=9)
    facts = {
        "route": {"kind": "infusion_started", "rate_ml_per_h": "150"},
        "other_medicine": {**NAUSEA, "basis": "one_off", "ordered_by": running.raj.pk},
    }
    for kind in ("route", "other_medicine") * 2:
        KINDS[kind](Entry(key=f"{kind}-1", facts=facts[kind], occurred_at=earlier, **told))

    assert RouteAct.objects.get().occurred_at == earlier
    assert OtherMedicine.objects.get().ordered_by == running.raj
