"""The questions asked again in the moment of sending."""

from datetime import datetime, timedelta

from accounts.domain.policies import Policy, policy_of
from messaging.domain.preferences import STOPPED, channels_for, is_stopped
from messaging.domain.quiet_hours import day_bounds, next_allowed
from messaging.domain.wording import COMPOSERS, MovedTo, NoLongerWanted, Wording, blocked_word
from messaging.enums import CAPPED, MessageState
from messaging.gateways.choice import offers
from messaging.models import Message

WEEK = timedelta(days=7)


class Held(Exception):
    """The message will not leave; `state` says how it ends, `tell_staff` whether a person hears."""

    def __init__(self, state: str, why: str, *, tell_staff: bool) -> None:
        super().__init__(why)
        self.state = state
        self.tell_staff = tell_staff


class Postponed(Exception):
    def __init__(self, until: datetime) -> None:
        super().__init__(f"later: {until}")
        self.until = until


def recheck(message: Message, *, at: datetime) -> Wording:
    """The words to send now; raises Held or Postponed."""
    patient = message.patient
    if patient.died_on is not None or is_stopped(patient, message.channel, at=at):
        raise Held(MessageState.CANCELLED, STOPPED, tell_staff=False)
    if not offers(message.channel):
        raise Held(MessageState.FAILED, "This clinic sends no texts.", tell_staff=True)
    if message.channel not in channels_for(patient, at=at):
        raise Held(MessageState.CANCELLED, "This way is not agreed any more.", tell_staff=False)
    wording = _compose(message, at)
    if word := blocked_word(f"{wording.subject} {wording.body}"):
        raise Held(MessageState.FAILED, f"It holds the word “{word}”.", tell_staff=True)
    policy = policy_of(patient.clinic, at=at)
    until = _hours(message, policy, at)
    if message.purpose in CAPPED:
        until = max(until, _room_under_caps(message, policy, until))
    if until > message.not_after:
        raise Held(MessageState.EXPIRED, "It would have come too late to help.", tell_staff=True)
    if until > at:
        raise Postponed(until)
    return wording


def _compose(message: Message, at: datetime) -> Wording:
    try:
        return COMPOSERS[message.template](message, at)
    except NoLongerWanted as gone:
        raise Held(MessageState.CANCELLED, str(gone), tell_staff=False) from gone
    except MovedTo as moved:
        raise Postponed(moved.due_at) from moved


def _hours(message: Message, policy: Policy, moment: datetime) -> datetime:
    return next_allowed(
        moment,
        zone=message.patient.zone,
        send_from=policy.clock("send_from"),
        send_until=policy.clock("send_until"),
    )


def _room_under_caps(message: Message, policy: Policy, moment: datetime) -> datetime:
    """The first moment with room under the day's and the week's cap, inside sending hours."""
    zone = message.patient.zone
    rows = Message.objects.counted_by_caps().filter(
        patient=message.patient, sent_at__gt=moment - WEEK
    )
    moments = rows.order_by("sent_at").values_list("sent_at", flat=True)
    sent = [one for one in moments if one is not None]
    sent += [moment] * _leaving_now(message)
    while moment <= message.not_after:
        start, end = day_bounds(moment, zone)
        in_week = [one for one in sent if one > moment - WEEK]
        if sum(start <= one < end for one in sent) >= policy["max_per_day"]:
            moment = _hours(message, policy, end)
        elif policy["max_per_week"] == 0:
            return message.not_after + WEEK
        elif len(in_week) >= policy["max_per_week"]:
            moment = _hours(message, policy, in_week[-policy["max_per_week"]] + WEEK)
        else:
            return moment
    return moment


def _leaving_now(message: Message) -> int:
    """Capped messages to this patient that another worker has worded and is handing over."""
    rows = Message.objects.filter(
        patient=message.patient, state=MessageState.SENDING, purpose__in=CAPPED
    )
    return rows.exclude(body_sha256="").exclude(pk=message.pk).count()
