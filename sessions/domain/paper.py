"""What the paper record shows: everything of the administration note that exists, fetched once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from accounts.domain.policies import policy_of
from core.clock import minutes_between
from patients.domain import note_paper, reading
from patients.models import Allergy, ClinicalNote, Medicine
from screening.domain.preparation import newest_intention, newest_preparation, touch_choices
from screening.enums import ConsentKind, TouchChoice, TouchKind
from screening.models import Consent, EligibilityDecision, Finding
from sessions.domain.charts import MOST_LETTERS, PAPER, letter, vitals_chart
from sessions.domain.gate.facts import GateFacts, load
from sessions.domain.patient_limits import pairs
from sessions.domain.received import Received, is_off_label, received
from sessions.domain.routes import given_totals
from sessions.domain.tablet import clock_apart
from sessions.enums import DischargeItem, SupportTried, Told
from sessions.models import MedicineSession, PatientLimits, SessionEvent, SupportEpisode


@dataclass(frozen=True)
class LogLine:
    """One line of the log as it stands on paper; a struck one stays readable, with who struck it."""

    row: SessionEvent
    letter: str
    minute: int | None

    @property
    def is_struck(self) -> bool:
        return self.row.voided_at is not None

    @property
    def words(self) -> str:
        seen = self.row.get_code_display() if self.row.code else ""
        return ": ".join(part for part in (seen, self.row.text) if part)

    @property
    def device_at(self) -> datetime | None:
        """What the tablet said, where that was far from the truth."""
        return clock_apart(self.row.device_at, self.row.occurred_at)


@dataclass(frozen=True)
class PartOnPaper:
    note: ClinicalNote
    lines: Sequence[reading.Line]
    additions: Sequence[ClinicalNote]


def paper_context(session: MedicineSession, *, at: datetime) -> dict[str, Any]:
    facts = load(session.episode, session, at=session.first_dose_at or at)
    doses = received(facts.own_doses, given_totals(session))
    day = session.planned_at.astimezone(session.patient.clinic.zone)
    return {
        "title": f"Medicine session record: {session.patient.legal_name}, {day:%B %-d, %Y}",
        "session": session,
        "patient": session.patient,
        "clinic": session.patient.clinic,
        "facts": facts,
        "printed_at": at,
        **_before(session, facts),
        **_medicine(session, doses),
        **_during(session, facts, doses),
        **_room(session),
        **_after(session),
    }


def _before(session: MedicineSession, facts: GateFacts) -> dict[str, Any]:
    """Who came, what was asked, decided, agreed and opened by name."""
    patient, episode = session.patient, session.episode
    first = facts.first_dose
    return {
        "age": patient.age_on(session.planned_at.astimezone(patient.clinic.zone).date()),
        "number": facts.dosed_before + 1,
        "allergies": list(Allergy.objects.filter(patient=patient, ended_at=None)),
        "medicines": list(Medicine.objects.filter(patient=patient, ended_at=None)),
        "order": first.order if first else facts.order,
        "decision": EligibilityDecision.objects.select_related("decided_by__user", "second_by__user")
        .newest(episode.pk, at=facts.at),
        "findings": list(
            Finding.objects.filter(episode=episode, found_at__lte=facts.at)
            .exclude(status="superseded").select_related("settled_by__user").order_by("code", "pk")
        ),
        "consents": _consents(facts),
        "is_off_label_agreed": facts.consents[ConsentKind.OFF_LABEL].state == "signed",
        "check_ins": list(session.check_ins.select_related("recorded_by__user").order_by("pk")),
        "intention": newest_intention(episode),
        "preparation": newest_preparation(episode),
        "touch": [
            (TouchKind(kind).label, TouchChoice(choice).label)
            for kind, choice in touch_choices(episode).items()
        ],
        "acknowledgements": list(
            session.acknowledgements.select_related("acknowledged_by__user", "reading").order_by("pk")
        ),
        "notices": list(session.notices.select_related("seen_by__user").order_by("pk")),
    }  # fmt: skip


def _medicine(session: MedicineSession, doses: Sequence[Received]) -> dict[str, Any]:
    """Doses with what was received of each, the acts of the route, other medicines, waste."""
    others = session.other_medicines.select_related(
        "given_by__user", "ordered_by__user", "lot", "ledger_entry", "voided_by__user"
    )
    return {
        "doses": doses,
        "given_names": sorted({one.medicine for one in doses}),
        "is_off_label": any(is_off_label(one.dose) for one in doses),
        "total_given": sum((one.mg for one in doses), Decimal(0)),
        "route_acts": list(
            session.route_acts.select_related("recorded_by__user", "voided_by__user")
            .order_by("occurred_at", "pk")
        ),
        "other_medicines": list(others.order_by("given_at", "pk")),
        "waste": list(
            session.waste.select_related(
                "ledger_entry__witness__user", "ledger_entry__by__user", "ledger_entry__lot", "dose",
                "other_medicine",
            )
            .order_by("pk")
        ),
    }  # fmt: skip


def _during(
    session: MedicineSession, facts: GateFacts, doses: Sequence[Received]
) -> dict[str, Any]:
    """Readings and those let be, what was seen, what went wrong."""
    start, zone = session.first_dose_at, session.patient.clinic.zone
    log = _log(session)
    declined = list(
        session.readings_declined.standing().select_related("recorded_by__user")
        .order_by("occurred_at", "pk")
    )  # fmt: skip
    adverse = session.adverse_events.select_related(
        "recorded_by__user", "voided_by__user", "resolution__recorded_by__user"
    )
    return {
        "vitals": [
            (row, _minute(start, row.taken_at), clock_apart(row.device_at, row.taken_at))
            for row in facts.readings
        ],
        "own_limits": _own_limits(facts),
        "declined": [(row, _minute(start, row.occurred_at)) for row in declined],
        "chart": vitals_chart(
            facts.readings, doses, session, zone=zone, palette=PAPER,
            letters=[(one.letter, one.row.occurred_at) for one in log if not one.is_struck],
            declined=[row.occurred_at for row in declined],
        ),
        "log": log,
        "is_lettered": any(one.letter for one in log),
        "adverse_events": [
            (row, clock_apart(row.device_at, row.occurred_at))
            for row in adverse.order_by("occurred_at", "pk")
        ],
        "incidents": list(session.incidents.select_related("opened_by__user").order_by("pk")),
    }  # fmt: skip


def _own_limits(facts: GateFacts) -> list[dict[str, Any]]:
    """The patient's own limits that judged a reading of this session."""
    keys = {row.limits_id for row in facts.readings if row.limits_id}
    rows = PatientLimits.objects.filter(pk__in=keys).select_related("written_by__user")
    return (
        [{"row": row, "pairs": pairs(row)} for row in rows.order_by("written_at")] if keys else []
    )


def _log(session: MedicineSession) -> list[LogLine]:
    """Every line, struck ones too; letters go to those that stand, in the order of the clock.

    None has a letter when the curve could not hold them all.
    """
    rows = session.events.select_related("recorded_by__user", "voided_by__user", "replaces")
    rows = rows.order_by("occurred_at", "pk")
    standing = [row.pk for row in rows if row.voided_at is None]
    lettered = standing if len(standing) <= MOST_LETTERS else []
    marks = {pk: letter(place) for place, pk in enumerate(lettered)}
    lines = []
    for row in rows:
        mark = marks.get(row.pk, "")
        lines.append(LogLine(row, mark, _minute(session.first_dose_at, row.occurred_at)))
    return lines


def _room(session: MedicineSession) -> dict[str, Any]:
    """Who was there, the hard stretches, the emergency list with its own clock."""
    runs = session.emergencies.select_related("started_by__user", "ended_by__user")
    return {
        "present": list(
            session.presences.select_related("member__user", "handed_to__user")
            .order_by("came_at", "pk")
        ),
        "support": [
            (row, [SupportTried(one).label for one in row.tried]) for row in _support(session)
        ],
        "emergencies": list(
            runs.prefetch_related("steps__done_by__user").order_by("started_at", "pk")
        ),
    }  # fmt: skip


def _support(session: MedicineSession) -> list[SupportEpisode]:
    return list(session.support.select_related("recorded_by__user").order_by("started_at", "pk"))


def _after(session: MedicineSession) -> dict[str, Any]:
    """How it ended, the two parts, their signatures and what was signed since."""
    ids = [pk for pk in (session.therapy_note_id, session.medicine_note_id) if pk]
    notes = ClinicalNote.objects.filter(pk__in=ids).select_related(
        "signed_by__user", "author__user", "copied_from"
    )
    both = sorted(notes, key=lambda note: note.part != "therapy")
    return {
        "discharge_items": [
            (DischargeItem(name).label, _stamp(session.discharge_items[name]))
            for name in DischargeItem.values
            if session.discharge_items.get(name)
        ],
        "told": [Told(one).label for one in session.told],
        "parts": [_part(note) for note in both],
        "signatures": both,
        "policy": policy_of(session.patient.clinic, at=session.planned_at),
    }


def _part(note: ClinicalNote) -> PartOnPaper:
    additions = note_paper.additions(note)
    return PartOnPaper(note, reading.lines(note, additions), additions)


def _stamp(kept: Any) -> dict[str, Any]:
    """When a line of the list became true and by whose initials; older records say only that it was."""
    if not isinstance(kept, dict):
        return {}
    return {"at": datetime.fromisoformat(kept["at"]), "by": kept["by"]}


def _consents(facts: GateFacts) -> list[tuple[str, Consent]]:
    """Every consent that stood at the dose, with the version of its text."""
    texts = {
        row.pk: row
        for row in Consent.objects.filter(
            pk__in=[state.consent.pk for state in facts.consents.values() if state.consent]
        ).select_related("template")
    }
    return [
        (ConsentKind(kind).label, texts[state.consent.pk])
        for kind, state in facts.consents.items()
        if state.state == "signed" and state.consent
    ]


def _minute(start: datetime | None, moment: datetime) -> int | None:
    return round(minutes_between(start, moment)) if start else None
