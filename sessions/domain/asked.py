"""Questions of the preparation visit that are answered in words, under their names."""

from collections.abc import Mapping
from typing import Any

from accounts.acts import invalid, words_of

type Questions = Mapping[str, str]  # its name, and what it says


def answers(
    questions: Questions, words: Mapping[str, str], *, most: int, unknown: str
) -> dict[str, str]:
    """An answer to each question, tidied and empty where none was given; `unknown` refuses any other name."""
    if not set(words) <= set(questions):
        raise invalid(unknown)
    return {
        name: words_of(words.get(name, ""), most=most, what=label.lower())
        for name, label in questions.items()
    }


def stand_in(row: Any, said: Mapping[str, str]) -> bool:
    """That the row holds these answers already; before there is one, that nothing is said."""
    return all((getattr(row, name) if row else "") == words for name, words in said.items())


def answered(questions: Questions, words: Mapping[str, str]) -> list[tuple[str, str]]:
    """What was said, each under its question, in the order in which it is asked."""
    return [(label, words[name]) for name, label in questions.items() if words.get(name)]
