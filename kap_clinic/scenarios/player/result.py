"""What came of a step, and how it reads on a line."""

from dataclasses import dataclass
from datetime import datetime

from kap_clinic.scenarios.language.model import Step

OK = "ok"


@dataclass(frozen=True)
class Unmet:
    """One expectation that the clinic did not meet."""

    step: int
    line: int
    what: str
    expected: str
    got: str

    def __str__(self) -> str:
        return (
            f"  UNMET step {self.step}, line {self.line}: {self.what}: "
            f"expected {self.expected}, got {self.got}"
        )


@dataclass(frozen=True)
class Result:
    """One step as it was played."""

    step: Step
    local_at: datetime
    outcome: str
    unmet: tuple[Unmet, ...]

    def __str__(self) -> str:
        mark = "unmet" if self.unmet else "ok"
        when = f"{self.local_at:%Y-%m-%d %H:%M}"
        said = f"{self.step.by} {self.step.action}"
        return f"{mark:>5} {self.step.number:>3}  {when}  {said} -> {self.outcome}"


@dataclass(frozen=True)
class Broke:
    """An act that ended in neither way a verb may end."""

    error: Exception

    def __str__(self) -> str:
        words = " ".join(str(self.error).split())
        return f"{type(self.error).__name__}: {words or 'without a word'}"
