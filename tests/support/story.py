"""A clinic and one patient's course of care, made through the verbs, as far as a test needs it.

`Story(start)` founds the clinic; each method tells one more step and moves `at` on. Nothing is random.
"""

import itertools
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.db import connection, models

from accounts.domain.clinics import add_member, found_clinic
from accounts.enums import Role
from accounts.models import Clinic, Membership
from medications.domain import orders, stock
from medications.enums import DoseLevel, DoseSource, Route
from medications.models import Lot, MedicationOrder
from patients.domain import care_team, registration
from patients.domain.episodes import open_episode
from patients.models import EpisodeOfCare, Patient
from scheduling.enums import VisitKind
from scheduling.models import Appointment, Room
from screening.domain import eligibility, intake
from sessions.domain import agreements, arrival, dosing, leaving, visits, vitals, writing
from sessions.domain.current import current_session, last_ended
from sessions.domain.limits import Reading
from sessions.enums import DischargeItem
from sessions.models import MedicationAdministration, MedicineSession, VitalSigns

MONDAY = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)  # 09:00 in Denver
CALM = Reading(systolic=122, diastolic=78, heart_rate=70, spo2=98, respiratory_rate=14, sedation=5)
REQUIRED = ("treatment", "off_label", "kap_psychotherapy", "touch", "ride_home")
PASSWORD = "a-long-test-password"


TREES = itertools.cycle(["Alder", "Birch", "Elm", "Hazel", "Juniper", "Larch", "Maple", "Rowan"])
_clinics = itertools.count(2)


def another_name() -> str:
    """Of a clinic that does not stand in this database yet."""
    return f"{next(TREES)}{next(_clinics)}"


# Cedar Clinic as it opens, told once for a database that many tests share: its keys by name.
_told: dict[str, dict[str, tuple[type[models.Model], int]]] = {}


def tell_once() -> None:
    """Commit Cedar Clinic to this database; each Story of it begins there and is rolled back to it."""
    opened = vars(Story())
    _told[connection.settings_dict["NAME"]] = {
        name: (type(row), row.pk) for name, row in opened.items() if isinstance(row, models.Model)
    }


def _open_again() -> dict[str, models.Model]:
    """The rows of Cedar Clinic by the names a story knows them by, fresh; nothing where it was not told."""
    keys = _told.get(connection.settings_dict["NAME"], {})
    rows: dict[str, models.Model] = {}
    for kind in {kind for kind, _pk in keys.values()}:
        of_kind = kind._default_manager.all()
        if kind is Membership:
            of_kind = of_kind.select_related("user", "clinic")
        found = of_kind.in_bulk([pk for of, pk in keys.values() if of is kind])
        rows |= {name: found[pk] for name, (of, pk) in keys.items() if of is kind}
    return rows


class Story:
    """Who is who: ana therapist, raj and mei prescribers, noor and kim nurses, flo desk, owen owner."""

    def __init__(
        self, at: datetime = MONDAY, *, timezone: str = "America/Denver", name: str = "Cedar"
    ) -> None:
        self.at = at
        self.domain = f"{name.lower()}.example.org"
        if (at, timezone, name) == (MONDAY, "America/Denver", "Cedar") and (again := _open_again()):
            vars(self).update(again)
            return
        self._open(timezone, name, at)

    def _open(self, timezone: str, name: str, at: datetime) -> None:
        self.clinic: Clinic = found_clinic(
            name=f"{name} Clinic",
            short_name=f"{name} Clinic",
            timezone=timezone,
            at=at,
            phone="+13035550100",
        )
        self.ana = self.member("ana", "Ana Ruiz", Role.THERAPIST)
        self.raj = self.member("raj", "Raj Patel", Role.PRESCRIBER, covers=True)
        self.mei = self.member("mei", "Mei Tan", Role.PRESCRIBER, covers=True)
        self.noor = self.member("noor", "Noor Haddad", Role.NURSE, covers=True)
        self.kim = self.member("kim", "Kim Osei", Role.NURSE, covers=True)
        self.flo = self.member("flo", "Flo Martin", Role.FRONT_DESK)
        self.owen = self.member("owen", "Owen Clarke", Role.OWNER)
        self.bea = self.member("bea", "Bea Novak", Role.BILLER)
        self.ada = self.member("ada", "Ada Byrne", Role.AUDITOR)
        self.willow = Room.objects.create(clinic=self.clinic, name="Willow")
        self.cedar = Room.objects.create(clinic=self.clinic, name="Cedar")
        self.patient: Patient = self.new_patient()

    def member(self, key: str, name: str, *roles: str, covers: bool = False) -> Membership:
        return add_member(
            self.clinic, email=f"{key}@{self.domain}", full_name=name, roles=list(roles), at=self.at,
            by=None, password=PASSWORD, covers_all_patients=covers, licence=f"{key.upper()}-1",
        )  # fmt: skip

    def new_patient(self, name: str = "Margo Okafor", *, key: str = "margo") -> Patient:
        patient = registration.register(
            self.clinic, legal_name=name, date_of_birth=date(1981, 4, 17), by=None, at=self.at, sex="female",
            email=f"{key}@{self.domain}", phone="+13035550117", with_account=True, password=PASSWORD,
        )  # fmt: skip
        care_team.join(patient, member=self.ana, by=None, at=self.at, is_lead=True)
        return patient

    @property
    def me(self) -> Membership:
        """The patient's own membership."""
        return Membership.objects.get(user=self.patient.user)

    @property
    def episode(self) -> EpisodeOfCare:
        return open_episode(self.patient)

    @property
    def session(self) -> MedicineSession:
        found = current_session(self.episode, at=self.at) or last_ended(self.episode)
        assert found is not None
        return found

    def later(self, **span: float) -> "Story":
        self.at += timedelta(**span)
        return self

    def screened(self, *, conditions: tuple[str, ...] = (), **facts: object) -> "Story":
        intake.submit(
            self.patient, conditions=conditions, medications=[], allergies=["penicillin"], by=self.me, at=self.at,
            height_cm=Decimal(168), weight_kg=Decimal(70), goals="Quiet nights", **facts,
        )  # fmt: skip
        return self.later(minutes=5)

    def consented(self, kinds: tuple[str, ...] = REQUIRED) -> "Story":
        agreements.sign_consents(self.patient, kinds=kinds, by=self.me, at=self.at)
        return self.later(minutes=5)

    def eligible(self) -> "Story":
        eligibility.decide(
            self.patient, outcome="eligible", reason="None found", by=self.raj, at=self.at
        )
        return self.later(minutes=5)

    def ordered(
        self, route: Route = Route.SL, source: DoseSource = DoseSource.PATIENT_OWN, **facts: object
    ) -> "Story":
        booster = facts.pop("booster", orders.BoosterBand(Decimal(50), 15, 40))
        self.order: MedicationOrder = orders.write(
            self.patient, route=route, level=DoseLevel.PSYCHOLYTIC, source=source,
            planned_mg=facts.pop("planned_mg", Decimal(200)), allowed_min_mg=Decimal(40), allowed_max_mg=Decimal(250),
            max_sessions=facts.pop("max_sessions", 4), booster=booster, by=self.raj, at=self.at, **facts,
        )  # fmt: skip
        return self.later(minutes=5)

    def prepared(self) -> "Story":
        agreements.record_preparation(
            self.patient, intention="To meet the pain without hardening", communication_plan="Raise a hand for water",
            touch={"hand_hold": "ASK_EACH_TIME", "shoulder": "NO"}, support_name="Dele Okafor",
            support_phone="+13035550118", by=self.ana, at=self.at,
        )  # fmt: skip
        return self.later(minutes=5)

    def ready_to_book(self, **order: object) -> "Story":
        return self.screened().consented().eligible().ordered(**order).prepared()

    def booked(self, *, in_days: float = 7, minutes: int = 180) -> "Story":
        """A medicine session at this hour in so many days, and integration the day after."""
        start = self.at.replace(minute=0, second=0, microsecond=0) + timedelta(days=in_days)
        self.appointment: Appointment = visits.book_visit(
            self.patient, kind=VisitKind.MEDICINE_SESSION, start_at=start, minutes=minutes, clinician=self.ana,
            room=self.willow, by=self.flo, at=self.at,
        )  # fmt: skip
        visits.book_visit(
            self.patient, kind=VisitKind.INTEGRATION, start_at=start + timedelta(days=1), minutes=60,
            clinician=self.ana, room=self.cedar, by=self.flo, at=self.at,
        )  # fmt: skip
        return self

    def checked_in(self) -> "Story":
        self.at = self.appointment.start_at - timedelta(minutes=20)
        answers = arrival.Answers(
            last_solid_at=self.at - timedelta(hours=8), last_clear_liquid_at=self.at - timedelta(hours=3),
            pregnant="no", ride_name="Dele Okafor", ride_phone="+13035550118",
        )  # fmt: skip
        arrival.check_in(self.session, answers=answers, by=self.flo, at=self.at)
        return self.later(minutes=5)

    def measured(self, reading: Reading = CALM) -> VitalSigns:
        row = vitals.record(self.session, reading=reading, by=self.noor, at=self.at)
        self.later(minutes=2)
        return row

    def stocked(self, number: str = "KET-1", mg: int = 500, *, substance: str = "ketamine") -> Lot:
        stock.receive(
            self.clinic, lot_number=number, containers=1, mg_per_container=Decimal(mg), expires_on=date(2028, 8, 31),
            supplier="Anderson Medical", invoice="INV-1", medicine=stock.Medicine(substance),
            by=self.noor, at=self.at,
        )  # fmt: skip
        return Lot.objects.get(clinic=self.clinic, number=number)

    def dosed(self, mg: int = 200, **facts: object) -> MedicationAdministration:
        dose = dosing.Dose(mg=Decimal(mg), kind="first", **facts)
        row = dosing.administer(self.session, dose=dose, by=self.noor, at=self.at)
        self.later(minutes=15)
        return row

    def ready_for_dose(self) -> "Story":
        self.ready_to_book().booked().checked_in().measured()
        return self

    def under_way(self) -> "Story":
        self.ready_for_dose().dosed()
        return self

    def discharged(self) -> "Story":
        self.later(minutes=110)
        self.measured()
        items = dict.fromkeys((i for i in DischargeItem.values if i != "iv_removed"), True)
        leaving.discharge(
            self.session, released_to="Dele Okafor", items=items, by=self.ana, at=self.at
        )
        return self.later(minutes=20)

    def signed(self) -> "Story":
        writing.sign_part(
            self.session, part="therapy", text="Inward; grounded twice.", by=self.ana, at=self.at
        )
        self.later(minutes=2)
        writing.sign_part(
            self.session, part="medicine", text="Uneventful.", by=self.raj, at=self.at
        )
        return self.later(minutes=2)
