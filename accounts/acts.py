"""The frame around every verb: one transaction, permission first, a refusal left in the trail.

`@act("dose.given", Permission.X)` runs the verb inside a transaction. Where it refuses, all it
wrote is undone and one audit line about the refusal is kept; a value that no column can hold is
refused too. Verbs take `by` (a membership, or None for the scheduler) and `at` (the moment it
happens).
"""

import functools
import logging
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DataError, transaction

from accounts.enums import RefusalCode
from accounts.models import Membership
from audit import trail
from core.errors import MoveNotAllowed, Refusal

logger = logging.getLogger(__name__)
_outermost: ContextVar[bool] = ContextVar("outermost", default=True)

NOT_STORABLE = "A value is too long, too large, or holds a character that cannot be kept."
FORBIDDEN = "Your role does not include this. Ask a colleague whose role does."


def act[**P, R](action: str, *permissions: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Wrap a verb; any one of `permissions` lets `by` in, none means the verb checks itself."""

    def wrap(verb: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(verb)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            if not _outermost.get():
                return verb(*args, **kwargs)
            token = _outermost.set(False)
            try:
                with transaction.atomic(using=DEFAULT_DB_ALIAS):
                    require(kwargs.get("by"), *permissions)  # type: ignore[arg-type]
                    return verb(*args, **kwargs)
            except MoveNotAllowed as error:
                refusal = Refusal(RefusalCode.INVALID, str(error))
                _leave_trace(action, refusal, args, kwargs)
                raise refusal from error
            except DataError as error:
                logger.exception("%s was given what no column can hold", action)
                refusal = invalid(NOT_STORABLE)
                _leave_trace(action, refusal, args, kwargs)
                raise refusal from error
            except Refusal as refusal:
                _leave_trace(action, refusal, args, kwargs)
                raise
            finally:
                _outermost.reset(token)

        run.permissions = permissions  # type: ignore[attr-defined]
        return run

    return wrap


def require(by: Membership | None, *permissions: str) -> None:
    """Refuse unless `by` holds one of them; the scheduler (None) is not asked."""
    if by is not None and permissions and not any(by.may(one) for one in permissions):
        raise Refusal(RefusalCode.ROLE_FORBIDDEN, FORBIDDEN)


def invalid(sentence: str) -> Refusal:
    return Refusal(RefusalCode.INVALID, sentence)


def words_of(text: str, *, most: int, what: str) -> str:
    """The words as typed, or a refusal that says how many there may be; nothing is cut off."""
    said = text.strip()
    if len(said) > most:
        raise invalid(f"Write {what} in at most {most} characters; these are {len(said)}.")
    return said


def _leave_trace(
    action: str, refusal: Refusal, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> None:
    by, at = kwargs.get("by"), kwargs.get("at")
    if at is None:
        return
    subject = args[0] if args else None
    trail.record(action, subject, by=by, at=at, outcome="refused", code=refusal.code)
