"""The outbox: every message, in the words in which it left."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from audit import trail
from core.clock import day_at
from core.components import Tone
from messaging.domain import replies
from messaging.enums import Channel, MessageState
from messaging.forms import UNSENT, OutboxForm, ReplyForm
from messaging.gateways.base import Incoming
from messaging.gateways.choice import offers, staying
from messaging.models import Message, MessageQuerySet
from patients.phones import as_read
from patients.queries import find

PER_PAGE = 30
NOT_SENT = (MessageState.FAILED, MessageState.UNKNOWN, MessageState.EXPIRED)
LOOKS = {
    MessageState.QUEUED: ("hourglass", Tone.PLAIN),
    MessageState.SENDING: ("send", Tone.ACTIVE),
    MessageState.SENT: ("check", Tone.DONE),
    MessageState.DELIVERED: ("check-check", Tone.DONE),
    MessageState.FAILED: ("mail-x", Tone.ATTENTION),
    MessageState.UNKNOWN: ("circle-question-mark", Tone.ATTENTION),
    MessageState.CANCELLED: ("x", Tone.QUIET),
    MessageState.EXPIRED: ("clock-alert", Tone.ATTENTION),
}


@requires(Permission.MESSAGES_VIEW)
def outbox(request: ClinicRequest) -> HttpResponse:
    """Newest due first; what waits is worded when it leaves."""
    form = OutboxForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    rows = _asked(request, given).select_related("patient").defer("facts")
    page = Paginator(rows.order_by("-due_at", "-pk"), PER_PAGE).get_page(given.get("page") or 1)
    shown = [(message, *LOOKS[MessageState(message.state)]) for message in page]
    now = timezone.now()
    whose = [message.patient_id for message, *_look in shown]
    trail.listed("messages.read", whose, by=request.membership, at=now)
    facts: dict[str, Any] = {"form": form, "page": page, "shown": shown, "now": now}
    facts |= {"is_filtered": any(given.get(name) for name in ("state", "channel", "q"))}
    facts |= {"is_demo_clinic": request.clinic.is_demo, "sends_texts": offers(Channel.SMS)}
    facts |= {"staying": [channel.label.lower() + "s" for channel in staying()]}
    newest = {one.patient_id: one.pk for one, *_looks in reversed(shown) if _is_sent_text(one)}
    facts |= {"answerable": set(newest.values()) if request.clinic.is_demo else set()}
    return render(request, "messaging/outbox.html", facts)


@requires(Permission.MESSAGES_VIEW)
@require_POST
def reply(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """In a demo clinic: answer a text as its patient would, to see what follows."""
    rows = Message.objects.visible_to(request.membership).filter(channel=Channel.SMS)
    message = get_object_or_404(rows.select_related("patient"), pk=pk, clinic=request.clinic)
    form = ReplyForm(request.POST)
    if not request.clinic.is_demo:
        messages.error(request, "Only a demo clinic answers for its patients.")
    elif form.is_valid():
        incoming = Incoming(sender=message.patient.phone, body=form.cleaned_data["words"])
        replies.take(incoming, at=timezone.now())
        said = f"Answered {incoming.body} from {as_read(incoming.sender)}."
        messages.success(request, said)
    return redirect("messaging:outbox")


def _is_sent_text(message: Message) -> bool:
    return message.channel == Channel.SMS and message.sent_at is not None


def _asked(request: ClinicRequest, given: dict[str, Any]) -> MessageQuerySet:
    rows = Message.objects.visible_to(request.membership).filter(clinic=request.clinic)
    state, channel, text = given.get("state"), given.get("channel"), given.get("q", "").strip()
    if state == UNSENT:
        rows = rows.filter(state__in=NOT_SENT)
    elif state:
        rows = rows.filter(state=state)
    if channel:
        rows = rows.filter(channel=channel)
    if text:
        people = request.clinic.patients.all()
        today = day_at(request.clinic, timezone.now())
        rows = rows.filter(patient__in=find(people, text, today=today))
    return rows
