"""Runs web, worker and beat beside the embedded servers, brings back what dies, ends all of it."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from kap_clinic.servers import child

LOOK_SECONDS = 0.25
GOODBYE_SECONDS = 4.0
SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
SETTLED_SECONDS = 60.0
LARGEST_LOG = 10_000_000


@dataclass
class Child:
    """One program, and what is known about how it fares."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    when_orphaned: signal.Signals = signal.SIGTERM
    process: "subprocess.Popen[bytes] | None" = None
    pause: float = SHORTEST_PAUSE
    started_at: float = 0.0
    start_again_at: float | None = field(default=None)

    def start(self, now: float) -> None:
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".old.log"))
        self.started_at, self.start_again_at = now, None
        self.process = child.start(
            self.command,
            log=self.log,
            env=self.environment,
            preexec_fn=child.die_with_parent(self.when_orphaned),
        )

    def look(self, now: float, say: Callable[[str], None]) -> None:
        """Notices a death, waits a while that grows, and starts the program again."""
        if self.process is not None and self.process.poll() is None:
            return
        if self.start_again_at is None:
            self._plan_restart(now, say)
        elif now >= self.start_again_at:
            self.start(now)

    def _plan_restart(self, now: float, say: Callable[[str], None]) -> None:
        if now - self.started_at > SETTLED_SECONDS:
            self.pause = SHORTEST_PAUSE
        code = self.process.returncode if self.process else "?"
        again = f"starting it again in {self.pause:.0f} s"
        say(f"{self.name} ended ({code}: {self._last_words()}); {again}. See {self.log}")
        self.start_again_at = now + self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE)

    def _last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return lines[-1].strip()[:200] if lines else "it said nothing"


class Supervisor:
    def __init__(self, children: list[Child], *, say: Callable[[str], None]) -> None:
        self.children = children
        self.say = say
        self.asked_to_stop = False

    def listen(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)

    def _stop(self, _number: int, _frame: object) -> None:
        self.asked_to_stop = True

    def run(self, each_look: Callable[[], None]) -> None:
        """Until asked to stop; `each_look` is called a few times a second."""
        try:
            for one in self.children:
                one.start(time.monotonic())
            while not self.asked_to_stop:
                time.sleep(LOOK_SECONDS)
                for one in self.children:
                    one.look(time.monotonic(), self.say)
                each_look()
        finally:
            self.end()

    def end(self) -> None:
        """All are asked at once; whoever is still there after a few seconds is killed."""
        running = [one.process for one in self.children if one.process is not None]
        child.end([(process, signal.SIGTERM) for process in running], patience=GOODBYE_SECONDS)


def clinic(*, port: int, home: Path, environment: dict[str, str]) -> list[Child]:
    """The three programs of the clinic, with their logs under `home`."""
    logs = home / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    remapped = environment | {"REMAP_SIGTERM": "SIGQUIT"}
    return [
        Child("web", web(port=port), environment, logs / "web.log"),
        # Orphaned, the worker would first look for the queue that has gone too: it is killed at once.
        # What it was doing is a row under a lease, and comes again.
        Child("worker", worker(), remapped, logs / "worker.log", when_orphaned=signal.SIGKILL),
        Child("beat", beat(), environment, logs / "beat.log"),
    ]


def web(*, port: int, workers: int = 2) -> list[str]:
    return [
        *(sys.executable, "-m", "gunicorn", "kap_clinic.wsgi:application"),
        *("--bind", f"127.0.0.1:{port}", "--workers", str(workers), "--worker-class", "sync"),
        *("--timeout", "60", "--graceful-timeout", "3", "--no-control-socket"),
        "--preload",  # loaded once and forked: a third less memory, and a worker that died is back at once
        *("--access-logfile", "-", "--access-logformat", "%(t)s %(m)s %(U)s %(s)s %(L)ss"),
    ]


def worker() -> list[str]:
    return [
        *(sys.executable, "-m", "celery", "-A", "kap_clinic", "worker", "--pool", "prefork"),
        *("--concurrency", "2", "--without-gossip", "--without-mingle", "--loglevel", "INFO"),
    ]


def beat() -> list[str]:
    return [
        *(sys.executable, "-m", "celery", "-A", "kap_clinic", "beat"),
        *("--scheduler", "celery.beat:Scheduler", "--pidfile", "", "--loglevel", "WARNING"),
    ]
