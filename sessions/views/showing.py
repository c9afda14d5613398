"""How the room is entered and drawn: the whole page, or after an act the parts that changed."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from accounts.proof import require_password
from core.errors import Refusal
from medications.enums import Route
from medications.queries import witnesses
from patients.domain.notes import EditedElsewhere
from sessions.enums import DoseKind
from sessions.forms import giving, leaving, presses
from sessions.forms import room as asked
from sessions.icons import LATER_TAPS, TAP_GROUPS
from sessions.rests import Rest
from sessions.room import Room
from sessions.route_panel import RoutePanel
from sessions.views.log import lines_of

type Form = Any
type Act = Callable[[Room, Form], Any]


def enter(request: ClinicRequest, pk: int) -> Room:
    """The room at this moment, or 404 for whoever may not see its patient."""
    member = request.membership
    session = get_object_or_404(Room.rows(member), pk=pk)
    return Room(session, member, at=timezone.now())


def act_in(
    request: ClinicRequest, pk: int, name: str, act: Act, *, stays: bool = False
) -> HttpResponse:
    """Bind the form, call the verb once; a refusal comes back with everything that was typed."""
    room = enter(request, pk)
    form = blank(room, name, request.POST)
    if form.is_valid() and attempt(form, lambda: act(room, form)):
        return changed(request, room, name) if stays else go_back(request, pk)
    return show(request, room, name=name, form=form)


def attempt(form: forms.BaseForm, act: Callable[[], Any]) -> bool:
    """True when it was done; otherwise the form says in words why not. Two texts need a page."""
    try:
        act()
    except EditedElsewhere:
        raise
    except Refusal as refusal:
        form.add_error(None, str(refusal))
    except ValidationError as wrong:
        form.add_error(None, wrong)
    return form.is_valid()


def require_signature(request: ClinicRequest, form: forms.BaseForm) -> None:
    """What is signed is signed by the person: their own password, whoever opened the screen with a PIN."""
    try:
        require_password(request, request.membership, form.cleaned_data["password"])
    except ValidationError as wrong:
        raise ValidationError({"password": wrong.messages}) from wrong


def show(request: ClinicRequest, room: Room, *, name: str = "", form: Form = None) -> HttpResponse:
    """The whole page; when htmx asked and a form is wrong, that form's part alone."""
    status = 200 if form is None else 422
    context = page(room, name=name, form=form, request_all="all" in request.GET)
    if request.htmx and name:  # type: ignore[attr-defined]
        context |= {"part": f"sessions/room/{part_of(name)}.html", "parts": []}
        return render(request, "sessions/room/changed.html", context, status=status)
    return render(request, "sessions/live.html", context, status=status)


CHANGING = (
    "numbers", "steps", "state", "time", "latest", "elsewhere", "alarms", "presence", "gate", "give", "route",
    "chart", "log", "support", "emergency", "leave_left", "leave_wait",
)  # fmt: skip
# Acts of one press: a refusal is said in the state line, not in a form.
PRESSES = {"tap": "state", "amend": "state", "undo": "state", "seen": "state", "tick": "state"}
PART_OF_FORM = {
    **PRESSES,
    "never_was": "standing",
    "correct": "given",
    "acknowledge": "gate",
    "declined": "vitals",
}


def changed(request: ClinicRequest, room: Room, name: str) -> HttpResponse:
    """After an act that stays in the room: a fresh form, and every part that shows the record."""
    if not request.htmx:  # type: ignore[attr-defined]
        return go_back(request, room.session.pk)
    return swap(request, room.again(), part=part_of(name), saved=True)


def swap(
    request: ClinicRequest, room: Room, *, part: str = "", saved: bool = False
) -> HttpResponse:
    shown = standing(room)
    parts = [f"sessions/room/{one}.html" for one in CHANGING if one in shown and one != part]
    own = f"sessions/room/{part}.html" if part else ""
    context = page(room) | {"part": own, "parts": parts, "saved": saved}
    return render(request, "sessions/room/changed.html", context)


def standing(room: Room) -> set[str]:
    """The changing parts that this room's page has now: the gate only until the dose."""
    parts = {
        "numbers", "steps", "state", "time", "elsewhere", "alarms", "presence", "route", "chart",
        "log", "support", "emergency",
    }  # fmt: skip
    if room.is_over:
        return parts
    if not room.is_dosed:
        return parts | {"gate", "give"} | ({"latest"} if RoutePanel(room).latest else set())
    if not room.may_write:
        return parts
    parts |= {"leave_left", "leave_wait"}
    return parts | {"give"} if room.booster else parts


def go_back(request: ClinicRequest, pk: int) -> HttpResponse:
    """Back into the room: a fresh page, also where htmx asked."""
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(
            status=204, headers={"HX-Redirect": reverse("sessions:live", args=[pk])}
        )
    return redirect("sessions:live", pk=pk)


def part_of(name: str) -> str:
    """A press is answered in the state line; every other form stands in a part of its own name."""
    return PART_OF_FORM.get(name, name)


def page(
    room: Room, *, name: str = "", form: Form = None, request_all: bool = False
) -> dict[str, Any]:
    """Everything the templates read; `form` replaces the blank form of that name."""
    drawn = {one: blank(room, one) for one in FORMS if one in offered(room)}
    if form is not None:
        drawn[name] = form
    return {
        "room": room,
        "session": room.session,
        "patient": room.patient,
        "now": room.at,
        "form": form,
        "wrong": name,
        "refused_press": form is not None and name in PRESSES,
        "forms": drawn,
        "tap_groups": TAP_GROUPS,
        "later_taps": room.shape.stage in LATER_TAPS,
        "key": str(uuid.uuid4()),
        "saved": False,
        **lines_of(room, show_all=request_all),
    }


def offered(room: Room) -> set[str]:
    """The forms that stand in this room now: none once both parts are signed."""
    if not room.may_write:
        return set()
    always = {"vitals", "declined", "event", "adverse", "given", "support"}
    if room.correctable:
        always.add("correct")
    if room.left_to_waste and room.member.may(Permission.STOCK_HANDLE):
        always.add("waste")
    if room.is_over:
        return always | {"never_was"} if room.may_be_struck else always
    return (
        always
        | {"acknowledge", "end", "discharge" if room.is_dosed else "dose"}
        | ({"dose"} if room.booster else set())
    )


def blank(room: Room, name: str, data: Any = None) -> Form:
    return FORMS[name](
        room,
        {
            "data": data, "zone": room.zone, "at": room.at, "hours": room.hours,
            "auto_id": f"{name}_%s",
        },
    )  # fmt: skip


def _keyed(form_class: type[asked.KeyedForm]) -> Callable[..., Form]:
    def make(_room: Room, shared: dict[str, Any]) -> Form:
        return form_class(**shared, initial={"key": str(uuid.uuid4())})

    return make


def _vitals(room: Room, shared: dict[str, Any]) -> Form:
    initial = {"key": str(uuid.uuid4())}
    return asked.VitalsForm(**shared, initial=initial, last=room.newest, policy=room.facts.policy)


def _presence(room: Room, shared: dict[str, Any]) -> Form:
    return presses.PresenceForm(**shared, colleagues=room.colleagues)


def _plain(form_class: type[asked.RoomForm]) -> Callable[..., Form]:
    return lambda _room, shared: form_class(**shared)


def _dose(room: Room, shared: dict[str, Any]) -> Form:
    kind = DoseKind.BOOSTER if room.is_dosed else DoseKind.FIRST
    order = room.facts.order
    source = order.source if order else ""
    return giving.DoseForm(**shared, kind=kind, source=source, lots=room.lots)


def _given(room: Room, shared: dict[str, Any]) -> Form:
    """Before the first dose it is that one; after it nobody is led to call a correction a booster."""
    return giving.AsGivenForm(
        **shared, initial={} if room.is_dosed else {"kind": DoseKind.FIRST}, people=room.givers,
        lots=room.all_lots, is_dosed=room.is_dosed,
    )  # fmt: skip


def _correct(room: Room, shared: dict[str, Any]) -> Form:
    return giving.CorrectForm(**shared, doses=room.correctable)


def _waste(room: Room, shared: dict[str, Any]) -> Form:
    people = [one for one in room.staff.values() if one.pk != room.member.pk]
    able = [one for one in people if one.may(Permission.STOCK_WITNESS)]
    if shared["data"] is not None:
        able = witnesses(room.member)
    return asked.WasteForm(
        data=shared["data"], auto_id=shared["auto_id"], witnesses=able,
        initial={"key": str(uuid.uuid4())},
        rests=_rests(room.left_to_waste if shared["data"] is None else room.rests),
    )  # fmt: skip


def _rests(rests: Sequence[Rest]) -> list[tuple[str, str]]:
    """The doses' rest as one choice, each other medicine's as one of its own."""
    named = [(str(one.other), f"{one.name}, lot {one.lot}") for one in rests if one.other]
    is_of_dose = any(not one.other for one in rests) or not rests
    return [(asked.WasteForm.of_the_dose, "The dose"), *named] if is_of_dose else named


def _discharge(room: Room, shared: dict[str, Any]) -> Form:
    dose = room.facts.first_dose
    initial = {"released_to": room.facts.check_in.ride_name if room.facts.check_in else ""}
    return leaving.DischargeForm(
        **shared,
        initial=initial,
        infused=dose is not None and dose.route == Route.IV,
        may_override=room.member.may(Permission.DISCHARGE_OVERRIDE),
    )


def _end(room: Room, shared: dict[str, Any]) -> Form:
    clinicians = [one for one in room.staff.values() if one.is_clinician and one.is_active]
    return leaving.EndForm(**shared, clinicians=clinicians, is_dosed=room.is_dosed)


FORMS: dict[str, Callable[..., Form]] = {
    "vitals": _vitals,
    "event": _keyed(asked.EventForm),
    "tap": _keyed(asked.EventForm),
    "amend": _keyed(presses.AmendForm),
    "undo": _plain(presses.UndoForm),
    "declined": _keyed(presses.DeclinedForm),
    "seen": _plain(presses.SeenForm),
    "presence": _presence,
    "support": _plain(presses.SupportForm),
    "emergency": _keyed(presses.EmergencyForm),
    "tick": _plain(presses.TickForm),
    "adverse": _keyed(asked.AdverseForm),
    "dose": _dose,
    "given": _given,
    "correct": _correct,
    "acknowledge": _plain(asked.AcknowledgeForm),
    "waste": _waste,
    "touch": _plain(asked.TouchForm),
    "never_was": _plain(leaving.NeverWasForm),
    "discharge": _discharge,
    "end": _end,
}
