"""The clinic's own programs, started for one test and ended by their process ids."""

import os
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import redis
from django.conf import settings

from kap_clinic import scratch, supervisor
from kap_clinic.servers import child

QUEUES = 16  # numbered databases of one server
PATIENCE_SECONDS = 60.0  # of a machine that does much else


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def queue_url() -> str:
    """A queue of this worker's own; number 0 is left to whoever runs by hand."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    base, _, _number = settings.REDIS_URL.partition("?db=")
    return f"{base}?db={1 + worker % (QUEUES - 1)}"


@dataclass
class LiveClinic:
    """`base_url` answers; `web` and what `start_worker` returns may be killed on purpose."""

    base_url: str
    environment: dict[str, str]
    folder: Path
    web: "subprocess.Popen[bytes]"
    others: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def start_worker(self) -> "subprocess.Popen[bytes]":
        return self._start("worker", supervisor.worker())

    def start_beat(self) -> "subprocess.Popen[bytes]":
        return self._start("beat", supervisor.beat())

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()

    def _start(self, name: str, command: list[str]) -> "subprocess.Popen[bytes]":
        started = start(name, command, self.environment, self.folder)
        self.others.append(started)
        return started


@contextmanager
def live(database: str) -> Iterator[LiveClinic]:
    port = free_port()
    environment = dict(os.environ) | scratch.addresses(database)
    environment |= {
        "REDIS_URL": queue_url(),
        "DJANGO_SETTINGS_MODULE": "kap_clinic.settings.test",
        "REMAP_SIGTERM": "SIGQUIT",
    }
    with redis.Redis.from_url(environment["REDIS_URL"]) as queue:
        queue.flushdb()
    with tempfile.TemporaryDirectory(prefix="kap-live-") as name:
        folder = Path(name)
        web = start("web", supervisor.web(port=port), environment, folder)
        clinic = LiveClinic(f"http://localhost:{port}", environment, folder, web)
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz", clinic)
            yield clinic
        finally:
            running = [*clinic.others, web]
            child.end([(process, signal.SIGTERM) for process in running], patience=4)


def start(
    name: str, command: list[str], environment: dict[str, str], folder: Path
) -> "subprocess.Popen[bytes]":
    return child.start(
        command,
        log=folder / f"{name}.log",
        env=environment,
        cwd=settings.BASE_DIR,
        preexec_fn=child.die_with_parent(signal.SIGTERM),
    )


def wait_for(address: str, clinic: LiveClinic) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and clinic.web.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise AssertionError(f"The clinic did not start:\n{clinic.log('web')}")
