"""The queue: what ticks, how often. Each tick is harmless when it comes twice, or late."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kap_clinic.settings.dev")

app = Celery("kap_clinic")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

EVERY_SECONDS = {
    "messaging.deliver_due": 30,  # reminders, nudges, letters
    "patients.render_due": 10,  # documents waiting for their PDF
    "sessions.day_packets": 300,  # the paper of the day, from six in the morning
    "integration.advance": 60,  # windows and contacts after a dose
    "medications.remind": 6 * 3600,  # the biennial inventory
    "audit.seal": 30,  # the trail into its chain
    "audit.tell_head": 900,  # where the chain ends, once a day, out of the house
    "patients.prove_due": 60,  # whether what was signed is as it was
    "kap_clinic.heartbeat": 15,  # tells /readyz that beat and worker live
}
app.conf.beat_schedule = {
    task: {"task": task, "schedule": float(seconds), "options": {"expires": seconds}}
    for task, seconds in EVERY_SECONDS.items()
}
