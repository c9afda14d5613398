"""Makes the day packet in the morning. A tick that is missed, or comes twice, changes nothing."""

from celery import shared_task
from django.utils import timezone

from sessions import packet


@shared_task(name="sessions.day_packets", ignore_result=True)
def day_packets() -> None:
    packet.make_due(at=timezone.now())
