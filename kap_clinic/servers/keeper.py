"""Keeps the embedded servers running for as long as a command uses them.

Each command holds a shared lock on `users.lock`. The keeper is the parent of the servers: it brings
a dead one back, and stops them as soon as it can have that lock to itself, that is when the last
command is gone, however it went. A killed command therefore leaves no server behind.
"""

import argparse
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from kap_clinic.servers import child
from kap_clinic.servers.home import Home
from kap_clinic.servers.postgres import PostgresServer
from kap_clinic.servers.programs import ServerUnavailable
from kap_clinic.servers.valkey import ValkeyServer

START_SECONDS = 60
LOOK_SECONDS = 0.1
LONGEST_PAUSE = 15.0
GOODBYE_SECONDS = 4.0

type Server = PostgresServer | ValkeyServer


class Kept:
    """One server, the process it runs in, and how long to pause before bringing it back."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.process: subprocess.Popen[bytes] | None = None
        self.pause = 0.5
        self.start_again_at = 0.0

    def start(self) -> None:
        self.process = self.server.start()

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self.server.is_ready() or self.has_died():
            if self.has_died() or time.monotonic() > deadline:
                raise ServerUnavailable(
                    f"The {self.server.name} did not start; {self.server.log} says why."
                )
            time.sleep(0.02)

    def has_died(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def revive(self) -> None:
        """Brings a dead server back, each time a little later."""
        now = time.monotonic()
        if not self.has_died():
            self.start_again_at = 0.0
        elif not self.start_again_at:
            self.start_again_at = now + self.pause
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
        elif now >= self.start_again_at:
            print(f"bringing the {self.server.name} back", flush=True)
            self.start_again_at = 0.0
            self.start()


def run(home: Home, *, servers: Sequence[str], fast: bool, report: int) -> None:
    kept: list[Kept] = []
    try:
        _start(home, servers, fast, kept)
        os.write(report, b"ready")
        os.close(report)
        _keep(kept, home)
    finally:
        stop(kept)


def stop(kept: list[Kept]) -> None:
    running = [(one.process, one.server.stop_signal) for one in kept if one.process is not None]
    child.end(running, patience=GOODBYE_SECONDS)


def _start(home: Home, names: Sequence[str], fast: bool, kept: list[Kept]) -> None:
    if "database" in names:
        kept.append(Kept(PostgresServer(home, fast=fast)))
    if "queue" in names:
        kept.append(Kept(ValkeyServer(home, fast=fast)))
    for one in kept:
        one.start()
    for one in kept:
        one.wait_until_ready()


def _keep(kept: list[Kept], home: Home) -> None:
    with (home.servers / "users.lock").open("wb") as users:
        while not _has_to_itself(users.fileno()):
            for one in kept:
                one.revive()
            time.sleep(LOOK_SECONDS)
        stop(kept)  # while the lock keeps newcomers waiting


def _has_to_itself(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _leave(_number: int, _frame: object) -> None:
    sys.exit(0)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--server", action="append", default=[])
    parser.add_argument("--fast", action="store_true")
    parser.add_argument("--report", type=int, required=True)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, _leave)
    home = Home(options.home)
    with (home.servers / "keeper.lock").open("wb") as mine:
        fcntl.flock(mine, fcntl.LOCK_EX)
        try:
            run(home, servers=options.server, fast=options.fast, report=options.report)
        except (ServerUnavailable, OSError) as error:
            os.write(options.report, str(error).encode())
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
