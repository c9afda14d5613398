"""What was expected and what was found instead."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

NOTHING = "nothing"


@dataclass(frozen=True)
class Difference:
    expected: str
    got: str


def equal(expected: object, got: object) -> Difference | None:
    """None where both are the same."""
    return None if expected == got else Difference(shown(expected), shown(got))


def holds(expected: Mapping[str, Any], got: Mapping[str, Any]) -> Difference | None:
    """None where everything expected is so; what else there is does not matter."""
    found = {name: got.get(name) for name in expected}
    return equal(dict(expected), found)


def shown(value: object) -> str:
    """A value as the files write it."""
    if value is None:
        return NOTHING
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, Mapping):
        inside = (f"{name}: {shown(one)}" for name, one in value.items())
        return "{" + ", ".join(inside) + "}"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return "[" + ", ".join(shown(one) for one in value) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)
