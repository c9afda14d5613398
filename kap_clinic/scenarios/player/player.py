"""Plays the steps of one file, compares, and goes on whatever happens."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from accounts.acts import FORBIDDEN
from accounts.enums import RefusalCode
from core.errors import Refusal
from kap_clinic.scenarios import words
from kap_clinic.scenarios.language.model import Check, Scenario, Step
from kap_clinic.scenarios.player import checks
from kap_clinic.scenarios.player.acts.table import ACTS
from kap_clinic.scenarios.player.clock import Clock
from kap_clinic.scenarios.player.result import OK, Broke, Result, Unmet
from kap_clinic.scenarios.player.scene import Scene
from kap_clinic.scenarios.player.stage import Stage

RUN_CLOCK = "run_clock"
logger = logging.getLogger(__name__)


@dataclass
class Player:
    """One scenario on one stage."""

    scenario: Scenario
    stage: Stage

    def __post_init__(self) -> None:
        self.clock = Clock(self.stage, now=self.scenario.steps[0].at)

    def play(self) -> Iterator[Result]:
        """Every step in turn, each with all it left unmet."""
        for step in self.scenario.steps:
            yield self._step(step)

    def _step(self, step: Step) -> Result:
        outcome = _tried(lambda: self._act(step))
        unmet = [_unexpected(step, outcome)] if _code(outcome) != step.refused else []
        after = _tried(self.clock.finish)
        if isinstance(after, Broke):
            unmet.append(Unmet(step.number, step.line, "queued work", OK, str(after)))
        unmet += [missed for check in step.checks if (missed := self._check(step, check))]
        local = step.at.astimezone(self.scenario.clinic.zone)
        return Result(step, local, _shown(outcome), tuple(unmet))

    def _act(self, step: Step) -> None:
        """Time passes up to the step; then it happens."""
        if step.action == RUN_CLOCK:
            self._run_clock(step)
        else:
            self.clock.run(step.at)
            self._verb(step)

    def _run_clock(self, step: Step) -> None:
        if step.by != words.SYSTEM:
            self.clock.run(step.at)
            raise Refusal(RefusalCode.ROLE_FORBIDDEN, FORBIDDEN)
        if "to" not in step.arguments:
            raise Refusal(RefusalCode.INVALID, "Say up to when.")
        workers = step.arguments.get("times", 1)
        assert isinstance(workers, int)  # noqa: S101 (the reader saw to it)
        self.clock.run(step.until, workers=workers)
        self.clock.finish(workers=workers)

    def _verb(self, step: Step) -> None:
        by = self.stage.member(step.by)
        if by is None:
            raise Refusal(RefusalCode.ROLE_FORBIDDEN, FORBIDDEN)
        ACTS[step.action](Scene(self.stage, by, step.at, step.arguments))

    def _check(self, step: Step, check: Check) -> Unmet | None:
        """What a check found otherwise, or None where it holds."""
        try:
            wrong = checks.compare(check, self.stage, at=self.clock.now)
        except Exception as error:
            logger.exception("The check %s broke.", check.name)
            wrong = checks.Difference(str(check.value), str(Broke(error)))
        if wrong is None:
            return None
        return Unmet(step.number, check.line, check.name, wrong.expected, wrong.got)


type Outcome = Refusal | Broke | None


def _code(outcome: Outcome) -> str | None:
    """What `expect` is compared with; an act that broke equals nothing a file can say."""
    if isinstance(outcome, Refusal):
        return outcome.code
    return str(outcome) if outcome else None


def _shown(outcome: Outcome) -> str:
    if isinstance(outcome, Refusal):
        return f"refused: {outcome.code} ({outcome.sentence})"
    return str(outcome) if outcome else OK


def _unexpected(step: Step, outcome: Outcome) -> Unmet:
    expected = f"refused: {step.refused}" if step.refused else OK
    return Unmet(step.number, step.line, step.action, expected, _shown(outcome))


def _tried(act: Callable[[], None]) -> Outcome:
    try:
        act()
    except Refusal as refusal:
        return refusal
    except Exception as error:
        logger.exception("A step broke.")
        return Broke(error)
    return None
