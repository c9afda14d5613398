"""The clinic's rooms, for whoever settles the clinic."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from accounts.views.tabs import tabs
from core.errors import Refusal
from dashboard.forms import RoomForm
from scheduling.domain import rooms
from scheduling.models import Room


@requires(Permission.TEAM_MANAGE)
def room_list(request: ClinicRequest) -> HttpResponse:
    """Every room, and a form for a new one."""
    return _page(request, None)


@requires(Permission.TEAM_MANAGE)
def room(request: ClinicRequest, pk: int) -> HttpResponse:
    """One room, to be changed."""
    return _page(request, get_object_or_404(_rooms(request), pk=pk))


def _page(request: ClinicRequest, chosen: Room | None) -> HttpResponse:
    form = RoomForm(request.POST or None, initial=_initial(chosen))
    if request.method == "POST" and form.is_valid():
        try:
            kept = rooms.keep(
                chosen, facts=rooms.RoomFacts(**form.cleaned_data), by=request.membership,
                at=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Kept: {kept}.")
            return redirect("dashboard:rooms")
    facts = {"form": form, "chosen": chosen, "rooms": _rooms(request)}
    facts["tabs"] = tabs(request)
    return render(request, "dashboard/rooms.html", facts, status=422 if form.errors else 200)


def _rooms(request: ClinicRequest) -> Any:
    return Room.objects.for_clinic(request.clinic).order_by("name", "pk")


def _initial(chosen: Room | None) -> dict[str, Any]:
    return {name: getattr(chosen, name) for name in RoomForm.base_fields} if chosen else {}
