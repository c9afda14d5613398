"""A dose charted with the wrong amount: corrected where it stands, never written a second time."""

from datetime import datetime
from decimal import Decimal

from accounts.acts import act, invalid, words_of
from accounts.enums import Permission
from accounts.models import Membership
from audit import trail
from medications.domain import stock
from medications.domain.as_found import count_up_to
from medications.enums import EntryKind, Route
from medications.models import LedgerEntry, Lot
from patients.domain.care_team import require_care
from sessions.domain.as_given import open_incident
from sessions.domain.current import lock_session, require_unsigned
from sessions.domain.dosing import LARGEST_MG, SMALLEST_MG
from sessions.domain.route_steps import plain
from sessions.domain.routes import given_mg, given_totals, wasted_of
from sessions.enums import Ending, IncidentKind
from sessions.models import DoseCorrection, MedicationAdministration

LONGEST_REASON = 300
OF_AN_INFUSION = (
    "Of an infusion the total is told when it stops. Write the stop anew with the right total."
)


@act("dose.corrected", Permission.DOSE_RECORD_AS_GIVEN)
def correct(
    dose: MedicationAdministration, *, mg: Decimal, reason: str, by: Membership, at: datetime
) -> DoseCorrection:
    """What was really given; it opens an incident, and the lot follows with a line of its own."""
    require_care(by, dose.session.patient)
    if not mg.is_finite() or not SMALLEST_MG <= mg <= LARGEST_MG:
        raise invalid("Enter a dose in mg that can be true.")
    said = words_of(reason, most=LONGEST_REASON, what="the reason")
    if not said:
        raise invalid("Write how it came to be charted wrongly.")
    session = lock_session(dose.session)
    require_unsigned(session)
    dose = session.doses.select_related("lot").get(pk=dose.pk)
    stands = given_mg(dose, given_totals(session))
    if session.ending == Ending.ENTERED_IN_ERROR:
        raise invalid("This session was entered in error; its doses count for nothing.")
    if dose.route == Route.IV:
        raise invalid(OF_AN_INFUSION)
    if mg == stands:
        raise invalid(f"{plain(stands)} mg is what stands already.")
    incident = open_incident(
        session, kind=IncidentKind.OUTSIDE_THE_GATE, by=by, at=at,
        what_happened=f"{dose.get_kind_display()}: really {plain(mg)} mg, charted as "
        f"{plain(stands)} mg. {said}",
    )  # fmt: skip
    row = DoseCorrection.objects.create(
        session=session, dose=dose, incident=incident, mg=mg, reason=said, recorded_at=at,
        recorded_by=by, ledger_entry=_drawn_beyond(dose, mg, by=by, at=at),
    )  # fmt: skip
    trail.record(
        "dose.corrected", row, by=by, at=at, patient_id=session.patient_id, mg=mg, charted=stands
    )
    return row


def _drawn_beyond(
    dose: MedicationAdministration, mg: Decimal, *, by: Membership, at: datetime
) -> LedgerEntry | None:
    """The line for what must have been drawn beside; what an earlier correction drew is taken back."""
    if dose.lot_id is None or dose.drawn_mg is None:
        return None
    lot = Lot.objects.lock(dose.lot_id)
    earlier = LedgerEntry.objects.standing().filter(correction__dose=dose)
    for line in earlier:
        stock.take_back(line, reason="The dose was corrected again.", by=by, at=at)
    beyond = mg + wasted_of(dose) - dose.drawn_mg
    if beyond <= 0:
        return None
    count_up_to(lot, beyond, happened_at=dose.given_at, by=by, at=at)
    return stock.post(
        lot, EntryKind.DRAW, beyond, by=by, at=at, happened_at=dose.given_at,
        patient=dose.session.patient, reason="The dose was corrected: more was given than charted.",
    )  # fmt: skip
