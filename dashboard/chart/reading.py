"""Everything the chart shows, fetched in few statements whose number does not grow with the patient's story."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import JSONObject

from accounts.domain.policies import Policy, policy_of
from accounts.enums import Permission
from accounts.models import Membership
from integration.models import IntegrationContact
from measures.models import SafetyAlert
from measures.queries import Series, newest_scores
from medications.models import MedicationOrder
from patients.models import (
    AdvanceDirective,
    Allergy,
    CareTeamMember,
    Contact,
    EpisodeOfCare,
    Medicine,
    Patient,
    Weight,
    on_care_team,
)
from patients.models.patient import PatientQuerySet
from scheduling.enums import UPCOMING, AppointmentStatus, VisitKind
from scheduling.models import Appointment
from screening.domain.consents import ConsentState, states
from screening.models import (
    EligibilityDecision,
    Finding,
    Intake,
    IntakeDraft,
    IntentionVersion,
    Preparation,
)
from sessions.domain.gate import GateFacts
from sessions.domain.gate.facts import Background, has_cv5
from sessions.enums import Ending
from sessions.models import MedicationAdministration, MedicineSession

LOOK_BACK = timedelta(days=30)
STILL_TODAY = timedelta(hours=12)
MOST_VISITS = 40


def people(membership: Membership) -> PatientQuerySet:
    """Patients with what is small and always in sight, as columns of one statement."""
    return Patient.objects.visible_to(membership).annotate(
        on_my_team=on_care_team(membership),
        allergy_rows=ArraySubquery(
            _open(Allergy).order_by("recorded_at", "pk").values("substance")
        ),
        medicine_rows=ArraySubquery(
            _open(Medicine)
            .order_by("name", "pk")
            .values(row=JSONObject(name="name", kind="medicine_class"))
        ),
        alert_rows=ArraySubquery(_alerts()),
        directive_rows=ArraySubquery(_directive()),
        contact_rows=ArraySubquery(
            _open(Contact)
            .order_by("kind", "recorded_at")
            .values(row=JSONObject(kind="kind", name="name", phone="phone", relation="relation"))
        ),
        team_rows=ArraySubquery(_team()),
    )


def sees_clinical(patient: Patient, membership: Membership) -> bool:
    """A clinician of the care team; several hats open no more than that."""
    if not membership.may(Permission.CHART_CLINICAL):
        return False
    return membership.covers_all_patients or bool(vars(patient)["on_my_team"])


@dataclass(frozen=True)
class Course:
    """One course of care as the chart reads it."""

    episode: EpisodeOfCare
    policy: Policy
    background: Background
    decision_reason: str
    intention_number: int
    order: MedicationOrder | None
    findings: list[Finding]
    consents: dict[str, ConsentState]
    sessions: list[MedicineSession]
    visits: list[Appointment]
    scores: list[Series]
    at: datetime

    @property
    def dosed(self) -> list[MedicineSession]:
        """Sessions with a dose that stands, oldest first."""
        return [
            one
            for one in self.sessions
            if one.first_dose_at and one.ending != Ending.ENTERED_IN_ERROR
        ]

    @property
    def current(self) -> MedicineSession | None:
        return current_of(self.sessions, at=self.at)

    @property
    def upcoming(self) -> list[Appointment]:
        return [one for one in self.visits if one.status in UPCOMING and one.end_at > self.at]

    def gate_facts(self) -> GateFacts:
        """The facts as the gate takes them; what belongs to the day itself is looked at in the room."""
        return GateFacts(
            session=self.current,
            episode=self.episode,
            at=self.at,
            policy=self.policy,
            background=self.background,
            findings=self.findings,
            consents=self.consents,
            order=self.order,
            doses=[dose for one in self.sessions for dose in given_in(one)],
            check_in=None,
            readings=[],
            acknowledgements=[],
        )


def given_in(session: MedicineSession) -> list[MedicationAdministration]:
    """The doses of a session, from the column that came with it."""
    if session.ending == Ending.ENTERED_IN_ERROR:
        return []
    rows = vars(session)["dose_rows"]
    return [
        MedicationAdministration(session_id=session.pk, order_id=row["order"], kind=row["kind"])
        for row in rows
    ]


def course_of(patient: Patient, *, at: datetime, with_scores: bool) -> Course | None:
    """The open course of care, or the last one; None before there was any."""
    policy = policy_of(patient.clinic, at=at)
    episode = _episode(patient, at=at)
    if episode is None:
        return None
    episode.patient = patient
    sessions = _sessions(episode)
    visits = _visits(patient, at=at)
    session = current_of(sessions, at=at)
    background = _background(episode, session, visits, policy=policy)
    return Course(
        episode=episode,
        policy=policy,
        background=background,
        decision_reason=vars(episode)["decision_reason"] or "",
        intention_number=vars(episode)["intention_number"] or 0,
        order=MedicationOrder.objects.in_force()
        .filter(episode=episode)
        .select_related("written_by__user")
        .first(),
        findings=list(Finding.objects.unsettled().filter(episode=episode).order_by("code")),
        consents=states(patient, policy=policy, at=at),
        sessions=sessions,
        visits=visits,
        scores=newest_scores(patient) if with_scores else [],
        at=at,
    )


def _open(model: Any) -> Any:
    return model.objects.filter(patient=OuterRef("pk"), ended_at=None)


def _alerts() -> Any:
    rows = SafetyAlert.objects.standing().filter(patient=OuterRef("pk")).order_by("opened_at")
    return rows.values(row=JSONObject(kind="kind", level="level", fact="fact", status="status"))


def _directive() -> Any:
    rows = AdvanceDirective.objects.filter(patient=OuterRef("pk")).order_by("-recorded_at", "-pk")
    return rows.values(row=JSONObject(**{name: name for name in AdvanceDirective.WORDS}))[:1]


def directive_of(patient: Patient) -> AdvanceDirective:
    """What the patient laid down, from the column that came with them."""
    return AdvanceDirective(**next(iter(vars(patient)["directive_rows"]), {}))


def _team() -> Any:
    """Who stands on the team, and who covers everybody; the lead first."""
    on_team = CareTeamMember.objects.filter(
        patient=OuterRef(OuterRef("pk")), membership=OuterRef("pk"), ended_at=None
    )
    rows = (
        Membership.objects.active()
        .filter(clinic=OuterRef("clinic"))
        .annotate(
            is_lead=Exists(on_team.filter(is_lead=True)),
            is_here=Exists(on_team),
        )
        .filter(Q(is_here=True) | Q(covers_all_patients=True))
        .order_by("-is_lead", "-is_here", "user__full_name")
    )
    return rows.values(
        row=JSONObject(
            pk="pk", name="user__full_name", roles="roles", is_lead="is_lead", is_here="is_here"
        )
    )


def _episode(patient: Patient, *, at: datetime) -> EpisodeOfCare | None:
    """The episode with a column for each question about its preparation."""
    here = {"episode": OuterRef("pk")}
    intakes = Intake.objects.filter(**here).order_by("-submitted_at", "-pk")
    decisions = EligibilityDecision.objects.filter(**here, decided_at__lte=at).order_by(
        "-decided_at", "-pk"
    )
    weights = Weight.objects.filter(patient=OuterRef("patient"), measured_at__lte=at).order_by(
        "-measured_at", "-pk"
    )
    visits = Preparation.objects.filter(**here).order_by("-recorded_at", "-pk")
    intentions = IntentionVersion.objects.filter(**here).order_by("-number")
    return (
        EpisodeOfCare.objects.filter(patient=patient)
        .annotate(
            is_over=Case(
                When(closed_at=None, then=Value("0")), default=Value("1"), output_field=CharField()
            ),
            intake_at=Subquery(intakes.values("submitted_at")[:1]),
            draft_at=Subquery(
                IntakeDraft.objects.filter(**here).exclude(answers={}).values("saved_at")[:1]
            ),
            decision_outcome=Subquery(decisions.values("outcome")[:1]),
            decision_reason=Subquery(decisions.values("reason")[:1]),
            decided_at=Subquery(decisions.values("decided_at")[:1]),
            decided_by=Subquery(decisions.values("decided_by__user__full_name")[:1]),
            weight_at=Subquery(weights.values("measured_at")[:1]),
            weight_kg=Subquery(weights.values("kilograms")[:1]),
            has_cv5=has_cv5("pk"),
            is_prepared=Exists(visits),
            prepared_at=Subquery(visits.values("recorded_at")[:1]),
            communication_plan=Subquery(visits.values("communication_plan")[:1]),
            intention=Subquery(intentions.values("text")[:1]),
            intention_number=Subquery(intentions.values("number")[:1]),
        )
        .order_by("is_over", "-opened_at", "-pk")
        .first()
    )


def _background(
    episode: EpisodeOfCare,
    session: MedicineSession | None,
    visits: list[Appointment],
    *,
    policy: Policy,
) -> Background:
    """The gate's own shape; the integration visit is looked up among the visits at hand."""
    names = [name for name in Background.__dataclass_fields__ if name in vars(episode)]
    facts = {name: vars(episode)[name] for name in names}
    return Background(**facts, integration_at=_integration_at(session, visits, policy=policy))


def _integration_at(
    session: MedicineSession | None, visits: list[Appointment], *, policy: Policy
) -> datetime | None:
    """The first integration visit inside the peak of the session at hand."""
    if session is None:
        return None
    planned = session.planned_at
    inside = [
        one.start_at
        for one in visits
        if one.kind == VisitKind.INTEGRATION
        and one.status in (*UPCOMING, AppointmentStatus.FULFILLED)
        and planned < one.start_at <= planned + policy.hours("peak_hours")
    ]
    return min(inside, default=None)


def current_of(sessions: list[MedicineSession], *, at: datetime) -> MedicineSession | None:
    """The one under way, else the next that is booked."""
    alive = [one for one in sessions if not one.is_over]
    begun = [one for one in alive if one.checked_in_at is not None]
    ahead = [one for one in alive if one.planned_at > at - STILL_TODAY]
    return next(iter(begun or ahead or alive[::-1]), None)


def _sessions(episode: EpisodeOfCare) -> list[MedicineSession]:
    """Sessions, oldest first, each with its window, its contacts and its doses."""
    doses = MedicationAdministration.objects.filter(session=OuterRef("pk")).order_by("given_at")
    contacts = IntegrationContact.objects.filter(window__session=OuterRef("pk")).order_by("kind")
    rows = (
        MedicineSession.objects.filter(episode=episode)
        .select_related("window__owner__user", "therapy_note", "medicine_note")
        .annotate(
            dose_rows=ArraySubquery(doses.values(row=JSONObject(order="order_id", kind="kind"))),
            contact_rows=ArraySubquery(
                contacts.values(
                    row=JSONObject(
                        kind="kind", status="status", due_from="due_from", due_to="due_to",
                        done_at="done_at", owner="owner__user__full_name",
                    )
                )
            ),
        )
        .order_by("planned_at", "pk")
    )  # fmt: skip
    return list(rows)


def _visits(patient: Patient, *, at: datetime) -> list[Appointment]:
    """What lies ahead and the last weeks, by time."""
    rows = Appointment.objects.filter(patient=patient, start_at__gte=at - LOOK_BACK)
    rows = rows.select_related("clinician__user", "room").annotate(session_pk=F("session__pk"))
    return list(rows.order_by("start_at")[:MOST_VISITS])
