"""Out of the room: discharged, or ended in one of the five other ways."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from accounts.models import Membership
from sessions.domain import leaving
from sessions.domain import never_was as never_was_domain
from sessions.forms.leaving import DischargeForm, EndForm
from sessions.room import Room
from sessions.views.showing import act_in


@requires(Permission.SESSION_RUN)
@require_POST
def discharge(request: ClinicRequest, pk: int) -> HttpResponse:
    return act_in(request, pk, "discharge", _discharge)


def _discharge(room: Room, form: DischargeForm) -> None:
    facts = form.cleaned_data
    leaving.discharge(
        room.session, released_to=facts["released_to"], items=form.ticked(), by=room.member,
        at=room.at, override_reason=facts.get("override_reason", ""), left_at=form.left_at(),
    )  # fmt: skip


@requires(Permission.SESSION_RUN)
@require_POST
def end(request: ClinicRequest, pk: int) -> HttpResponse:
    return act_in(request, pk, "end", _end)


def _end(room: Room, form: EndForm) -> None:
    facts = form.cleaned_data
    who = facts["capacity_assessed_by"]
    assessor = Membership.objects.for_clinic(room.member.clinic_id).get(pk=who) if who else None
    leaving.end_session(
        room.session, outcome=facts["outcome"], reason=facts["reason"], by=room.member, at=room.at,
        capacity_assessed_by=assessor, told=facts["told"], released_to=facts["released_to"],
        left_at=form.left_at(),
    )  # fmt: skip


@requires(Permission.SESSION_RUN)
@require_POST
def never_was(request: ClinicRequest, pk: int) -> HttpResponse:
    """A session that is over already, marked as entered in error."""
    return act_in(request, pk, "never_was", lambda room, form: never_was_domain.enter_in_error(
        room.session, reason=form.cleaned_data["reason"], by=room.member, at=room.at
    ))  # fmt: skip
