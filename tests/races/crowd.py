"""Many people pressing at the same moment: real threads, each with a connection of its own."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import close_old_connections, connections

from core.errors import Refusal

PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Outcome:
    """What one of the crowd got: a value, a refusal's code, or an error that must not be."""

    value: Any = None
    code: str = ""
    error: BaseException | None = None

    @property
    def word(self) -> str:
        if self.error is not None:
            return f"error: {type(self.error).__name__}: {self.error}"
        return self.code or "done"


def at_once(*acts: Callable[[], Any]) -> list[Outcome]:
    """Run all of them from the same instant; what each got, in their order."""
    barrier = threading.Barrier(len(acts))
    outcomes: list[Outcome | None] = [None] * len(acts)

    def one(number: int) -> None:
        try:
            connections["default"].ensure_connection()
            barrier.wait(PATIENCE_SECONDS)
            outcomes[number] = Outcome(value=acts[number]())
        except Refusal as refusal:
            outcomes[number] = Outcome(code=refusal.code)
        except BaseException as error:
            outcomes[number] = Outcome(error=error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    close_old_connections()
    assert None not in outcomes, "somebody never came back"
    return [outcome for outcome in outcomes if outcome is not None]


def counted(outcomes: Sequence[Outcome]) -> Counter[str]:
    return Counter(outcome.word for outcome in outcomes)
