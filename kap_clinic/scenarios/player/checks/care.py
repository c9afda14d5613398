"""Checks about screening, phase, gate, measures, alerts and incidents."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from kap_clinic.scenarios.player.checks.difference import Difference, equal, holds
from kap_clinic.scenarios.player.stage import Stage
from measures.domain.responses import latest_complete
from measures.models import SafetyAlert
from screening.models import Finding
from sessions.domain import gate
from sessions.domain.current import current_session
from sessions.domain.visits import booking_blockers
from sessions.models import Incident


def findings(expected: Mapping[str, str], stage: Stage, _at: datetime) -> Difference | None:
    return holds(expected, _open_findings(stage))


def findings_exactly(expected: Mapping[str, str], stage: Stage, _at: datetime) -> Difference | None:
    return equal(dict(expected), _open_findings(stage))


def phase(expected: str, stage: Stage, _at: datetime) -> Difference | None:
    return equal(expected, str(stage.episode.phase))


def bookable(expected: bool, stage: Stage, at: datetime) -> Difference | None:
    return equal(expected, not booking_blockers(stage.episode, start_at=at, at=at))


def readiness(expected: Mapping[str, Any], stage: Stage, at: datetime) -> Difference | None:
    session = current_session(stage.episode, at=at)
    missing = gate.missing_codes(stage.episode, session, at=at)
    wanted = dict(expected)
    if "missing" in wanted:
        wanted["missing"] = sorted(wanted["missing"])
    return holds(wanted, {"ready": not missing, "missing": missing})


def score(expected: Mapping[str, Any], stage: Stage, _at: datetime) -> Difference | None:
    found: dict[str, Any] = {}
    for name in expected:
        if name == "band":
            continue
        response = latest_complete(stage.patient, name)
        found[name] = response.score if response else None
        found["band"] = response.band if response else None
    return holds(expected, found)


def alerts_open(expected: int, stage: Stage, _at: datetime) -> Difference | None:
    return equal(expected, SafetyAlert.objects.standing().filter(patient=stage.patient).count())


def incidents_open(expected: int, stage: Stage, _at: datetime) -> Difference | None:
    rows = Incident.objects.open().filter(session__episode__patient=stage.patient)
    return equal(expected, rows.count())


def _open_findings(stage: Stage) -> dict[str, str]:
    rows: Sequence[Finding] = list(Finding.objects.open().filter(episode=stage.episode))
    return {row.code: str(row.severity) for row in rows}
