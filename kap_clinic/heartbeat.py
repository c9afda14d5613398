"""Signs of life: beat and the worker each write their own, and the queue forgets it after a minute."""

import redis
from django.conf import settings

LASTS_SECONDS = 60
WORKER, BEAT = "kap:alive:worker", "kap:alive:beat"


def client() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2, decode_responses=True
    )


def show(sign: str) -> None:
    with client() as queue:
        queue.set(sign, "1", ex=LASTS_SECONDS)


def clear() -> None:
    with client() as queue:
        queue.delete(WORKER, BEAT)


def alive() -> dict[str, bool]:
    """Whether the queue answers, and who has shown a sign of life through it lately."""
    try:
        with client() as queue:
            worker, beat = queue.mget(WORKER, BEAT)
    except redis.RedisError:
        return {"queue": False, "worker": False, "beat": False}
    return {"queue": True, "worker": worker is not None, "beat": beat is not None}
