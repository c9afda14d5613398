"""A provider of texts to break things against: a small process that keeps a book of every call.

`python -m tests.support.provider BOOK` serves on a free port and prints it. It honours
Idempotency-Key: the same key twice is delivered once. How it behaves is a word in its book.
"""

import json
import signal
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from kap_clinic.servers import child

OK, SLOW, RESET, FAULT, DEAF = "ok", "slow", "accept-then-reset", "accept-then-500", "deaf"
SLOW_SECONDS = 0.05
TABLES = """
    CREATE TABLE IF NOT EXISTS mode (word TEXT);
    CREATE TABLE IF NOT EXISTS calls (key TEXT, reference TEXT, body TEXT, at REAL);
    CREATE TABLE IF NOT EXISTS deliveries (key TEXT UNIQUE, reference TEXT);
"""


class Book:
    """What the provider knows, readable while it runs and after it was killed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._open() as book:
            book.executescript(TABLES)

    @property
    def mode(self) -> str:
        rows = self._all("SELECT word FROM mode")
        return str(rows[-1][0]) if rows else OK

    @mode.setter
    def mode(self, word: str) -> None:
        with self._open() as book:
            book.execute("INSERT INTO mode VALUES (?)", [word])

    def take(self, key: str, reference: str, body: str) -> bool:
        """Write the call down; whether it is the first with this key, and so delivered."""
        with self._open() as book:
            book.execute(
                "INSERT INTO calls VALUES (?, ?, ?, ?)", [key, reference, body, time.time()]
            )
            known = "" if self.mode == DEAF else key
            done = book.execute(
                "INSERT OR IGNORE INTO deliveries VALUES (nullif(?, ''), ?)", [known, reference]
            )
            return done.rowcount == 1

    @property
    def calls(self) -> list[str]:
        """Our reference, for each call that came."""
        return [row[0] for row in self._all("SELECT reference FROM calls ORDER BY at")]

    @property
    def delivered(self) -> list[str]:
        """Our reference, for each text that reached a phone."""
        return [row[0] for row in self._all("SELECT reference FROM deliveries")]

    @property
    def bodies(self) -> dict[str, set[str]]:
        """What was said under each key."""
        found: dict[str, set[str]] = {}
        for key, body in self._all("SELECT key, body FROM calls"):
            found.setdefault(key, set()).add(body)
        return found

    def _all(self, question: str) -> list[tuple]:
        with self._open() as book:
            return book.execute(question).fetchall()

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path, timeout=20)) as book, book:
            yield book


class Desk(BaseHTTPRequestHandler):
    book: Book

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        key = self.headers["Idempotency-Key"]
        is_first = self.book.take(key, json.loads(text)["reference"], text)
        mode = self.book.mode
        if mode == SLOW:
            time.sleep(SLOW_SECONDS)
        if mode == RESET and is_first:
            self.close_connection = True
            return
        self.answer(500 if mode == FAULT and is_first else 200, {"id": f"text-{key}"})

    def answer(self, status: int, facts: dict[str, str]) -> None:
        content = json.dumps(facts).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_words: object) -> None:
        """Its book is its log."""


@contextmanager
def provider(folder: Path, *, mode: str = OK) -> Iterator[tuple[str, Book]]:
    """The address of a running provider, and its book."""
    book = Book(folder / "provider.sqlite3")
    book.mode = mode
    command = [sys.executable, "-m", "tests.support.provider", str(book.path)]
    log = folder / "provider.log"
    process = child.start(command, log=log, preexec_fn=child.die_with_parent(signal.SIGTERM))
    try:
        yield f"http://127.0.0.1:{_port(log)}/", book
    finally:
        child.end([(process, signal.SIGTERM)], patience=5)


def _port(log: Path) -> int:
    deadline = time.monotonic() + 20
    while not (said := log.read_text()).endswith("\n"):
        assert time.monotonic() < deadline, "The provider did not start."
        time.sleep(0.02)
    return int(said)


def main() -> None:
    Desk.book = Book(Path(sys.argv[1]))
    with ThreadingHTTPServer(("127.0.0.1", 0), Desk) as server:
        sys.stdout.write(f"{server.server_address[1]}\n")
        sys.stdout.flush()
        server.serve_forever()


if __name__ == "__main__":
    main()
