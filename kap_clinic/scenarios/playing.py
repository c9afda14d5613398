"""Plays files one after another, each in a clinic of its own, and says how it went."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from kap_clinic import database, scratch
from kap_clinic.scenarios.language.errors import ScenarioError, UnplayableFile
from kap_clinic.scenarios.language.model import Scenario
from kap_clinic.scenarios.language.reader import read_file
from kap_clinic.scenarios.player.player import Player
from kap_clinic.scenarios.player.result import Broke
from kap_clinic.scenarios.player.stage import set_up

type Say = Callable[[str], None]


@dataclass
class Tally:
    """How much was played, and how much of it did not hold."""

    scenarios: int = 0
    steps: int = 0
    unmet: int = 0

    def __str__(self) -> str:
        return f"{self.scenarios} scenarios, {self.steps} steps, {self.unmet} unmet"


def read_all(paths: Sequence[Path]) -> tuple[list[Scenario], list[ScenarioError]]:
    """The scenarios of all files, and every fault of those that cannot be played."""
    scenarios: list[Scenario] = []
    faults: list[ScenarioError] = []
    for path in paths:
        try:
            scenarios.append(read_file(path))
        except UnplayableFile as error:
            faults.extend(error.faults)
    return scenarios, faults


def play_all(scenarios: Sequence[Scenario], *, say: Say, keep: bool = False) -> Tally:
    """Play each in a scratch database that is dropped at its end, or for good where it is kept."""
    tally = Tally()
    if keep:
        database.prepare(verbosity=0)
    for scenario in scenarios:
        place: AbstractContextManager[object] = (
            nullcontext() if keep else scratch.scratch_database()
        )
        with place:
            _play(scenario, tally, say)
    return tally


def _play(scenario: Scenario, tally: Tally, say: Say) -> None:
    say(f"{scenario.name}  ({scenario.file})")
    tally.scenarios += 1
    try:
        player = Player(scenario, set_up(scenario))
    except Exception as error:
        tally.steps += len(scenario.steps)
        tally.unmet += len(scenario.steps)
        say(f"  UNMET: the clinic of {scenario.file} could not be set up: {Broke(error)}")
        return
    for result in player.play():
        tally.steps += 1
        tally.unmet += len(result.unmet)
        say(str(result))
        for missed in result.unmet:
            say(str(missed))
