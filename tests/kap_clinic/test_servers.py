"""The embedded servers: there while they are used, gone afterwards, and nothing else is touched."""

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from django.conf import settings

from kap_clinic.servers import home
from kap_clinic.servers.home import Home
from tests.support.servers import free_port


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home for servers of this module's own."""
    path = tmp_path_factory.mktemp("home") / ".kap"
    yield path
    if os.geteuid() == 0:
        shutil.rmtree(Home(path).servers)


def environment(place: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO")}
    for name in ("DATABASE_URL", "REDIS_URL"):
        kept.pop(name, None)
    return kept | {"KAP_HOME": str(place)} | more


def ask(place: Path, *, stay: float = 0) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.support.ask_database", str(stay)],
        env=environment(place),
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
    )


def belonging_to(place: Path) -> list[str]:
    """The command lines of all processes that work for this home."""
    marks = (str(place), str(Home(place).servers))
    found = []
    for process in psutil.process_iter():
        try:
            line = " ".join(process.cmdline())
            if any(mark in line for mark in marks) or process.environ().get("KAP_HOME") == marks[0]:
                found.append(line)
        except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
            continue
    return found


def eventually_gone(place: Path, *, seconds: float) -> list[str]:
    deadline = time.monotonic() + seconds
    while (left := belonging_to(place)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left


@pytest.mark.whole
def test_commands_at_the_same_time_share_servers_and_leave_none(place):
    commands = [ask(place, stay=0.2 * number) for number in range(5)]

    answers = [command.communicate(timeout=90)[0].strip() for command in commands]

    assert answers == ["1"] * 5
    assert [command.returncode for command in commands] == [0] * 5
    assert belonging_to(place) == []


@pytest.mark.whole
def test_a_killed_command_leaves_no_server(place):
    command = ask(place, stay=60)
    assert command.stdout is not None
    assert command.stdout.readline().strip() == "1"
    assert len(belonging_to(place)) > 2

    command.kill()
    command.communicate()

    assert eventually_gone(place, seconds=10) == []


@pytest.mark.whole
def test_a_killed_keeper_takes_the_servers_along_and_the_next_command_works(place):
    command = ask(place, stay=60)
    assert command.stdout is not None
    command.stdout.readline()
    keeper = next(
        process
        for process in psutil.process_iter(["cmdline"])
        if "kap_clinic.servers.keeper" in (process.info["cmdline"] or [])
        and str(place) in process.info["cmdline"]
    )

    keeper.kill()
    again = ask(place)

    assert again.communicate(timeout=60)[0].strip() == "1"
    command.kill()
    command.communicate()
    assert eventually_gone(place, seconds=10) == []


@pytest.mark.whole
def test_folders_that_are_not_ours_keep_their_mode(place):
    parent = place.parent
    parent.chmod(0o700)

    ask(place).communicate(timeout=60)

    assert stat.S_IMODE(parent.stat().st_mode) == 0o700


@pytest.mark.whole
def test_only_their_user_may_enter_the_folder_of_the_sockets(place):
    ask(place).communicate(timeout=60)

    assert stat.S_IMODE(Home(place).sockets.stat().st_mode) == 0o700


@pytest.mark.parametrize("as_root", [True, False])
def test_the_socket_path_stays_short_in_a_deep_folder(monkeypatch, as_root):
    monkeypatch.setattr(home.os, "geteuid", lambda: 0 if as_root else 1000)
    deep = Home(Path("/") / "/".join(["a-long-folder-name"] * 12))

    assert len(os.fsencode(deep.sockets / ".s.PGSQL.5432.lock")) <= home.LONGEST_SOCKET


def test_secrets_are_made_once_and_for_their_owner_alone(tmp_path):
    first = home.own_secrets(tmp_path / "new")

    assert home.own_secrets(tmp_path / "new") == first
    assert stat.S_IMODE((tmp_path / "new" / "secrets.json").stat().st_mode) == 0o600


@contextmanager
def up(place: Path, port: int) -> "Iterator[subprocess.Popen[str]]":
    with subprocess.Popen(
        [sys.executable, "manage.py", "up"],
        env=environment(place, PORT=str(port)),
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as clinic:
        try:
            yield clinic
        finally:
            clinic.kill()


def wait_until_open(clinic: "subprocess.Popen[str]") -> None:
    assert clinic.stdout is not None
    assert any("The clinic is open" in line for line in clinic.stdout)


def readiness(port: int) -> dict[str, object]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
        return json.load(answer)


@pytest.mark.whole
def test_up_opens_the_clinic_names_a_taken_port_and_stops_within_ten_seconds(place):
    port = free_port()
    with up(place, port) as clinic:
        wait_until_open(clinic)
        facts = readiness(port)
        with up(place, port) as second:
            said = second.communicate(timeout=60)[0]
        asked = time.monotonic()
        clinic.send_signal(signal.SIGINT)
        clinic.communicate(timeout=30)

    assert facts.pop("oldest_due_seconds") == 0
    assert set(facts) == {"database", "queue", "worker", "beat", "migrations"}
    assert all(facts.values())
    assert f"Port {port} on 127.0.0.1 is taken" in said
    assert (second.returncode, clinic.returncode) == (1, 0)
    assert time.monotonic() - asked < 10
    assert belonging_to(place) == []


@pytest.mark.whole
def test_what_dies_is_brought_back_and_a_killed_up_leaves_nothing(place):
    port = free_port()
    with up(place, port) as clinic:
        wait_until_open(clinic)
        beat = next(
            child for child in psutil.Process(clinic.pid).children() if "beat" in child.cmdline()
        )
        beat.kill()
        assert any("beat ended (-9" in line for line in clinic.stdout or ())
        deadline = time.monotonic() + 15
        while not any("beat" in line.split() for line in belonging_to(place)):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        clinic.kill()
        clinic.communicate()

    assert eventually_gone(place, seconds=10) == []
