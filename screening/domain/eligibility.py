"""The prescriber's decision, and how findings are settled before it."""

from collections.abc import Iterable
from datetime import datetime

from accounts.acts import act, invalid
from accounts.domain.policies import policy_of
from accounts.enums import Permission, RefusalCode
from accounts.models import Membership
from audit import trail
from core.errors import Refusal
from patients.domain.care_team import require_care
from patients.domain.episodes import enter_phase, open_episode
from patients.enums import Phase
from patients.models import EpisodeOfCare, Patient
from screening.domain.intake import newest_intake
from screening.enums import ClearedHow, DecisionOutcome, FindingStatus, Severity
from screening.models import EligibilityDecision, Finding, FindingQuerySet

NEVER = frozenset({"AGE1", "ALL1", "CAP1"})
BY_NEW_FACT = frozenset({"CV1", "EYE1", "END1", "OB1", "SUD3"})


def how_cleared(finding: Finding) -> ClearedHow:
    """How this finding may end: never, on a new fact, or with a second prescriber."""
    if finding.code in NEVER:
        return ClearedHow.ABSOLUTE
    if finding.severity != Severity.STOP or finding.code in BY_NEW_FACT:
        return ClearedHow.NEW_FACT
    return ClearedHow.SECOND_PRESCRIBER


@act("findings.acknowledged", Permission.FINDINGS_ACKNOWLEDGE)
def acknowledge_findings(
    patient: Patient, *, reason: str, by: Membership, at: datetime
) -> list[Finding]:
    """See every open CAUTION at once, with what follows from it."""
    require_care(by, patient)
    if not reason.strip():
        raise invalid("Say what follows from these findings.")
    episode = open_episode(patient)
    rows = _open_findings(episode).filter(severity=Severity.CAUTION)
    found = list(rows)
    if not found:
        raise invalid("No finding waits to be acknowledged.")
    for row in found:
        _settle(row, FindingStatus.ACKNOWLEDGED, reason=reason, by=by, second=None, at=at)
    return found


@act("eligibility.decided", Permission.ELIGIBILITY_DECIDE)
def decide(
    patient: Patient,
    *,
    outcome: str,
    reason: str,
    by: Membership,
    at: datetime,
    clear: Iterable[str] = (),
    second: Membership | None = None,
) -> EligibilityDecision:
    """Decide, clearing findings by name; the newest decision is the one in force."""
    if second is not None and not (
        second.may(Permission.ELIGIBILITY_DECIDE) and second.clinic_id == by.clinic_id
    ):
        raise Refusal(
            RefusalCode.ROLE_FORBIDDEN,
            "The second signature must be a prescriber's of this clinic.",
        )
    require_care(by, patient)
    if outcome not in DecisionOutcome.values or not reason.strip():
        raise invalid("Choose an outcome and write the reason.")
    if second is not None and second.pk == by.pk:
        raise Refusal(
            RefusalCode.WITNESS_SAME_PERSON, "The second prescriber must be somebody else."
        )
    episode = open_episode(patient)
    cleared = _clear(episode, clear, reason=reason, by=by, second=second, at=at)
    if outcome == DecisionOutcome.ELIGIBLE:
        _require_settled(episode)
    decision = EligibilityDecision.objects.create(
        episode=episode,
        outcome=outcome,
        reason=reason.strip(),
        cleared=cleared,
        decided_at=at,
        decided_by=by,
        second_by=second,
        policy_version=policy_of(patient.clinic, at=at).version,
    )
    _follow(episode, outcome)
    trail.record(
        "eligibility.decided", decision, by=by, at=at, patient_id=patient.pk, outcome=outcome
    )
    return decision


def _follow(episode: EpisodeOfCare, outcome: str) -> None:
    if outcome == DecisionOutcome.ELIGIBLE:
        if episode.phase in {Phase.INTAKE, Phase.SCREENING}:
            enter_phase(episode, Phase.PREPARATION)
    elif episode.phase == Phase.PREPARATION:
        enter_phase(episode, Phase.SCREENING)


def _require_settled(episode: EpisodeOfCare) -> None:
    if newest_intake(episode) is None:
        raise Refusal(RefusalCode.SCREENING_MISSING, "The intake has not been submitted yet.")
    unsettled = {row.severity for row in Finding.objects.unsettled().filter(episode=episode)}
    if Severity.STOP in unsettled:
        raise Refusal(
            RefusalCode.SCREENING_STOP,
            "A STOP is open. It ends by a new fact or a second prescriber, some never.",
        )
    if unsettled:
        raise Refusal(
            RefusalCode.FINDINGS_UNACKNOWLEDGED,
            "Findings are open. Acknowledge each caution and clear each hold first.",
        )


def _clear(
    episode: EpisodeOfCare,
    codes: Iterable[str],
    *,
    reason: str,
    by: Membership,
    second: Membership | None,
    at: datetime,
) -> list[str]:
    """Clear what may be cleared by these people; the rest stays open."""
    wanted = list(dict.fromkeys(codes))
    rows = {row.code: row for row in _open_findings(episode).filter(code__in=wanted)}
    missing = [code for code in wanted if code not in rows]
    if missing:
        raise invalid(f"Not open: {', '.join(missing)}.")
    cleared = []
    for code in wanted:
        way = how_cleared(rows[code])
        if way == ClearedHow.ABSOLUTE or (way == ClearedHow.SECOND_PRESCRIBER and second is None):
            continue
        _settle(rows[code], FindingStatus.CLEARED, reason=reason, by=by, second=second, at=at)
        cleared.append(code)
    return cleared


def _open_findings(episode: EpisodeOfCare) -> FindingQuerySet:
    return (
        Finding.objects.open()
        .filter(episode=episode)
        .select_for_update(of=("self",))
        .order_by("pk")
    )


def _settle(
    row: Finding,
    status: FindingStatus,
    *,
    reason: str,
    by: Membership,
    second: Membership | None,
    at: datetime,
) -> None:
    row.status, row.settled_at, row.settled_by = status, at, by
    row.second_by, row.reason = second, reason.strip()
    row.save(update_fields=["status", "settled_at", "settled_by", "second_by", "reason"])
    trail.record(
        f"finding.{status}", row, by=by, at=at, patient_id=row.episode.patient_id, code=row.code
    )
