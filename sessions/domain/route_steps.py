"""What each route offers next, as one table; who may write which act; how each is said. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from math import ceil
from typing import Protocol

from accounts.domain.policies import Policy
from medications.enums import Route
from sessions.enums import RouteActKind

K = RouteActKind
# One nasal device of the esketamine programme holds 28 mg (its label).
DEVICE_MG = Decimal(28)

# By route: where it stands, and what can be done from there, the likely thing first.
INFUSION: dict[str, tuple[K, ...]] = {
    "": (K.CANNULA_IN,),
    "sited": (K.INFUSION_STARTED, K.SITE_CHECKED, K.CANNULA_OUT),
    "running": (K.PAUSED, K.RATE_CHANGED, K.STOPPED, K.SITE_CHECKED),
    "paused": (K.RESUMED, K.STOPPED, K.SITE_CHECKED),
    "stopped": (K.CANNULA_OUT, K.SITE_CHECKED, K.INFUSION_STARTED),
    "out": (K.SITE_CHECKED, K.CANNULA_IN),
}
LOZENGE: dict[str, tuple[K, ...]] = {
    "": (K.LOZENGE_IN,),
    "held": (K.SPAT_OUT, K.SWALLOWED),
    "done": (K.LOZENGE_IN,),
}
DEVICES: dict[str, tuple[K, ...]] = {"": (K.DEVICE_USED,), "used": (K.DEVICE_USED,)}
OFFERED: dict[str, dict[str, tuple[K, ...]]] = {
    Route.IV: INFUSION,
    Route.SL: LOZENGE,
    Route.IN_RACEMIC: DEVICES,
    Route.IN_ESKETAMINE: DEVICES,
    Route.IM: {"": (K.SITE_CHECKED,)},
    Route.SC: {"": (K.SITE_CHECKED,)},
    Route.PO: {"": (K.SWALLOWED,)},
}
# Where an act leaves the route; one that is not named leaves it as it was.
LEADS_TO: dict[str, str] = {
    K.CANNULA_IN: "sited",
    K.INFUSION_STARTED: "running",
    K.RATE_CHANGED: "running",
    K.PAUSED: "paused",
    K.RESUMED: "running",
    K.STOPPED: "stopped",
    K.CANNULA_OUT: "out",
    K.LOZENGE_IN: "held",
    K.SPAT_OUT: "done",
    K.SWALLOWED: "done",
    K.DEVICE_USED: "used",
}
# What belongs to a dose and cannot be without one; the others are done before it too.
OF_A_DOSE = frozenset(K) - {K.CANNULA_IN, K.CANNULA_OUT, K.SITE_CHECKED}
# Whoever is in the room stops, pauses and looks; the rest is a nurse's or a prescriber's hand.
BY_ANYBODY = frozenset({K.PAUSED, K.STOPPED, K.SITE_CHECKED})
WITH_RATE = frozenset({K.INFUSION_STARTED, K.RATE_CHANGED})
WITH_NUMBER = frozenset({K.LOZENGE_IN, K.SPAT_OUT, K.SWALLOWED, K.DEVICE_USED})


class Act(Protocol):
    """As much of an act as the table needs."""

    @property
    def kind(self) -> str: ...

    @property
    def occurred_at(self) -> datetime: ...


@dataclass(frozen=True)
class Countdown:
    """Something to wait for: in words, until when."""

    words: str
    until: datetime


def kinds_of(route: str) -> frozenset[str]:
    """Every act that this route knows."""
    return frozenset(kind for kinds in OFFERED.get(route, {}).values() for kind in kinds)


def state_of(route: str, acts: Sequence[Act]) -> str:
    """Where the route stands after these acts, told in the order in which they happened."""
    state = ""
    for act in acts:
        state = LEADS_TO.get(act.kind, state)
    return state if state in OFFERED.get(route, {}) else ""


def next_steps(
    route: str, acts: Sequence[Act], *, is_dosed: bool, devices: int | None = None
) -> list[RouteActKind]:
    """What can be done now, the likely thing first; before the dose only what needs none."""
    offered = OFFERED.get(route, {}).get(state_of(route, acts), ())
    if devices is not None and sum(act.kind == K.DEVICE_USED for act in acts) >= devices:
        offered = ()
    return [kind for kind in offered if is_dosed or kind not in OF_A_DOSE]


def devices_for(route: str, mg: Decimal) -> int | None:
    """How many devices hold this dose; None where a dose is not counted in devices."""
    return ceil(mg / DEVICE_MG) if route == Route.IN_ESKETAMINE else None


def countdown(
    route: str, acts: Sequence[Act], policy: Policy, *, devices: int | None = None
) -> Countdown | None:
    """The lozenge that is held, or the rest before the next device."""
    if not acts:
        return None
    last = acts[-1]
    if route == Route.SL and state_of(route, acts) == "held":
        minutes = timedelta(minutes=policy["lozenge_hold_minutes"])
        return Countdown("Hold until", last.occurred_at + minutes)
    used = [act for act in acts if act.kind == K.DEVICE_USED]
    if used and (devices is None or len(used) < devices):
        minutes = timedelta(minutes=policy["device_gap_minutes"])
        return Countdown("Next device from", used[-1].occurred_at + minutes)
    return None


@dataclass(frozen=True)
class Infusion:
    """An infusion that runs or is paused: how long it ran until `since`, and how fast."""

    has_run: timedelta
    since: datetime | None
    rate: Decimal | None


class InfusionAct(Act, Protocol):
    @property
    def rate(self) -> Decimal | None: ...


def infusion(acts: Sequence[InfusionAct]) -> Infusion | None:
    """Told from its acts in their order; None before it started and once it is stopped."""
    found: Infusion | None = None
    for act in acts:
        if act.kind == K.INFUSION_STARTED:
            found = Infusion(timedelta(0), act.occurred_at, act.rate)
        elif found is not None:
            found = _after(found, act)
    return found


def _after(before: Infusion, act: InfusionAct) -> Infusion | None:
    if act.kind == K.STOPPED:
        return None
    ran = act.occurred_at - before.since if before.since else timedelta(0)
    if act.kind == K.PAUSED:
        return Infusion(before.has_run + ran, None, before.rate)
    if act.kind == K.RATE_CHANGED:
        return Infusion(before.has_run, before.since or act.occurred_at, act.rate)
    if act.kind == K.RESUMED:
        return Infusion(before.has_run, before.since or act.occurred_at, before.rate)
    return before


def early_devices(acts: Sequence[Act], policy: Policy) -> list[Act]:
    """Devices that came sooner after the one before than the label has it."""
    used = sorted(
        (act for act in acts if act.kind == K.DEVICE_USED), key=lambda act: act.occurred_at
    )
    gap = timedelta(minutes=policy["device_gap_minutes"])
    return [
        later for before, later in pairwise(used) if later.occurred_at - before.occurred_at < gap
    ]


def plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def said(
    kind: str,
    *,
    rate: Decimal | None = None,
    total: Decimal | None = None,
    number: int | None = None,
) -> str:
    """One act in words: its name with its number."""
    words = RouteActKind(kind).label
    if kind == K.DEVICE_USED and number:
        return f"Nasal device {number} used"
    if rate is not None:
        return f"{words}, {plain(rate)} mL/h"
    if total is not None:
        return f"{words}, {plain(total)} mg given in all"
    if number:
        return f"{words}, {number} {'piece' if number == 1 else 'pieces'}"
    return words
