"""Models and migrations say the same, and each app has one line of them."""

import io

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader


def test_no_migration_is_missing(db):
    said = io.StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=said)
    except SystemExit:
        pytest.fail(f"Run manage.py makemigrations:\n{said.getvalue()}")


def test_history_is_a_line(db):
    assert MigrationLoader(connection).detect_conflicts() == {}
