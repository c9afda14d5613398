"""Checks about the medicine session, its stock and its paper."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from core.errors import Refusal
from kap_clinic.scenarios.player.checks.difference import Difference, equal, holds
from kap_clinic.scenarios.player.stage import Stage
from medications.domain import stock
from medications.models import Lot
from patients.models import Document
from sessions.domain import gate
from sessions.domain.current import current_session, session_to_record_in
from sessions.domain.vitals import minutes_until_due
from sessions.models import SessionEvent

PAGES_MIN = "pages_min"


def stock_mg(expected: Mapping[str, Decimal], stage: Stage, _at: datetime) -> Difference | None:
    lots = Lot.objects.filter(clinic=stage.clinic, number__in=expected)
    return holds(expected, {lot.number: stock.balance(lot) for lot in lots})


def vitals_due(expected: int | None, stage: Stage, at: datetime) -> Difference | None:
    session = current_session(stage.episode, at=at)
    facts = gate.load(stage.episode, session, at=at)
    left = minutes_until_due(facts) if session else None
    return equal(expected, None if left is None else round(left))


def documents(expected: Mapping[str, int], stage: Stage, _at: datetime) -> Difference | None:
    """How many there are of each kind that open, and that none of them is too short."""
    wanted = dict(expected)
    pages = wanted.pop(PAGES_MIN, None)
    kinds = list(wanted)
    rows = [row for row in Document.objects.ready().filter(patient=stage.patient) if opens(row)]
    found: dict[str, Any] = {kind: sum(row.kind == kind for row in rows) for kind in kinds}
    if pages is not None:
        shortest = _shortest([row for row in rows if row.kind in kinds or not kinds])
        wanted[PAGES_MIN], found[PAGES_MIN] = pages, max(shortest, 0)
        if shortest >= pages:
            found[PAGES_MIN] = pages
    return holds(wanted, found)


def opens(document: Document) -> bool:
    """A whole PDF with the hash it was stored under."""
    content = bytes(document.content or b"")
    whole = content.startswith(b"%PDF-") and content.rstrip().endswith(b"%%EOF")
    return whole and hashlib.sha256(content).hexdigest() == document.sha256


def events(expected: Mapping[str, int], stage: Stage, at: datetime) -> Difference | None:
    try:
        session = session_to_record_in(stage.patient, stage.episode, at=at)
    except Refusal:
        return holds(expected, dict.fromkeys(expected, 0))
    rows = SessionEvent.objects.standing().filter(session=session)
    codes = list(rows.values_list("code", flat=True))
    return holds(expected, {code: codes.count(code) for code in expected})


def _shortest(rows: Sequence[Document]) -> int:
    return min((row.page_count or 0 for row in rows), default=0)
