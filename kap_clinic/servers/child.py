"""Starts one program as a child that does not outlive us, and ends it."""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

SERVER_USER = "kap-clinic"
PR_SET_PDEATHSIG = 1
LAST_WORDS_SECONDS = 0.5


def server_user() -> pwd.struct_passwd | None:
    """Whom root's servers run as: a system user of their own, made on first need."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(SERVER_USER)
    except KeyError:
        useradd = shutil.which("useradd") or "/usr/sbin/useradd"
        command = [useradd, "--system", "--no-create-home", "--shell", "/bin/false", SERVER_USER]
        if Path(useradd).exists() and subprocess.run(command, check=False).returncode == 0:
            return pwd.getpwnam(SERVER_USER)
        return pwd.getpwnam("nobody")


def own_folder(path: Path, mode: int = 0o700) -> None:
    """A folder that belongs to the servers' user; the folders above it are left as they are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir(mode=mode, exist_ok=True)
    user = server_user()
    if user is not None:
        os.chown(path, user.pw_uid, user.pw_gid)
    elif path.stat().st_uid != os.geteuid():
        raise PermissionError(f"{path} belongs to somebody else.")
    path.chmod(mode)


def die_with_parent(when_it_dies: signal.Signals) -> Callable[[], None] | None:
    """On Linux the kernel sends this signal to the child when its parent is gone."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def before_exec() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(when_it_dies))
        if os.getppid() != parent:
            os._exit(1)

    return before_exec


def start(
    command: list[str], *, log: Path, as_server: bool = False, **options: Any
) -> "subprocess.Popen[bytes]":
    """Runs in a process group of its own; what it says goes to `log`."""
    user = server_user() if as_server else None
    if user is not None:
        options |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    with log.open("ab") as out:
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, process_group=0, **options
        )


type Ending = tuple[subprocess.Popen[bytes], signal.Signals]


def end(endings: Sequence[Ending], *, patience: float) -> None:
    """Asks all at once, each with its own signal; insists with SIGQUIT, then on the whole groups."""
    for child, how in endings:
        _send(child, how)
    still_there = _wait([child for child, _how in endings], seconds=patience)
    for child in still_there:
        _send(child, signal.SIGQUIT)
    _wait(still_there, seconds=LAST_WORDS_SECONDS)
    for child, _how in endings:
        _kill_group(child.pid)
        child.wait()


def _send(child: "subprocess.Popen[bytes]", how: signal.Signals) -> None:
    if child.poll() is None:
        child.send_signal(how)


def _wait(
    children: "list[subprocess.Popen[bytes]]", *, seconds: float
) -> "list[subprocess.Popen[bytes]]":
    """Who is still there when the time is over."""
    deadline = time.monotonic() + seconds
    while still_there := [child for child in children if child.poll() is None]:
        if time.monotonic() > deadline:
            break
        time.sleep(0.02)
    return still_there


def _kill_group(group: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)
