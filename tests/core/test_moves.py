"""A status is a table of moves: what is not in the table does not happen."""

import pytest
from django.db.models import TextChoices

from core.errors import MoveNotAllowed
from core.moves import apply_move, can_move, move
from measures.enums import ALERT_MOVES, AlertStatus
from patients.enums import NOTE_MOVES, NoteStatus
from scheduling.enums import APPOINTMENT_MOVES, AppointmentStatus
from sessions.enums import SESSION_MOVES, SessionStatus

TABLES = (
    (APPOINTMENT_MOVES, AppointmentStatus),
    (SESSION_MOVES, SessionStatus),
    (ALERT_MOVES, AlertStatus),
    (NOTE_MOVES, NoteStatus),
)


class Light(TextChoices):
    RED = "red", "Red"
    GREEN = "green", "Green"


class Lamp:
    def __init__(self, status: str) -> None:
        self.status = status

    def get_status_display(self) -> str:
        return Light(self.status).label


MOVES = {"go": move(Light.RED, to=Light.GREEN)}


def test_a_move_leads_from_its_source_to_its_end():
    lamp = Lamp(Light.RED)

    apply_move(lamp, "go", MOVES)

    assert lamp.status == Light.GREEN


def test_a_move_from_elsewhere_is_refused_and_changes_nothing():
    lamp = Lamp(Light.GREEN)

    with pytest.raises(MoveNotAllowed, match="This is green; it cannot be asked to go"):
        apply_move(lamp, "go", MOVES)

    assert lamp.status == Light.GREEN


def test_a_move_nobody_wrote_down_is_no_move():
    with pytest.raises(KeyError):
        apply_move(Lamp(Light.RED), "stop", MOVES)


@pytest.mark.parametrize(
    ("moves", "statuses"), TABLES, ids=lambda one: getattr(one, "__name__", "")
)
def test_every_table_speaks_of_known_statuses(moves, statuses):
    for step in moves.values():
        assert step.sources <= set(statuses.values)
        assert step.to in statuses.values


# From, and the acts that lead on from there. What is not named is refused.
DIARY = {
    "booked": {"check_in", "fulfil", "mark_no_show", "cancel"},
    "checked_in": {"undo_check_in", "fulfil", "cancel"},
    "fulfilled": set(),
    "no_show": set(),
    "cancelled": set(),
}
ROOM = {
    "planned": {"check_in", "dose", "end", "cancel"},
    "checked_in": {"check_in", "begin", "dose", "end", "cancel"},
    "in_progress": {"check_in", "dose", "end"},
    "ended": set(),
    "cancelled": set(),
}
ALERT = {
    "open": {"acknowledge", "raise", "close"},
    "acknowledged": {"acknowledge", "raise", "close"},
    "closed": set(),
}


@pytest.mark.parametrize(
    ("moves", "table"), [(APPOINTMENT_MOVES, DIARY), (SESSION_MOVES, ROOM), (ALERT_MOVES, ALERT)]
)
def test_what_leads_on_from_where(moves, table):
    found = {status: {name for name in moves if can_move(status, name, moves)} for status in table}

    assert found == table
