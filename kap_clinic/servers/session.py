"""A command's hold on the embedded servers: finds them, or has them started for its own time."""

import atexit
import fcntl
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

from django.conf import settings

from kap_clinic.servers.home import Home
from kap_clinic.servers.programs import ServerUnavailable

GOODBYE_SECONDS = 15
_held: dict[Path, IO[bytes]] = {}
_started: list["subprocess.Popen[bytes]"] = []  # keepers outlive the call that started them


def names() -> list[str]:
    """Which servers this installation embeds: those whose address was not given."""
    wanted = {"database": settings.EMBEDDED_DATABASE, "queue": settings.EMBEDDED_QUEUE}
    return [name for name, embedded in wanted.items() if embedded]


def hold() -> None:
    """Until this process ends, the servers of this installation run. Safe to call twice."""
    home = Home(settings.KAP_HOME)
    if not names():
        return
    _prepare(home)
    with (home.servers / "gate.lock").open("wb") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)  # one command at a time looks and starts
        if home.path not in _held:
            users = (home.servers / "users.lock").open("wb")
            fcntl.flock(users, fcntl.LOCK_SH)  # waits while a keeper is stopping them
            _held[home.path] = users
            atexit.register(release, os.getpid())
        if not _is_kept(home):
            _start_keeper(home)


def release(process: int | None = None) -> None:
    """Lets go; whoever is last waits until the servers are down."""
    if process not in {None, os.getpid()}:
        return  # a fork of the holder
    for path in list(_held):
        _held.pop(path).close()
        _wait_for_keeper(Home(path))


def _prepare(home: Home) -> None:
    home.path.mkdir(parents=True, exist_ok=True)
    # Root's servers pass through this folder to their own; they may not write in it.
    home.servers.mkdir(parents=True, exist_ok=True)
    home.servers.chmod(0o711 if home.as_root else 0o700)
    if home.as_root:
        (home.path / "servers").write_text(f"{home.servers}\n")


def _is_kept(home: Home) -> bool:
    with (home.servers / "keeper.lock").open("wb") as keeper:
        try:
            fcntl.flock(keeper, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _start_keeper(home: Home) -> None:
    reads, writes = os.pipe()
    command = [sys.executable, "-m", "kap_clinic.servers.keeper", str(home.path)]
    command += [f"--server={name}" for name in names()] + [f"--report={writes}"]
    if not settings.EMBEDDED_DURABLE:
        command.append("--fast")
    try:
        with (home.servers / "keeper.log").open("ab") as log:
            keeper = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=settings.BASE_DIR,
                pass_fds=[writes],
                start_new_session=True,
            )
        _started.append(keeper)
        os.close(writes)
        with os.fdopen(reads, "rb") as report:
            answer = report.read().decode()
    except OSError as error:
        raise ServerUnavailable(f"The servers' keeper could not be started: {error}") from error
    if answer != "ready":
        said = answer or f"The servers did not start; {home.servers / 'keeper.log'} says why."
        raise ServerUnavailable(said)


def _wait_for_keeper(home: Home) -> None:
    deadline = time.monotonic() + GOODBYE_SECONDS
    while _is_kept(home) and not _others_use(home) and time.monotonic() < deadline:
        time.sleep(0.02)


def _others_use(home: Home) -> bool:
    """True while another command holds the shared lock; the keeper's own hold is exclusive."""
    with (home.servers / "users.lock").open("wb") as users:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass
        else:
            return False
        try:
            fcntl.flock(users, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True
