"""Scratch databases: a fresh, migrated copy in a quarter of a second, gone when its user is done.

A template is migrated and granted once for each state of migrations and privileges; everything that
commits on the side (tests, played scenarios, benchmarks) works on a copy of it, as the app's role.
"""

import hashlib
import itertools
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import connections
from psycopg import sql
from psycopg.errors import InsufficientPrivilege, ObjectInUse

from kap_clinic import database, privileges

TEMPLATE, SCRATCH = "kap_template_", "kap_scratch_"
TEMPLATE_LOCK = 4_713_002
DROP_TRIES, DROP_PAUSE_SECONDS = 20, 0.25
# Read as it is loaded: a file that is edited while a process runs must not name that process's template.
CODE = b"".join(Path(module.__file__ or "").read_bytes() for module in (privileges, database))
_numbers = itertools.count(1)


@contextmanager
def scratch_database() -> Iterator[str]:
    """A copy of the template, with all aliases pointed at it; dropped at the end."""
    with copied() as name, pointed_at(name):
        yield name


@contextmanager
def copied() -> Iterator[str]:
    """A copy of the template that no alias points at yet; dropped at the end."""
    name = f"{SCRATCH}{os.getpid()}_{next(_numbers)}"
    _ensure_roles()
    with _server() as server:
        _copy(server, template(server), name)
    try:
        yield name
    finally:
        with _server() as server:
            _drop(server, name)


def prepare() -> None:
    """Makes the template, so that the first copy need not wait for it."""
    _ensure_roles()
    with _server() as server:
        template(server)


@contextmanager
def pointed_at(name: str) -> Iterator[None]:
    """Until the end, every alias, in every thread, means the database `name`."""
    before = {alias: settings.DATABASES[alias]["NAME"] for alias in database.ALIASES}
    _point(dict.fromkeys(database.ALIASES, name))
    try:
        yield
    finally:
        _point(before)


def addresses(name: str) -> dict[str, str]:
    """The environment in which a process of its own works on the database `name`."""
    variables = {
        "DATABASE_URL": "default",
        "DATABASE_OWNER_URL": "owner",
        "DATABASE_SEALER_URL": "sealer",
    }
    found = {}
    for variable, alias in variables.items():
        facts = settings.DATABASES[alias]
        password = f":{facts['PASSWORD']}" if facts["PASSWORD"] else ""
        port = f"&port={facts['PORT']}" if facts["PORT"] else ""
        found[variable] = (
            f"postgresql://{facts['USER']}{password}@/{name}?host={facts['HOST']}{port}"
        )
    return found


def template(server: psycopg.Connection[Any]) -> str:
    """The name of the template for the code as it stands; made when it is not there yet."""
    name = TEMPLATE + _digest()
    server.execute("SELECT pg_advisory_lock(%s)", [TEMPLATE_LOCK])
    try:
        if name not in _names(server, TEMPLATE):
            _sweep(server)
            _make_template(server, name)
    finally:
        server.execute("SELECT pg_advisory_unlock(%s)", [TEMPLATE_LOCK])
    return name


def _make_template(server: psycopg.Connection[Any], name: str) -> None:
    """Built under another name, so that a template is either whole or absent."""
    draft = f"{SCRATCH}{os.getpid()}_template"
    _drop(server, draft)
    server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(draft)))
    with pointed_at(draft):
        database.prepare_tables(draft, verbosity=0)
    statement = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    server.execute(statement.format(sql.Identifier(draft), sql.Identifier(name)))


def _digest() -> str:
    """Changes with any migration, ours or not, and with any privilege."""
    content = hashlib.sha256()
    for config in apps.get_app_configs():
        for path in sorted(Path(config.path).glob("migrations/*.py")):
            content.update(f"{config.label}/{path.name}\n".encode() + path.read_bytes())
    for line in privileges.as_lines():
        content.update(f"{line}\n".encode())
    content.update(CODE)
    return content.hexdigest()[:12]


@cache
def _ensure_roles() -> None:
    with database.admin() as admin:
        database.create_roles(admin)
        database.limit_roles("postgres")


@contextmanager
def _server() -> Iterator[psycopg.Connection[Any]]:
    """The owner's connection to the server, outside any clinic's database."""
    with database.connect("owner", name="postgres") as connection:
        yield connection


def _copy(server: psycopg.Connection[Any], source: str, name: str) -> None:
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    server.execute(statement.format(sql.Identifier(name), sql.Identifier(source)))


def _drop(server: psycopg.Connection[Any], name: str) -> None:
    """Whoever is still in it is sent out; the server's own cleaner cannot be, and leaves by itself."""
    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    for _try in range(DROP_TRIES):
        try:
            server.execute(statement)
        except (InsufficientPrivilege, ObjectInUse):
            time.sleep(DROP_PAUSE_SECONDS)
        else:
            return
    server.execute(statement)


def _sweep(server: psycopg.Connection[Any]) -> None:
    """Older templates, and the copies of processes that are gone."""
    for name in _names(server, TEMPLATE):
        _drop(server, name)
    for name in _names(server, SCRATCH):
        if not _is_running(int(name.removeprefix(SCRATCH).split("_")[0])):
            _drop(server, name)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _names(server: psycopg.Connection[Any], prefix: str) -> set[str]:
    rows = server.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix]
    )
    return {name for (name,) in rows}


def _point(names: dict[str, str]) -> None:
    for alias, name in names.items():
        connections[alias].close()
        settings.DATABASES[alias]["NAME"] = name
        connections[alias].settings_dict["NAME"] = name
