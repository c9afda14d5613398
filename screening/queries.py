"""What the preparation pages look up about one course of care."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from accounts.domain.policies import Policy
from accounts.models import Membership
from patients.models import EpisodeOfCare, Medicine, Patient
from patients.queries import in_care_of
from screening.domain.consents import ConsentState, states
from screening.enums import ConsentKind, FindingStatus
from screening.models import (
    Consent,
    ConsentQuerySet,
    ConsentTemplate,
    EligibilityDecision,
    Finding,
    Intake,
    IntakeDraft,
)


def findings_of(episode: EpisodeOfCare) -> tuple[list[Finding], list[Finding]]:
    """Open ones by weight, and the settled, newest first."""
    rows = Finding.objects.filter(episode=episode).select_related(
        "settled_by__user", "second_by__user"
    )
    weight = {"STOP": 0, "HOLD": 1, "CAUTION": 2, "INFO": 3}
    everything = list(rows.order_by("code", "-found_at"))
    open_ones = [row for row in everything if row.status == FindingStatus.OPEN]
    settled = [row for row in everything if row.status != FindingStatus.OPEN]
    open_ones.sort(key=lambda row: (weight[row.severity], row.code))
    settled.sort(key=lambda row: row.settled_at or row.found_at, reverse=True)
    return open_ones, settled


def decisions_of(episode: EpisodeOfCare) -> list[EligibilityDecision]:
    rows = EligibilityDecision.objects.filter(episode=episode)
    rows = rows.select_related("decided_by__user", "second_by__user")
    return list(rows.order_by("-decided_at", "-pk"))


def facts_by_code(*findings: Iterable[Finding]) -> dict[str, str]:
    """A rule's code in the words of what it last saw of this patient."""
    rows = sorted(chain(*findings), key=lambda row: row.found_at)
    return {row.code: row.fact for row in rows}


def signatures(membership: Membership) -> ConsentQuerySet:
    """Every signature of those in this member's care, with its text and its people."""
    names = ("patient__clinic", "template", "signed_by__user", "withdrawn_by__user")
    return Consent.objects.filter(patient__in=in_care_of(membership)).select_related(*names)


@dataclass(frozen=True)
class ConsentLine:
    """One kind of consent on the overview."""

    label: str
    state: ConsentState
    is_required: bool
    has_newer_text: bool


def consent_lines(patient: Patient, *, policy: Policy, at: datetime) -> list[ConsentLine]:
    """The required kinds first, then whatever else was ever signed."""
    required = list(policy["required_consents"])
    standing = states(patient, policy=policy, at=at)
    kinds = [*required, *(k for k in ConsentKind if k not in required and standing[k].consent)]
    current = _newest_versions(patient, at=at)
    return [
        ConsentLine(
            label=ConsentKind(kind).label,
            state=standing[kind],
            is_required=kind in required,
            has_newer_text=_is_older(standing[kind].consent, current.get(kind, 0)),
        )
        for kind in kinds
    ]


def _newest_versions(patient: Patient, *, at: datetime) -> dict[str, int]:
    rows = ConsentTemplate.objects.filter(clinic=patient.clinic_id, effective_at__lte=at)
    return dict(rows.order_by("version").values_list("kind", "version"))


def _is_older(consent: Consent | None, version: int) -> bool:
    return consent is not None and consent.template.version < version


MEDICINE_FIELDS = ("name", "medicine_class", "last_taken_at")
MOST_ROWS = 60
LONGEST_KEPT = 4000


def stored_answers(
    patient: Patient, newest: Intake | None
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What the form begins with: the draft staff kept, else the newest intake and list of medicines."""
    draft = IntakeDraft.objects.filter(episode__patient=patient).order_by("-saved_at").first()
    kept = (draft.answers or {}).get("staff") if draft else None
    if kept:
        return dict(kept["fields"]), list(kept["medicines"])
    rows = Medicine.objects.filter(patient=patient, ended_at=None).order_by("pk")
    medicines = [{name: getattr(row, name) for name in MEDICINE_FIELDS} for row in rows]
    if newest is None:
        return {}, medicines
    fields: dict[str, Any] = {
        "goals": newest.goals,
        "conditions": newest.conditions,
        "height_cm": newest.height_cm,
        "allergies": "\n".join(newest.allergies),
        **{name: text for name, text in newest.answers.items() if isinstance(text, str)},
    }
    return fields, medicines


def kept_draft(typed: dict[str, list[str]], *, more: bool) -> dict[str, Any]:
    """A posted intake as plain values, without judging them; `more` adds empty rows for medicines."""
    rows = []
    for number in range(MOST_ROWS):
        row = {
            name: typed.get(f"medicine-{number}-{name}", [""])[0][:200] for name in MEDICINE_FIELDS
        }
        if any(row.values()):
            rows.append(row)
    fields: dict[str, Any] = {
        name: values if name == "conditions" else values[0][:LONGEST_KEPT]
        for name, values in typed.items()
        if not name.startswith("medicine-") and name not in {"more", "keep", "newest"}
    }
    empty = [dict.fromkeys(MEDICINE_FIELDS, "")] * 3 if more else []
    return {"fields": fields, "medicines": [*rows, *empty]}
