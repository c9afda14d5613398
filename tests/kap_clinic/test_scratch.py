"""A scratch database is whole, its own, and gone afterwards."""

import threading

import pytest
from django.db import connection, connections, transaction

from accounts.models import Clinic
from kap_clinic import database, scratch


def a_clinic(name: str) -> Clinic:
    return Clinic.objects.create(name=name, short_name=name, timezone="America/Denver")


def test_every_alias_means_the_scratch_database(scratch_db):
    seen = set()
    for alias in database.ALIASES:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT current_database()")
            seen.add(cursor.fetchone())

    assert seen == {(scratch_db,)}


def test_what_one_thread_commits_another_sees(scratch_db):
    a_clinic("Juniper")
    seen = []

    def look() -> None:
        seen.extend(Clinic.objects.values_list("name", flat=True))
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()

    assert seen == ["Juniper"]


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_finds_it_empty(scratch_db, turn):
    assert not Clinic.objects.exists()

    a_clinic("Juniper")


def test_it_is_dropped_and_the_aliases_return(scratch_db):
    with scratch.scratch_database() as inner, transaction.atomic():
        a_clinic("Inner")
        assert connection.settings_dict["NAME"] == inner

    assert connection.settings_dict["NAME"] == scratch_db
    assert not Clinic.objects.exists()
    with database.connect("owner", name="postgres") as server:
        assert server.execute(
            "SELECT count(*) FROM pg_database WHERE datname = %s", [inner]
        ).fetchone() == (0,)
