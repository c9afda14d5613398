"""A small scenario text to be spoilt in one place at a time."""

from collections.abc import Callable

import pytest

from kap_clinic.scenarios.language.errors import UnplayableFile
from kap_clinic.scenarios.language.model import Scenario, Step
from kap_clinic.scenarios.language.reader import read_text

HEAD = """\
scenario: a-small-journey
story: Somebody comes and goes.
clinic: {timezone: America/Denver, policy: default}
staff: {ana: therapist, raj: [prescriber, owner]}
patient: {legal_name: Vera Lind, date_of_birth: 1971-10-10, sex: female, timezone: America/Denver, phone: "+13035550100"}
steps:
"""
FIRST_STEP_LINE = HEAD.count("\n") + 1


@pytest.fixture
def scenario() -> Callable[[str], Scenario]:
    """Read the small scenario with these steps."""

    def read(steps: str) -> Scenario:
        return read_text(HEAD + steps, "a.yaml")

    return read


@pytest.fixture
def step() -> Callable[[str], Step]:
    """Read one step of Ana's at nine in the morning, given from `do` on."""

    def read(rest: str) -> Step:
        text = HEAD + "  - {at: 2026-03-02T09:00, by: ana, " + rest + "}\n"
        return read_text(text, "a.yaml").steps[0]

    return read


@pytest.fixture
def faults() -> Callable[[str], list[tuple[int, str]]]:
    """Everything that is wrong with a text, as lines and sentences."""

    def read(text: str) -> list[tuple[int, str]]:
        with pytest.raises(UnplayableFile) as caught:
            read_text(text, "a.yaml")
        return [(fault.line, fault.sentence) for fault in caught.value.faults]

    return read
