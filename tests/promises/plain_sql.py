"""SQL as an intruder or a slip in a query would send it: no model, no verb, no form in between."""

# ruff: noqa: S608 - plain SQL about our own tables is the point

from typing import Any

import pytest
from django.db import DatabaseError, connections, models, transaction


def run(statement: str, *values: Any, using: str = "default") -> int:
    """Run one statement; how many rows it touched."""
    with connections[using].cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def ask(statement: str, *values: Any, using: str = "default") -> Any:
    """The first value that a question answers."""
    with connections[using].cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]


def refused(statement: str, *values: Any, because: str, using: str = "default") -> None:
    """The database must say no, and for this reason."""
    with pytest.raises(DatabaseError, match=because):
        _tried(statement, values, using)


def _tried(statement: str, values: tuple[Any, ...], using: str) -> None:
    """Where it is taken after all, it does not stay."""
    with transaction.atomic(using=using):
        run(statement, *values, using=using)
        transaction.set_rollback(True, using=using)


def copied(row: models.Model, **changes: Any) -> tuple[str, list[Any]]:
    """INSERT of the same row once more with other values in the named columns; its key is new."""
    table, key = row._meta.db_table, row._meta.pk
    columns = [field.column for field in row._meta.concrete_fields if field != key]
    assert set(changes) <= set(columns), f"{table} has no {set(changes) - set(columns)}"
    given = [f"%s AS {column}" if column in changes else column for column in columns]
    values = [changes[column] for column in columns if column in changes]
    if not isinstance(key, models.AutoField | models.BigAutoField):
        columns, given = [key.column, *columns], ["gen_random_uuid()", *given]
    statement = (
        f"INSERT INTO {table} ({', '.join(columns)}) "
        f"SELECT {', '.join(given)} FROM {table} WHERE {key.column} = %s"
    )
    return statement, [*values, row.pk]


def insert_copy(row: models.Model, **changes: Any) -> int:
    statement, values = copied(row, **changes)
    return run(statement, *values)


def refused_copy(row: models.Model, *, because: str, **changes: Any) -> None:
    statement, values = copied(row, **changes)
    refused(statement, *values, because=because)
