"""The shelf and the ledger disagree: a record of it, on two people's lists until one has looked at it."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from accounts.acts import act, invalid
from accounts.enums import Permission, Role
from accounts.models import Clinic, Membership
from audit import trail
from core.clock import day_at, day_span
from medications.domain.two_people import require_own
from medications.models import Discrepancy, LedgerEntry
from patients.domain.tasks import raise_task, settle
from patients.enums import TaskKind

REVIEWERS = (Role.PRESCRIBER, Role.OWNER)
SATURDAY = 5
# 21 CFR 1301.76(b): the field office in writing within one business day, form 106 within 45 days.
FORM_106_DAYS = 45


def open_for(entry: LedgerEntry, *, expected_mg: Decimal, at: datetime) -> Discrepancy:
    """In the transaction of the line that was counted up or down."""
    found = Discrepancy.objects.create(
        entry=entry,
        expected_mg=expected_mg,
        counted_mg=expected_mg + entry.delta_mg,
        opened_at=at,
    )
    clinic = entry.lot.clinic
    sentence = (
        f"Lot {entry.lot.number}: {found.counted_mg.normalize():f} mg on the shelf, "
        f"{expected_mg.normalize():f} mg in the ledger. {entry.reason}"
    )
    for role in REVIEWERS:
        raise_task(
            clinic,
            kind=TaskKind.STOCK_DISCREPANCY,
            key=_key(found, role),
            sentence=sentence,
            at=at,
            role=role,
            due_at=day_span(clinic, notice_due_on(found))[1],
        )
    return found


@act("stock.discrepancy_reviewed", Permission.STOCK_REVIEW)
def review(discrepancy: Discrepancy, *, finding: str, by: Membership, at: datetime) -> Discrepancy:
    """Say what was found; where the clinic has another reviewer, not by those who counted."""
    discrepancy = _hold(discrepancy, by)
    if discrepancy.reviewed_at is not None:
        raise invalid("Somebody reviewed this already.")
    if not finding.strip():
        raise invalid("Write what you found.")
    if _counted(discrepancy, by) and _others(discrepancy, by):
        raise invalid("Who counted does not review. Another prescriber or the owner looks at it.")
    discrepancy.reviewed_at, discrepancy.reviewed_by = at, by
    discrepancy.finding = finding.strip()
    discrepancy.save(update_fields=["reviewed_at", "reviewed_by", "finding"])
    for role in REVIEWERS:
        settle(
            by.clinic, kind=TaskKind.STOCK_DISCREPANCY, key=_key(discrepancy, role), by=by, at=at
        )
    trail.record("stock.discrepancy_reviewed", discrepancy, by=by, at=at)
    return discrepancy


@act("stock.loss_reported", Permission.STOCK_REVIEW)
def report(
    discrepancy: Discrepancy,
    *,
    reported_at: datetime,
    form_106: str,
    by: Membership,
    at: datetime,
) -> Discrepancy:
    """Keep when the field office was told, and later the reference of form 106."""
    discrepancy = _hold(discrepancy, by)
    if discrepancy.reported_at is None:
        if not discrepancy.opened_at - timedelta(days=1) <= reported_at <= at:
            raise invalid("It was reported after it was found, and not later than now.")
        discrepancy.reported_at, discrepancy.reported_by = reported_at, by
    discrepancy.form_106 = form_106.strip() or discrepancy.form_106
    discrepancy.save(update_fields=["reported_at", "reported_by", "form_106"])
    trail.record("stock.loss_reported", discrepancy, by=by, at=at, form_106=discrepancy.form_106)
    return discrepancy


def notice_due_on(discrepancy: Discrepancy) -> date:
    """The next business day after it was found; holidays are the clinic's own to know."""
    day = day_at(_clinic(discrepancy), discrepancy.opened_at) + timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return day


def form_due_on(discrepancy: Discrepancy) -> date:
    return day_at(_clinic(discrepancy), discrepancy.opened_at) + timedelta(days=FORM_106_DAYS)


def _clinic(discrepancy: Discrepancy) -> Clinic:
    return discrepancy.entry.lot.clinic


def _key(discrepancy: Discrepancy, role: str) -> str:
    return f"{discrepancy.pk}:{role}"


def _hold(discrepancy: Discrepancy, by: Membership) -> Discrepancy:
    require_own(_clinic(discrepancy).pk, by)
    return Discrepancy.objects.lock(discrepancy.pk)


def _counted(discrepancy: Discrepancy, by: Membership) -> bool:
    return by.pk in {discrepancy.entry.by_id, discrepancy.entry.witness_id}


def _others(discrepancy: Discrepancy, by: Membership) -> bool:
    """That somebody who may review was not at the count."""
    entry = discrepancy.entry
    rows = Membership.objects.for_clinic(by.clinic_id).with_role(*REVIEWERS)
    return rows.exclude(pk__in=[pk for pk in (entry.by_id, entry.witness_id) if pk]).exists()
