"""The contact plan C0 to C5: each with an owner and a time; a missed one is a person's line."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min

from accounts.acts import act, invalid, words_of
from accounts.enums import Permission, RefusalCode
from accounts.models import Clinic, Membership
from audit import trail
from core import apart
from core.errors import Refusal
from integration.domain import ladder
from integration.domain.closing import reckon_again
from integration.enums import ContactCode, ContactStatus, ReviewStatus, WindowStatus
from integration.models import IntegrationContact, IntegrationWindow, IntentionReview
from patients.domain.care_team import require_care
from patients.domain.tasks import settle
from patients.enums import TaskKind
from screening.domain.preparation import newest_intention

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Hours or days after the first dose (clinic defaults; day N is N x 24 h).
C0_AFTER_LEAVING = (ladder.CALLED_FROM, 6 * HOUR)
C1 = (18 * HOUR, 30 * HOUR)
C2_FROM = 24 * HOUR
C3 = (60 * HOUR, 80 * HOUR)
C3_WAIVED_FROM = 48 * HOUR
C4 = (6 * DAY, 8 * DAY)
C5_BEFORE_CLOSE = 2 * DAY
# A call that was made is recorded, also where nobody was to make it any more.
CAN_BE_DONE = {
    ContactStatus.PLANNED, ContactStatus.MISSED, ContactStatus.DECLINED, ContactStatus.WAIVED,
}  # fmt: skip


def plan(window: IntegrationWindow) -> None:
    """All six contacts; C0 gets its time when the patient leaves."""
    opens, closes = window.opens_at, window.closes_at
    times = {
        ContactCode.C0: (None, None),
        ContactCode.C1: (opens + C1[0], opens + C1[1]),
        ContactCode.C2: (opens + C2_FROM, max(window.peak_until, opens + C2_FROM)),
        ContactCode.C3: (opens + C3[0], opens + C3[1]),
        ContactCode.C4: (opens + C4[0], opens + C4[1]),
        ContactCode.C5: (closes - C5_BEFORE_CLOSE, closes),
    }
    IntegrationContact.objects.bulk_create(
        IntegrationContact(
            window=window,
            kind=kind,
            due_from=min(start, closes) if start else None,
            due_to=min(end, closes) if end else None,
            owner=None if kind == ContactCode.C0 else window.owner,
        )
        for kind, (start, end) in times.items()
    )


def plan_home_call(window: IntegrationWindow, *, left_at: datetime) -> None:
    start, end = C0_AFTER_LEAVING
    window.contacts.filter(kind=ContactCode.C0, due_to=None).update(
        due_from=left_at + start, due_to=left_at + end
    )


@act("contact.completed", Permission.CONTACT_COMPLETE, Permission.CONTACT_HOME_SAFE)
def complete(
    contact: IntegrationContact,
    *,
    note: str,
    by: Membership,
    at: datetime,
    intention: str = "",
) -> IntegrationContact:
    """Done, or done late; with a review of the intention where there was one."""
    if contact.kind != ContactCode.C0 and not by.may(Permission.CONTACT_COMPLETE):
        raise Refusal(
            RefusalCode.ROLE_FORBIDDEN,
            "The front desk makes the call home; the rest is a clinician's.",
        )
    patient = contact.window.episode.patient
    require_care(by, patient)
    if intention and intention not in ReviewStatus.values:
        raise invalid("Choose how the intention stands.")
    contact = _lock(contact)
    if contact.window.status == WindowStatus.VOIDED:
        raise invalid("The session of this window was entered in error.")
    if contact.status not in CAN_BE_DONE:
        raise invalid(f"This contact is {contact.get_status_display().lower()} already.")
    in_time = contact.due_to is None or at <= contact.due_to
    contact.status = ContactStatus.DONE if in_time else ContactStatus.LATE
    contact.done_at, contact.done_by, contact.note = at, by, note.strip()
    contact.save(update_fields=["status", "done_at", "done_by", "note"])
    if intention:
        _review(contact, intention, by=by, at=at)
    if contact.kind == ContactCode.C2 and at - contact.window.opens_at >= C3_WAIVED_FROM:
        _waive_c3(contact.window)
    reckon_again(contact.window)
    settle(patient.clinic, kind=TaskKind.CONTACT_MISSED, key=str(contact.pk), by=by, at=at)
    trail.record(
        "contact.completed", contact, by=by, at=at, patient_id=patient.pk, kind=contact.kind
    )
    return contact


@act("contact.declined", Permission.CONTACT_DECLINE)
def decline(
    contact: IntegrationContact, *, reason: str, by: Membership, at: datetime
) -> IntegrationContact:
    """The patient does not want it: not missed, and out of the coverage."""
    patient = contact.window.episode.patient
    require_care(by, patient)
    if not (said := words_of(reason, most=300, what="what the patient said")):
        raise invalid("Write what the patient said.")
    contact = _lock(contact)
    if contact.status not in {ContactStatus.PLANNED, ContactStatus.MISSED}:
        raise invalid(f"This contact is {contact.get_status_display().lower()} already.")
    contact.status, contact.reason = ContactStatus.DECLINED, said
    contact.save(update_fields=["status", "reason"])
    reckon_again(contact.window)
    settle(patient.clinic, kind=TaskKind.CONTACT_MISSED, key=str(contact.pk), by=by, at=at)
    trail.record(
        "contact.declined", contact, by=by, at=at, patient_id=patient.pk, kind=contact.kind
    )
    return contact


def pass_due(*, at: datetime, clinic: Clinic | None = None) -> int:
    """Waive C3 where C2 was not done early; mark what passed undone and put it on its owner's list."""
    return apart.each(_due_ids(at, clinic), lambda pk: _pass_one(pk, at=at))


def next_due(*, after: datetime, clinic: Clinic | None = None) -> datetime | None:
    planned = IntegrationContact.objects.in_clinic(clinic).planned()
    passed = planned.filter(due_to__gte=after).aggregate(next=Min("due_to"))["next"]
    opened = planned.filter(
        kind=ContactCode.C3, window__opens_at__gt=after - C3_WAIVED_FROM
    ).aggregate(next=Min("window__opens_at"))["next"]
    moments = [
        passed + timedelta(microseconds=1) if passed else None,
        opened + C3_WAIVED_FROM if opened else None,
    ]
    return min((moment for moment in moments if moment), default=None)


def _due_ids(at: datetime, clinic: Clinic | None) -> list[int]:
    planned = IntegrationContact.objects.in_clinic(clinic).planned()
    third = planned.filter(kind=ContactCode.C3, window__opens_at__lte=at - C3_WAIVED_FROM)
    passed = planned.filter(due_to__lt=at)
    return sorted({*third.values_list("pk", flat=True), *passed.values_list("pk", flat=True)})


@transaction.atomic
def _pass_one(pk: int, *, at: datetime) -> int:
    contact = (
        IntegrationContact.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("window__episode__patient__clinic", "window__owner__user", "owner__user")
        .filter(pk=pk, status=ContactStatus.PLANNED)
        .first()
    )
    if contact is None:
        return 0
    if contact.kind == ContactCode.C3 and not _c2_was_early(contact.window):
        contact.status = ContactStatus.WAIVED
        contact.reason = "The peak session was not before +48 h."
        contact.save(update_fields=["status", "reason"])
        return 1
    if contact.due_to is None or contact.due_to >= at:
        return 0
    contact.status = ContactStatus.MISSED
    contact.save(update_fields=["status"])
    _escalate(contact, at=at)
    return 1


def _escalate(contact: IntegrationContact, *, at: datetime) -> None:
    """A missed contact is a line with a name on it, not a second identical text."""
    ladder.raise_line(contact, at=at)
    patient = contact.window.episode.patient
    trail.record(
        "contact.missed", contact, by=None, at=at, clinic_id=patient.clinic_id,
        patient_id=patient.pk, kind=contact.kind,
    )  # fmt: skip


def _c2_was_early(window: IntegrationWindow) -> bool:
    limit = window.opens_at + C3_WAIVED_FROM
    return window.contacts.filter(kind=ContactCode.C2, done_at__lt=limit).exists()


def _waive_c3(window: IntegrationWindow) -> None:
    window.contacts.filter(kind=ContactCode.C3, status=ContactStatus.PLANNED).update(
        status=ContactStatus.WAIVED, reason="The peak session was not before +48 h."
    )


def _review(contact: IntegrationContact, status: str, *, by: Membership, at: datetime) -> None:
    IntentionReview.objects.create(
        contact=contact,
        intention=newest_intention(contact.window.episode),
        status=status,
        reviewed_at=at,
        reviewed_by=by,
    )


def thread(window_episode_id: int) -> list[str]:
    """The intention's reviews in order, over the whole course of care."""
    rows = IntentionReview.objects.filter(contact__window__episode_id=window_episode_id)
    return list(rows.order_by("reviewed_at", "pk").values_list("status", flat=True))


def _lock(contact: IntegrationContact) -> IntegrationContact:
    return (
        IntegrationContact.objects.select_for_update(of=("self",))
        .select_related("window__episode__patient__clinic", "owner__user")
        .get(pk=contact.pk)
    )
