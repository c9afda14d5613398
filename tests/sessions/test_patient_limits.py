"""One patient's own limits lie over the clinic's: tighter freely, looser by a prescriber, never past 180/110."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.errors import Refusal
from measures.models import SafetyAlert
from sessions.domain import gate, patient_limits, vitals
from sessions.domain.limits import Reading
from sessions.domain.record import record_html
from sessions.models import PatientLimits
from tests.support.at_rest import told_once
from tests.support.pages import as_, hour, page
from tests.support.story import Story

__all__ = ["as_", "hour"]
told, story = told_once(lambda: Story().ready_to_book().booked().checked_in())
TIGHT = {
    "before_amber_systolic": 125, "before_amber_diastolic": 80,
    "after_red_systolic": 150, "after_red_diastolic": 95,
    "after_amber_systolic": 140, "after_amber_diastolic": 90,
}  # fmt: skip
LOOSE = {
    "before_amber_systolic": 165, "before_amber_diastolic": 102,
    "before_red_systolic": 180, "before_red_diastolic": 110,
}  # fmt: skip


def write(
    story: Story, limits: dict[str, int | None], *, by=None, reason: str = "Cardiologist's letter"
):
    row = patient_limits.write(
        story.episode, limits=limits, reason=reason, by=by or story.raj, at=story.at
    )
    story.later(minutes=1)
    return row


def taken(story: Story, systolic: int, diastolic: int = 70):
    reading = Reading(systolic=systolic, diastolic=diastolic, heart_rate=70, spo2=98)
    return vitals.record(story.session, reading=reading, by=story.noor, at=story.at)


def missing(story: Story) -> list[str]:
    return gate.missing_codes(story.episode, story.session, at=story.at)


def test_tighter_limits_judge_every_reading_from_then_on_and_stand_on_it(story):
    before = taken(story, 130)
    row = write(story, TIGHT)

    amber = taken(story.later(minutes=1), 130)
    assert (before.level, before.limits) == ("within", None)
    assert (amber.level, amber.limits) == ("amber", row)
    assert missing(story) == ["vitals_amber"]
    late = vitals.record(
        story.session, reading=Reading(130, 70, 70, 98), by=story.noor, at=story.at,
        taken_at=row.written_at - timedelta(minutes=1),
    )  # fmt: skip
    assert (late.level, late.limits) == ("within", None), "those of its own time"
    taken(story.later(minutes=1), 120)
    story.dosed()
    assert taken(story, 152).level == "red"
    assert SafetyAlert.objects.get().kind == "red_reading"


def test_looser_limits_open_the_dose_and_not_the_nurses_order(story):
    write(story, LOOSE)
    assert taken(story, 158).level == "within"
    for _repeat in range(2):
        row = taken(story.later(minutes=6), 170)
        assert row.level == "amber"

    facts = {"item": "vitals_amber", "reason": "Repeated", "at": story.at}
    with pytest.raises(Refusal, match="past the clinic's"):
        gate.acknowledge(story.session, by=story.noor, **facts)
    gate.acknowledge(story.session, by=story.raj, **facts)
    assert missing(story) == []


def test_empty_limits_bring_the_clinics_back(story):
    write(story, TIGHT)
    write(story, {}, reason="Settled")
    row = taken(story, 130)
    assert (row.level, row.limits) == ("within", None)


@pytest.mark.parametrize(
    "limits",
    [
        pytest.param({"after_red_systolic": 181, "after_red_diastolic": 100}, id="past 180"),
        pytest.param({"after_red_systolic": 170, "after_red_diastolic": 111}, id="past 110"),
        pytest.param({"before_amber_systolic": 130}, id="half a pair"),
        pytest.param({"before_amber_systolic": 90, "before_amber_diastolic": 95}, id="upside down"),
        pytest.param({"before_amber_systolic": 70, "before_amber_diastolic": 45}, id="too low"),
        pytest.param(
            {"before_amber_systolic": 165, "before_amber_diastolic": 90}, id="amber past red"
        ),
        pytest.param({"pulse": 3}, id="no such limit"),
    ],
)
def test_limits_that_cannot_be_are_refused(story, limits):
    with pytest.raises(Refusal) as refusal:
        write(story, limits)
    assert refusal.value.code == "invalid"
    assert not PatientLimits.objects.exists()


@pytest.mark.parametrize("who", ["flo", "owen", "bea", "me"])
def test_whoever_treats_nobody_writes_none(story, who):
    with pytest.raises(Refusal) as refusal:
        write(story, TIGHT, by=getattr(story, who))
    assert refusal.value.code == "role_forbidden"


@pytest.mark.parametrize("who", ["noor", "ana"])
def test_whoever_treats_may_tighten_and_a_prescriber_alone_loosens(story, who):
    by = getattr(story, who)
    row = write(story, TIGHT, by=by)
    assert taken(story, 130).limits == row

    for looser in (LOOSE, {}, {"before_amber_systolic": 126, "before_amber_diastolic": 80}):
        with pytest.raises(Refusal, match="a looser one is a prescriber's") as refusal:
            write(story, looser, by=by)
        assert refusal.value.code == "role_forbidden"

    assert write(story, LOOSE) == PatientLimits.objects.latest("pk")


def test_the_database_too_takes_none_past_180_and_changes_none(story):
    row = write(story, TIGHT)
    rows = PatientLimits.objects
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.create(
            episode=story.episode, before_red_systolic=190, before_red_diastolic=100, reason="x",
            written_at=story.at, written_by=story.raj,
        )  # fmt: skip
    with pytest.raises(Exception, match=r"written once|permission denied"), transaction.atomic():
        rows.filter(pk=row.pk).update(reason="y")


def test_the_page_of_the_chart_writes_them_and_the_room_and_the_record_say_them(story, as_, hour):
    hour(story)
    address = reverse("sessions:limits", args=[story.patient.pk])
    client = as_(story.raj)
    wrong = client.post(
        address,
        {"reason": "Letter", "before_amber_systolic": "200", "before_amber_diastolic": "90"},
    )
    assert wrong.status_code == 422
    assert page(wrong).select_one("[name=before_amber_systolic]")["value"] == "200"
    done = client.post(address, {"reason": "Letter", **{k: str(v) for k, v in TIGHT.items()}})
    assert done.status_code == 302
    overtaken = client.post(address, {"reason": "Letter"})
    assert "Somebody wrote limits since" in overtaken.text
    assert address in client.get(reverse("dashboard:chart", args=[story.patient.pk])).text
    nurse = page(as_(story.noor).get(address))
    assert "looser is a prescriber's" in " ".join(nurse.text.split())
    assert "125/80" in nurse.text
    looser = {"reason": "Tired of it", "newest": str(PatientLimits.objects.get().pk)}
    told = as_(story.noor).post(address, looser)
    assert (told.status_code, "a looser one is a prescriber" in told.text) == (422, True)
    assert as_(story.flo).get(address).status_code == 403

    story.later(minutes=2)
    hour(story)
    taken(story, 130)
    room = page(as_(story.noor).get(reverse("sessions:live", args=[story.session.pk])))
    said = " ".join(room.select_one(".vitals-limits").get_text(" ").split())
    assert said.startswith("This patient's own limits. Before the dose, amber from 125/80 ;")
    assert "Raj Patel" in said
    paper = " ".join(record_html(story.session, at=story.at).split())
    assert "by own limits" in paper
    assert "before the dose, amber from 125/80" in paper
