"""Readers: each turns one YAML node into one typed value, or says why it cannot."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from difflib import get_close_matches
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from kap_clinic.scenarios.language import nodes, times
from kap_clinic.scenarios.language.errors import ScenarioError, gather

WHOLE = re.compile(r"[+-]?\d{1,9}")
AMOUNT = re.compile(r"[+-]?\d{1,9}(\.\d{1,6})?")
YES_NO = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}


@dataclass(frozen=True)
class Place:
    """Where a value stands: what its times and names are read against."""

    file: str
    zone: ZoneInfo
    staff: Collection[str] = ()
    now: datetime | None = None

    def fault(self, node: Node, sentence: str) -> ScenarioError:
        return ScenarioError(self.file, nodes.line_of(node), sentence)

    def at(self, now: datetime) -> "Place":
        return replace(self, now=now)


type Reader[T] = Callable[[Node, Place], T]


def text(node: Node, place: Place) -> str:
    """The words as they stand in the file, whatever YAML takes them for."""
    if not isinstance(node, ScalarNode):
        raise place.fault(node, "A text is wanted here, not a list or a mapping.")
    return str(node.value)


def word(vocabulary: Collection[str], kind: str) -> Reader[str]:
    """One of the words of `vocabulary`."""

    def read(node: Node, place: Place) -> str:
        said = text(node, place)
        if said in vocabulary:
            return said
        raise place.fault(node, f"'{said}' is no {kind}.{_hint(said, vocabulary)}")

    return read


def yes_no_word(vocabulary: Collection[str], kind: str) -> Reader[str]:
    """A word where yes and no mean the same quoted or not, in any case."""
    by_meaning = {YES_NO[item.casefold()]: item for item in vocabulary if item.casefold() in YES_NO}
    read_word = word(vocabulary, kind)

    def read(node: Node, place: Place) -> str:
        said = text(node, place)
        if nodes.is_plain_boolean(node) or said.casefold() in {"yes", "no"}:
            return by_meaning[YES_NO[said.casefold()]]
        return read_word(node, place)

    return read


def truth(node: Node, place: Place) -> bool:
    """True or false, which may also be written yes and no."""
    said = text(node, place).casefold()
    if said not in YES_NO:
        raise place.fault(node, f"'{said}' is neither true nor false.")
    return YES_NO[said]


def whole(node: Node, place: Place) -> int:
    """A whole number; whether it makes sense is for the clinic to say."""
    said = text(node, place)
    if not WHOLE.fullmatch(said):
        raise place.fault(node, f"'{said}' is no whole number.")
    return int(said)


def amount(node: Node, place: Place) -> Decimal:
    """A number with decimals, kept exact."""
    said = text(node, place)
    if not AMOUNT.fullmatch(said):
        raise place.fault(node, f"'{said}' is no number.")
    return Decimal(said)


def at_least[N: (int, Decimal)](least: int, reader: Reader[N]) -> Reader[N]:
    """A number of the clinic's own set-up, which nobody downstream could refuse."""

    def read(node: Node, place: Place) -> N:
        value = reader(node, place)
        if value < least:
            raise place.fault(node, f"{value} is less than {least}.")
        return value

    return read


def day(node: Node, place: Place) -> date:
    """A calendar day."""
    said = text(node, place)
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", said):
            return date.fromisoformat(said)
    except ValueError:
        pass
    raise place.fault(node, f"'{said}' is no day: write 2027-08-31.")


def clock_time(node: Node, place: Place) -> time:
    """A time of day."""
    said = text(node, place)
    try:
        if re.fullmatch(r"\d{2}:\d{2}", said):
            return time.fromisoformat(said)
    except ValueError:
        pass
    raise place.fault(node, f"'{said}' is no time of day: write 09:00.")


def moment(node: Node, place: Place) -> datetime:
    """An instant: local clinic time, UTC with a Z, or so long before or after the step."""
    said = text(node, place)
    try:
        length = times.elapsed(said)
        if length is not None and place.now is not None:
            return times.shifted(place.now, length)
        return times.instant(said, place.zone)
    except times.TimeFault as error:
        raise place.fault(node, str(error)) from error


def staff_member(node: Node, place: Place) -> str:
    """A key of the file's `staff`."""
    return word(place.staff, "name among the file's staff")(node, place)


def list_of[T](reader: Reader[T]) -> Reader[tuple[T, ...]]:
    """A list, each item read alike."""

    def read(node: Node, place: Place) -> tuple[T, ...]:
        if not isinstance(node, SequenceNode):
            raise place.fault(node, "A list is wanted here, such as [one, two].")
        return tuple(gather(partial(reader, item, place) for item in node.value))

    return read


def table[K, V](keys: Reader[K], values: Reader[V]) -> Reader[dict[K, V]]:
    """A mapping whose keys are words of one kind."""

    def read(node: Node, place: Place) -> dict[K, V]:
        def entry(key: Node, value: Node) -> tuple[K, V]:
            return keys(key, place), values(value, place)

        return dict(gather(partial(entry, *pair) for pair in entries(node, place)))

    return read


def record(
    fields: Mapping[str, Reader], kind: str, required: Collection[str] = ()
) -> Reader[dict[str, Any]]:
    """A mapping with the keys of `fields` and no others; what is null is left out."""
    read_facts = facts({name: _or_null(reader) for name, reader in fields.items()}, kind)

    def read(node: Node, place: Place) -> dict[str, Any]:
        found = read_facts(node, place)
        given = {name: value for name, value in found.items() if value is not None}
        if missing := [name for name in required if name not in given]:
            raise place.fault(node, f"Missing here: {', '.join(missing)}.")
        return given

    return read


def facts(fields: Mapping[str, Reader], kind: str) -> Reader[dict[str, Any]]:
    """A mapping with the keys of `fields` and no others."""

    def read(node: Node, place: Place) -> dict[str, Any]:
        def entry(key: Node, value: Node) -> tuple[str, Any]:
            name = word(fields, kind)(key, place)
            return name, fields[name](value, place)

        return dict(gather(partial(entry, *pair) for pair in entries(node, place)))

    return read


def _or_null[T](reader: Reader[T]) -> Reader[T | None]:
    def read(node: Node, place: Place) -> T | None:
        return None if nodes.is_null(node) else reader(node, place)

    return read


def entries(node: Node, place: Place) -> list[tuple[Node, Node]]:
    """The pairs of a mapping, in which no key may stand twice."""
    if not isinstance(node, MappingNode):
        raise place.fault(node, "A mapping is wanted here, such as {key: value}.")
    seen: set[str] = set()
    for key, _ in node.value:
        if text(key, place) in seen:
            raise place.fault(key, f"'{key.value}' is said twice here.")
        seen.add(key.value)
    return nodes.pairs(node)


def _hint(said: str, vocabulary: Collection[str]) -> str:
    close = get_close_matches(said, sorted(vocabulary), n=1)
    if close:
        return f" Is '{close[0]}' meant?"
    return f" Known: {', '.join(sorted(vocabulary))}." if len(vocabulary) <= 12 else ""
