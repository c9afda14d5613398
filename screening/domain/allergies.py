"""An allergy learned between two intakes: on record at once, and looked at by the rule it concerns."""

from datetime import datetime

from accounts.acts import act, invalid
from accounts.enums import Permission
from accounts.models import Membership
from audit import trail
from core.clock import day_at
from patients.domain.care_team import require_care
from patients.domain.episodes import open_episode
from patients.models import Allergy, Patient
from screening.domain.findings import take_up
from screening.domain.rules import Facts, evaluate

OWN_RULE = "ALL1"


@act("allergy.noted", Permission.CHART_CLINICAL)
def note(
    patient: Patient, *, substance: str, by: Membership, at: datetime, reaction: str = ""
) -> Allergy:
    """Put it on record, once; one to the medicine itself opens its STOP."""
    require_care(by, patient)
    if not substance.strip():
        raise invalid("Name what the allergy is to.")
    standing = Allergy.objects.filter(
        patient=patient, substance__iexact=substance.strip(), ended_at=None
    ).first()
    if standing is not None:
        return standing
    allergy = Allergy.objects.create(
        patient=patient, substance=substance.strip(), reaction=reaction.strip(), recorded_at=at
    )
    _screen(patient, allergy, at=at)
    trail.record("allergy.noted", allergy, by=by, at=at)
    return allergy


@act("allergy.ended", Permission.CHART_CLINICAL)
def end(allergy: Allergy, *, reason: str, by: Membership, at: datetime) -> Allergy:
    """It was none after all, and why; a finding that it opened stays for the prescriber."""
    require_care(by, allergy.patient)
    if not reason.strip():
        raise invalid("Say how you know that it is no allergy.")
    allergy = Allergy.objects.select_for_update(of=("self",)).get(pk=allergy.pk)
    if allergy.ended_at is None:
        allergy.ended_at = at
        allergy.save(update_fields=["ended_at"])
        trail.record("allergy.ended", allergy, by=by, at=at, reason=reason.strip())
    return allergy


def _screen(patient: Patient, allergy: Allergy, *, at: datetime) -> None:
    facts = Facts(
        conditions=frozenset(),
        medicines=(),
        allergies=(allergy.substance,),
        age=patient.age_on(day_at(patient.clinic, at)),
        bmi=None,
    )
    found = evaluate(facts)
    if OWN_RULE in found:
        take_up(open_episode(patient), {OWN_RULE: found[OWN_RULE]}, at=at)
