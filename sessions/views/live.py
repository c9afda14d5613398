"""The live room: its page, its pulse, and each act that is done in it."""

from urllib.parse import quote

from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from accounts.models import Membership
from accounts.proof import require_witness
from audit import trail
from sessions.authors import author_word
from sessions.domain import (
    agreements,
    arrival,
    as_given,
    correcting,
    dosing,
    gate,
    observing,
    vitals,
    wasting,
)
from sessions.forms.giving import AsGivenForm, CorrectForm
from sessions.forms.room import AdverseForm, EventForm, VitalsForm, WasteForm
from sessions.pulse import Since, since, standing_until, word_of
from sessions.queries import is_written_already
from sessions.room import Room
from sessions.striking import VOIDABLE
from sessions.turning import next_turn
from sessions.views.log import log_room, swap_lines, swap_log
from sessions.views.scripted import for_scripts
from sessions.views.showing import (
    act_in,
    attempt,
    blank,
    changed,
    enter,
    go_back,
    show,
    swap,
)


@requires(Permission.SESSION_VIEW)
@require_GET
def live(request: ClinicRequest, pk: int) -> HttpResponse:
    word = word_of(request.membership, pk, at=timezone.now())  # first: what comes after it is news
    room = enter(request, pk)
    room.pulse = standing_until(word, next_turn(room))
    trail.record(
        "session.opened", room.session, by=room.member, at=room.at,
        patient_id=room.session.patient_id, outcome="read",
    )  # fmt: skip
    return show(request, room)


@for_scripts
@requires(Permission.SESSION_VIEW)
@require_GET
def pulse(request: ClinicRequest, pk: int) -> HttpResponse:
    """Nothing while nothing happened; a line after a tap; else every part that shows the record."""
    member, at = request.membership, timezone.now()
    seen = request.headers.get("If-None-Match", "").removeprefix("W/").strip('"')
    word = word_of(member, pk, at=at, seen=seen)
    if not word:
        raise Http404
    match since(seen, word):
        case Since.NOTHING:
            return _told(HttpResponseNotModified(), word)
        case Since.STAGE:
            return _told(HttpResponse(status=204, headers={"HX-Refresh": "true"}), word)
        case Since.LINES:
            answer, word = swap_lines(request, log_room(member, pk, at=at), seen, word)
        case Since.LOG if not (room := log_room(member, pk, at=at)).has_answers:
            answer = swap_log(request, room)
        case _:
            room = enter(request, pk)
            answer, word = swap(request, room), standing_until(word, next_turn(room))
    answer["Kap-Author"], answer["Kap-Csrf"] = author_word(member, pk), get_token(request)
    answer["Kap-Name"] = quote(member.full_name)
    return _told(answer, word)


def _told(answer: HttpResponse, word: str) -> HttpResponse:
    """With what the page has now seen, and the time by which it sets its clock."""
    answer["ETag"], answer["Kap-Now"] = f'"{word}"', timezone.now().isoformat()
    return answer


@requires(Permission.SESSION_RUN)
@require_POST
def begin(request: ClinicRequest, pk: int) -> HttpResponse:
    room = enter(request, pk)
    form = blank(room, "event", {})
    form.is_valid()
    if attempt(form, lambda: arrival.begin(room.session, by=room.member, at=room.at)):
        return go_back(request, pk)
    return show(request, room, name="begin", form=form)


@requires(Permission.GATE_ACKNOWLEDGE, Permission.VITALS_AMBER_REPEATED)
@require_POST
def acknowledge(request: ClinicRequest, pk: int) -> HttpResponse:
    return act_in(request, pk, "acknowledge", lambda room, form: gate.acknowledge(
        room.session, **form.cleaned_data, by=room.member, at=room.at
    ), stays=True)  # fmt: skip


@requires(Permission.DOSE_OWN_SUPPLY, Permission.DOSE_ANY_SOURCE)
@require_POST
def give(request: ClinicRequest, pk: int) -> HttpResponse:
    return act_in(request, pk, "dose", lambda room, form: dosing.administer(
        room.session, dose=form.dose(), by=room.member, at=room.at
    ))  # fmt: skip


@requires(Permission.DOSE_RECORD_AS_GIVEN)
@require_POST
def given(request: ClinicRequest, pk: int) -> HttpResponse:
    return act_in(request, pk, "given", _record_as_given)


def _record_as_given(room: Room, form: AsGivenForm) -> None:
    facts = form.cleaned_data
    people = Membership.objects.for_clinic(room.member.clinic_id).select_related("user")
    as_given.record_as_given(
        room.patient, dose=form.dose(), given_at=form.given_at(),
        what_happened=facts["what_happened"], by=room.member, at=room.at, route=facts["route"],
        source=facts["source"], given_by=people.get(pk=facts["given_by"]),
    )  # fmt: skip


@requires(Permission.DOSE_RECORD_AS_GIVEN)
@require_POST
def correct(request: ClinicRequest, pk: int) -> HttpResponse:
    return act_in(request, pk, "correct", _correct)


def _correct(room: Room, form: CorrectForm) -> None:
    said = form.cleaned_data
    correcting.correct(
        room.session.doses.get(pk=said["which"]), mg=said["real_mg"], reason=said["reason"],
        by=room.member, at=room.at,
    )  # fmt: skip


@requires(Permission.SESSION_RUN)
@require_POST
def record_vitals(request: ClinicRequest, pk: int) -> HttpResponse:
    return act_in(request, pk, "vitals", _record_vitals, stays=True)


def _record_vitals(room: Room, form: VitalsForm) -> None:
    vitals.record(
        room.session, reading=form.reading(), by=room.member, at=room.at,
        taken_at=form.moment("taken"), key=form.cleaned_data["key"], **form.beside(),
    )  # fmt: skip


@requires(Permission.SESSION_RUN)
@require_POST
def record_event(request: ClinicRequest, pk: int) -> HttpResponse:
    name = "tap" if request.POST.get("code") else "event"
    return act_in(request, pk, name, _record_event, stays=True)


def _record_event(room: Room, form: EventForm) -> None:
    facts = form.cleaned_data
    observing.record_event(
        room.session, by=room.member, at=room.at, code=facts["code"], text=facts["words"],
        occurred_at=facts["occurred_at"], key=form.event_key(),
    )  # fmt: skip


@requires(Permission.SESSION_RUN)
@require_POST
def record_adverse(request: ClinicRequest, pk: int) -> HttpResponse:
    return act_in(request, pk, "adverse", _record_adverse, stays=True)


def _record_adverse(room: Room, form: AdverseForm) -> None:
    """The same event by the same hand within a minute is one press of the button too many."""
    said = form.cleaned_data
    facts = {name: said[name] for name in ("type", "severity", "action", "outcome")}
    if not is_written_already(room.session, by=room.member, at=room.at, **facts):
        observing.record_adverse_event(
            room.session, **facts, text=said["text"], is_serious=said["is_serious"],
            key=said["key"], by=room.member, at=room.at, occurred_at=form.moment("when"),
        )  # fmt: skip


@requires(Permission.SESSION_RUN)
@require_POST
def void(request: ClinicRequest, pk: int, kind: str, row: int) -> HttpResponse:
    if kind not in VOIDABLE:
        raise Http404
    room = enter(request, pk)
    line = get_object_or_404(VOIDABLE[kind], session=room.session, pk=row)
    form = blank(room, "tap", {})
    form.is_valid()
    if attempt(form, lambda: observing.void(line, by=room.member, at=room.at)):
        return changed(request, room, "tap")
    return show(request, room, name="tap", form=form)


@requires(Permission.STOCK_HANDLE)
@require_POST
def waste(request: ClinicRequest, pk: int) -> HttpResponse:
    return act_in(request, pk, "waste", lambda room, form: _waste(request, room, form))


def _waste(request: ClinicRequest, room: Room, form: WasteForm) -> None:
    witness, facts = None, form.cleaned_data
    if (member := form.second_person) is not None:
        require_witness(request, member, facts["password"], at=room.at)
        witness = wasting.Witness(member, proved_at=room.at)
    of = facts["of"]
    wasting.waste(
        room.session, mg=facts["mg"], by=room.member, at=room.at, witness=witness,
        unwitnessed=facts["unwitnessed"], key=facts["key"],
        other=room.session.other_medicines.get(pk=of) if of else None,
    )  # fmt: skip


@requires(Permission.TOUCH_CHANGE)
@require_POST
def touch(request: ClinicRequest, pk: int) -> HttpResponse:
    return act_in(request, pk, "touch", lambda room, form: agreements.change_touch(
        room.patient, touch={form.cleaned_data["kind"]: form.cleaned_data["choice"]},
        by=room.member, at=room.at,
    ))  # fmt: skip
