"""Findings: laid beside what is open already; nothing a patient reported goes away by itself."""

from datetime import datetime

from accounts.domain.policies import policy_of
from audit import trail
from patients.domain.episodes import hold
from patients.models import EpisodeOfCare
from screening.domain.rules import RULE_VERSION, Found
from screening.enums import FindingStatus, Severity
from screening.models import Finding


def take_up(episode: EpisodeOfCare, found: dict[str, Found], *, at: datetime) -> list[Finding]:
    """Open what the rules found; a changed severity replaces the open row of that code."""
    hold(episode)  # two who screen at once open one finding
    standing = {row.code: row for row in Finding.objects.open().filter(episode=episode)}
    version = policy_of(episode.patient.clinic, at=at).version
    fresh = []
    for code, one in found.items():
        row = standing.get(code)
        if row is not None and row.severity == one.severity:
            continue
        if row is not None:
            _supersede(row, at=at)
        fresh.append(
            Finding(
                episode=episode,
                code=code,
                severity=one.severity,
                fact=one.fact,
                rule_version=RULE_VERSION,
                policy_version=version,
                found_at=at,
            )
        )
    Finding.objects.bulk_create(fresh)
    for row in fresh:
        trail.record(
            "finding.opened", row, by=None, at=at, clinic_id=episode.patient.clinic_id,
            patient_id=episode.patient_id, code=row.code, severity=row.severity,
        )  # fmt: skip
    return fresh


def drop_information(episode: EpisodeOfCare, found: dict[str, Found], *, at: datetime) -> None:
    """What was only information and is reported no more; the rest waits for a prescriber."""
    for row in Finding.objects.open().filter(episode=episode, severity=Severity.INFO):
        if row.code not in found:
            _supersede(row, at=at)


def _supersede(row: Finding, *, at: datetime) -> None:
    row.status, row.settled_at = FindingStatus.SUPERSEDED, at
    row.save(update_fields=["status", "settled_at"])
