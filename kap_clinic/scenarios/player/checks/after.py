"""Checks about the days after: windows, contacts and the intention."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from integration.domain import contacts as contact_plan
from integration.domain.windows import newest_window
from integration.models import IntegrationWindow
from kap_clinic.scenarios.player.checks.difference import Difference, equal, holds
from kap_clinic.scenarios.player.stage import Stage

NUMBER = "n"
FACTS = ("status", "opens_at", "peak_until", "closes_at")


def window(expected: Mapping[str, Any] | None, stage: Stage, _at: datetime) -> Difference | None:
    row = _window(stage, expected or {})
    if expected is None or row is None:
        return equal(expected, row and str(row))
    found = {name: getattr(row, name) for name in FACTS}
    return holds(expected, {**found, "status": str(row.status), NUMBER: row.number})


def contacts(expected: Mapping[str, Any], stage: Stage, _at: datetime) -> Difference | None:
    row = _window(stage, expected)
    if row is None:
        return equal(dict(expected), None)
    found: dict[str, Any] = {str(one.kind): str(one.status) for one in row.contacts.all()}
    return holds(expected, {**found, NUMBER: row.number})


def thread(expected: Sequence[str], stage: Stage, _at: datetime) -> Difference | None:
    found = [str(status) for status in contact_plan.thread(stage.episode.pk)]
    return equal(list(expected), found)


def _window(stage: Stage, expected: Mapping[str, Any]) -> IntegrationWindow | None:
    """The window that is numbered, or the newest."""
    if NUMBER not in expected:
        return newest_window(stage.episode)
    rows = IntegrationWindow.objects.filter(episode=stage.episode, number=expected[NUMBER])
    return rows.first()
