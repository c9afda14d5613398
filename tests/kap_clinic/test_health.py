"""/healthz says that the process lives, /readyz that the clinic can serve."""

import pytest

from kap_clinic import health, heartbeat
from tests.support.servers import queue_url


@pytest.fixture(autouse=True)
def own_queue(settings):
    settings.REDIS_URL = queue_url()
    heartbeat.clear()


def test_it_lives(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok")


def test_it_is_ready_once_worker_and_beat_show_signs_of_life(db, client):
    heartbeat.show(heartbeat.WORKER)
    heartbeat.show(heartbeat.BEAT)

    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {
        "database": True,
        "queue": True,
        "worker": True,
        "beat": True,
        "migrations": True,
        "oldest_due_seconds": 0,
    }


@pytest.mark.parametrize("sign", [heartbeat.WORKER, heartbeat.BEAT])
def test_one_sign_of_life_is_not_enough(db, client, sign):
    heartbeat.show(sign)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["queue"] is True


def test_without_a_queue_it_is_alive_but_not_ready(db, client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["queue"] is False
    assert answer.json()["database"] is True


def test_a_migration_that_waits_is_seen(db, client, monkeypatch):
    health._all_migrations_ran.cache_clear()
    monkeypatch.setattr(
        health.MigrationExecutor, "migration_plan", lambda *_args: [("core.0002", False)]
    )

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["migrations"] is False


def test_signs_of_life_fade(db):
    heartbeat.show(heartbeat.WORKER)

    with heartbeat.client() as queue:
        assert 0 < queue.ttl(heartbeat.WORKER) <= heartbeat.LASTS_SECONDS
