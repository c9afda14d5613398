"""Waste: what was drawn and not given, destroyed before somebody else's eyes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Sum

from accounts.acts import act, invalid, words_of
from accounts.enums import Permission, Role
from accounts.enums import RefusalCode as Code
from accounts.models import Membership
from audit import trail
from core.errors import Refusal
from medications.domain import stock
from medications.enums import EntryKind
from patients.domain.care_team import require_care
from patients.domain.tasks import raise_task
from patients.enums import TaskKind
from sessions.domain.current import lock_session, require_unsigned
from sessions.domain.routes import given_mg, given_totals
from sessions.models import MedicationAdministration, MedicineSession, StockWaste

FRESH = timedelta(minutes=5)
NOTHING = Decimal(0)
LONGEST_REASON = 300


@dataclass(frozen=True)
class Witness:
    """Somebody who proved on this device, just now, that it is them."""

    member: Membership
    proved_at: datetime


@act("stock.wasted", Permission.STOCK_HANDLE)
def waste(
    session: MedicineSession,
    *,
    mg: Decimal,
    by: Membership,
    at: datetime,
    witness: Witness | None = None,
    unwitnessed: str = "",
) -> list[StockWaste]:
    """Write the waste of this session's drawn remainder; without a witness a prescriber reviews it."""
    if witness is not None:
        require_witness_role(witness.member)
    require_care(by, session.patient)
    if not mg.is_finite() or mg < stock.HUNDREDTH:
        raise invalid("Enter what was wasted, in mg.")
    session = lock_session(session)
    open_remainders = remainders(session)
    if mg > sum((left for _dose, left in open_remainders), NOTHING):
        raise invalid("More cannot be wasted than was drawn and not given.")
    require_unsigned(session)
    _require_witness(witness, unwitnessed, by=by, at=at)
    unwitnessed = words_of(unwitnessed, most=LONGEST_REASON, what="the reason")
    rows = []
    for dose, left in open_remainders:
        part = min(left, mg)
        if part > 0:
            rows.append(
                _waste_of(session, dose, part, by=by, at=at, witness=witness, reason=unwitnessed)
            )
            mg -= part
    if witness is None:
        _ask_for_review(rows, unwitnessed, at=at)
    return rows


def require_witness_role(member: Membership) -> None:
    if not member.may(Permission.STOCK_WITNESS):
        raise Refusal(Code.ROLE_FORBIDDEN, "A witness is a therapist, a nurse or a prescriber.")


def remainders(session: MedicineSession) -> list[tuple[MedicationAdministration, Decimal]]:
    """For each dose drawn from stock, what is left of it: drawn less given less wasted, in mg.

    Of an infusion that was stopped, given is what had run in by then.
    """
    totals = given_totals(session)
    doses = (
        MedicationAdministration.objects.filter(session=session, lot__isnull=False)
        .select_related("lot")
        .annotate(wasted=Sum("waste__mg"))
        .order_by("given_at", "pk")
    )
    return [(dose, left_of(dose, totals, wasted=dose.wasted or NOTHING)) for dose in doses]


def left_of(
    dose: MedicationAdministration, totals: Mapping[int, Decimal], *, wasted: Decimal
) -> Decimal:
    """Nothing while a stop that was wasted upon is struck through and not told anew."""
    return max((dose.drawn_mg or dose.mg) - given_mg(dose, totals) - wasted, NOTHING)


def _require_witness(
    witness: Witness | None, unwitnessed: str, *, by: Membership, at: datetime
) -> None:
    if witness is None:
        if not unwitnessed.strip():
            raise Refusal(
                Code.WITNESS_MISSING, "Name a witness, or write why nobody could be there."
            )
        return
    if witness.member.pk == by.pk or witness.member.user_id == by.user_id:
        raise Refusal(Code.WITNESS_SAME_PERSON, "The witness must be somebody else.")
    if witness.member.clinic_id != by.clinic_id or abs(at - witness.proved_at) > FRESH:
        raise invalid("The witness signs in again on this device.")


def _waste_of(
    session: MedicineSession,
    dose: MedicationAdministration,
    mg: Decimal,
    *,
    by: Membership,
    at: datetime,
    witness: Witness | None,
    reason: str,
) -> StockWaste:
    assert dose.lot is not None  # noqa: S101 - only doses from a lot have a remainder
    entry = stock.post(
        dose.lot,
        EntryKind.WASTE,
        mg,
        by=by,
        at=at,
        patient=session.patient,
        witness=witness.member if witness else None,
        reason="" if witness else reason,
    )
    row = StockWaste.objects.create(
        session=session, dose=dose, ledger_entry=entry, mg=mg, wasted_at=at
    )
    trail.record("stock.wasted", row, by=by, at=at, patient_id=session.patient_id, mg=mg)
    return row


def _ask_for_review(rows: list[StockWaste], reason: str, *, at: datetime) -> None:
    for row in rows:
        patient = row.session.patient
        raise_task(
            patient.clinic,
            kind=TaskKind.WASTE_UNWITNESSED,
            key=str(row.pk),
            sentence=f"{row.mg} mg were wasted without a witness: {reason.strip()}",
            at=at,
            patient=patient,
            role=Role.PRESCRIBER,
        )
