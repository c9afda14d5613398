"""What waits for a clinician, as the lists of my day: one kind of line, whatever it is about."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from dashboard.domain.waiting import Waiting

type Waits = dict[str, list[Waiting]]


@dataclass(frozen=True, slots=True)
class Line:
    """About whom, what, and when: `old` is said loudly, else a moment stands in its style."""

    url: str
    name: str
    note: str
    moment: datetime
    style: str = "relative"
    before: str = ""
    old: str = ""


@dataclass(frozen=True, slots=True)
class List:
    title: str
    icon: str
    lines: list[Line]


def urgent(waits: Waits) -> list[List]:
    """What holds somebody else up: signatures that colleagues wait for, events that are not over."""
    cosigns = sorted([*waits.get("cosign", []), *waits.get("part", [])], key=lambda one: one.moment)
    return _whole([
        List("To co-sign", "signature", [_cosign(one) for one in cosigns]),
        List("Adverse events not over", "triangle-alert", [*map(_adverse, waits.get("adverse", []))]),
        List("Opened under the standing order", "activity", [*map(_opened, waits.get("opened", []))]),
    ])  # fmt: skip


def later(waits: Waits, *, at: datetime) -> list[List]:
    return _whole([
        List("Monitoring forms", "file-clock", [_form(one, at) for one in waits.get("form", [])]),
        List("Scores to read", "activity", [*map(_score, waits.get("score", []))]),
        List("Consents that run out", "calendar-clock", [*map(_consent, waits.get("consent", []))]),
        List("Open windows", "sprout", [*map(_window, waits.get("window", []))]),
    ])  # fmt: skip


def _whole(lists: list[List]) -> list[List]:
    return [one for one in lists if one.lines]


def _line(one: Waiting, page: str, *args: Any, note: str = "", **more: Any) -> Line:
    return Line(reverse(page, args=args), one.patient_name, note or one.word, one.moment, **more)


def _cosign(one: Waiting) -> Line:
    if one.branch == "part":
        return _line(one, "sessions:cosign_note", one.ref, one.raw,
                     note=f"Medicine session, {one.word.lower()}", old=_days(one))  # fmt: skip
    return _line(one, "patients:cosign_note", one.ref, old=_days(one))


def _adverse(one: Waiting) -> Line:
    return _line(one, "sessions:resolve", one.ref, note=one.word.capitalize(), old=_days(one))


def _opened(one: Waiting) -> Line:
    return _line(one, "sessions:live", one.ref, old=_days(one))


def _form(one: Waiting, at: datetime) -> Line:
    overdue = "Overdue" if one.moment < at else ""
    note = f"Esketamine programme, {one.word}"
    return _line(one, "sessions:monitoring", one.ref, note=note, old=overdue, style="date")


def _score(one: Waiting) -> Line:
    note = f"{one.word}; no note is signed since"
    return _line(one, "dashboard:scores", one.patient_id, note=note)


def _consent(one: Waiting) -> Line:
    return _line(one, "screening:consents", one.patient_id, style="date")


def _window(one: Waiting) -> Line:
    return _line(one, "integration:window", one.ref, style="date", before="closes ")


def _days(one: Waiting) -> str:
    return f"{one.days} days" if one.is_old else ""
