"""Wakes the renderer. What is due is a row; a lost task loses nothing."""

from celery import shared_task
from django.utils import timezone

from patients.domain import documents, proofs


@shared_task(name="patients.render_due", ignore_result=True)
def render_due() -> None:
    documents.render_due(at=timezone.now())


@shared_task(name="patients.prove_due", ignore_result=True)
def prove_due() -> None:
    """Holds a few signed things against their hashes; the next tick goes on behind them."""
    proofs.prove_due(at=timezone.now())
