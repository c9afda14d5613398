"""One's own PIN, the devices of the clinic, and what is done when one of them is lost."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts import queries, screen
from accounts.decorators import requires
from accounts.domain import devices as known_devices
from accounts.domain import pins
from accounts.enums import Permission
from accounts.forms import DeviceForm, LostForm, PinForm
from accounts.middleware import ClinicRequest
from accounts.models import Device
from accounts.proof import require_password
from accounts.views.tabs import tabs
from core.errors import Refusal


@requires(Permission.DASHBOARD_VIEW)
def pin(request: ClinicRequest) -> HttpResponse:
    """Choose six digits for the screens of this clinic's devices."""
    form, at = PinForm(request.POST or None), timezone.now()
    if request.method == "POST" and _done(
        request, form,
        lambda: pins.set_pin(pin=form.cleaned_data["pin"], by=request.membership, at=at),
    ):  # fmt: skip
        messages.success(request, "Your PIN is set. It opens this clinic's enrolled devices.")
        return redirect("accounts:pin")
    facts = {
        "form": form,
        "tabs": tabs(request),
        "row": queries.pin_of(request.membership),
        "device": screen.device_of(request),
        "may_enrol": _may_enrol(request),
    }
    return render(request, "accounts/pin.html", facts, status=422 if form.errors else 200)


@requires(Permission.TEAM_MANAGE, Permission.STOCK_HANDLE)
def devices(request: ClinicRequest) -> HttpResponse:
    """The clinic's devices; this one can be added to them."""
    form, at = DeviceForm(request.POST or None), timezone.now()
    enrolled: list[tuple[Device, str]] = []
    if request.method == "POST" and _done(
        request, form,
        lambda: enrolled.append(
            known_devices.enrol(label=form.cleaned_data["label"], by=request.membership, at=at)
        ),
    ):  # fmt: skip
        ((device, token),) = enrolled
        messages.success(request, f"{device} is enrolled. PINs count on it now.")
        response = redirect("accounts:devices")
        screen.make_known(request, response, token)
        return response
    facts = {
        "form": form,
        "tabs": tabs(request),
        "rows": queries.devices_of(request.clinic),
        "this": screen.device_of(request),
    }
    return render(request, "accounts/devices.html", facts, status=422 if form.errors else 200)


@requires(Permission.TEAM_MANAGE, Permission.STOCK_HANDLE)
def lost(request: ClinicRequest, pk: int) -> HttpResponse:
    """A lost device: what it could hold, and the end of every session on it."""
    device = get_object_or_404(Device.objects.for_clinic(request.clinic), pk=pk)
    form, at = LostForm(request.POST or None), timezone.now()
    if request.method == "POST" and _done(
        request, form, lambda: known_devices.revoke(device, by=request.membership, at=at)
    ):
        messages.success(request, f"{device} is signed out everywhere. No PIN counts on it.")
        return redirect("accounts:devices")
    facts = {
        "form": form,
        "tabs": tabs(request),
        "device": device,
        "people": queries.people_on(device),
    }
    return render(request, "accounts/lost_device.html", facts, status=422 if form.errors else 200)


def _done(request: ClinicRequest, form: forms.Form, act: Callable[[], Any]) -> bool:
    """The password first, then the verb; what either says against it stands in the form."""
    if not form.is_valid():
        return False
    try:
        require_password(request, request.membership, form.cleaned_data["password"])
        act()
    except ValidationError as wrong:
        form.add_error("password", wrong)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
    return form.is_valid()


def _may_enrol(request: ClinicRequest) -> bool:
    member = request.membership
    return member.may(Permission.TEAM_MANAGE) or member.may(Permission.STOCK_HANDLE)
