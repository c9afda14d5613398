"""Each check with the shape of the value it compares."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from yaml.nodes import Node, ScalarNode

from kap_clinic.scenarios import words
from kap_clinic.scenarios.language import nodes
from kap_clinic.scenarios.language.actions import NONE, finding
from kap_clinic.scenarios.language.errors import gather
from kap_clinic.scenarios.language.model import Check
from kap_clinic.scenarios.language.values import (
    Place,
    Reader,
    amount,
    at_least,
    entries,
    facts,
    list_of,
    moment,
    table,
    text,
    truth,
    whole,
    word,
)

COUNT = at_least(0, whole)
NUMBER = at_least(1, whole)


def some_facts(
    fields: Mapping[str, Reader], kind: str, needed: Collection[str] = ()
) -> Reader[dict[str, Any]]:
    """A mapping that compares something: a check of nothing would always hold."""
    read_facts = facts(fields, kind)

    def read(node: Node, place: Place) -> dict[str, Any]:
        found = read_facts(node, place)
        if not set(found) - set(needed) or set(needed) - set(found):
            raise place.fault(node, "This check compares nothing.")
        return found

    return read


_findings = table(finding, word(words.SEVERITIES, "severity"))
_scores = some_facts(
    {**dict.fromkeys(sorted(words.INSTRUMENTS), amount), "band": text}, "part of a score"
)
_contacts = some_facts(
    {
        **dict.fromkeys(
            sorted(words.CONTACTS), word(words.CONTACT_STATUSES, "status of a contact")
        ),
        "n": NUMBER,
    },
    "contact",
)
_window = some_facts(
    {
        "n": NUMBER,
        "status": word(words.WINDOW_STATUSES, "status of a window"),
        "opens_at": moment,
        "peak_until": moment,
        "closes_at": moment,
    },
    "fact about a window",
)


def score(node: Node, place: Place) -> dict[str, Any]:
    """The scores by instrument, and the band where there is one."""
    given = _scores(node, place)
    band = given.get("band")
    if band is None:
        return given
    scored = [name for name in given if name != "band"]
    if len(scored) != 1:
        raise place.fault(node, "A band belongs to the score of one instrument.")
    if band not in words.BANDS[scored[0]]:
        raise place.fault(node, f"'{band}' is no band of {scored[0]}.")
    return given


def contacts(node: Node, place: Place) -> dict[str, Any]:
    """The status of each contact that is named, of the newest window or of window `n`."""
    found = _contacts(node, place)
    if set(found) == {"n"}:
        raise place.fault(node, "This check compares nothing.")
    return found


def window(node: Node, place: Place) -> dict[str, Any] | None:
    """What is said of one integration window, or None where there must be none."""
    if nodes.is_null(node) or (isinstance(node, ScalarNode) and node.value == NONE):
        return None
    return _window(node, place)


def due(node: Node, place: Place) -> int | None:
    """Minutes, or None where nothing is due any more."""
    if nodes.is_null(node) or (isinstance(node, ScalarNode) and node.value == NONE):
        return None
    return whole(node, place)


CHECKS: Mapping[str, Reader] = {
    "findings": _findings,
    "findings_exactly": _findings,
    "phase": word(words.PHASES, "phase"),
    "bookable": truth,
    "gate": some_facts(
        {"ready": truth, "missing": list_of(word(words.REFUSAL_CODES, "refusal code"))},
        "fact about the gate",
    ),
    "score": score,
    "alerts_open": COUNT,
    "incidents_open": COUNT,
    "window": window,
    "contacts": contacts,
    "messages": some_facts({"total": COUNT, "at_least": COUNT}, "count of messages"),
    "messages_between": some_facts(
        {"from": moment, "to": moment, "total": COUNT, "at_least": COUNT},
        "fact about messages",
        needed=["from", "to"],
    ),
    "messages_clean": truth,
    "stock_mg": table(text, amount),
    "vitals_due": due,
    "documents": some_facts(
        {**dict.fromkeys(sorted(words.DOCUMENTS), COUNT), "pages_min": COUNT}, "kind of document"
    ),
    "events": table(word(words.CHIPS, "observation"), COUNT),
    "thread": list_of(word(words.INTENTIONS, "status of an intention")),
}

NUMBERED = ("contacts", "window")


def checks(node: Node, place: Place) -> tuple[Check, ...]:
    """The checks of a step; an `n` may also stand beside what it numbers."""
    found = {key.value: (key, value) for key, value in entries(node, place)}
    number = found.pop("n", None)
    read = gather(partial(_check, key, value, place) for key, value in found.values())
    if number is None:
        return tuple(read)
    return _numbered(read, number, place)


def _check(key: Node, value: Node, place: Place) -> Check:
    name = word(CHECKS, "check")(key, place)
    return Check(name=name, line=nodes.line_of(key), value=CHECKS[name](value, place))


def _numbered(read: list[Check], number: tuple[Node, Node], place: Place) -> tuple[Check, ...]:
    key, value = number
    n = NUMBER(value, place)
    if not any(check.name in NUMBERED for check in read):
        raise place.fault(key, "`n` numbers nothing here.")
    return tuple(
        replace(check, value={"n": n, **check.value})
        if check.name in NUMBERED and isinstance(check.value, dict)
        else check
        for check in read
    )
