"""HTML to PDF in a limited child, forked from a process that has WeasyPrint loaded.

A new process would take nine times as long. The child may take 1 GiB more and 10 s of processor; the
parent waits 12 s by the clock, then kills. Nothing outside the document is ever fetched.
"""

import gc
import os
import re
import resource
import select
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from core.errors import DomainError

ADDRESS_SPACE = 1024**3
PROCESSOR_SECONDS = 10
WALL_SECONDS = 12
LARGEST_HTML = 600_000
CHUNK = 65_536
# A blank that ends a block counts for its last line's width in WeasyPrint 70: text that just fits
# would break after its first word.
BLANK_BEFORE_AN_END = re.compile(
    r"(?<![ \t\r\n\f])[ \t\r\n\f]++(?=</(?:p|li|h[1-6]|td|th|dt|dd|div|figcaption)>)"
)


class RenderFailed(DomainError):
    """The document could not be made; the sentence says why."""


class DenyAll(URLFetcher):
    """No file, no network, no attachment: a document carries everything it shows."""

    def fetch(self, url: str, headers: object = None) -> object:
        raise FatalURLFetchingError(f"A document may not fetch {url[:80]}")


@dataclass(frozen=True)
class Rendered:
    content: bytes
    pages: int


def render(html: str, *, patience: int = 1) -> Rendered:
    """Make a tagged PDF (PDF/UA-1); raises RenderFailed on bad input, time-out or a killed child.

    A document of many parts may take `patience` times as long.
    """
    if len(html) > LARGEST_HTML:
        raise RenderFailed("The document is too long to be made.")
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(read_end)
            _child(html, write_end, patience)
        finally:
            os._exit(1)  # whatever broke: what follows is the parent's to do, once
    os.close(write_end)
    try:
        answer = _read_all(read_end, child, patience)
    finally:
        os.close(read_end)
        _, ended = os.waitpid(child, 0)
    if ended != 0:  # killed on the way: what came may be half a document
        raise RenderFailed("The renderer was stopped.")
    if len(answer) < 4 or not answer[4:].startswith(b"%PDF"):
        raise RenderFailed(answer[4:200].decode(errors="replace") or "The renderer was stopped.")
    return Rendered(content=answer[4:], pages=int.from_bytes(answer[:4]))


def _child(html: str, write_end: int, patience: int) -> None:
    """Never returns and runs no exit handler: connections it inherited belong to the parent."""
    status = 1
    gc.freeze()  # what was inherited is not walked through, and so not copied
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        seconds = PROCESSOR_SECONDS * patience
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        room = _address_space() + ADDRESS_SPACE
        resource.setrlimit(resource.RLIMIT_AS, (room, room))
        tight = BLANK_BEFORE_AN_END.sub("", html)
        document = HTML(string=tight, url_fetcher=DenyAll()).render()
        payload = len(document.pages).to_bytes(4) + document.write_pdf(pdf_variant="pdf/ua-1")
    except BaseException as error:
        payload = bytes(4) + f"{type(error).__name__}: {error}"[:180].encode()
    try:
        with os.fdopen(write_end, "wb") as pipe:
            pipe.write(payload)
        status = 0
    finally:
        os._exit(status)


def _address_space() -> int:
    """Bytes of address space this process was born with: a parent with many threads lends a lot."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:  # not Linux
        return 0
    return pages * resource.getpagesize()


def _read_all(read_end: int, child: int, patience: int) -> bytes:
    deadline = time.monotonic() + WALL_SECONDS * patience
    parts: list[bytes] = []
    while True:
        left = deadline - time.monotonic()
        ready, _, _ = select.select([read_end], [], [], max(left, 0))
        if not ready:
            os.kill(child, signal.SIGKILL)
            raise RenderFailed("The document took too long to be made.")
        part = os.read(read_end, CHUNK)
        if not part:
            return b"".join(parts)
        parts.append(part)
