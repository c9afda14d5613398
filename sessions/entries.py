"""One thing done in the room, as a tablet tells it: what, when by both clocks, by whom."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms

from accounts.acts import invalid
from accounts.models import Membership
from sessions.models import MedicineSession

LONGEST_BACK = timedelta(days=14)
WHICH_LINE = "It does not say which line it means."
NO_LINE = "That line is not in this session's log."
UNREADABLE = "It holds characters that cannot be kept."
NO_ID = "It carries no number of its own. Record it anew."
NO_TIME = "It does not say when it happened. Record it anew."


@dataclass(frozen=True)
class Entry:
    """`occurred_at` by the server's clock, `device_at` by the tablet's own; `at` is when it came in."""

    session: MedicineSession
    key: str
    facts: dict[str, Any]
    by: Membership
    at: datetime
    occurred_at: datetime
    device_at: datetime | None

    def read[F: forms.Form](self, form_class: type[F]) -> F:
        """The facts in the shape that the kind asks for, or refused in words."""
        form = form_class(self.facts)
        if not form.is_valid():
            raise invalid(" ".join(_sentences(form)))
        return form

    def find(self, model: Any, target: Any) -> Any:
        """A row of this session, by the key under which it was logged or by its number."""
        if not isinstance(target, dict):
            raise invalid(WHICH_LINE)
        rows = model.objects.filter(session=self.session)
        key, row = target.get("key"), target.get("row")
        if isinstance(key, str) and key:
            found = rows.filter(key=key[:64]).first()
        elif isinstance(row, int) and 0 < row < 2**63:
            found = rows.filter(pk=row).first()
        else:
            raise invalid(WHICH_LINE)
        if found is None:
            raise invalid(NO_LINE)
        return found


def _sentences(form: forms.Form) -> list[str]:
    return [
        f"{form.fields[name].label or name.capitalize()}: {sentence}"
        for name, errors in form.errors.items()
        for sentence in errors
    ]


def key_of(told: dict[str, Any]) -> str:
    try:
        return str(uuid.UUID(told.get("id")))
    except (AttributeError, TypeError, ValueError):
        raise invalid(NO_ID) from None


def facts_of(told: dict[str, Any]) -> dict[str, Any]:
    """The facts as plain values; nothing in them that a database would choke on."""
    facts = told.get("facts")
    if not isinstance(facts, dict):
        raise invalid("It says nothing.")
    try:
        readable = all(_is_readable(part) for part in _texts(facts))
    except RecursionError:
        readable = False
    if not readable:
        raise invalid(UNREADABLE)
    return facts


def occurred_at_of(told: dict[str, Any], *, at: datetime) -> datetime:
    """When it happened; a tablet that runs ahead cannot put it into the future."""
    moment = instant(told.get("at"))
    if moment is None:
        raise invalid(NO_TIME)
    if moment < at - LONGEST_BACK:
        raise invalid("Its time lies more than two weeks back. Write an addendum instead.")
    return min(moment, at)


def instant(text: Any) -> datetime | None:
    """A moment with its zone, in UTC, within reach of every clock; else None."""
    if not isinstance(text, str) or len(text) > 40:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None or not 1971 <= moment.year <= 2200:
        return None
    return moment.astimezone(UTC)


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for pair in value.items() for part in pair for text in _texts(part)]
    if isinstance(value, list):
        return [text for part in value for text in _texts(part)]
    return [value] if isinstance(value, str) else []


def _is_readable(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= char <= "\udfff" for char in text)
