"""One patient's own limits: tighter freely, looser by a prescriber, never past 180/110.

They lie over the clinic's policy where a reading is judged, and are stamped on what they judged.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from accounts.acts import act, invalid, words_of
from accounts.domain.policies import Policy, policy_of
from accounts.enums import Permission, RefusalCode
from accounts.models import Membership
from audit import trail
from core.errors import Refusal
from patients.domain.care_team import require_care
from patients.models import EpisodeOfCare
from sessions.models import PatientLimits
from sessions.models.limits import HIGHEST

# The policy's own names, in the order in which they are read.
KINDS = {
    "before_amber": "Before the dose, amber from",
    "before_red": "Before the dose, red from",
    "after_amber": "After the dose, amber from",
    "after_red": "After the dose, red from",
}
WHICH = ("systolic", "diastolic")
NAMES = [f"{kind}_{which}" for kind in KINDS for which in WHICH]
LOWEST = {"systolic": 80, "diastolic": 40}
LONGEST_REASON = 300


@dataclass(frozen=True)
class Pair:
    """One limit as it is read: 'Before the dose, amber from', '130/85'."""

    label: str
    words: str


@act("limits.written", Permission.ORDER_WRITE, Permission.SESSION_RUN)
def write(
    episode: EpisodeOfCare,
    *,
    limits: Mapping[str, int | None],
    reason: str,
    by: Membership,
    at: datetime,
) -> PatientLimits:
    """The next row; readings from now on are judged by it. With nothing in it the clinic's hold again.

    Whoever runs sessions may tighten; what lets more through than now is a prescriber's.
    """
    require_care(by, episode.patient)
    if set(limits) - set(NAMES):
        raise invalid("There is no such limit.")
    if not (said := words_of(reason, most=LONGEST_REASON, what="the reason")):
        raise invalid("Write why this patient has limits of their own.")
    row = PatientLimits(
        episode=episode, reason=said, written_at=at, written_by=by,
        **{name: limits.get(name) for name in NAMES},
    )  # fmt: skip
    for kind in KINDS:
        _require_pair(row, kind)
    policy = policy_of(episode.patient.clinic, at=at)
    _require_order(merged(policy, row))
    EpisodeOfCare.objects.select_for_update(of=("self",)).get(pk=episode.pk)
    if not by.may(Permission.ORDER_WRITE):
        _require_no_looser(merged(policy, row), merged(policy, in_force(episode, at=at)))
    row.save(force_insert=True)
    trail.record("limits.written", row, by=by, at=at, patient_id=episode.patient_id)
    return row


def in_force(episode: EpisodeOfCare, *, at: datetime) -> PatientLimits | None:
    """The limits that stood at that moment; None where the clinic's own did."""
    rows = PatientLimits.objects.filter(episode=episode, written_at__lte=at)
    row = rows.select_related("written_by__user").order_by("-written_at", "-pk").first()
    return row if row is not None and pairs(row) else None


def merged(policy: Policy, row: PatientLimits | None) -> Policy:
    """The clinic's numbers with the patient's laid over them."""
    return policy if row is None else laid_over(policy, _numbers(row))


def laid_over(policy: Policy, own: Mapping[str, int | None]) -> Policy:
    """The same from plain numbers by their names."""
    values = {
        kind: {**policy[kind], **{w: v for w in WHICH if (v := own[f"{kind}_{w}"])}}
        for kind in KINDS
    }
    return replace(policy, values={**policy.values, **values})


def _numbers(row: PatientLimits) -> dict[str, int | None]:
    return {name: getattr(row, name) for name in NAMES}


def pairs(row: PatientLimits) -> list[Pair]:
    """What the row says, in words."""
    return said(_numbers(row))


def said(values: Mapping[str, int | None]) -> list[Pair]:
    return [
        Pair(label, f"{values[f'{kind}_systolic']}/{values[f'{kind}_diastolic']}")
        for kind, label in KINDS.items()
        if values[f"{kind}_systolic"]
    ]


def _require_pair(row: PatientLimits, kind: str) -> None:
    upper, lower = (getattr(row, f"{kind}_{which}") for which in WHICH)
    if (upper is None) != (lower is None):
        raise invalid(f"{KINDS[kind]}: write both numbers, or leave both empty.")
    if upper is None:
        return
    if lower >= upper:
        raise invalid(f"{KINDS[kind]}: the lower number must be below the upper one.")
    if upper > HIGHEST["systolic"] or lower > HIGHEST["diastolic"]:
        raise invalid(f"{KINDS[kind]}: no patient's limit goes past 180/110.")
    if upper < LOWEST["systolic"] or lower < LOWEST["diastolic"]:
        raise invalid(f"{KINDS[kind]}: this is lower than anybody's resting pressure.")


def _require_no_looser(new: Policy, standing: Policy) -> None:
    for kind, label in KINDS.items():
        if any(new[kind][which] > standing[kind][which] for which in WHICH):
            stands = f"{standing[kind]['systolic']}/{standing[kind]['diastolic']}"
            raise Refusal(
                RefusalCode.ROLE_FORBIDDEN,
                f"{label}: {stands} stands now. You may write a tighter limit; a looser one is a prescriber's.",
            )


def _require_order(policy: Policy) -> None:
    """Amber comes before red, the clinic's own numbers counted in."""
    for when in ("before", "after"):
        amber, red = policy[f"{when}_amber"], policy[f"{when}_red"]
        if any(amber[which] > red[which] for which in WHICH):
            raise invalid(
                f"{KINDS[f'{when}_amber']} {amber['systolic']}/{amber['diastolic']} would lie past red "
                f"from {red['systolic']}/{red['diastolic']}. Amber comes first."
            )
