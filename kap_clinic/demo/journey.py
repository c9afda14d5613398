"""One demo patient's course of care, a verb at a time."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from accounts.enums import RefusalCode
from accounts.models import Clinic, Membership
from core.errors import Refusal
from kap_clinic.scenarios.player.clock import Clock
from kap_clinic.scenarios.player.gateway import RememberingGateway
from measures.domain import responses
from medications.domain import orders
from medications.enums import DoseLevel, DoseSource, Route
from patients.domain import care_team, registration
from patients.domain.episodes import open_episode
from patients.models import Patient
from scheduling.enums import VisitKind
from scheduling.models import Room
from screening.domain import eligibility, intake
from screening.domain.consents import SignatureContext
from screening.domain.rules import TakenMedicine
from sessions.domain import agreements, arrival, dosing, leaving, observing, visits, vitals
from sessions.domain.current import current_session
from sessions.domain.limits import Reading
from sessions.enums import DischargeItem
from sessions.models import MedicineSession

REQUIRED = (
    "treatment",
    "off_label",
    "kap_psychotherapy",
    "touch",
    "ride_home",
    "messaging_sms",
    "messaging_email",
)
ON_THE_PORTAL = SignatureContext(identity_proof="signed in with password", agreed_electronic=True)
CALM = Reading(systolic=122, diastolic=78, heart_rate=70, spo2=98, respiratory_rate=14, sedation=5)


@dataclass
class Journey:
    """`at` is where the telling stands; methods act there, `later` moves on."""

    clinic: Clinic
    staff: dict[str, Membership]
    at: datetime
    lead: str = "ana"

    @property
    def gateway(self) -> RememberingGateway:
        return RememberingGateway(now=self.at)

    def later(self, **span: float) -> "Journey":
        return self.until(self.at + timedelta(**span))

    def until(self, moment: datetime) -> "Journey":
        """Let time pass, with everything that falls due in it."""
        clock = Clock(self, now=self.at)
        clock.finish()
        clock.run(moment)
        self.at = moment
        return self

    @property
    def therapist(self) -> Membership:
        return self.staff[self.lead]

    def registered(
        self,
        name: str,
        born: date,
        *,
        mail: str,
        phone: str,
        pronouns: str = "",
        password: str = "",
    ) -> "Journey":
        self.patient: Patient = registration.register(
            self.clinic,
            legal_name=name,
            date_of_birth=born,
            pronouns=pronouns,
            email=mail,
            phone=phone,
            with_account=True,
            password=password or None,
            by=None,
            at=self.at,
        )
        care_team.join(self.patient, member=self.therapist, by=None, at=self.at, is_lead=True)
        user = self.patient.user
        assert user is not None  # noqa: S101 - registered with an account
        self.me = Membership.objects.get(user=user)
        return self

    def screened(
        self,
        *conditions: str,
        goals: str,
        medicines: tuple[TakenMedicine, ...] = (),
        allergies: tuple[str, ...] = (),
        kilograms: int = 70,
    ) -> "Journey":
        intake.submit(
            self.patient,
            conditions=conditions,
            medications=medicines,
            allergies=allergies,
            height_cm=Decimal(170),
            weight_kg=Decimal(kilograms),
            goals=goals,
            by=self.me,
            at=self.at,
        )
        return self

    def answered(self, instrument: str, answers: list[int]) -> "Journey":
        responses.submit(
            self.patient, instrument=instrument, answers=answers, by=self.me, at=self.at
        )
        return self

    def consented(self) -> "Journey":
        agreements.sign_consents(
            self.patient, kinds=REQUIRED, by=self.me, at=self.at, context=ON_THE_PORTAL
        )
        return self

    def eligible(self) -> "Journey":
        eligibility.decide(
            self.patient,
            outcome="eligible",
            reason="Nothing found that speaks against it",
            by=self.staff["raj"],
            at=self.at,
        )
        return self

    def ordered(self, mg: int = 200) -> "Journey":
        orders.write(
            self.patient,
            route=Route.SL,
            level=DoseLevel.PSYCHOLYTIC,
            source=DoseSource.PATIENT_OWN,
            planned_mg=Decimal(mg),
            allowed_min_mg=Decimal(mg - 100),
            allowed_max_mg=Decimal(mg + 50),
            max_sessions=4,
            booster=orders.BoosterBand(Decimal(50), 15, 40),
            by=self.staff["raj"],
            at=self.at,
        )
        return self

    def prepared(self, intention: str, plan: str) -> "Journey":
        agreements.record_preparation(
            self.patient,
            intention=intention,
            communication_plan=plan,
            touch={"hand_hold": "ASK_EACH_TIME", "shoulder": "NO", "blanket": "YES"},
            support_name="Robin Calder",
            support_phone="+13035550141",
            by=self.therapist,
            at=self.at,
        )
        return self

    def booked(self, kind: VisitKind, start: datetime, minutes: int, room: str) -> "Journey":
        """In that room, or in the first other one that is free then."""
        rooms = Room.objects.filter(clinic=self.clinic).order_by("name")
        *others, last = sorted(rooms, key=lambda one: one.name != room)
        for one in others:
            try:
                return self._booked_in(one, kind, start, minutes)
            except Refusal as refusal:
                if refusal.code != RefusalCode.SLOT_TAKEN:
                    raise
        return self._booked_in(last, kind, start, minutes)

    def _booked_in(self, room: Room, kind: VisitKind, start: datetime, minutes: int) -> "Journey":
        visits.book_visit(
            self.patient,
            kind=kind,
            start_at=start,
            minutes=minutes,
            clinician=self.therapist,
            room=room,
            by=self.staff["flo"],
            at=self.at,
        )
        return self

    @property
    def session(self) -> MedicineSession:
        found = current_session(open_episode(self.patient), at=self.at)
        assert found is not None  # noqa: S101 - the telling booked one
        return found

    def checked_in(self) -> "Journey":
        answers = arrival.Answers(
            last_solid_at=self.at - timedelta(hours=7),
            last_clear_liquid_at=self.at - timedelta(hours=3),
            pregnant="no",
            identity_confirmed=True,
            suicidal_thoughts=False,
            ride_name="Robin Calder",
            ride_phone="+13035550141",
        )
        arrival.check_in(self.session, answers=answers, by=self.staff["flo"], at=self.at)
        return self

    def measured(self, reading: Reading = CALM) -> "Journey":
        vitals.record(self.session, reading=reading, by=self.staff["noor"], at=self.at)
        return self

    def dosed(self, mg: int = 200) -> "Journey":
        dose = dosing.Dose(mg=Decimal(mg), kind="first")
        dosing.administer(self.session, dose=dose, by=self.staff["noor"], at=self.at)
        return self

    def seen(self, code: str, text: str = "") -> "Journey":
        observing.record_event(self.session, code=code, text=text, by=self.therapist, at=self.at)
        return self

    def discharged(self, to: str = "Robin Calder") -> "Journey":
        items = dict.fromkeys((one for one in DischargeItem.values if one != "iv_removed"), True)
        leaving.discharge(self.session, released_to=to, items=items, by=self.therapist, at=self.at)
        return self
