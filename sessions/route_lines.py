"""The single things that stand beside the dose: a step that can be done, one that was done, a notice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sessions.domain import notices
from sessions.domain.gate import GateFacts
from sessions.enums import OrderBasis, RouteActKind
from sessions.forms.route import NoticeForm, RouteActForm
from sessions.models import CheckIn

K = RouteActKind
ICONS: dict[str, str] = {
    K.CANNULA_IN: "syringe",
    K.SITE_CHECKED: "eye",
    K.INFUSION_STARTED: "play",
    K.RATE_CHANGED: "gauge",
    K.PAUSED: "pause",
    K.RESUMED: "play",
    K.STOPPED: "square",
    K.CANNULA_OUT: "log-out",
    K.LOZENGE_IN: "circle-dot",
    K.SPAT_OUT: "droplets",
    K.SWALLOWED: "check",
    K.DEVICE_USED: "spray-can",
}


@dataclass(frozen=True)
class Step:
    """One act that can be done now, with its form."""

    kind: RouteActKind
    label: str
    icon: str
    form: RouteActForm
    is_likely: bool = False
    is_offered: bool = True

    @property
    def is_wrong(self) -> bool:
        return self.form.is_bound


@dataclass(frozen=True)
class DoneAct:
    pk: int
    words: str
    text: str
    at: datetime
    by: str
    is_early: bool


@dataclass(frozen=True)
class OtherGiven:
    words: str
    at: datetime
    by: str


@dataclass(frozen=True)
class NoticeLine:
    notice: notices.Notice
    form: NoticeForm | None


@dataclass(frozen=True)
class DoorLine:
    """One question of the day: its answer, who asked and when; `tone` is ok, attention or unasked."""

    title: str
    fact: str
    tone: str
    who: str = ""
    since: datetime | None = None


def door_lines(facts: GateFacts) -> list[DoorLine]:
    return [
        _door_line(
            "Identity", facts.asked("identity_confirmed"),
            lambda row: ("Name and date of birth agree", "ok"),
        ),
        _door_line(
            "Thoughts of suicide today", facts.asked("suicidal_thoughts"),
            lambda row: ("Yes", "attention") if row.suicidal_thoughts else ("No", "ok"),
        ),
    ]  # fmt: skip


def _door_line(
    title: str, row: CheckIn | None, said: Callable[[CheckIn], tuple[str, str]]
) -> DoorLine:
    if row is None:
        return DoorLine(title, "Not asked", "unasked")
    return DoorLine(title, *said(row), who=row.recorded_by.full_name, since=row.recorded_at)


def other_said(row: dict[str, Any]) -> OtherGiven:
    how = f", {row['route']}" if row["route"] else ""
    basis = OrderBasis(row["basis"]).label.lower()
    who = f" of {row['ordered_by']}" if row["ordered_by"] else ""
    return OtherGiven(
        f"{row['name']} {row['amount']}{how}; {basis}{who}",
        datetime.fromisoformat(row["given_at"]),
        row["by"],
    )
