"""Wakes the renderer. What is due is a row; a lost task loses nothing."""

from celery import shared_task
from django.utils import timezone

from patients.domain import documents


@shared_task(name="patients.render_due", ignore_result=True)
def render_due() -> None:
    documents.render_due(at=timezone.now())
