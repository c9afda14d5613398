"""What comes back by text: whoever writes STOP gets no more, at once, and is asked nothing."""

from datetime import datetime

from accounts.acts import act
from audit import trail
from messaging.domain.preferences import stop, write_again
from messaging.enums import Channel
from messaging.gateways.base import Incoming
from messaging.models import OptOut
from patients.models import Patient

STOPS = {
    "stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "revoke", "opt out", "optout",
}  # fmt: skip
STARTS = {"start", "unstop"}


@act("messages.replied")
def take(incoming: Incoming, *, by: None = None, at: datetime) -> list[Patient]:
    """Do what the reply asks for everybody who has that number; nothing where it is no such word.

    START ends the stop of texts. What was never agreed to it does not grant.
    """
    word = " ".join(incoming.body.split()).strip(".!\"' ").lower()
    if word not in STOPS | STARTS or not incoming.sender:
        return []
    people = list(
        Patient.objects.filter(phone=incoming.sender).select_related("clinic").order_by("pk")
    )
    for patient in people:
        if word in STOPS:
            stop(patient, channel=Channel.SMS, at=at)
        else:
            OptOut.objects.filter(patient=patient, topic=Channel.SMS, ended_at=None).update(
                ended_at=at
            )
            write_again(patient, at=at)
        trail.record(
            "messages.opted_out" if word in STOPS else "messages.opted_in", patient, by=None, at=at,
            clinic_id=patient.clinic_id, channel=Channel.SMS, source="a reply by text",
        )  # fmt: skip
    return people
