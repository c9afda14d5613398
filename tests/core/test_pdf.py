"""Documents are made in a child that may take little, fetch nothing, and be killed."""

import hashlib
import io
import os
import signal
import socket
import time
from pathlib import Path

import pytest
from pypdf import PdfReader

from core import pdf

PAGE = (
    '<html lang="en"><head><title>Session record</title></head>'
    "<body><h1>Session record</h1><p>{}</p></body></html>"
)


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_a_document_is_a_tagged_pdf_that_opens():
    made = pdf.render(PAGE.format("Calm throughout."))

    reader = PdfReader(io.BytesIO(made.content))
    catalog = reader.trailer["/Root"]
    assert made.pages == len(reader.pages) == 1
    assert "Calm throughout." in text_of(made.content)
    assert catalog["/Lang"] == "en"
    assert catalog["/MarkInfo"]["/Marked"]
    assert reader.metadata.title == "Session record"


def test_the_same_words_make_the_same_bytes():
    one, other = (pdf.render(PAGE.format("Calm.")) for _turn in range(2))

    assert hashlib.sha256(one.content).digest() == hashlib.sha256(other.content).digest()


def test_a_blank_that_ends_a_paragraph_breaks_no_line():
    words = "Calm throughout, and home with her sister"
    lines = "".join(f'<p style="width: {px}px">{words}{{0}}</p>' for px in range(250, 500))

    tight, loose = (
        text_of(pdf.render(PAGE.format(lines.format(end))).content).count(words)
        for end in ("", "\n ")
    )

    assert 0 < loose == tight < 250, "how many were wide enough"


@pytest.mark.parametrize(
    "fetch",
    [
        '<img src="file:///etc/passwd">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
        "<style>@import url(file:///etc/passwd);</style>",
        '<object data="ftp://example.org/x"></object>',
    ],
)
def test_a_document_fetches_nothing(fetch):
    with pytest.raises(pdf.RenderFailed, match="may not fetch"):
        pdf.render(PAGE.format(fetch))


@pytest.mark.parametrize("address", ["file://{}", "http://127.0.0.1:{}/"])
def test_a_picture_inside_a_picture_is_not_fetched_either(tmp_path, address):
    """Here the renderer goes on without it: nothing was opened, nobody was called."""
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text>TOP SECRET</text></svg>')
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        place = address.format(secret if "file" in address else listener.getsockname()[1])
        picture = f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{place}"/></svg>'

        made = pdf.render(PAGE.format(picture))

        with pytest.raises(TimeoutError):
            listener.accept()
    assert "TOP SECRET" not in text_of(made.content)


def test_a_document_that_is_too_long_is_not_begun():
    with pytest.raises(pdf.RenderFailed, match="too long to be made"):
        pdf.render("x" * (pdf.LARGEST_HTML + 1))


def test_a_document_that_takes_too_long_is_killed(monkeypatch):
    monkeypatch.setattr(pdf, "WALL_SECONDS", 0.3)
    monkeypatch.setattr(pdf, "_child", lambda *_: time.sleep(30))

    started = time.monotonic()
    with pytest.raises(pdf.RenderFailed, match="took too long"):
        pdf.render(PAGE.format("Slow."))

    assert time.monotonic() - started < 5


def test_a_renderer_that_is_killed_leaves_no_half_document(monkeypatch):
    """The first half of a PDF begins like a PDF."""

    def half(_html: str, write_end: int, _patience: int) -> None:
        os.write(write_end, (1).to_bytes(4) + b"%PDF-1.7 and then")
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(pdf, "_child", half)

    with pytest.raises(pdf.RenderFailed, match="was stopped"):
        pdf.render(PAGE.format("Half."))


def test_a_renderer_that_dies_before_its_first_word_is_noticed(monkeypatch):
    monkeypatch.setattr(pdf, "_child", lambda *_: os.kill(os.getpid(), signal.SIGKILL))

    with pytest.raises(pdf.RenderFailed, match="was stopped"):
        pdf.render(PAGE.format("Nothing."))


@pytest.mark.whole
@pytest.mark.parametrize(
    "bomb",
    [
        pytest.param("<table><tr><td colspan='1000000'>x</td></tr></table>", id="a very wide cell"),
        pytest.param("<div>" * 900, id="very deep"),
        pytest.param("<p>word </p>" * 40_000, id="very long"),
    ],
)
def test_a_bomb_ends_within_its_limits(bomb):
    started = time.monotonic()

    try:
        made = pdf.render(PAGE.format(bomb))
    except pdf.RenderFailed:
        made = None

    assert time.monotonic() - started < pdf.WALL_SECONDS + 3
    assert made is None or made.pages >= 1


def children() -> set[str]:
    tasks = Path("/proc/self/task").glob("*/children")
    return {child for task in tasks for child in task.read_text().split()}


def test_no_child_is_left_behind():
    """Others of this process, such as a browser's driver, may live on."""
    before = children()

    pdf.render(PAGE.format("Calm."))

    assert children() == before
