"""A scenario file from top to bottom: a scenario to play, or every fault of the file."""

import re
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from yaml.nodes import MappingNode, Node, SequenceNode

from kap_clinic.scenarios import words
from kap_clinic.scenarios.language import nodes
from kap_clinic.scenarios.language.errors import ScenarioError, UnplayableFile
from kap_clinic.scenarios.language.model import ClinicPlan, PatientPlan, Scenario, Step
from kap_clinic.scenarios.language.policy import policy
from kap_clinic.scenarios.language.steps import steps
from kap_clinic.scenarios.language.values import (
    Place,
    day,
    entries,
    list_of,
    record,
    table,
    text,
    word,
)

KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SECTIONS = ("scenario", "story", "clinic", "staff", "patient", "steps")
REQUIRED = ("scenario", "clinic", "staff", "patient", "steps")
UTC_ZONE = ZoneInfo("UTC")


def read_file(path: Path) -> Scenario:
    """The scenario in a file."""
    try:
        return read_text(path.read_text(encoding="utf-8"), str(path))
    except UnicodeDecodeError as error:
        raise ScenarioError(str(path), 1, "The file is not UTF-8 text.") from error
    except OSError as error:
        raise ScenarioError(str(path), 1, f"Cannot be read: {error.strerror}.") from error


def read_text(raw: str, file: str) -> Scenario:
    """The scenario in a text."""
    return _File(file).scenario(nodes.compose(raw, file))


class _File:
    """One reading: faults are kept until everything has been looked at."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.place = Place(file, UTC_ZONE)
        self.faults: list[ScenarioError] = []

    def scenario(self, root: Node) -> Scenario:
        sections = self._sections(root)
        name = self._read(sections.get("scenario"), kebab, "")
        story = self._read(sections.get("story"), text, "")
        clinic = self._read(sections.get("clinic"), clinic_plan, ClinicPlan(UTC_ZONE, {}))
        staff = self._read(sections.get("staff"), staff_roles, _named_in(sections.get("staff")))
        patient = self._read(sections.get("patient"), patient_plan, None)
        self.place = Place(self.file, clinic.zone, tuple(staff))
        journey = self._read(sections.get("steps"), steps, tuple[Step, ...]())
        if self.faults or patient is None:
            raise UnplayableFile(sorted(self.faults, key=lambda fault: fault.line))
        return Scenario(self.file, name, story.strip(), clinic, staff, patient, journey)

    def _sections(self, root: Node) -> dict[str, Node]:
        if not isinstance(root, MappingNode):
            raise self.place.fault(root, f"A file is a mapping: {', '.join(SECTIONS)}.")
        known = word(SECTIONS, "part of a file")
        found = {}
        for key, value in entries(root, self.place):
            name = self._read(key, known, None)
            if name is not None and not nodes.is_null(value):
                found[name] = value
        if missing := [name for name in REQUIRED if name not in found]:
            self.faults.append(self.place.fault(root, f"The file lacks {', '.join(missing)}."))
        return found

    def _read[T](self, node: Node | None, reader: Callable[[Node, Place], T], otherwise: T) -> T:
        if node is None:
            return otherwise
        try:
            return reader(node, self.place)
        except UnplayableFile as error:
            self.faults.extend(error.faults)
            return otherwise


def kebab(node: Node, place: Place) -> str:
    """A name in kebab-case."""
    said = text(node, place)
    if not KEBAB.fullmatch(said):
        raise place.fault(node, f"'{said}' is no kebab-case name.")
    return said


def zone(node: Node, place: Place) -> ZoneInfo:
    """A time zone by its name in the tz database."""
    said = text(node, place)
    try:
        return ZoneInfo(said)
    except (ValueError, OSError, LookupError) as error:
        raise place.fault(node, f"'{said}' is no time zone.") from error


_clinic = record({"timezone": zone, "policy": policy}, "fact about the clinic", ["timezone"])


def clinic_plan(node: Node, place: Place) -> ClinicPlan:
    """The clinic's time zone, and what it changes of the default policy."""
    given = _clinic(node, place)
    return ClinicPlan(zone=given["timezone"], policy=given.get("policy", {}))


_role = word(words.STAFF_ROLES, "role")


def roles(node: Node, place: Place) -> tuple[str, ...]:
    """One role, or the several hats of one person."""
    if not isinstance(node, SequenceNode):
        return (_role(node, place),)
    if not node.value:
        raise place.fault(node, "Somebody on the staff needs a role.")
    return tuple(dict.fromkeys(list_of(_role)(node, place)))


def staff_name(node: Node, place: Place) -> str:
    """A short name for one of the staff."""
    said = text(node, place)
    if said in {words.PATIENT, words.SYSTEM} or not said:
        raise place.fault(node, f"'{said}' cannot be a name among the staff.")
    return said


def staff_roles(node: Node, place: Place) -> dict[str, tuple[str, ...]]:
    """Who works there, and in which roles."""
    return table(staff_name, roles)(node, place)


_patient = record(
    {
        "legal_name": text,
        "preferred_name": text,
        "pronouns": text,
        "date_of_birth": day,
        "sex": word(words.SEXES, "sex"),
        "timezone": zone,
        "language": text,
        "email": text,
        "phone": text,
    },
    "fact about the patient",
    required=["legal_name", "date_of_birth"],
)


def patient_plan(node: Node, place: Place) -> PatientPlan:
    """The patient, whose time zone is kept by its name; without one it is the clinic's."""
    given = _patient(node, place)
    if "timezone" in given:
        given = {**given, "timezone": given["timezone"].key}
    return PatientPlan(**given)


def _named_in(node: Node | None) -> dict[str, tuple[str, ...]]:
    if not isinstance(node, MappingNode):
        return {}
    return {str(key.value): () for key, _ in node.value}
