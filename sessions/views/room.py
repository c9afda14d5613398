"""Small acts of the room: changing and striking a line, who is here, a hard moment, the emergency list."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from accounts.acts import invalid
from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from accounts.models import Membership
from sessions.domain import answers, emergency, leaving, observing, presence, support, vitals
from sessions.entries import NO_LINE
from sessions.forms import presses as asked
from sessions.models import SessionEvent, VitalSigns
from sessions.room import Room
from sessions.striking import VOIDABLE, event_by_key, newest_of, row_by_key
from sessions.views.showing import act_in

run = requires(Permission.SESSION_RUN)


@run
@require_POST
def amend(request: ClinicRequest, pk: int, row: int | None = None) -> HttpResponse:
    """A note, a severity or an earlier time for a line; what it said before stays readable."""

    def change(room: Room, form: asked.AmendForm) -> None:
        facts = form.cleaned_data
        line = _line(room, row or facts["row"], facts["target"])
        moved = line.occurred_at - timedelta(minutes=facts["minutes"] or 0)
        observing.amend_event(
            line,
            key=facts["key"],
            **form.changes(line.text),
            occurred_at=moved,
            by=room.member,
            at=room.at,
        )

    return act_in(request, pk, "amend", change, stays=True)


def _line(room: Room, row: int | None, target: str) -> SessionEvent:
    """The line as it stands now: a second tap on the same chip speaks of what the first one made."""
    if row:
        line = get_object_or_404(SessionEvent, session=room.session, pk=row)
        return newest_of(line)
    found = event_by_key(room.session, target)
    if found is None:
        raise invalid(NO_LINE)
    return newest_of(found)


@run
@require_POST
def undo(request: ClinicRequest, pk: int) -> HttpResponse:
    """Strike a line through, named by its number or by the key under which it was logged."""

    def strike(room: Room, form: asked.UndoForm) -> None:
        facts = form.cleaned_data
        kind, _, number = facts["line"].partition(":")
        kind = kind or facts["kind"] or "event"
        if kind not in VOIDABLE:
            raise invalid(NO_LINE)
        if number:
            line = get_object_or_404(VOIDABLE[kind], session=room.session, pk=number)
        elif (line := row_by_key(kind, room.session, facts["target"])) is None:
            raise invalid(NO_LINE)
        observing.void(newest_of(line), by=room.member, at=room.at)

    return act_in(request, pk, "undo", strike, stays=True)


@run
@require_POST
def decline(request: ClinicRequest, pk: int) -> HttpResponse:
    return act_in(request, pk, "declined", lambda room, form: vitals.decline(
        room.session, reason=form.cleaned_data["reason"], key=form.cleaned_data["key"],
        by=room.member, at=room.at,
    ), stays=True)  # fmt: skip


@run
@require_POST
def seen(request: ClinicRequest, pk: int) -> HttpResponse:
    """What is being done about a reading out of limits, or about several amber ones."""

    def answer(room: Room, form: asked.SeenForm) -> None:
        first, *also = [
            get_object_or_404(VitalSigns, session=room.session, pk=pk) for pk in form.readings()
        ]
        for row in (first, *(one for one in also if one.voided_at is None)):
            answers.see(row, action=form.cleaned_data["action"], by=room.member, at=room.at)

    return act_in(request, pk, "seen", answer, stays=True)


@run
@require_POST
def people(request: ClinicRequest, pk: int) -> HttpResponse:
    """I am here, I am leaving, a colleague takes over."""

    def move(room: Room, form: asked.PresenceForm) -> None:
        facts: dict[str, Any] = {"by": room.member, "at": room.at}
        if form.cleaned_data["act"] == "came":
            presence.came(room.session, **facts)
        elif form.cleaned_data["act"] == "left":
            presence.left(room.session, **facts)
        else:
            people = Membership.objects.for_clinic(room.member.clinic_id).select_related("user")
            colleague = people.get(pk=form.cleaned_data["to"])
            presence.hand_over(room.session, to=colleague, **facts)

    return act_in(request, pk, "presence", move, stays=True)


@run
@require_POST
def hard_moment(request: ClinicRequest, pk: int) -> HttpResponse:
    def go_on(room: Room, form: asked.SupportForm) -> None:
        said = form.cleaned_data
        facts: dict[str, Any] = {"by": room.member, "at": room.at}
        if said["act"] == "start":
            support.start(room.session, **facts)
        elif said["act"] == "tried":
            support.tried(room.session, what=said["what"], **facts)
        else:
            support.finish(room.session, helped=said["helped"], **facts)

    return act_in(request, pk, "support", go_on, stays=True)


@run
@require_POST
def emergency_list(request: ClinicRequest, pk: int) -> HttpResponse:
    def go_on(room: Room, form: asked.EmergencyForm) -> None:
        said = form.cleaned_data
        facts: dict[str, Any] = {"by": room.member, "at": room.at}
        if said["act"] == "start":
            emergency.start(room.session, **facts)
        elif said["act"] == "step":
            emergency.stamp(
                room.session, kind=said["kind"], text=said["text"], key=said["key"], **facts
            )
        else:
            emergency.finish(room.session, outcome=said["outcome"], **facts)

    return act_in(request, pk, "emergency", go_on, stays=True)


@run
@require_POST
def tick(request: ClinicRequest, pk: int) -> HttpResponse:
    """One line of the discharge list, stamped as it becomes true; the list itself is left as it is."""
    stamps = []

    def see(room: Room, form: asked.TickForm) -> None:
        facts = form.cleaned_data
        leaving.tick(
            room.session, item=facts["item"], done=facts["done"], by=room.member, at=room.at
        )
        stamps.append(f"{room.at.astimezone(room.zone):%H:%M} {room.member.initials}")

    answer = act_in(request, pk, "tick", see, stays=True)
    if stamps:
        answer["Kap-Stamp"] = stamps[0]
    return answer
