"""Which channel a patient agreed to, and what they asked to stop."""

from datetime import datetime

from accounts.acts import act, invalid
from accounts.enums import Permission
from accounts.models import Membership
from audit import trail
from messaging.domain.ahead import tell_again
from messaging.enums import Channel, MessageState, Topic
from messaging.gateways.choice import offers
from messaging.models import ContactPermission, Message, OptOut
from patients.domain.care_team import require_care
from patients.models import Patient

STOPPED = "The patient asked to stop."
CONSENT_SOURCE = "consent signed by the patient"


def grant_channel(
    patient: Patient, channel: str, *, granted: bool, at: datetime, source: str = CONSENT_SOURCE
) -> None:
    """Note the permission; signing anew after a stop ends the stop for that channel.

    What lies ahead goes by the ways that are open from now on.
    """
    ContactPermission.objects.create(
        patient=patient, channel=channel, granted=granted, decided_at=at, source=source
    )
    if granted:
        OptOut.objects.filter(
            patient=patient, topic__in=[channel, Topic.ALL], ended_at=None
        ).update(ended_at=at)
        write_again(patient, at=at)
    else:
        close_ways(patient, [channel], at=at)


@act("messages.opted_out", Permission.MESSAGES_OPT_OUT)
def opt_out(patient: Patient, *, channel: str, by: Membership, at: datetime) -> OptOut:
    """Stop at once, answered by no message; asking twice changes nothing."""
    require_care(by, patient)
    if channel not in Topic.values:
        raise invalid("Choose texts, e-mails or everything.")
    row = stop(patient, channel=channel, at=at)
    trail.record("messages.opted_out", patient, by=by, at=at, channel=channel)
    return row


def stop(patient: Patient, *, channel: str, at: datetime) -> OptOut:
    """From now on nothing goes out that way, whoever said it and how; what waits takes another that is open."""
    row, _new = OptOut.objects.get_or_create(
        patient=patient, topic=channel, ended_at=None, defaults={"opted_out_at": at}
    )
    close_ways(patient, Channel.values if channel == Topic.ALL else [channel], at=at)
    return row


def channel_for(patient: Patient, *, at: datetime) -> str | None:
    """The channel to use now: a text before an e-mail; None means nobody may write."""
    return next(iter(channels_for(patient, at=at)), None)


def channels_for(patient: Patient, *, at: datetime) -> list[str]:
    """Every channel that is offered here, agreed, has an address, and was not stopped."""
    newest = (
        ContactPermission.objects.filter(patient=patient, decided_at__lte=at)
        .order_by("channel", "-decided_at", "-pk")
        .distinct("channel")
    )
    granted = {row.channel for row in newest if row.granted}
    return [
        channel
        for channel, address in ((Channel.SMS, patient.phone), (Channel.EMAIL, patient.email))
        if offers(channel)
        and channel in granted
        and address
        and not is_stopped(patient, channel, at=at)
    ]


def is_stopped(patient: Patient, channel: str, *, at: datetime) -> bool:
    return OptOut.objects.covering(patient.pk, channel, at=at).exists()


def close_ways(patient: Patient, channels: list[str], *, at: datetime) -> None:
    """What waits for a way that was closed takes another that is open; else it waits no more."""
    waiting = Message.objects.filter(
        patient=patient, channel__in=channels, state=MessageState.QUEUED
    )
    if other := channel_for(patient, at=at):
        waiting.filter(body="").update(channel=other)  # what has been worded was tried on its way
    waiting.update(state=MessageState.CANCELLED, last_error=STOPPED)


def write_again(patient: Patient, *, at: datetime) -> None:
    """A way is open again: what was stopped and is of use yet waits anew, and whatever lies ahead."""
    if channel := channel_for(patient, at=at):
        stopped = Message.objects.filter(
            patient=patient, state=MessageState.CANCELLED, last_error=STOPPED, body=""
        )
        stopped.filter(not_after__gt=at).update(
            state=MessageState.QUEUED, channel=channel, last_error=""
        )
    tell_again(patient, at=at)
