"""Filling the demo clinic: the seven told journeys, and patients who stand in between today."""

import itertools
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from accounts.models import Clinic, Membership
from core.errors import Refusal
from kap_clinic.demo import people
from kap_clinic.demo.journey import Journey
from kap_clinic.demo.shifting import days_to_end_before, shifted
from kap_clinic.scenarios.language.reader import read_file
from kap_clinic.scenarios.player.player import Player
from kap_clinic.scenarios.player.stage import set_up
from patients.domain import handover
from scheduling.enums import VisitKind
from screening.domain.rules import TakenMedicine
from sessions.domain.current import current_session
from sessions.domain.limits import Reading

HOUR = timedelta(hours=1)
THERAPISTS = ("ana", "lea", "sol")
# Which journeys are told, and how many days before today each of them ends.
TOLD = {
    "window-across-dst": 3,
    "stop-active-psychosis": 2,
    "safety-alert-abandoned-form": 6,
    "lozenge-psycholytic": 1,
    "recorded-as-given": 2,
    "im-blood-pressure-hold": 1,
    "left-against-advice": 0,
}


class DemoBroke(Exception):
    """A demo journey did not go as told."""


def load(now: datetime, *, say: Callable[[str], None]) -> Clinic:
    """A clinic that opened half a year ago, with a dozen patients as they stand today."""
    clinic, staff = people.found(now - timedelta(days=200))
    for name, days_ago in TOLD.items():
        say(f"  {name}")
        _where_free(
            lambda lead, days, name=name, days_ago=days_ago: _told(  # type: ignore[misc]
                clinic, staff | {"ana": staff[lead]}, name, now - timedelta(days=days_ago + days)
            )
        )
    for tell in (_in_the_room, _arriving, _tomorrow, _last_week, _new):
        _where_free(lambda lead, _days, tell=tell: tell(clinic, staff, now, lead))  # type: ignore[misc]
    Journey(clinic, staff, now - timedelta(days=1)).until(now)
    return clinic


def _where_free(tell: Callable[[str, int], None]) -> None:
    """Tell it with the first therapist, and as many days earlier, that leave no clash in the diary."""
    for days, lead in itertools.product(range(6), THERAPISTS):
        try:
            with transaction.atomic():
                tell(lead, days)
        except (DemoBroke, Refusal) as clash:
            last = clash
        else:
            return
    raise DemoBroke(str(last)) from last


def _told(clinic: Clinic, staff: dict[str, Membership], name: str, end: datetime) -> None:
    path = Path(settings.BASE_DIR) / "scenarios" / f"{name}.yaml"
    plain = read_file(path)
    scenario = shifted(plain, days_to_end_before(plain, end))
    stage = set_up(scenario, clinic=clinic, staff=staff)
    handover.name_lead(stage.patient, member=staff["ana"], by=staff["flo"], at=scenario.steps[0].at)
    player = Player(scenario, stage)
    for result in player.play():
        for missed in result.unmet:
            raise DemoBroke(f"{name}, step {result.step.number}: {missed}")
    player.clock.finish()
    _bring_home(Journey(clinic, staff, player.clock.now), player)


def _bring_home(journey: Journey, player: Player) -> None:
    """A file may end in the middle of a session; nobody stays in the room for days."""
    journey.patient = player.stage.patient
    journey.me = player.stage.patient_member
    session = current_session(player.stage.episode, at=journey.at)
    if session is None or session.first_dose_at is None:
        return
    journey.at = session.first_dose_at + timedelta(minutes=125)
    journey.measured(Reading(systolic=128, diastolic=80, heart_rate=72, spo2=98))
    journey.later(minutes=5).discharged()


def _at(clinic: Clinic, now: datetime, hour: int, *, days: int = 0) -> datetime:
    """That hour of the clinic's day, so many days from today."""
    local = now.astimezone(ZoneInfo(clinic.timezone)) + timedelta(days=days)
    return local.replace(hour=hour, minute=0, second=0, microsecond=0).astimezone(UTC)


def _tomorrow(clinic: Clinic, staff: dict[str, Membership], now: datetime, lead: str) -> None:
    """The patient who signs in: prepared, and booked for tomorrow."""
    journey = Journey(clinic, staff, now - timedelta(days=12), lead)
    journey.registered(
        "Reynard Calder",
        date(1988, 5, 30),
        mail=f"patient@{people.MAIL}",
        phone="+13035550140",
        pronouns="he/him",
        password=people.PASSWORD,
    )
    journey.screened(
        goals="To feel something other than tired",
        medicines=(TakenMedicine("escitalopram", "ssri"),),
        allergies=("sulfa",),
    )
    journey.later(minutes=10).answered("phq9", [2, 2, 2, 3, 1, 2, 1, 1, 0])
    journey.later(minutes=5).answered("gad7", [2, 2, 1, 1, 1, 1, 1])
    journey.later(minutes=5).consented().later(hours=20).eligible().later(minutes=5).ordered()
    journey.later(days=3).prepared(
        "To put the armour down", "Open palm means water, two taps means help"
    )
    journey.later(hours=1)
    start = _at(clinic, now, 10, days=1)
    journey.booked(VisitKind.MEDICINE_SESSION, start, 180, "Aspen")
    journey.booked(VisitKind.INTEGRATION, start + timedelta(days=1, hours=4), 60, "Aspen")


def _arriving(clinic: Clinic, staff: dict[str, Membership], now: datetime, lead: str) -> None:
    """In the waiting room, checked in, the gate waiting for a reading."""
    journey = Journey(clinic, staff, now - timedelta(days=9), lead)
    _ready(journey, "Hanna Vogel", date(1979, 9, 12), "hanna", "+13035550142")
    start = _today(now + HOUR)
    journey.booked(VisitKind.MEDICINE_SESSION, start, 180, "Cedar")
    journey.booked(VisitKind.INTEGRATION, start + timedelta(days=2), 60, "Aspen")
    journey.until(now - timedelta(minutes=6))
    if _same_day(clinic, start, journey.at):
        journey.checked_in()


def _in_the_room(clinic: Clinic, staff: dict[str, Membership], now: datetime, lead: str) -> None:
    """Forty minutes after a lozenge, under way."""
    journey = Journey(clinic, staff, now - timedelta(days=8), lead)
    _ready(journey, "Amara Diallo", date(1992, 2, 3), "amara", "+13035550143")
    start = _today(now + timedelta(minutes=2))
    journey.booked(VisitKind.MEDICINE_SESSION, start, 180, "Willow")
    journey.booked(VisitKind.INTEGRATION, start + timedelta(days=2, hours=3), 60, "Willow")
    journey.until(now - timedelta(minutes=58))
    if not _same_day(clinic, start, journey.at):
        return
    journey.checked_in().later(minutes=6).measured().later(minutes=8).dosed()
    journey.later(minutes=9).seen("breath_calm").later(minutes=5).measured(
        Reading(systolic=134, diastolic=84, heart_rate=82, spo2=97, respiratory_rate=14, sedation=4)
    )
    journey.later(minutes=7).seen("tears", "Quiet, breath easy").later(minutes=4).seen("stillness")
    journey.later(minutes=4).measured(
        Reading(systolic=138, diastolic=86, heart_rate=84, spo2=97, respiratory_rate=13, sedation=4)
    )
    journey.later(minutes=6).seen("speech", "“It is lighter than I thought.”")


def _last_week(clinic: Clinic, staff: dict[str, Membership], now: datetime, lead: str) -> None:
    """A session six days ago, its note unsigned, its window open past the peak."""
    journey = Journey(clinic, staff, now - timedelta(days=20), lead)
    _ready(journey, "Jonas Whitfield", date(1969, 12, 1), "jonas", "+13035550144")
    start = _at(clinic, now, 9, days=-6)
    journey.booked(VisitKind.MEDICINE_SESSION, start, 180, "Aspen")
    journey.booked(VisitKind.INTEGRATION, start + timedelta(days=1, hours=5), 60, "Aspen")
    journey.until(start - timedelta(minutes=15))
    journey.checked_in().later(minutes=10).measured().later(minutes=10).dosed()
    journey.later(minutes=25).seen("laughter").later(minutes=100).measured().later(minutes=2)
    journey.discharged()


def _new(clinic: Clinic, staff: dict[str, Membership], now: datetime, lead: str) -> None:
    """Two people at the beginning: one with a hold to decide, one who has only registered."""
    journey = Journey(clinic, staff, now - timedelta(days=2), lead)
    journey.registered(
        "Celeste Moreau", date(1963, 7, 19), mail="celeste@example.org", phone="+13035550145"
    )
    journey.later(minutes=30).screened(
        "CV5",
        "NEU2",
        goals="To sleep through",
        medicines=(TakenMedicine("lorazepam", "benzodiazepine"),),
        allergies=("latex",),
        kilograms=81,
    )
    journey.later(minutes=12).answered("phq9", [3, 2, 3, 3, 2, 2, 2, 1, 1])
    Journey(clinic, staff, now - timedelta(hours=20), lead).registered(
        "Theo Brandt", date(1985, 11, 8), mail="theo@example.org", phone="+13035550146"
    )


def _ready(journey: Journey, name: str, born: date, key: str, phone: str) -> None:
    journey.registered(name, born, mail=f"{key}@example.org", phone=phone)
    journey.later(minutes=20).screened(goals="A quieter head", allergies=("penicillin",))
    journey.later(minutes=10).answered("phq9", [2, 1, 2, 2, 1, 2, 1, 1, 0])
    journey.later(minutes=5).consented().later(hours=3).eligible().later(minutes=5).ordered()
    journey.later(days=1).prepared("To listen to what is under the noise", "Raise a hand for water")
    journey.later(hours=1)


def _today(moment: datetime) -> datetime:
    """The quarter of an hour that begins next."""
    quarter = timedelta(minutes=15)
    rest = timedelta(
        minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond
    )
    return moment - rest + quarter if rest else moment


def _same_day(clinic: Clinic, one: datetime, other: datetime) -> bool:
    zone = ZoneInfo(clinic.timezone)
    return one.astimezone(zone).date() == other.astimezone(zone).date()
