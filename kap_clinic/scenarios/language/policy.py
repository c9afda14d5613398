"""The keys of a clinic's policy that a file may set."""

from collections.abc import Mapping
from decimal import Decimal

from yaml.nodes import MappingNode, Node

from kap_clinic.scenarios import words
from kap_clinic.scenarios.language import values
from kap_clinic.scenarios.language.values import Place, Reader, at_least

COUNT = at_least(0, values.whole)
LENGTH = at_least(1, values.whole)
ROUTE = values.word(words.ROUTES, "route")


def by_route[T](reader: Reader[T]) -> Reader[dict[str, T]]:
    """A value for each route that is named, or one that holds for all routes."""
    named = values.table(ROUTE, reader)

    def read(node: Node, place: Place) -> dict[str, T]:
        if isinstance(node, MappingNode):
            return named(node, place)
        value = reader(node, place)
        return dict.fromkeys(sorted(words.ROUTES), value)

    return read


def pair_of[T](reader: Reader[T]) -> Reader[tuple[T, ...]]:
    """A list of exactly two."""

    def read(node: Node, place: Place) -> tuple[T, ...]:
        found = values.list_of(reader)(node, place)
        if len(found) != 2:
            raise place.fault(node, "Two numbers are wanted here.")
        return found

    return read


def rising_minutes(node: Node, place: Place) -> tuple[int, ...]:
    """Minutes after the dose, each later than the one before."""
    found = values.list_of(LENGTH)(node, place)
    if list(found) != sorted(set(found)):
        raise place.fault(node, "These minutes do not rise.")
    return found


def hours(node: Node, place: Place) -> Decimal:
    return at_least(0, values.amount)(node, place)


KEYS: Mapping[str, Reader] = {
    "peak_hours": LENGTH,
    "window_days": LENGTH,
    "screening_days": LENGTH,
    "consent_days": LENGTH,
    "order_days": LENGTH,
    "weight_days": LENGTH,
    "reevaluation_days": pair_of(LENGTH),
    "send_from": values.clock_time,
    "send_until": values.clock_time,
    "max_per_day": COUNT,
    "max_per_week": COUNT,
    "observation_minutes": by_route(COUNT),
    "fasting_hours": by_route(pair_of(hours)),
    "vitals_minutes": by_route(rising_minutes),
}

_name = values.word(words.POLICIES, "policy")
_changed = values.record({"base": _name, **KEYS}, "key of a policy")


def policy(node: Node, place: Place) -> dict[str, object]:
    """What a file changes of the policy it names."""
    if not isinstance(node, MappingNode):
        _name(node, place)
        return {}
    changes = _changed(node, place)
    changes.pop("base", None)
    return changes
