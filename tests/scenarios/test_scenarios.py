"""Every journey of the project holds, step by step and check by check."""

from pathlib import Path

import pytest

from kap_clinic.scenarios.language.reader import read_file
from kap_clinic.scenarios.player.player import Player
from kap_clinic.scenarios.player.stage import set_up

SCENARIOS = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))


@pytest.mark.whole
@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_the_clinic_does_what_the_journey_demands(scratch_db, path):
    scenario = read_file(path)

    results = list(Player(scenario, set_up(scenario)).play())

    assert [str(missed) for result in results for missed in result.unmet] == []
    assert len(results) == len(scenario.steps)
