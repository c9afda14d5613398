"""The only writer of the trail."""

from collections.abc import Iterable
from contextvars import ContextVar
from datetime import datetime
from typing import Any, Protocol

from django.db import models

from audit.models import AuditEvent
from core.middleware import request_id

SYSTEM = "system"
# Of the request at hand: its number, and whom it has left a line of reading about.
_read: ContextVar[tuple[str, frozenset[int]]] = ContextVar("read", default=("", frozenset()))


class Actor(Protocol):
    """Whoever acts: a membership, which knows its name, roles and clinic."""

    pk: Any
    clinic_id: Any

    @property
    def full_name(self) -> str: ...

    @property
    def role_words(self) -> str: ...


def record(
    action: str,
    subject: models.Model | None = None,
    *,
    by: Actor | None,
    at: datetime,
    outcome: str = "done",
    code: str = "",
    patient_id: int | None = None,
    clinic_id: int | None = None,
    **facts: Any,
) -> AuditEvent:
    """Write one line, in the caller's transaction; `by=None` is the scheduler."""
    about = patient_id if patient_id is not None else _patient_of(subject)
    if outcome == "read" and about is not None:
        _read.set((request_id.get(), _read_by_now() | {about}))
    return AuditEvent.objects.create(
        at=at,
        action=action,
        outcome=outcome,
        code=code,
        actor_id=by.pk if by else None,
        actor_name=by.full_name if by else SYSTEM,
        actor_roles=by.role_words if by else SYSTEM,
        clinic_id=by.clinic_id if by else clinic_id,
        patient_id=about,
        subject_type=subject._meta.label if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        facts={key: _plain(value) for key, value in facts.items()},
        request_id=request_id.get(),
    )


def seen(patient: models.Model, *, by: Actor, at: datetime) -> None:
    """That somebody had this patient before them, unless the page has said more exactly what they read."""
    if patient.pk not in _read_by_now():
        record("patient.seen", patient, by=by, at=at, outcome="read")


def _read_by_now() -> frozenset[int]:
    number, patients = _read.get()
    return patients if number and number == request_id.get() else frozenset()


def listed(
    action: str, patients: Iterable[int | None], *, by: Actor, at: datetime, **facts: Any
) -> AuditEvent:
    """One line for a page that told facts of many: whose, by their numbers."""
    seen = sorted({pk for pk in patients if pk is not None})
    return record(action, by=by, at=at, outcome="read", patients=seen, **facts)


def _patient_of(subject: models.Model | None) -> int | None:
    if subject is None:
        return None
    if subject._meta.model_name == "patient":
        return int(subject.pk)
    return getattr(subject, "patient_id", None)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return str(value)
