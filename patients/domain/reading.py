"""A note as it is read: its headings, what was corrected later, what was copied and not touched since."""

from collections.abc import Sequence
from dataclasses import dataclass

from patients.domain.note_templates import headings, own_words
from patients.enums import NoteKind
from patients.models import ClinicalNote


@dataclass(frozen=True)
class Line:
    """`parts` are the words in their order, each struck or standing."""

    parts: Sequence[tuple[str, bool]]
    is_heading: bool = False
    is_copied: bool = False
    is_after_gap: bool = False

    @property
    def text(self) -> str:
        return "".join(words for words, _struck in self.parts)


def lines(note: ClinicalNote, later: Sequence[ClinicalNote] = ()) -> list[Line]:
    """Lines with words in them; `later` are the signed additions, whose corrections strike what they name."""
    struck = _struck_places(note.text, [one.wrong for one in later if one.wrong])
    titles, copied = set(headings(note.kind)), set(copied_lines(note))
    found: list[Line] = []
    start, gap = 0, False
    for line in note.text.splitlines(keepends=True):
        plain = line.rstrip("\r\n")
        if plain.strip():
            parts = _parts(note.text, start, start + len(plain), struck)
            found.append(Line(parts, plain.strip() in titles, plain.strip() in copied, gap))
        gap = not plain.strip()
        start += len(line)
    return found


def copied_lines(note: ClinicalNote) -> list[str]:
    """Lines that still stand as they were copied from an earlier note."""
    if note.copied_from is None:
        return []
    source = {line.strip() for line in note.copied_from.text.splitlines()}
    own = (line.strip() for line in note.text.splitlines())
    return [line for line in own if line in source and own_words(note.kind, line)]


def corrections(later: Sequence[ClinicalNote]) -> list[ClinicalNote]:
    return [one for one in later if one.kind == NoteKind.CORRECTION]


def _struck_places(text: str, passages: Sequence[str]) -> set[int]:
    """Every sign that lies inside a passage somebody corrected, at its first place."""
    places: set[int] = set()
    for passage in passages:
        begin = text.find(passage)
        if begin >= 0:
            places.update(range(begin, begin + len(passage)))
    return places


def _parts(text: str, start: int, end: int, struck: set[int]) -> list[tuple[str, bool]]:
    if not struck:
        return [(text[start:end], False)] if end > start else []
    parts: list[tuple[str, bool]] = []
    for place in range(start, end):
        is_struck = place in struck
        if parts and parts[-1][1] == is_struck:
            parts[-1] = (parts[-1][0] + text[place], is_struck)
        else:
            parts.append((text[place], is_struck))
    return parts
