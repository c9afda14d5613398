"""What the route's panel tells the page's script, so that it goes on where no server answers."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from accounts.domain.policies import Policy
from sessions.domain import route_steps
from sessions.domain.beside import ActRow
from sessions.enums import RouteActKind

K = RouteActKind
NEVER_LIKELY = frozenset({K.PAUSED, K.SITE_CHECKED})


def quiet_ones(*, is_over: bool) -> frozenset[str]:
    """What never stands out: once the session is over, nothing that can only be written afterwards."""
    return frozenset(K) if is_over else NEVER_LIKELY


def is_likely(kind: str, place: int, *, is_over: bool) -> bool:
    """The first of what is offered stands out, unless it is nothing to be done by habit."""
    return place == 0 and kind not in quiet_ones(is_over=is_over)


def panel_facts(
    route: str, rows: Sequence[ActRow], policy: Policy, *, kinds: Sequence[str],
    devices: int | None, is_dosed: bool, is_over: bool,
) -> str:  # fmt: skip
    """The same table that the server reads, cut to what this person may do here."""
    offered = {
        state: [kind for kind in ways if kind in kinds]
        for state, ways in route_steps.OFFERED.get(route, {}).items()
    }
    return json.dumps({
        "route": route,
        "dosed": is_dosed,
        "offered": offered,
        "leads": {kind: to for kind, to in route_steps.LEADS_TO.items() if to in offered},
        "quiet": sorted(quiet_ones(is_over=is_over)),
        "hold": policy["lozenge_hold_minutes"],
        "gap": policy["device_gap_minutes"],
        "devices": devices,
        "acts": [_act(row) for row in rows],
    })  # fmt: skip


def _act(row: ActRow) -> dict[str, Any]:
    return {
        "row": row.pk,
        "key": row.key,
        "kind": row.kind,
        "at": row.occurred_at.isoformat(),
        "rate": route_steps.plain(row.rate) if row.rate is not None else "",
    }


def run_digits(infusion: route_steps.Infusion | None, *, at: datetime) -> str:
    if infusion is None:
        return ""
    ran = infusion.has_run + (at - infusion.since if infusion.since else at - at)
    hours, seconds = divmod(max(0, int(ran.total_seconds())), 3600)
    return f"{hours:02d}:{seconds // 60:02d}:{seconds % 60:02d}"
