"""The intake: answers taken as said, screened by rule, refused to nobody."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from accounts.acts import act, invalid
from accounts.enums import Permission
from accounts.models import Membership
from audit import trail
from core.clock import day_at
from measures.domain.alerts import open_alert
from measures.enums import AlertKind, AlertLevel
from patients.domain.care_team import require_care
from patients.domain.episodes import enter_phase, open_episode
from patients.domain.weighing import HEAVIEST, KG_PER, LIGHTEST, in_kilograms
from patients.enums import Phase
from patients.models import Allergy, EpisodeOfCare, Medicine, Patient, Weight
from screening.domain.findings import drop_information, take_up
from screening.domain.rules import CODES, Facts, TakenMedicine, evaluate
from screening.enums import MedicineClass
from screening.models import Intake, IntakeDraft

LONGEST_NAME = 120
SHORTEST, TALLEST = Decimal(50), Decimal(260)


@act("intake.submitted", Permission.INTAKE_SUBMIT)
def submit(
    patient: Patient,
    *,
    conditions: Iterable[str],
    medications: Sequence[TakenMedicine],
    allergies: Sequence[str],
    by: Membership,
    at: datetime,
    height_cm: Decimal | None = None,
    weight_kg: Decimal | None = None,
    weight_lb: Decimal | None = None,
    goals: str = "",
    answers: Mapping[str, Any] | None = None,
) -> Intake:
    """Keep the answers, refresh allergies and medicines, open what the rules see."""
    require_care(by, patient)
    episode = open_episode(patient)
    reported = sorted(set(conditions))
    if unknown := [code for code in reported if code not in CODES]:
        raise invalid(f"No rule knows what this means: {', '.join(unknown)[:80]}.")
    _check_medicines(medications, at=at)
    if any(len(name) > LONGEST_NAME for name in allergies):
        raise invalid(f"Write each allergy in at most {LONGEST_NAME} characters.")
    height = _measured(height_cm, SHORTEST, TALLEST, "height in centimetres")
    weight = _weigh(patient, weight_kg=weight_kg, weight_lb=weight_lb, height=height, at=at)
    intake = Intake.objects.create(
        episode=episode,
        conditions=reported,
        medications=[{"name": one.name, "class": one.medicine_class} for one in medications],
        allergies=list(allergies),
        height_cm=height,
        goals=goals,
        answers=dict(answers or {}),
        submitted_at=at,
        entered_by=by,
    )
    _replace_lists(patient, medications, allergies, at=at)
    facts = facts_of(patient, intake, medications, weight=weight, at=at)
    found = evaluate(facts)
    drop_information(episode, found, at=at)
    take_up(episode, found, at=at)
    if "PSY5" in found:
        fact = "Suicidal plan or intent reported at intake"
        open_alert(patient, kind=AlertKind.SUICIDE_PLAN, level=AlertLevel.NOW, fact=fact, at=at)
    if episode.phase == Phase.INTAKE:
        enter_phase(episode, Phase.SCREENING)
    if goals.strip():
        episode.goals = goals.strip()
        episode.save(update_fields=["goals"])
    IntakeDraft.objects.filter(episode=episode).update(answers={}, saved_at=at)
    trail.record("intake.submitted", intake, by=by, at=at, patient_id=patient.pk)
    return intake


@act("intake.saved", Permission.INTAKE_SUBMIT)
def save_draft(
    patient: Patient, *, answers: Mapping[str, Any], by: Membership, at: datetime
) -> IntakeDraft:
    """Keep what was typed so far; the next sitting finds it."""
    require_care(by, patient)
    episode = open_episode(patient)
    draft, _new = IntakeDraft.objects.select_for_update().get_or_create(
        episode=episode, defaults={"saved_at": at}
    )
    draft.answers, draft.saved_at = {**draft.answers, **answers}, at
    draft.save(update_fields=["answers", "saved_at"])
    return draft


def newest_intake(episode: EpisodeOfCare) -> Intake | None:
    return Intake.objects.filter(episode=episode).order_by("-submitted_at", "-pk").first()


def facts_of(
    patient: Patient,
    intake: Intake,
    medications: Sequence[TakenMedicine],
    *,
    weight: Decimal | None,
    at: datetime,
) -> Facts:
    """What the rules look at."""
    return Facts(
        conditions=frozenset(intake.conditions),
        medicines=tuple(medications),
        allergies=tuple(intake.allergies),
        age=patient.age_on(day_at(patient.clinic, at)),
        bmi=_bmi(weight, intake.height_cm),
    )


def _bmi(weight: Decimal | None, height_cm: Decimal | None) -> Decimal | None:
    if weight is None or not height_cm:
        return None
    metres = Decimal(height_cm) / 100
    return weight / (metres * metres)


def _measured(value: Any, lowest: Decimal, highest: Decimal, what: str) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise invalid(f"Enter the {what} as a number.") from None
    if not number.is_finite() or not lowest <= number <= highest:
        raise invalid(f"Enter a {what} that can be true.")
    return number


def _weigh(
    patient: Patient, *, weight_kg: Any, weight_lb: Any, height: Decimal | None, at: datetime
) -> Decimal | None:
    """Both units are kept: what was typed, and kilograms."""
    if weight_kg is not None and weight_lb is not None:
        raise invalid("Enter the weight once, in kilograms or in pounds.")
    typed, unit = (weight_kg, "kg") if weight_lb is None else (weight_lb, "lb")
    number = _measured(typed, LIGHTEST / KG_PER[unit], HEAVIEST / KG_PER[unit], "weight")
    if number is None:
        return None
    kilograms = in_kilograms(number, unit)
    Weight.objects.create(
        patient=patient,
        kilograms=kilograms,
        typed_value=number,
        typed_unit=unit,
        height_cm=height,
        measured_at=at,
    )
    return kilograms


def _check_medicines(medications: Sequence[TakenMedicine], *, at: datetime) -> None:
    for one in medications:
        if not one.name.strip() or one.medicine_class not in MedicineClass.values:
            raise invalid("Give each medicine a name and a class.")
        if len(one.name) > LONGEST_NAME:
            raise invalid(f"Write each medicine's name in at most {LONGEST_NAME} characters.")
        if one.last_taken_at is not None and one.last_taken_at > at:
            raise invalid(f"{one.name} cannot have been taken in the future.")


def _replace_lists(
    patient: Patient,
    medications: Sequence[TakenMedicine],
    allergies: Sequence[str],
    *,
    at: datetime,
) -> None:
    """The newest lists count; an allergy once named stays until a clinician ends it."""
    Medicine.objects.filter(patient=patient, ended_at=None).update(ended_at=at)
    Medicine.objects.bulk_create(
        Medicine(
            patient=patient,
            name=one.name,
            medicine_class=one.medicine_class,
            last_taken_at=one.last_taken_at,
            recorded_at=at,
        )
        for one in medications
    )
    known = {
        row.substance.lower() for row in Allergy.objects.filter(patient=patient, ended_at=None)
    }
    Allergy.objects.bulk_create(
        Allergy(patient=patient, substance=name, recorded_at=at)
        for name in allergies
        if name.strip() and name.lower() not in known
    )
