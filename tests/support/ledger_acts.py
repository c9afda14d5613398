"""Every way to the ledger, by the verbs that the pages call."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from accounts.models import Membership
from core.errors import Refusal
from medications.domain import off_the_shelf, stock
from medications.enums import EntryKind
from medications.models import LedgerEntry, Lot
from patients.models import Patient
from sessions.domain import as_given, wasting
from sessions.domain.dosing import Dose
from sessions.models import MedicineSession

CONTENT_MG = Decimal(500)


def role_and_database() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_database()")
        return tuple(cursor.fetchone())


class Acts:
    """What one nurse does, with another one standing by."""

    def __init__(self, people: dict[str, int], hour: datetime) -> None:
        self.by = self._member(people["by"])
        self.witness = self._member(people["witness"])
        self.patient = Patient.objects.select_related("clinic").get(pk=people["patient"])
        self.session = MedicineSession.objects.select_related("episode__patient__clinic").get(
            pk=people["session"]
        )
        self.hour = hour

    def _member(self, pk: int) -> Membership:
        return Membership.objects.select_related("user", "clinic").get(pk=pk)

    def do(self, name: str, *args: Any) -> tuple[str, Any]:
        """`done` with what it moved, by lot; `refused` with its code; `broken` with anything else."""
        act: Callable[..., list[LedgerEntry]] = getattr(self, name)
        try:
            with transaction.atomic():
                lines = act(*args)
        except Refusal as refusal:
            return "refused", refusal.code
        except Exception as error:
            return "broken", f"{type(error).__name__}: {error}"
        moved: dict[str, Decimal] = {}
        for line in lines:
            number = line.lot.number
            moved[number] = moved.get(number, Decimal(0)) + line.delta_mg
        return "done", moved

    def lot(self, number: str) -> Lot:
        return Lot.objects.select_related("clinic").get(clinic=self.by.clinic, number=number)

    @property
    def now(self) -> dict[str, Any]:
        return {"by": self.by, "at": self.hour}

    def receive(self, number: str, containers: int) -> list[LedgerEntry]:
        line = stock.receive(
            self.by.clinic, lot_number=number, containers=containers, mg_per_container=CONTENT_MG,
            expires_on=date(2028, 8, 31), supplier="Anderson Medical", invoice="INV-1", **self.now,
        )  # fmt: skip
        return [line]

    def draw(self, number: str, mg: Decimal) -> list[LedgerEntry]:
        facts = {"patient": self.patient, **self.now}
        return [stock.post(self.lot(number), EntryKind.DRAW, mg, **facts)]

    def give(self, number: str, mg: Decimal) -> list[LedgerEntry]:
        """Given outside the gate, with a rest to waste; what the lot lacked is counted up first."""
        dose = Dose(mg=mg, kind="booster", lot_number=number, drawn_mg=mg + 5)
        row = as_given.record_as_given(
            self.patient, dose=dose, given_at=self.hour, what_happened="By voice.", **self.now
        )
        drawn = row.ledger_entry
        lines = LedgerEntry.objects.filter(lot=drawn.lot, line=drawn.line - 1)
        return [*lines.filter(reason__startswith="More was drawn").select_related("lot"), drawn]

    def waste(self, mg: Decimal, witnessed: bool) -> list[LedgerEntry]:
        seen = {"witness": wasting.Witness(self.witness, self.hour)} if witnessed else {}
        rows = wasting.waste(
            self.session, mg=mg, unwitnessed="" if witnessed else "Alone in the house", **seen,
            **self.now,
        )  # fmt: skip
        return [row.ledger_entry for row in rows]

    def count(self, number: str, mg: Decimal) -> list[LedgerEntry]:
        line = stock.count(
            self.lot(number), counted_mg=mg, reason="As it was found", witness=self.witness,
            **self.now,
        )  # fmt: skip
        return [line] if line else []

    def spill(self, number: str, mg: Decimal) -> list[LedgerEntry]:
        facts = {"reason": "A vial cracked", "witness": self.witness, **self.now}
        return [off_the_shelf.spill(self.lot(number), mg=mg, **facts)]

    def send_back(self, number: str, mg: Decimal) -> list[LedgerEntry]:
        line = off_the_shelf.dispose(
            self.lot(number), way="return", mg=mg, containers=1, receiver="Guard Returns",
            document="R-7", witness=self.witness, **self.now,
        )  # fmt: skip
        return [line]

    def reverse(self, number: str, place: int) -> list[LedgerEntry]:
        """One of its lines, whichever stands at that place; refused as any other where there is none."""
        lines = LedgerEntry.objects.filter(lot__number=number).select_related("lot", "patient")
        count = lines.count()
        if not count:
            raise Refusal("invalid", "No line yet.")
        line = lines.order_by("line")[place % count]  # -1 is the newest
        return [stock.reverse(line, reason="Entered in error", **self.now)]
