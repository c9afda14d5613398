"""Each row for itself: one that breaks is told in the log and holds up none of those behind it."""

import logging
from collections.abc import Callable, Iterable

from celery.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError, connection

logger = logging.getLogger(__name__)


def each[Row](rows: Iterable[Row], work: Callable[[Row], int]) -> int:
    """The sum of what `work` did; it is a transaction of its own for each row."""
    return sum(_one(row, work) for row in rows)


def _one[Row](row: Row, work: Callable[[Row], int]) -> int:
    try:
        return work(row)
    except SoftTimeLimitExceeded:
        raise
    except DatabaseError:
        if not connection.is_usable():  # the database is away: the next tick does all of it
            raise
        logger.exception("%s of %s broke off", work, row)
    except Exception:  # whatever it is, the next row may be somebody's alert
        logger.exception("%s of %s broke off", work, row)
    return 0
