"""Open windows as they are read: how much time is left, what is due, what was missed."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from accounts.enums import Permission
from accounts.models import Membership
from core.clock import elapsed
from core.components import Tone
from integration.domain import journal
from integration.domain.contacts import CAN_BE_DONE
from integration.enums import OPEN_WINDOW, ContactCode, ContactStatus, WindowStatus
from integration.models import (
    IntegrationContact,
    IntegrationWindow,
    IntentionReview,
    JournalEntry,
    Practice,
    WindowQuerySet,
)
from scheduling.enums import UPCOMING, VisitKind
from scheduling.models import Appointment
from screening.models import IntentionVersion

LATEST = 20


@dataclass(frozen=True, slots=True)
class ContactLine:
    """One of the six contacts with the word for how it stands."""

    contact: IntegrationContact
    word: str
    icon: str
    tone: str
    may_act: bool

    @property
    def is_overdue(self) -> bool:
        return self.tone == Tone.ATTENTION

    @property
    def is_due(self) -> bool:
        return self.tone in {Tone.ATTENTION, Tone.ACTIVE}

    @property
    def who(self) -> str:
        if self.contact.owner is not None:
            return self.contact.owner.full_name
        return "Front desk or nurse" if self.contact.kind == ContactCode.C0 else "Nobody yet"


@dataclass(frozen=True, slots=True)
class WindowCard:
    window: IntegrationWindow
    contacts: list[ContactLine]
    label: str
    hours_left: float
    hours_total: float
    ends_at: datetime
    overdue: list[ContactLine] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.window.status in OPEN_WINDOW


SETTLED = {
    ContactStatus.DONE: ("Done", "check", Tone.DONE),
    ContactStatus.LATE: ("Done late", "check", Tone.QUIET),
    ContactStatus.MISSED: ("Missed", "phone", Tone.ATTENTION),
    ContactStatus.WAIVED: ("Waived", "circle-slash", Tone.QUIET),
    ContactStatus.DECLINED: ("Declined by the patient", "hand", Tone.QUIET),
}


def open_windows(member: Membership, *, only_mine: bool = False) -> WindowQuerySet:
    """The peak that ends first on top, then what is past its peak."""
    rows = IntegrationWindow.objects.visible_to(member).open()
    if only_mine:
        rows = rows.filter(owner=member)
    return in_full(rows).order_by("-status", "peak_until", "pk")


def in_full(rows: WindowQuerySet) -> WindowQuerySet:
    contacts = IntegrationContact.objects.select_related("owner__user", "done_by__user")
    return rows.select_related("episode__patient__clinic", "owner__user").prefetch_related(
        Prefetch("contacts", contacts.order_by("kind"))
    )


def card_of(window: IntegrationWindow, *, by: Membership, at: datetime) -> WindowCard:
    is_peak = window.status == WindowStatus.OPEN_PEAK and at < window.peak_until
    ends_at = window.peak_until if is_peak else window.closes_at
    lines = [contact_line(contact, by=by, at=at) for contact in window.contacts.all()]
    return WindowCard(
        window=window,
        contacts=lines,
        label="Peak" if is_peak else "Window",
        hours_left=_hours(at, ends_at),
        hours_total=_hours(window.opens_at, ends_at),
        ends_at=ends_at,
        overdue=[line for line in lines if line.is_overdue],
    )


def contact_line(contact: IntegrationContact, *, by: Membership, at: datetime) -> ContactLine:
    if contact.status == ContactStatus.PLANNED:
        word, icon, tone = _planned(contact, at)
    else:
        word, icon, tone = SETTLED[ContactStatus(contact.status)]
    is_home_call = contact.kind == ContactCode.C0
    permission = Permission.CONTACT_HOME_SAFE if is_home_call else Permission.CONTACT_COMPLETE
    may_act = contact.status in CAN_BE_DONE and by.may(permission)
    return ContactLine(contact, word, icon, tone, may_act)


def _planned(contact: IntegrationContact, at: datetime) -> tuple[str, str, Tone]:
    if contact.due_from is None or contact.due_to is None:
        return "When the patient has left", "clock", Tone.QUIET
    if at > contact.due_to:
        return "Overdue", "clock-alert", Tone.ATTENTION
    if at >= contact.due_from:
        return "Due now", "phone-call", Tone.ACTIVE
    return "Ahead", "clock", Tone.PLAIN


def _hours(start: datetime, end: datetime) -> float:
    return elapsed(start, end).total_seconds() / 3600


def visits_in(window: IntegrationWindow, member: Membership) -> list[Appointment]:
    """Integration visits that stand inside the window."""
    rows = Appointment.objects.visible_to(member).filter(
        patient=window.episode.patient,
        kind=VisitKind.INTEGRATION,
        status__in=UPCOMING,
        start_at__gt=window.opens_at,
        start_at__lte=window.closes_at,
    )
    return list(rows.select_related("clinician__user", "room").order_by("start_at"))


def clinical_side(window: IntegrationWindow, member: Membership) -> dict[str, Any]:
    """What was said and shared; for those who open clinical pages."""
    patient = window.episode.patient
    since = {"patient": patient, "written_at__gte": window.opens_at}
    shared = JournalEntry.objects.visible_to(member).filter(**since).order_by("-written_at")
    everything = JournalEntry.objects.for_clinic(member.clinic).filter(**since).count()
    entries = [(entry, journal.read(entry)) for entry in shared[:LATEST]]
    reviews = IntentionReview.objects.filter(contact__window__episode=window.episode)
    intentions = IntentionVersion.objects.filter(episode=window.episode)
    practices = Practice.objects.filter(window=window).select_related("chosen_by__user")
    return {
        "entries": entries,
        "private_count": everything - shared.count(),
        "intention": intentions.order_by("-number").first(),
        "reviews": list(
            reviews.select_related("contact", "reviewed_by__user").order_by("reviewed_at", "pk")
        ),
        "practices": list(practices.order_by("ended_at", "chosen_at")),
    }
