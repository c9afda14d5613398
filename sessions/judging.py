"""What a reading means, told to the page, so that it can say so before the clinic has the reading."""

import json
from typing import Any

from sessions.domain import answers, vitals
from sessions.domain.limits import Limit, limits_before
from sessions.enums import ReadingLevel
from sessions.models import VitalSigns
from sessions.room import Room

NAMES = (*vitals.POSSIBLE, "dissociation", "temperature")


def rules_of(room: Room) -> str:
    """As JSON: what can be, what is out of limits, what then, what was last, when the next is due."""
    facts, dosed_at = room.facts, room.session.first_dose_at
    ranges = {name: [*span, vitals.range_words(name)] for name, span in vitals.POSSIBLE.items()}
    return json.dumps({
        "possible": ranges,
        "not_below": vitals.NOT_BELOW,
        "before": {"limits": _told(limits_before(room.judged_by)), "advice": _advice(False)},
        "after": {"limits": _told(room.limits_after), "advice": _advice(True)},
        "words": dict(ReadingLevel.choices),
        "dosed_at": dosed_at.isoformat() if dosed_at else None,
        "last": _numbers(facts.newest_reading),
        **_schedule(room),
    })  # fmt: skip


def _told(limits: list[Limit]) -> list[list[Any]]:
    return [[one.level, one.name, one.side, one.value] for one in limits]


def _advice(is_after_dose: bool) -> dict[str, str]:
    return {
        level: answers.advice(level, is_after_dose=is_after_dose)
        for level in (ReadingLevel.AMBER, ReadingLevel.RED)
    }


def _numbers(row: VitalSigns | None) -> dict[str, Any] | None:
    if row is None:
        return None
    numbers = {name: getattr(row, name) for name in NAMES}
    numbers["temperature"] = str(row.temperature) if row.temperature is not None else None
    return {**numbers, "at": row.taken_at.isoformat()}


def _schedule(room: Room) -> dict[str, Any]:
    """Minutes after the first dose; `dense` where a reading is out of limits today."""
    dose = room.facts.first_dose
    if dose is None or room.is_over:
        return {"schedule": [], "dense": [], "served": -1, "early": vitals.EARLY_MINUTES}
    return {
        "schedule": vitals.schedule(room.facts, dose.route),
        "dense": list(room.facts.policy.by_route("vitals_minutes", dose.route)),
        "served": vitals.served(room.facts),
        "early": vitals.EARLY_MINUTES,
    }
