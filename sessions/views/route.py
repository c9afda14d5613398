"""What is done beside the dose: an act of its route, another medicine, a look at a notice, enrolment."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from accounts.models import Membership
from sessions import route_forms as blanks
from sessions.domain import monitoring, notices, other_medicines, routes
from sessions.enums import RouteActKind
from sessions.forms.route import OtherMedicineForm
from sessions.room import Room
from sessions.route_panel import RoutePanel
from sessions.views.showing import attempt, changed, enter, go_back, show


@requires(Permission.SESSION_RUN)
@require_POST
def act(request: ClinicRequest, pk: int) -> HttpResponse:
    """One act of the route; what stays in the room when htmx asked."""
    room = enter(request, pk)
    form = _act_form(room, request.POST)
    if form.is_valid() and attempt(form, lambda: routes.act_of_route(
        room.session, **form.act(), by=room.member, at=room.at
    )):  # fmt: skip
        return changed(request, room, "route")
    return show(request, room, name="route", form=form)


def _act_form(room: Room, data: Any) -> Any:
    panel = RoutePanel(room)
    whole = data.get("whole") == "True"
    named = [kind for kind in RouteActKind if kind == data.get("kind")]
    kinds = list(RouteActKind) if whole or not named else named
    return blanks.act_form(room, kinds=kinds, own=panel.is_own, whole=whole or not named, data=data)


@requires(Permission.DOSE_ANY_SOURCE)
@require_POST
def other(request: ClinicRequest, pk: int) -> HttpResponse:
    return _asked(request, pk, "other", blanks.other_form, _give_other)


def _give_other(room: Room, form: OtherMedicineForm) -> None:
    facts = form.cleaned_data
    who = facts["ordered_by"]
    prescriber = Membership.objects.for_clinic(room.member.clinic_id).get(pk=who) if who else None
    other_medicines.give(
        room.session, medicine=form.medicine(), basis=facts["basis"], ordered_by=prescriber,
        reason=facts["reason"], lot_number=facts["lot_number"], drawn_mg=facts["drawn_mg"],
        given_mg=facts["given_mg"], given_at=form.moment("when"), key=facts["key"], by=room.member, at=room.at,
    )  # fmt: skip


@requires(Permission.GATE_ACKNOWLEDGE)
@require_POST
def notice(request: ClinicRequest, pk: int) -> HttpResponse:
    return _asked(
        request, pk, "notice", lambda room, data: blanks.notice_form(room, None, data),
        lambda room, form: notices.see(
            room.session, **form.cleaned_data, by=room.member, at=room.at
        ),
    )  # fmt: skip


@requires(Permission.DOSE_ANY_SOURCE)
@require_POST
def enrol(request: ClinicRequest, pk: int) -> HttpResponse:
    return _asked(
        request, pk, "enrol", blanks.enrol_form,
        lambda room, form: monitoring.enrol(
            room.patient, **form.cleaned_data, by=room.member, at=room.at
        ),
    )  # fmt: skip


def _asked(
    request: ClinicRequest, pk: int, name: str, make: Callable[..., Any],
    verb: Callable[[Room, Any], Any],
) -> HttpResponse:  # fmt: skip
    """Bind the form, call the verb once; a refusal comes back on the room's page as it was typed."""
    room = enter(request, pk)
    form = make(room, request.POST)
    if form.is_valid() and attempt(form, lambda: verb(room, form)):
        return go_back(request, pk)
    return show(request, room, name=name, form=form)
