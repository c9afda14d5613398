"""One figure with its goal."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """`figure` must not pass `goal`; `unit` is x for a ratio, ms for a time."""

    name: str
    figure: float
    goal: float
    unit: str
    note: str = ""

    @property
    def is_met(self) -> bool:
        return self.figure <= self.goal

    def __str__(self) -> str:
        said = "ok  " if self.is_met else "OVER"
        return f"{said} {self.name:<50} {self.figure:8.2f} {self.unit:<2} (goal {self.goal:g}) {self.note}"
