"""Wakes the outbox. What is due is a row; a lost task loses nothing."""

from celery import shared_task
from django.utils import timezone

from messaging.domain import outbox


@shared_task(name="messaging.deliver_due", ignore_result=True)
def deliver_due() -> None:
    outbox.deliver_due(at=timezone.now())
