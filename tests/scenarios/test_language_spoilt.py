"""Whatever is spoilt in a file, the reader names its faults and never breaks."""

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kap_clinic.scenarios.language.errors import UnplayableFile
from kap_clinic.scenarios.language.reader import read_text

TEXTS = [path.read_text() for path in (Path(__file__).parents[2] / "scenarios").glob("l*.yaml")]
PIECE = re.compile(r"[\w./:+-]+")
JUNK = [
    "{}", "[]", "~", "yes", "NO", "-1", "1e9", '"x"', "[1, {a: b}]", "{? [a] : b}", "&a [*a]", "*q",
    "!!binary aGk=", "2026-03-08T02:30", "+99999d", "-5h", "0x1F", ".nan", "<<: 1", "{<<: [1]}",
    "\x07", "{a: 1, a: 2}", "'", "9999-12-31T23:59", "+999999d", "{[a, b]: c}", "|", "\t", "",
]  # fmt: skip


@given(
    st.sampled_from(TEXTS),
    st.lists(st.tuples(st.integers(0, 10_000), st.sampled_from(JUNK)), min_size=1, max_size=3),
)
def test_a_spoilt_file_is_read_or_refused_with_lines(text, spoils):
    for place, junk in spoils:
        pieces = list(PIECE.finditer(text))
        piece = pieces[place % len(pieces)]
        text = text[: piece.start()] + junk + text[piece.end() :]
    faults = ()

    try:
        steps = read_text(text, "a.yaml").steps
    except UnplayableFile as error:
        faults, steps = error.faults, ()

    assert bool(faults) != bool(steps)
    assert all(1 <= fault.line <= text.count("\n") + 1 for fault in faults)
