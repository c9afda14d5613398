"""Calling a verb from a form: what it refuses stands in the form, with everything typed kept."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.middleware import ClinicRequest
from accounts.models import Membership
from accounts.proof import require_witness
from core.errors import Refusal
from medications.forms import SecondPersonForm


def is_done(form: forms.Form, act: Callable[[], Any]) -> bool:
    """Whether the form was right and the verb did it."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        act()
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def is_done_by_two(
    request: ClinicRequest,
    form: SecondPersonForm,
    act: Callable[[Membership], Any],
    *,
    at: datetime,
) -> bool:
    """The same, once the second person has proved on this device that it is them."""
    if not form.is_bound or not form.is_valid():
        return False
    witness = form.second_person
    assert witness is not None  # noqa: S101 - the form takes only people of its list
    try:
        require_witness(request, witness, form.cleaned_data["password"], at=at)
    except ValidationError as wrong:
        form.add_error("password", wrong)
        return False
    return is_done(form, lambda: act(witness))


def sheet(request: HttpRequest, template: str, *, form: forms.Form, **context: Any) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, template, {"form": form, **context}, status=status)
