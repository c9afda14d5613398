"""What is said about a file that cannot be played."""

from collections.abc import Callable, Iterable


class UnplayableFile(Exception):
    """Every fault that was found in a file."""

    def __init__(self, faults: Iterable["ScenarioError"]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class ScenarioError(UnplayableFile):
    """One fault of one file, with the line where a reader finds it."""

    def __init__(self, file: str, line: int, sentence: str) -> None:
        self.file = file
        self.line = line
        self.sentence = sentence
        super().__init__([self])

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}"


def gather[T](reads: Iterable[Callable[[], T]]) -> list[T]:
    """Read everything, and only then complain about all that could not be read."""
    values: list[T] = []
    faults: list[ScenarioError] = []
    for read in reads:
        try:
            values.append(read())
        except UnplayableFile as error:
            faults.extend(error.faults)
    if faults:
        raise UnplayableFile(faults)
    return values
