"""Consents: signed under a kept text, withdrawn at any time, never signed while impaired."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.acts import act, invalid
from accounts.domain.policies import Policy, policy_of
from accounts.enums import Permission, RefusalCode
from accounts.models import Clinic, Membership
from audit import trail
from core.errors import Refusal
from messaging.domain.preferences import grant_channel
from patients.domain.care_team import require_care
from patients.models import Patient
from screening.consent_texts import TEXTS
from screening.enums import ConsentKind
from screening.models import Consent, ConsentTemplate

CHANNEL_OF_CONSENT = {ConsentKind.MESSAGING_SMS: "sms", ConsentKind.MESSAGING_EMAIL: "email"}
NOT_RECORDED = "not recorded"
INTENT = "I sign this with my name, and I mean it as my signature."


@dataclass(frozen=True)
class SignatureContext:
    """How the signature came about: where from, on what, under which clauses."""

    typed_name: str = ""
    clauses: tuple[str, ...] = ()
    network_address: str | None = None
    agent: str = ""
    identity_proof: str = NOT_RECORDED
    agreed_electronic: bool = False


@act("consent.signed", Permission.CONSENT_SIGN)
def sign(
    patient: Patient,
    *,
    kinds: Iterable[str],
    by: Membership,
    at: datetime,
    impaired_until: datetime | None,
    context: SignatureContext | None = None,
) -> list[Consent]:
    """Sign each text as it stands today; `impaired_until` comes from the last dose."""
    require_care(by, patient)
    wanted = list(dict.fromkeys(kinds))
    if not wanted or not set(wanted) <= set(ConsentKind.values):
        raise invalid("Choose what to sign.")
    if impaired_until is not None and at < impaired_until:
        raise Refusal(
            RefusalCode.IMPAIRED,
            f"Nothing is signed for a day after a session. Come back after {_clock(patient, impaired_until)}.",
        )
    context = context or SignatureContext()
    templates = current_templates(patient.clinic, wanted, at=at)
    signed = [_sign_one(patient, templates[kind], context, by=by, at=at) for kind in wanted]
    trail.record("consent.signed", patient, by=by, at=at, kinds=wanted)
    return signed


@act("consent.withdrawn", Permission.CONSENT_SIGN)
def withdraw(
    patient: Patient, *, kinds: Iterable[str], by: Membership, at: datetime
) -> list[Consent]:
    """Take consents back. Never refused, whatever was given that day."""
    require_care(by, patient)
    wanted = list(dict.fromkeys(kinds))
    if not wanted or not set(wanted) <= set(ConsentKind.values):
        raise invalid("Choose what to withdraw.")
    rows = list(
        Consent.objects.filter(patient=patient, kind__in=wanted, withdrawn_at=None)
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    for row in rows:
        row.withdrawn_at, row.withdrawn_by = at, by
        row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    for kind in wanted:
        if kind in CHANNEL_OF_CONSENT:
            grant_channel(patient, CHANNEL_OF_CONSENT[ConsentKind(kind)], granted=False, at=at)
    trail.record("consent.withdrawn", patient, by=by, at=at, kinds=wanted)
    return rows


@dataclass(frozen=True)
class ConsentState:
    """Where one kind of consent stands: none, signed, expired or withdrawn."""

    kind: str
    state: str
    consent: Consent | None


def states(patient: Patient, *, policy: Policy, at: datetime) -> dict[str, ConsentState]:
    """Every kind the patient ever signed, by its newest row."""
    newest = {row.kind: row for row in Consent.objects.newest_by_kind(patient.pk)}
    return {
        kind: _state(kind, newest.get(kind), policy.days("consent_days"), at)
        for kind in ConsentKind
    }


def _state(kind: str, row: Consent | None, valid_for: timedelta, at: datetime) -> ConsentState:
    if row is None or row.signed_at > at:
        return ConsentState(kind, "none", None)
    if row.withdrawn_at is not None and row.withdrawn_at <= at:
        return ConsentState(kind, "withdrawn", row)
    if at > row.signed_at + valid_for:
        return ConsentState(kind, "expired", row)
    return ConsentState(kind, "signed", row)


def current_templates(
    clinic: Clinic, kinds: Iterable[str], *, at: datetime
) -> dict[str, ConsentTemplate]:
    """The text in effect for each kind; the first version is laid down when it is first needed."""
    wanted = set(kinds)
    newest = (
        ConsentTemplate.objects.filter(clinic=clinic, kind__in=wanted, effective_at__lte=at)
        .order_by("kind", "-version")
        .distinct("kind")
    )
    found = {row.kind: row for row in newest}
    for kind in sorted(wanted - found.keys()):
        found[kind] = _first_version(clinic, kind=kind, at=at)
    return found


def _first_version(clinic: Clinic, *, kind: str, at: datetime) -> ConsentTemplate:
    """Of two patients who are the first to sign, both sign the same text."""
    text = TEXTS[kind]
    template, _new = ConsentTemplate.objects.get_or_create(
        clinic=clinic,
        kind=kind,
        version=1,
        language="en",
        defaults={
            "title": ConsentKind(kind).label,
            "text": text,
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
            "effective_at": at,
        },
    )
    return template


def publish_text(clinic: Clinic, *, kind: str, text: str, at: datetime) -> ConsentTemplate:
    """The next version of a text. Earlier signatures keep the version they were given under."""
    last = ConsentTemplate.objects.filter(clinic=clinic, kind=kind).order_by("-version").first()
    return ConsentTemplate.objects.create(
        clinic=clinic,
        kind=kind,
        version=last.version + 1 if last else 1,
        title=ConsentKind(kind).label,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        effective_at=at,
    )


def _sign_one(
    patient: Patient,
    template: ConsentTemplate,
    context: SignatureContext,
    *,
    by: Membership,
    at: datetime,
) -> Consent:
    if template.kind in CHANNEL_OF_CONSENT:
        grant_channel(patient, CHANNEL_OF_CONSENT[ConsentKind(template.kind)], granted=True, at=at)
    return Consent.objects.create(
        patient=patient,
        kind=template.kind,
        template=template,
        text_sha256=template.sha256,
        signed_at=at,
        signed_zone=patient.timezone,
        signed_by=by,
        typed_name=context.typed_name.strip() or patient.legal_name,
        clauses=[INTENT, *context.clauses],
        network_address=context.network_address,
        agent=context.agent[:300],
        identity_proof=context.identity_proof,
        agreed_electronic=context.agreed_electronic,
    )


def required_kinds(clinic: Clinic, *, at: datetime) -> list[str]:
    return list(policy_of(clinic, at=at)["required_consents"])


def _clock(patient: Patient, moment: datetime) -> str:
    return f"{moment.astimezone(patient.zone):%a %d %b %H:%M %Z}"
