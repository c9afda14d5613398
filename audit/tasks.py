"""Seals the trail on a tick; a missed tick only delays."""

from celery import shared_task
from django.utils import timezone

from audit import head, seals


@shared_task(name="audit.seal", ignore_result=True)
def seal() -> None:
    seals.seal_new()


@shared_task(name="audit.tell_head", ignore_result=True)
def tell_head() -> None:
    head.tell(at=timezone.now())
