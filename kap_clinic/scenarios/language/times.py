"""Local clinic time, elapsed time, and the two days a year when they disagree."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

LOCAL = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?")
ELAPSED = re.compile(r"([+-])(\d{1,6})([mhd])")
BEYOND = "That is beyond the calendar."
UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(hours=24)}


class TimeFault(ValueError):
    """Why a text is no time, as a sentence."""


def elapsed(text: str) -> timedelta | None:
    """The signed duration that `text` says, or None where it is no duration."""
    match = ELAPSED.fullmatch(text)
    if match is None:
        return None
    sign, count, unit = match.groups()
    length = int(count) * UNITS[unit]
    return length if sign == "+" else -length


def instant(text: str, zone: ZoneInfo) -> datetime:
    """The UTC instant of a local time, or of one that ends in Z."""
    wall = _wall(text.removesuffix("Z"))
    try:
        return wall.replace(tzinfo=UTC) if text.endswith("Z") else in_zone(wall, zone)
    except OverflowError as error:
        raise TimeFault(BEYOND) from error


def in_zone(wall: datetime, zone: ZoneInfo) -> datetime:
    """The one instant when the clocks of `zone` show `wall`."""
    early = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    late = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if early == late:
        return early
    shown = early.astimezone(zone).replace(tzinfo=None)
    happens = "show twice" if shown == wall else "skip"
    raise TimeFault(f"{wall:%Y-%m-%dT%H:%M} is a time that the clocks of {zone.key} {happens}.")


def shifted(start: datetime, length: timedelta) -> datetime:
    """`start` moved by elapsed time."""
    try:
        return start + length
    except OverflowError as error:
        raise TimeFault(BEYOND) from error


def _wall(text: str) -> datetime:
    if LOCAL.fullmatch(text):
        try:
            # The zone is the caller's: this is what a clock on the wall shows.
            return datetime.fromisoformat(text)
        except ValueError:
            pass
    raise TimeFault(f"'{text}' is no time: write 2026-03-02T09:00, with a Z for UTC.")
