"""What ticks for the installation itself."""

from typing import Any

from celery import shared_task
from celery.signals import beat_init, before_task_publish, worker_ready

from kap_clinic import heartbeat

HEARTBEAT = "kap_clinic.heartbeat"


@shared_task(name=HEARTBEAT, ignore_result=True)
def beat_of_the_worker() -> None:
    heartbeat.show(heartbeat.WORKER)


@worker_ready.connect
def worker_is_ready(**_facts: Any) -> None:
    heartbeat.show(heartbeat.WORKER)


@beat_init.connect
def beat_is_ready(**_facts: Any) -> None:
    heartbeat.show(heartbeat.BEAT)


@before_task_publish.connect(sender=HEARTBEAT)
def beat_has_ticked(**_facts: Any) -> None:
    heartbeat.show(heartbeat.BEAT)
