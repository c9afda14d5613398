"""Each action with the arguments it knows, and how each of them is read."""

from collections.abc import Mapping
from datetime import datetime

from yaml.nodes import Node, ScalarNode

from kap_clinic.scenarios import words
from kap_clinic.scenarios.language.model import NamedPerson, TakenMedicine
from kap_clinic.scenarios.language.values import (
    Place,
    Reader,
    amount,
    at_least,
    day,
    list_of,
    moment,
    record,
    table,
    text,
    truth,
    whole,
    word,
    yes_no_word,
)
from kap_clinic.scenarios.language.values import staff_member as staff

NONE = "none"

condition = word(words.CONDITIONS, "condition")
finding = word(words.FINDINGS, "finding")
visit = word(words.VISITS, "kind of visit")
contact = word(words.CONTACTS, "contact")
_named = record({"name": text, "phone": text}, "fact about a person")
_taken = record(
    {
        "name": text,
        "class": word(words.MEDICINE_CLASSES, "class of medicines"),
        "last_taken": moment,
    },
    "fact about a medicine",
)
_touch = table(
    word(words.TOUCH_KINDS, "kind of touch"), yes_no_word(words.TOUCH_CHOICES, "choice of touch")
)
_note = {"part": word(words.NOTE_PARTS, "part of a note"), "text": text}


def person(node: Node, place: Place) -> NamedPerson:
    """Somebody by name and telephone, or the word `none`."""
    if isinstance(node, ScalarNode) and node.value == NONE:
        return NamedPerson()
    given = _named(node, place)
    return NamedPerson(name=given.get("name"), phone=given.get("phone"))


def medicine(node: Node, place: Place) -> TakenMedicine:
    """One medicine that the patient takes."""
    given = _taken(node, place)
    return TakenMedicine(
        name=given.get("name"),
        medicine_class=given.get("class"),
        last_taken=given.get("last_taken"),
    )


def changes(node: Node, place: Place) -> tuple[str, ...]:
    """What is new since the last visit: `none`, or a list."""
    if isinstance(node, ScalarNode) and node.value == NONE:
        return ()
    return list_of(text)(node, place)


def later(node: Node, place: Place) -> datetime:
    """A time that is the step's own or after it."""
    end = moment(node, place)
    if place.now is not None and end < place.now:
        raise place.fault(node, "Time never runs backwards.")
    return end


_dose: Mapping[str, Reader] = {
    "mg": amount,
    "kind": word(words.DOSES, "kind of dose"),
    "lot": text,
    "drawn_mg": amount,
}

ARGUMENTS: Mapping[str, Mapping[str, Reader]] = {
    "submit_intake": {
        "conditions": list_of(condition),
        "medications": list_of(medicine),
        "allergies": list_of(text),
        "height_cm": amount,
        "weight_kg": amount,
        "weight_lb": amount,
        "goals": text,
    },
    "submit_measure": {
        "instrument": word(words.INSTRUMENTS, "instrument"),
        "answers": list_of(whole),
    },
    "sign_consent": {"kinds": list_of(word(words.CONSENTS, "consent"))},
    "withdraw_consent": {"kinds": list_of(word(words.CONSENTS, "consent"))},
    "decide_eligibility": {
        "outcome": word(words.DECISIONS, "outcome of a decision"),
        "reason": text,
        "clear": list_of(finding),
        "second": staff,
    },
    "record_preparation": {
        "intention": text,
        "communication_plan": text,
        "touch": _touch,
        "support_person": person,
    },
    "change_touch": {"touch": _touch},
    "write_order": {
        "route": word(words.ROUTES, "route"),
        "level": word(words.LEVELS, "level"),
        "planned_mg": amount,
        "planned_mg_per_kg": amount,
        "allowed_min_mg": amount,
        "allowed_max_mg": amount,
        "booster_mg": amount,
        "booster_after_min": whole,
        "booster_before_min": whole,
        "max_sessions": whole,
        "source": word(words.SOURCES, "source"),
    },
    "book": {"kind": visit, "start": moment, "minutes": whole, "clinician": staff, "room": text},
    "cancel": {"kind": visit, "reason": text},
    "check_in": {
        "last_solid": moment,
        "last_clear_liquid": moment,
        "ride": person,
        "changes": changes,
        "pregnant": yes_no_word(words.PREGNANT, "answer about pregnancy"),
        "corrected": text,
    },
    "record_vitals": {
        "systolic": whole,
        "diastolic": whole,
        "heart_rate": whole,
        "spo2": whole,
        "respiratory_rate": whole,
        "sedation": whole,
    },
    "acknowledge": {"what": word(words.ACKNOWLEDGED, "thing to acknowledge"), "reason": text},
    "close_alert": {"outcome": text, "plan": text},
    "receive_stock": {
        "lot": text,
        "containers": whole,
        "mg_per_container": amount,
        "expiry": day,
        "supplier": text,
        "invoice": text,
    },
    "administer_dose": _dose,
    "record_as_given": {**_dose, "given_at": moment, "what_happened": text},
    "record_event": {
        "code": word(words.CHIPS, "observation"),
        "text": text,
        "occurred_at": moment,
        "key": text,
    },
    "record_adverse_event": {
        "type": word(words.ADVERSE_TYPES, "type of adverse event"),
        "severity": word(words.ADVERSE_SEVERITIES, "severity of an adverse event"),
        "action": word(words.ADVERSE_ACTIONS, "action on an adverse event"),
        "outcome": word(words.ADVERSE_OUTCOMES, "outcome of an adverse event"),
    },
    "waste_stock": {"mg": amount, "witness": staff, "unwitnessed": text},
    "discharge": {
        "released_to": text,
        "items": table(word(words.DISCHARGE_ITEMS, "item of the discharge"), truth),
        "override_reason": text,
    },
    "end_session": {
        "outcome": word(words.ENDINGS, "ending"),
        "reason": text,
        "capacity_assessed_by": staff,
        "told": list_of(word(words.TOLD, "person to tell")),
    },
    "save_note": _note,
    "sign_note": _note,
    "add_addendum": _note,
    "complete_contact": {
        "kind": contact,
        "note": text,
        "intention": word(words.INTENTIONS, "status of an intention"),
    },
    "decline_contact": {"kind": contact, "reason": text},
    "write_journal": {
        "text": text,
        "visibility": word(words.JOURNAL_READERS, "visibility"),
    },
    "opt_out": {"channel": word(words.CHANNELS, "channel")},
    "read_chart": {"section": word(words.CHART_SECTIONS, "section of a chart")},
    "run_clock": {"to": later, "times": at_least(1, whole)},
}
