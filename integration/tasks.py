"""Moves windows and contacts on a tick; a missed tick only delays, a double one changes nothing."""

from celery import shared_task
from django.utils import timezone

from integration.domain import windows


@shared_task(name="integration.advance", ignore_result=True)
def advance() -> None:
    windows.advance_due(at=timezone.now())
