"""Which function answers which check."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from kap_clinic.scenarios.language.model import Check
from kap_clinic.scenarios.player.checks import after, care, messages, session
from kap_clinic.scenarios.player.checks.difference import Difference
from kap_clinic.scenarios.player.stage import Stage

type Answer = Callable[[Any, Stage, datetime], Difference | None]

ANSWERS: Mapping[str, Answer] = {
    "findings": care.findings,
    "findings_exactly": care.findings_exactly,
    "phase": care.phase,
    "bookable": care.bookable,
    "gate": care.readiness,
    "score": care.score,
    "alerts_open": care.alerts_open,
    "incidents_open": care.incidents_open,
    "window": after.window,
    "contacts": after.contacts,
    "thread": after.thread,
    "messages": messages.messages,
    "messages_between": messages.messages_between,
    "messages_clean": messages.messages_clean,
    "stock_mg": session.stock_mg,
    "vitals_due": session.vitals_due,
    "documents": session.documents,
    "events": session.events,
}


def compare(check: Check, stage: Stage, *, at: datetime) -> Difference | None:
    """What was found otherwise, or None where the check holds."""
    return ANSWERS[check.name](check.value, stage, at)
