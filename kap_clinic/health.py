"""Does the process live (`/healthz`), and can the whole clinic serve (`/readyz`)?"""

from functools import cache
from typing import Any

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Min
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from kap_clinic import heartbeat
from messaging.models import Message


@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(_request: HttpRequest) -> JsonResponse:
    facts: dict[str, Any] = {"database": _database_answers()}
    facts |= heartbeat.alive()
    facts["migrations"] = facts["database"] and _is_migrated()
    ready = all(facts.values())
    facts["oldest_due_seconds"] = _oldest_due_seconds() if facts["migrations"] else None
    answer = JsonResponse(facts, status=200 if ready else 503)
    answer._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001 (asked again and again)
    return answer


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _is_migrated() -> bool:
    try:
        return _all_migrations_ran()
    except _Unmigrated:
        return False


class _Unmigrated(Exception):
    pass


@cache  # an exception is not kept: only "yes" is
def _all_migrations_ran() -> bool:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise _Unmigrated
    return True


def _oldest_due_seconds() -> int:
    """How long the message that is most overdue has waited; 0 when none is."""
    oldest = Message.objects.waiting().aggregate(due_at=Min("due_at"))["due_at"]
    return max(0, round((timezone.now() - oldest).total_seconds())) if oldest else 0
