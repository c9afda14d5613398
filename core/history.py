"""Row history: triggers write down what a row looked like after each insert and change.

The trail says who did what and why; this says what the row became, whoever wrote it and however.
"""

import pghistory
from django.db import models


def tracked[M: models.Model](model: type[M]) -> type[M]:
    """Keep the history of this table; its event table is append-only."""
    track = pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        obj_field=pghistory.ObjForeignKey(
            related_name="row_history", related_query_name="row_history"
        ),
        append_only=True,
    )
    return track(model)  # type: ignore[no-any-return, unused-ignore]
