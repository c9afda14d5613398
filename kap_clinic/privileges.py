"""Who may do what to which table: the three database roles, written as SQL.

The owner migrates. The app reads and writes, but cannot remove a clinical row, change what is
append-only, truncate, or alter a table. The sealer reads the trail and adds seals to it.
"""

from collections.abc import Iterator
from itertools import chain

from django.apps import apps
from django.conf import settings
from django.db import connections, models, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql

READ = "SELECT"
ADD = "SELECT, INSERT"
KEEP = "SELECT, INSERT, UPDATE"
LINK = "SELECT, INSERT, DELETE"
ALL = "SELECT, INSERT, UPDATE, DELETE"

SEAL = "audit.AuditSeal"
CONTEXT = "pghistory.Context"
THIRD_PARTY = ("django.", "allauth.", "pghistory.")

# A statement that takes longer is a fault; a held lock is answered with "try again".
LIMITS = {
    "default": {
        "statement_timeout": "10s",
        "lock_timeout": "3s",
        "idle_in_transaction_session_timeout": "15s",
    },
    "owner": {"lock_timeout": "5s", "idle_in_transaction_session_timeout": "60s"},
    "sealer": {
        "statement_timeout": "30s",
        "lock_timeout": "3s",
        "idle_in_transaction_session_timeout": "15s",
    },
}


def role(alias: str) -> str:
    return str(settings.DATABASES[alias]["USER"])


def app_may(model: type[models.Model]) -> str:
    """What the app's role may do to the rows of `model`."""
    if model._meta.label == SEAL:
        return READ
    if model._meta.label == CONTEXT:
        return KEEP
    if _is_history(model) or getattr(model, "append_only", False):
        return ADD
    if model._meta.auto_created:
        source = model._meta.auto_created
        return ADD if getattr(source, "append_only", False) else LINK
    if _is_third_party(model) or getattr(model, "may_delete", False):
        return ALL
    return KEEP


def sealer_may(model: type[models.Model]) -> str | None:
    if model._meta.app_label != "audit":
        return None
    return ADD if model._meta.label == SEAL else READ


def as_lines() -> Iterator[str]:
    """Every privilege as a line of text, in a steady order."""
    for model in sorted(_own_tables(), key=lambda each: each._meta.db_table):
        yield f"{model._meta.db_table}: {app_may(model)}; sealer {sealer_may(model) or 'none'}"


def apply() -> None:
    """Takes everything away and grants anew, in one transaction: safe to repeat."""
    app, sealer = sql.Identifier(role("default")), sql.Identifier(role("sealer"))
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        for statement in chain(_fresh(app, sealer), _on_tables(app, sealer)):
            cursor.execute(statement)
        _grant_sequences(cursor, app=app, sealer=sealer)


def limit_statements(alias: str) -> Iterator[sql.Composed]:
    for name, value in LIMITS[alias].items():
        yield sql.SQL("ALTER ROLE {} SET {} = {}").format(
            sql.Identifier(role(alias)), sql.Identifier(name), sql.Literal(value)
        )


def _fresh(app: sql.Identifier, sealer: sql.Identifier) -> Iterator[sql.Composed]:
    for kind in ("TABLES", "SEQUENCES"):
        yield sql.SQL(f"REVOKE ALL ON ALL {kind} IN SCHEMA public FROM {{}}, {{}}").format(
            app, sealer
        )
    yield sql.SQL("REVOKE CREATE ON SCHEMA public FROM PUBLIC, {}, {}").format(app, sealer)
    yield sql.SQL("GRANT USAGE ON SCHEMA public TO {}, {}").format(app, sealer)
    yield sql.SQL("GRANT SELECT ON django_migrations TO {}").format(app)
    cache = sql.Identifier(settings.CACHES["default"]["LOCATION"])
    yield sql.SQL(f"GRANT {ALL} ON {{}} TO {{}}").format(cache, app)


def _on_tables(app: sql.Identifier, sealer: sql.Identifier) -> Iterator[sql.Composed]:
    for model in _own_tables():
        table = sql.Identifier(model._meta.db_table)
        yield sql.SQL(f"GRANT {app_may(model)} ON {{}} TO {{}}").format(table, app)
        if sealing := sealer_may(model):
            yield sql.SQL(f"GRANT {sealing} ON {{}} TO {{}}").format(table, sealer)


def _grant_sequences(cursor: CursorWrapper, *, app: sql.Identifier, sealer: sql.Identifier) -> None:
    """Numbers may be drawn, never set back."""
    for model in _own_tables():
        key = model._meta.pk
        if not isinstance(key, models.AutoField | models.BigAutoField):
            continue
        cursor.execute(
            "SELECT pg_get_serial_sequence(%s, %s)", [f'"{model._meta.db_table}"', key.column]
        )
        (sequence,) = cursor.fetchone()
        who = sealer if model._meta.label == SEAL else app
        if sequence:
            grant = sql.SQL("GRANT USAGE, SELECT ON SEQUENCE {} TO {}")
            name = sql.Identifier(*sequence.replace('"', "").split("."))
            cursor.execute(grant.format(name, who))


def _own_tables() -> Iterator[type[models.Model]]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield model


def _is_history(model: type[models.Model]) -> bool:
    return any(base.__module__.startswith("pghistory.") for base in model.__mro__) and (
        model._meta.app_label != "pghistory"
    )


def _is_third_party(model: type[models.Model]) -> bool:
    return model.__module__.startswith(THIRD_PARTY)
