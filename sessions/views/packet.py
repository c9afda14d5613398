"""The day packet: what it would hold, the PDF as it stands now, and the one of this morning."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from audit import trail
from core.answers import pdf_page
from core.clock import day_at
from core.pdf import RenderFailed
from sessions import packet as packets
from sessions.day_sheets import rows_of
from sessions.forms.packet import PacketDayForm

TOO_LONG = "The packet could not be made. Try again, or open the kept copy where there is one."


@requires(Permission.SESSION_VIEW)
@require_GET
def packet(request: ClinicRequest) -> HttpResponse:
    """Whose sheets it holds, as far as this member may see them."""
    today = day_at(request.clinic, timezone.now())
    day = PacketDayForm(request.GET).asked(today)
    context = {
        "day": day,
        "today": today,
        "sessions": rows_of(request.clinic, day, seen_by=request.membership),
        "morning": packets.morning_of(request.membership, day),
    }
    return render(request, "sessions/packet.html", context)


@requires(Permission.SESSION_VIEW)
@require_GET
def packet_pdf(request: ClinicRequest) -> HttpResponse:
    at = timezone.now()
    day = PacketDayForm(request.GET).asked(day_at(request.clinic, at))
    sessions = rows_of(request.clinic, day, seen_by=request.membership)
    if not sessions:
        raise Http404
    try:
        made = packets.of_day(request.clinic, day, sessions, at=at)
    except RenderFailed:
        messages.error(request, TOO_LONG)
        return redirect(f"{reverse('sessions:packet')}?day={day:%Y-%m-%d}")
    _printed(request, sessions, day=day, at=at)
    return pdf_page(made.content, name=_name(day))


@requires(Permission.SESSION_VIEW)
@require_GET
def packet_morning(request: ClinicRequest) -> HttpResponse:
    """As the clock made it, for whoever may see everybody in it."""
    at = timezone.now()
    day = PacketDayForm(request.GET).asked(day_at(request.clinic, at))
    paper = packets.morning_of(request.membership, day)
    if paper is None or paper.content is None:
        raise Http404
    _printed(request, packets.sessions_in(paper), day=day, at=at)
    return pdf_page(bytes(paper.content), name=_name(day))


@transaction.atomic
def _printed(request: ClinicRequest, sessions: Sequence[Any], *, day: date, at: datetime) -> None:
    """A line on each chart that was taken along on paper."""
    for session in sessions:
        trail.record(
            "day_packet.printed", session, by=request.membership, at=at, outcome="read",
            patient_id=session.patient_id, day=day,
        )  # fmt: skip


def _name(day: date) -> str:
    return f"day-packet-{day:%Y-%m-%d}"
