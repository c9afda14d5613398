"""The act per route: infusion, lozenge, nasal devices. What happened is written; nonsense is not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import F, Sum

from accounts.acts import FORBIDDEN, act, invalid, words_of
from accounts.enums import Permission
from accounts.enums import RefusalCode as Code
from accounts.models import Membership
from audit import trail
from core.errors import Refusal
from medications.domain.orders import order_in_force
from medications.enums import DoseSource
from patients.domain.care_team import require_care
from sessions.domain import route_steps as steps
from sessions.domain.current import lock_session, require_unsigned
from sessions.enums import RouteActKind
from sessions.models import (
    DoseCorrection,
    MedicationAdministration,
    MedicineSession,
    RouteAct,
    StockWaste,
)

K = RouteActKind
NOTHING = Decimal(0)
HUNDREDTH = Decimal("0.01")
FASTEST_ML_PER_H = Decimal(2000)
MOST_PIECES = 40
LONGEST_TEXT, LONGEST_KEY = 300, 64
NO_DOSE = "No dose is on record yet. Give it, or record that it was given; this follows."


@dataclass(frozen=True)
class Pieces:
    """Own lozenges as they were counted: what was brought and what is left, beside what was taken."""

    brought: int
    left: int


@dataclass(frozen=True)
class Measure:
    """The numbers of one act: mL/h, mg in all, pieces or which device."""

    rate_ml_per_h: Decimal | None = None
    total_given_mg: Decimal | None = None
    number: int | None = None


@act("route.acted", Permission.SESSION_RUN)
def act_of_route(
    session: MedicineSession,
    *,
    kind: str,
    by: Membership,
    at: datetime,
    occurred_at: datetime | None = None,
    rate_ml_per_h: Decimal | None = None,
    total_given_mg: Decimal | None = None,
    number: int | None = None,
    pieces: Pieces | None = None,
    text: str = "",
    key: str = "",
) -> RouteAct:
    """One act with its time; out of turn is accepted as late, twice under one key changes nothing."""
    require_care(by, session.patient)
    occurred_at = occurred_at or at
    measure = Measure(rate_ml_per_h, total_given_mg, number)
    _require_possible(kind, measure, occurred_at=occurred_at, at=at, key=key)
    said = _text(text, number, pieces)
    session = lock_session(session)
    if key and (known := RouteAct.objects.filter(session=session, key=key).first()):
        return known
    dose = dose_at(session, occurred_at)
    _require_route(session, dose, kind=kind, by=by)
    if kind == K.STOPPED:
        _require_total(session, dose, measure, occurred_at=occurred_at)
    require_unsigned(session)
    row = RouteAct.objects.create(
        session=session,
        dose=dose,
        kind=kind,
        key=key,
        rate_ml_per_h=rate_ml_per_h,
        total_given_mg=total_given_mg,
        number=_number(session, kind, number),
        text=said,
        occurred_at=occurred_at,
        recorded_at=at,
        recorded_by=by,
    )
    trail.record("route.acted", row, by=by, at=at, patient_id=session.patient_id, kind=kind)
    return row


def dose_at(session: MedicineSession, moment: datetime) -> MedicationAdministration | None:
    """The dose that an act at that moment belongs to: the newest given by then, else the first."""
    doses = list(session.doses.select_related("lot").order_by("given_at", "pk"))
    given = [dose for dose in doses if dose.given_at <= moment]
    return next(iter(given[::-1] or doses), None)


def given_totals(
    session: MedicineSession, *, without: RouteAct | None = None
) -> dict[int, Decimal]:
    """By dose, what was received where that is not what was charted first: of an infusion the total
    at its last stop, of any other dose its newest correction.
    """
    stops = RouteAct.objects.standing().filter(session=session, kind=K.STOPPED, dose__isnull=False)
    if without is not None:
        stops = stops.exclude(pk=without.pk)
    corrected = DoseCorrection.objects.filter(session=session).order_by()
    rows = (
        stops.order_by()
        .annotate(told_at=F("occurred_at"))
        .values_list("dose_id", "total_given_mg", "told_at", "pk")
        .union(
            corrected.annotate(told_at=F("recorded_at")).values_list(
                "dose_id", "mg", "told_at", "pk"
            ),
            all=True,
        )
        .order_by("told_at", "pk")
    )
    return {dose: mg for dose, mg, _told_at, _pk in rows if mg is not None}


def given_mg(dose: MedicationAdministration, totals: Mapping[int, Decimal]) -> Decimal:
    """What the patient received of this dose, as it was told last."""
    return totals.get(dose.pk, dose.mg)


def leans_on(stop: RouteAct) -> bool:
    """That waste leans on the total of this stop: without it more was wasted than was left."""
    dose = stop.dose
    if dose is None or stop.kind != K.STOPPED or not (wasted := wasted_of(dose)):
        return False
    totals = given_totals(stop.session, without=stop)
    return given_mg(dose, totals) + wasted > (dose.drawn_mg or dose.mg)


def is_observed_only(dose: MedicationAdministration | None) -> bool:
    """The patient's own lozenges: taken by their own hand, seen by the clinician."""
    return dose is not None and dose.source == DoseSource.PATIENT_OWN


def _require_possible(
    kind: str, measure: Measure, *, occurred_at: datetime, at: datetime, key: str
) -> None:
    if kind not in RouteActKind.values:
        raise invalid("There is no such act.")
    if occurred_at > at:
        raise invalid("It cannot have happened in the future.")
    if len(key) > LONGEST_KEY:
        raise invalid(f"A key has at most {LONGEST_KEY} characters.")
    _require_rate(kind, measure.rate_ml_per_h)
    _require_amount(kind, measure.total_given_mg)
    if measure.number is not None and kind not in steps.WITH_NUMBER:
        raise invalid("A number belongs to lozenges and nasal devices only.")
    if measure.number is not None and not 1 <= measure.number <= MOST_PIECES:
        raise invalid(f"Enter a number from 1 to {MOST_PIECES}.")


def _require_rate(kind: str, rate: Decimal | None) -> None:
    if kind not in steps.WITH_RATE:
        if rate is not None:
            raise invalid("A rate belongs to the start of an infusion or its change.")
        return
    if rate is None or not rate.is_finite() or not HUNDREDTH <= rate <= FASTEST_ML_PER_H:
        raise invalid(f"Enter the rate in mL/h, up to {FASTEST_ML_PER_H}.")


def _require_amount(kind: str, total: Decimal | None) -> None:
    if kind != K.STOPPED:
        if total is not None:
            raise invalid("The total given is told when the infusion stops.")
        return
    if total is None or not total.is_finite() or total < 0 or total > 5000:
        raise invalid("Enter the total given when it stopped, in mg.")


def _text(text: str, number: int | None, pieces: Pieces | None) -> str:
    """The words of the act; counted pieces come first."""
    said = words_of(text, most=LONGEST_TEXT, what="it")
    if pieces is None:
        return said
    taken = number or 0
    if min(pieces.brought, pieces.left) < 0 or max(pieces.brought, pieces.left) > 500:
        raise invalid("Count the pieces again.")
    if taken + pieces.left > pieces.brought:
        raise invalid(
            f"{taken} taken and {pieces.left} left are more than the {pieces.brought} brought."
        )
    counted = f"Brought {pieces.brought}, taken {taken}, left {pieces.left}."
    return words_of(f"{counted} {said}", most=LONGEST_TEXT, what="it")


def _require_route(
    session: MedicineSession, dose: MedicationAdministration | None, *, kind: str, by: Membership
) -> None:
    """The act is one of this session's route, and one that this hand may do."""
    if dose is None and kind in steps.OF_A_DOSE:
        raise invalid(NO_DOSE)
    order = order_in_force(session.episode) if dose is None else dose.order
    route = dose.route if dose else (order.route if order else "")
    if kind not in steps.kinds_of(route):
        raise invalid("This is not an act of the route that is ordered.")
    own = is_observed_only(dose) or (
        dose is None and order is not None and order.source == DoseSource.PATIENT_OWN
    )
    if kind not in steps.BY_ANYBODY and not own and not by.may(Permission.DOSE_ANY_SOURCE):
        raise Refusal(Code.ROLE_FORBIDDEN, FORBIDDEN)


def _require_total(
    session: MedicineSession,
    dose: MedicationAdministration | None,
    measure: Measure,
    *,
    occurred_at: datetime,
) -> None:
    """The total at a stop lies between what had run in before and what was drawn and not wasted.

    A stop that waste leans on sets no bounds: it is struck only once the right total stands beside it.
    """
    total = measure.total_given_mg
    assert dose is not None and total is not None  # noqa: S101, PT018 - asked for above
    rows = RouteAct.objects.standing().filter(session=session, dose=dose, kind=K.STOPPED)
    told = [
        (row.occurred_at, row.total_given_mg)
        for row in rows.select_related("dose", "session")
        if row.total_given_mg is not None and not leans_on(row)
    ]
    before = max((mg for when, mg in told if when <= occurred_at), default=NOTHING)
    if before > total:
        raise invalid(
            f"At an earlier stop {steps.plain(before)} mg had been given. "
            "Strike that line through first if it was wrong."
        )
    after = min((mg for when, mg in told if when > occurred_at), default=total)
    if after < total:
        raise invalid(f"At a later stop {steps.plain(after)} mg had been given.")
    if dose.drawn_mg is None:
        return
    wasted = wasted_of(dose)
    if total > dose.drawn_mg - wasted:
        gone = f" and {steps.plain(wasted)} mg wasted" if wasted else ""
        raise invalid(
            f"{steps.plain(dose.drawn_mg)} mg were drawn{gone}: {steps.plain(total)} mg cannot "
            "have been given."
        )


def wasted_of(dose: MedicationAdministration) -> Decimal:
    return StockWaste.objects.filter(dose=dose).aggregate(mg=Sum("mg"))["mg"] or NOTHING


def _number(session: MedicineSession, kind: str, number: int | None) -> int | None:
    """Devices count themselves."""
    if kind != K.DEVICE_USED or number is not None:
        return number
    used = RouteAct.objects.standing().filter(session=session, kind=K.DEVICE_USED)
    return used.count() + 1
