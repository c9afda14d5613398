"""Who wrote an entry: a signed word that a room's page is given when it is drawn.

A colleague may unlock the tablet before what was logged could be sent. The entry then carries the
word of whoever logged it, so that the row gets the right hand.
"""

from datetime import timedelta
from typing import Any

from django.core import signing

from accounts.acts import invalid
from accounts.models import Clinic, Membership

SALT = "sessions.author"
LONGEST_AGE = timedelta(days=14)  # a tablet may lie in a drawer over a holiday
TOO_OLD = "This page is older than two weeks. Read the log, then record it anew if it still holds."
NOT_OURS = "It does not say who wrote it. Record it anew."
GONE = "Whoever wrote it no longer works here. Record it in your own name."


def author_word(member: Membership, session_id: int) -> str:
    return signing.dumps([member.pk, session_id], salt=SALT, compress=False)


class Authors:
    """The people behind the words of one batch, each looked up once."""

    def __init__(self, clinic: Clinic, session_id: int, *, here: Membership) -> None:
        self.clinic, self.session_id = clinic, session_id
        self.known: dict[int, Membership | None] = {here.pk: here}

    def of(self, word: Any) -> Membership:
        """The member whose word it is; refused when it is old, of another room, or nobody's."""
        member_id = self._read(word)
        if member_id not in self.known:
            rows = Membership.objects.filter(
                clinic=self.clinic, is_active=True, user__is_active=True
            )
            self.known[member_id] = (
                rows.select_related("user", "clinic").filter(pk=member_id).first()
            )
        member = self.known[member_id]
        if member is None:
            raise invalid(GONE)
        return member

    def _read(self, word: Any) -> int:
        try:
            content = signing.loads(str(word), salt=SALT, max_age=LONGEST_AGE)
        except signing.SignatureExpired:
            raise invalid(TOO_OLD) from None
        except signing.BadSignature:
            raise invalid(NOT_OURS) from None
        member_id, session_id = content
        if session_id != self.session_id:
            raise invalid(NOT_OURS)
        return int(member_id)
