"""The steps of a file, one after another along a clock that never runs backwards."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

from yaml.nodes import MappingNode, Node, SequenceNode

from kap_clinic.scenarios import words
from kap_clinic.scenarios.language import nodes, times
from kap_clinic.scenarios.language.actions import ARGUMENTS
from kap_clinic.scenarios.language.checks import checks
from kap_clinic.scenarios.language.errors import ScenarioError, UnplayableFile, gather
from kap_clinic.scenarios.language.model import Check, Step
from kap_clinic.scenarios.language.values import Place, entries, record, text, word

KEYS = ("at", "by", "do", "with", "expect", "check")
REQUIRED = ("at", "by", "do")
SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC)

_known = word(KEYS, "key of a step")
_action = word(ARGUMENTS, "action")
_refused = record(
    {"refused": word(words.REFUSAL_CODES, "refusal code")}, "expectation", required=["refused"]
)


def steps(node: Node, place: Place) -> tuple[Step, ...]:
    """All steps, each placed in time after the one before."""
    if not isinstance(node, SequenceNode) or not node.value:
        raise place.fault(node, "A list of steps is wanted here.")
    journey = Journey(place)
    numbered = enumerate(node.value, start=1)
    return tuple(gather(partial(journey.step, item, number) for number, item in numbered))


@dataclass
class Journey:
    """Where the clock of a file stands while its steps are read."""

    place: Place
    clock: datetime | None = None
    faults: list[ScenarioError] = field(default_factory=list)

    def step(self, node: Node, number: int) -> Step:
        """One step, or all that is wrong with it."""
        self.faults = []
        parts = self._parts(node)
        self.clock = self._kept(partial(self._at, parts.get("at")), self.clock or SOME_DAY)
        place = self.place.at(self.clock)
        by = self._kept(partial(self._by, parts.get("by")), "")
        action = self._kept(partial(self._do, parts.get("do")), "")
        with_ = partial(self._arguments, action, parts.get("with"), place)
        arguments = self._kept(with_, dict[str, object]())
        refused = self._kept(partial(self._expectation, parts.get("expect")), None)
        held = self._kept(partial(self._checks, parts.get("check"), place), tuple[Check, ...]())
        if self.faults:
            raise UnplayableFile(self.faults)
        step = Step(number, nodes.line_of(node), self.clock, by, action, arguments, refused, held)
        self.clock = step.until
        return step

    def _kept[T](self, read: Callable[[], T], otherwise: T) -> T:
        try:
            return read()
        except UnplayableFile as error:
            self.faults.extend(error.faults)
            return otherwise

    def _parts(self, node: Node) -> dict[str, Node]:
        """The parts of a step by name; unknown and missing ones are faults already noted."""
        if not isinstance(node, MappingNode):
            raise self.place.fault(node, "A step is a mapping: {at, by, do, with, expect, check}.")
        parts = {}
        for key, value in entries(node, self.place):
            name = self._kept(partial(_known, key, self.place), None)
            if name is not None and not nodes.is_null(value):
                parts[name] = value
        if missing := [name for name in REQUIRED if name not in parts]:
            self.faults.append(self.place.fault(node, f"The step lacks {', '.join(missing)}."))
        return parts

    def _at(self, node: Node | None) -> datetime:
        if node is None:
            return self.clock or SOME_DAY
        try:
            return self._later(text(node, self.place))
        except times.TimeFault as error:
            raise self.place.fault(node, str(error)) from error

    def _later(self, said: str) -> datetime:
        length = times.elapsed(said)
        if length is None:
            moment = times.instant(said, self.place.zone)
        elif self.clock is None:
            raise times.TimeFault("The first step needs a time of its own.")
        else:
            moment = times.shifted(self.clock, length)
        if self.clock is not None and moment < self.clock:
            raise times.TimeFault(f"Time never runs backwards: {said} is before the step before.")
        return moment

    def _by(self, node: Node | None) -> str:
        actors = {*self.place.staff, words.PATIENT, words.SYSTEM}
        return "" if node is None else word(actors, "name among the file's staff")(node, self.place)

    def _do(self, node: Node | None) -> str:
        return "" if node is None else _action(node, self.place)

    def _arguments(self, action: str, node: Node | None, place: Place) -> dict[str, object]:
        if node is None or action not in ARGUMENTS:
            return {}
        return record(ARGUMENTS[action], f"argument of {action}")(node, place)

    def _expectation(self, node: Node | None) -> str | None:
        if node is None or (nodes.is_scalar(node) and text(node, self.place) == "ok"):
            return None
        if nodes.is_scalar(node):
            raise self.place.fault(node, "Expected is either ok or {refused: CODE}.")
        return str(_refused(node, self.place)["refused"])

    def _checks(self, node: Node | None, place: Place) -> tuple[Check, ...]:
        return () if node is None else checks(node, place)
