"""The embedded PostgreSQL: made once, started on a socket only its user may reach."""

import shutil
import signal
import subprocess

from kap_clinic.servers import child
from kap_clinic.servers.home import POSTGRES_PORT, Home
from kap_clinic.servers.programs import Postgres, ServerUnavailable, find_postgres

BUILTIN_LOCALES_SINCE = 17
READY_LINE = 7  # of postmaster.pid
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "120",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "log_statement": "none",
    "log_min_error_statement": "panic",  # a refused statement may carry a person's words
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class PostgresServer:
    name = "database"
    stop_signal = signal.SIGINT

    def __init__(self, home: Home, *, fast: bool) -> None:
        self.home = home
        self.data = home.servers / "postgres"
        self.log = home.servers / "postgres.log"
        self.programs: Postgres = find_postgres()
        self.settings = SETTINGS | (FAST if fast else {})

    def start(self) -> "subprocess.Popen[bytes]":
        child.own_folder(self.home.sockets)
        if not (self.data / "PG_VERSION").exists():
            self._create()
        self._refuse_other_major()
        command = [self.programs.program("postgres"), "-D", str(self.data)]
        command += ["-k", str(self.home.sockets), "-p", str(POSTGRES_PORT)]
        for name, value in self.settings.items():
            command += ["-c", f"{name}={value}"]
        return child.start(
            command,
            log=self.log,
            as_server=True,
            cwd="/",
            preexec_fn=child.die_with_parent(signal.SIGINT),
        )

    def is_ready(self) -> bool:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) > READY_LINE and lines[READY_LINE].strip() == "ready"

    def _create(self) -> None:
        """Into a draft folder first: an interrupted start leaves no half-made database."""
        draft = self.data.with_name("postgres.draft")
        shutil.rmtree(draft, ignore_errors=True)
        child.own_folder(draft)
        command = [self.programs.program("initdb"), "-D", str(draft), "-U", "postgres"]
        command += ["--auth=trust", "--encoding=UTF8", "--data-checksums", "--no-instructions"]
        if self.programs.major >= BUILTIN_LOCALES_SINCE:
            command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        else:
            command += ["--locale=C.UTF-8"]
        if child.start(command, log=self.log, as_server=True, cwd="/").wait():
            raise ServerUnavailable(f"PostgreSQL could not be set up; {self.log} says why.")
        draft.rename(self.data)

    def _refuse_other_major(self) -> None:
        major = int((self.data / "PG_VERSION").read_text())
        if major != self.programs.major:
            raise ServerUnavailable(
                f"The data in {self.data} was written by PostgreSQL {major}, and this is "
                f"{self.programs.major}. Move it with pg_upgrade, or empty it."
            )
