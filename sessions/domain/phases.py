"""Where a course of care stood before one of its sessions."""

from datetime import datetime

from patients.enums import Phase
from screening.enums import DecisionOutcome
from screening.models import EligibilityDecision
from sessions.models import MedicineSession


def phase_before(session: MedicineSession, *, at: datetime) -> Phase:
    """Where the course of care stood before this session."""
    others = MedicineSession.objects.dosed().filter(episode=session.episode).exclude(pk=session.pk)
    if others.exists():
        return Phase.INTEGRATION
    decision = EligibilityDecision.objects.newest(session.episode_id, at=at)
    eligible = decision is not None and decision.outcome == DecisionOutcome.ELIGIBLE
    return Phase.PREPARATION if eligible else Phase.SCREENING
