"""Checks about what was handed to the provider, judged apart from the rules that sent it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from accounts.domain.policies import Policy, policy_of
from kap_clinic.scenarios.player.checks.difference import Difference, equal
from kap_clinic.scenarios.player.gateway import Handed
from kap_clinic.scenarios.player.stage import Stage
from messaging.domain.wording import blocked_word
from messaging.enums import CAPPED
from messaging.models import Message

EARLIEST, LATEST = time(8), time(21)
WEEK = timedelta(days=7)
CLEAN = "every message clean"


def messages(expected: Mapping[str, int], stage: Stage, _at: datetime) -> Difference | None:
    return _counted(expected, len(_handed(stage)))


def messages_between(expected: Mapping[str, Any], stage: Stage, _at: datetime) -> Difference | None:
    start, end = expected["from"], expected["to"]
    within = sum(start <= one.at <= end for one in _handed(stage))
    return _counted(expected, within)


def messages_clean(expected: bool, stage: Stage, at: datetime) -> Difference | None:
    faults = list(_faults(stage, at))
    if expected == (not faults):
        return None
    return Difference(CLEAN if expected else "some fault", "; ".join(faults) or CLEAN)


def _handed(stage: Stage) -> list[Handed]:
    """What the provider got for this patient, in the order of time."""
    own = {
        str(key): row
        for key, row in Message.objects.filter(patient=stage.patient).in_bulk().items()
    }
    return [one for one in stage.gateway.handed if one.message.reference in own]


def _counted(expected: Mapping[str, Any], count: int) -> Difference | None:
    least = expected.get("at_least")
    if least is not None and count < least:
        return Difference(f"at least {least}", str(count))
    return equal(expected["total"], count) if "total" in expected else None


def _faults(stage: Stage, at: datetime) -> Iterator[str]:
    handed = _handed(stage)
    yield from _said(handed)
    yield from _at_night(handed, stage)
    yield from _twice(handed)
    yield from _too_many(handed, stage, policy_of(stage.clinic, at=at))


def _said(handed: list[Handed]) -> Iterator[str]:
    for one in handed:
        if word := blocked_word(f"{one.message.subject} {one.message.body}"):
            yield f"the word {word} at {one.at:%Y-%m-%dT%H:%MZ}"


def _at_night(handed: list[Handed], stage: Stage) -> Iterator[str]:
    for one in handed:
        local = one.at.astimezone(stage.patient.zone)
        if not EARLIEST <= local.time() <= LATEST:
            yield f"sent at {local:%H:%M} where the patient is"


def _twice(handed: list[Handed]) -> Iterator[str]:
    for key, count in Counter(one.message.key for one in handed).items():
        if count > 1:
            yield f"{key} went {count} times"


def _too_many(handed: list[Handed], stage: Stage, policy: Policy) -> Iterator[str]:
    capped = {
        str(key)
        for key in Message.objects.filter(patient=stage.patient, purpose__in=CAPPED).values_list(
            "pk", flat=True
        )
    }
    moments = [one.at for one in handed if one.message.reference in capped]
    days = Counter(moment.astimezone(stage.patient.zone).date() for moment in moments)
    for day, count in days.items():
        if count > policy["max_per_day"]:
            yield f"{count} on {day}"
    for moment in moments:
        count = sum(moment - WEEK < other <= moment for other in moments)
        if count > policy["max_per_week"]:
            yield f"{count} in the seven days to {moment:%Y-%m-%d}"
