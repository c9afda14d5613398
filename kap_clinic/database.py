"""Makes an empty server the clinic's: roles, database, extensions, tables, privileges."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from kap_clinic import privileges

ALIASES = ("owner", "default", "sealer")
NEEDED_EXTENSIONS = ("btree_gist", "pg_trgm")
WELCOME_EXTENSIONS = ("unaccent",)
PREPARE_LOCK = 4_713_001  # one preparation at a time on one server


class NotAllowed(Exception):
    """What somebody with more rights has to do first, in a sentence."""


@contextmanager
def connect(alias: str, *, name: str, user: str | None = None) -> Iterator[psycopg.Connection[Any]]:
    """A plain connection with the facts of `alias`, each statement its own transaction."""
    facts = settings.DATABASES[alias]
    found = {
        "host": facts["HOST"],
        "port": facts["PORT"],
        "user": user or facts["USER"],
        "password": facts["PASSWORD"],
        "dbname": name,
    }
    known = {key: value for key, value in found.items() if value} | facts["OPTIONS"]
    with psycopg.connect(**known, autocommit=True) as connection:
        connection.execute("SET lock_timeout = 0")  # preparing waits for whoever prepares
        yield connection


@contextmanager
def admin(name: str = "postgres") -> Iterator[psycopg.Connection[Any]]:
    """A connection that may create roles: the embedded superuser, or else the owner itself."""
    user = "postgres" if settings.EMBEDDED_DATABASE else None
    with connect("owner", name=name, user=user) as connection:
        yield connection


def prepare(*, verbosity: int = 1) -> None:
    """Safe to repeat, and safe from two commands at once."""
    if not settings.EMBEDDED_DATABASE and not settings.OWNER_IS_GIVEN:
        raise NotAllowed("DATABASE_OWNER_URL is missing: only the owner may prepare the database.")
    name = str(settings.DATABASES["owner"]["NAME"])
    with admin() as server:
        create_roles(server)
        refuse_mighty(server)
        create_database(server, name)
        limit_roles(name)
        refuse_owning(name)
        prepare_tables(name, verbosity=verbosity)


def prepare_tables(name: str, *, verbosity: int = 1) -> None:
    with admin(name) as database:
        create_extensions(database)
    call_command("migrate", database="owner", verbosity=verbosity, interactive=False)
    call_command("createcachetable", database="owner", verbosity=0)
    privileges.apply()
    connections["owner"].close()


def create_roles(server: psycopg.Connection[Any]) -> None:
    """One command at a time: the lock is held until `server` is closed."""
    server.execute("SELECT pg_advisory_lock(%s)", [PREPARE_LOCK])
    for alias in ALIASES:
        _ensure_role(server, alias)
    # The owner may end the sessions of the other two, as dropping a database needs.
    members = sql.SQL(", ").join(
        sql.Identifier(privileges.role(alias)) for alias in ("default", "sealer")
    )
    owner = sql.Identifier(privileges.role("owner"))
    with suppress(psycopg.errors.InsufficientPrivilege):
        server.execute(sql.SQL("GRANT {} TO {}").format(members, owner))


def refuse_mighty(server: psycopg.Connection[Any]) -> None:
    """What a superuser, or whoever may become the owner, is refused, nobody is refused."""
    for alias in ("default", "sealer"):
        role = privileges.role(alias)
        found = server.execute(
            "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR "
            "pg_has_role(rolname, %s, 'MEMBER') FROM pg_roles WHERE rolname = %s",
            [privileges.role("owner"), role],
        ).fetchone()
        if found and found[0]:
            raise NotAllowed(
                f"The role {role} is a superuser, may make roles, or may become the owner: "
                "nothing would be refused to it. Give it a role of its own with LOGIN alone."
            )


def refuse_owning(name: str) -> None:
    """Whoever owns a table may take its guards away."""
    with connect("owner", name=name) as database:
        for alias in ("default", "sealer"):
            role = privileges.role(alias)
            found = database.execute(
                "SELECT tablename FROM pg_tables WHERE tableowner = %s LIMIT 1", [role]
            ).fetchone()
            if found:
                raise NotAllowed(f"The role {role} owns the table {found[0]}; the owner must.")


def limit_roles(name: str) -> None:
    """Each role sets its own time limits, which needs nobody's permission."""
    for alias in ALIASES:
        with connect(alias, name=name) as own:
            for statement in privileges.limit_statements(alias):
                own.execute(statement)


def _ensure_role(server: psycopg.Connection[Any], alias: str) -> None:
    role = privileges.role(alias)
    found = server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    if found:
        return
    try:
        _create_role(server, alias)
    except psycopg.errors.InsufficientPrivilege as error:
        raise NotAllowed(
            f"The role {role} is missing and the owner may not create it. "
            "docs/operations.md has the lines an administrator runs once."
        ) from error


def _create_role(server: psycopg.Connection[Any], alias: str) -> None:
    facts = settings.DATABASES[alias]
    may_create = "CREATEDB" if alias == "owner" else "NOCREATEDB"
    statement = sql.SQL(f"CREATE ROLE {{}} LOGIN {may_create}").format(
        sql.Identifier(facts["USER"])
    )
    if facts["PASSWORD"]:
        statement += sql.SQL(" PASSWORD {}").format(sql.Literal(facts["PASSWORD"]))
    server.execute(statement)


def create_database(server: psycopg.Connection[Any], name: str) -> None:
    found = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    database, owner = sql.Identifier(name), sql.Identifier(privileges.role("owner"))
    if not found:
        server.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, owner))
    with_access = sql.SQL(", ").join(
        sql.Identifier(privileges.role(alias)) for alias in ("default", "sealer")
    )
    server.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    server.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, with_access))


def create_extensions(database: psycopg.Connection[Any]) -> None:
    for extension in NEEDED_EXTENSIONS + WELCOME_EXTENSIONS:
        statement = sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension))
        try:
            database.execute(statement)
        except psycopg.Error as error:
            if extension in NEEDED_EXTENSIONS:
                raise NotAllowed(
                    f"The extension {extension} could not be created: {error}"
                ) from error
