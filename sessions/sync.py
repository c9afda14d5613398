"""What a tablet kept while it could not send: taken in its order, each line by itself, none twice."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from accounts.acts import invalid
from accounts.models import Membership
from core.errors import Refusal
from sessions import entries
from sessions.authors import Authors
from sessions.entries import Entry
from sessions.entry_kinds import KINDS, STRUCK_ALREADY
from sessions.models import MedicineSession

MOST = 50
STORED, KNOWN, REFUSED = "stored", "known", "refused"
type Told = dict[str, Any]


class Unreadable(Exception):
    """The whole body says nothing that could be taken apart."""


def read_body(body: bytes) -> list[Told]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable from None
    lines = told.get("entries") if isinstance(told, dict) else None
    if not isinstance(lines, list) or len(lines) > MOST:
        raise Unreadable
    return [line if isinstance(line, dict) else {} for line in lines]


def take(
    session: MedicineSession, told: list[Told], *, here: Membership, at: datetime
) -> list[Told]:
    """Run the verb of each, in the order of the tablet's counter; a wrong one stops no other."""
    authors = Authors(here.clinic, session.pk, here=here)
    return [_take_one(session, line, authors, at=at) for line in _in_order(told)]


def _in_order(told: list[Told]) -> Iterator[Told]:
    def place(line: Told) -> int:
        counter = line.get("counter")
        return counter if isinstance(counter, int) else 0

    yield from sorted(told, key=place)


def _take_one(session: MedicineSession, line: Told, authors: Authors, *, at: datetime) -> Told:
    name = line.get("id")
    answer = {"id": name if isinstance(name, str) else "", "state": REFUSED, "sentence": ""}
    try:
        entry = _entry(session, line, authors, at=at)
        row = _taker(line)(entry)
    except Refusal as refusal:
        return answer | {"sentence": str(refusal)}
    return answer | _outcome(row, entry, is_void=line["kind"] == "void")


def _entry(session: MedicineSession, line: Told, authors: Authors, *, at: datetime) -> Entry:
    return Entry(
        session=session,
        key=entries.key_of(line),
        facts=entries.facts_of(line),
        by=authors.of(line.get("author")),
        at=at,
        occurred_at=entries.occurred_at_of(line, at=at),
        device_at=entries.instant(line.get("device_at")),
    )


def _taker(line: Told) -> Any:
    kind = line.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise invalid("This page is of another release. Reload it; the line is kept.")
    return KINDS[kind]


def _outcome(row: Any, entry: Entry, *, is_void: bool) -> Told:
    """Written just now, or known from before; an undo that came late says who was first."""
    if not is_void:
        return {"state": STORED if row.recorded_at == entry.at else KNOWN}
    if row.voided_at == entry.at:
        return {"state": STORED}
    when = f"{row.voided_at.astimezone(entry.session.patient.clinic.zone):%-I:%M %p}"
    who = row.voided_by.full_name
    mine = row.voided_by_id == entry.by.pk
    return {"state": KNOWN, "sentence": "" if mine else STRUCK_ALREADY.format(who=who, when=when)}
