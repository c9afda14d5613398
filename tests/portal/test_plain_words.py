"""What patients read is short, plain and quiet."""

import re

import pytest
from django.conf import settings

from portal.asking import Kind
from portal.questions import QUESTIONS
from screening.consent_texts import TEXTS

HIGHEST_GRADE = 8.0
# Words that a text cannot do without, counted as if they were short.
NAMED = re.compile(
    r"\b(ketamine|esketamine|medicine|medicines|FDA|automatic|prescriptions?|confidential|"
    r"psychotherapy|schizophrenia|psychosis|dissociative|personality|bipolar|dementia|guardian|"
    r"treatment|compounding|compounded|October|hydroxyzine|anesthetic)\b",
    re.IGNORECASE,
)


def syllables(word: str) -> int:
    groups = re.findall(r"[aeiouy]+", word.lower())
    silent = word.lower().endswith("e") and not word.lower().endswith("le") and len(groups) > 1
    return max(1, len(groups) - silent)


def grade(text: str) -> float:
    """Flesch-Kincaid, with the names of things left out of the count of syllables."""
    sentences = [part for part in re.split(r"[.?:]\s|\n|[.?]$", text) if part.strip()]
    words = re.findall(r"[A-Za-z']+", NAMED.sub("word", text))
    per_word = sum(map(syllables, words)) / len(words)
    return 0.39 * len(words) / len(sentences) + 11.8 * per_word - 15.59


def test_the_measure_tells_plain_from_hard():
    assert grade("I may stop at any time. The team looks after me.") < 3
    assert grade("Pharmacological administration necessitates comprehensive evaluation.") > 15


@pytest.mark.parametrize("kind", TEXTS)
def test_a_consent_text_is_plain(kind):
    assert grade(TEXTS[kind]) <= HIGHEST_GRADE


@pytest.mark.parametrize("key", [key for key, one in QUESTIONS.items() if one.kind != Kind.MEASURE])
def test_a_question_is_plain(key):
    question = QUESTIONS[key]

    assert grade(f"{question.text} {question.hint}") <= HIGHEST_GRADE


def test_nothing_is_said_with_an_exclamation_mark():
    pages = (settings.BASE_DIR / "templates/portal").glob("*.html")
    spoken = {path.name: re.sub(r"<[^>]*>|{%.*?%}", "", path.read_text()) for path in pages}
    spoken |= dict(TEXTS.items())
    spoken |= {key: f"{one.text}{one.hint}" for key, one in QUESTIONS.items()}

    assert [name for name, words in spoken.items() if "!" in words] == []
