"""A discrepancy and the worklist's lines about it are open together and closed together."""

import pytest
from django.db import IntegrityError, connection, transaction

from core.errors import Refusal
from medications.domain import discrepancies
from medications.models import Discrepancy
from patients.domain import tasks
from patients.models import WorklistTask
from tests.medications.test_ledger_shelf import by, differing, story
from tests.support.story import Story

__all__ = ["story"]


def test_its_line_is_not_closed_by_hand(story):
    """A discrepancy and its lines are open together: the verb names the way on, the database insists."""
    found = differing(story)
    line = WorklistTask.objects.get(kind="stock_discrepancy", role="prescriber")

    with pytest.raises(Refusal, match="closes when the discrepancy is reviewed"):
        tasks.close(line, outcome="Looked", **by(story.raj, story))
    closing = {"done_at": story.at, "done_by": story.raj}
    for change, because in (
        (closing, "while its discrepancy is open"), ({"key": "x"}, "stays about its discrepancy"),
    ):  # fmt: skip
        with pytest.raises(IntegrityError, match=because), transaction.atomic():
            WorklistTask.objects.filter(pk=line.pk).update(**change)
    discrepancies.review(found, finding="Dead space", **by(story.owen, story))
    line.refresh_from_db()
    assert line.done_by == story.owen


def test_nor_is_it_reviewed_while_a_line_asks_for_it(story):
    rows = Discrepancy.objects.filter(pk=differing(story).pk)
    reviewed = {"reviewed_at": story.at, "reviewed_by": story.raj, "finding": "x"}

    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SET CONSTRAINTS kap_discrepancy_and_line IMMEDIATE")
        with pytest.raises(IntegrityError, match="as long as a line asks"), transaction.atomic():
            rows.update(**reviewed)


@pytest.mark.parametrize("kind", ["reviewed", "another clinic's", "nothing", "opened again"])
def test_no_line_is_open_but_for_an_open_discrepancy_of_its_clinic(story, kind):
    found = differing(story)
    facts = {"clinic": story.clinic, "kind": "stock_discrepancy", "key": f"{found.pk}:nurse"}
    facts |= {"sentence": "Look.", "raised_at": story.at}
    if kind in {"reviewed", "opened again"}:
        discrepancies.review(found, finding="Dead space", **by(story.owen, story))
    if kind == "another clinic's":
        facts["clinic"] = Story(name="Elm").clinic
    if kind == "nothing":
        facts["key"] = "0:nurse"

    lines = WorklistTask.objects.filter(kind=facts["kind"])
    with pytest.raises(IntegrityError, match="an open discrepancy"), transaction.atomic():
        lines.update(done_at=None) if kind == "opened again" else lines.create(**facts)
