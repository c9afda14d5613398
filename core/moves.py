"""A status is a table of moves: the only place where one status becomes another."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.errors import MoveNotAllowed


@dataclass(frozen=True)
class Move:
    sources: frozenset[str]
    to: str


type Moves = Mapping[str, Move]


def move(*sources: str, to: str) -> Move:
    return Move(frozenset(sources), to)


def can_move(status: str, name: str, moves: Moves) -> bool:
    return status in moves[name].sources


def apply_move(thing: Any, name: str, moves: Moves) -> None:
    """Set the new status on the row in hand; the caller holds its lock and saves it."""
    step = moves[name]
    if thing.status not in step.sources:
        raise MoveNotAllowed(
            f"This is {thing.get_status_display().lower()}; it cannot be asked to {name.replace('_', ' ')}."
        )
    thing.status = step.to
