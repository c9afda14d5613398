"""Asks for the inventory in time. A tick that is missed, or comes twice, changes nothing."""

from celery import shared_task
from django.utils import timezone

from medications.domain import inventories


@shared_task(name="medications.remind", ignore_result=True)
def remind() -> None:
    inventories.remind_due(at=timezone.now())
