"""The ledger as a machine: two processes at the same lots, two thousand acts, true after each pair."""

from collections import Counter
from decimal import Decimal
from typing import ClassVar

import pytest
from django.db.models import Exists, OuterRef, TextField
from django.db.models.functions import Cast
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from kap_clinic import scratch
from medications.enums import DoseSource, EntryKind, Route
from medications.models import LedgerEntry, Lot
from patients.models import WorklistTask
from sessions.models import StockWaste
from tests.support import ledger_worker
from tests.support.story import Story

pytestmark = pytest.mark.whole  # two processes, two thousand acts
ACTS_IN_ALL, A_RUN = 2000, 50
RUNS = ACTS_IN_ALL // (2 * A_RUN)
IN, OUT = {"receipt", "count_up"}, {"draw", "count_down", "spill", "return", "destroyed"}

LOTS = st.sampled_from(["A", "B"])
AMOUNTS = st.decimals(Decimal("0.01"), Decimal(700), places=2)
SMALL = st.decimals(Decimal("0.01"), Decimal(12), places=2)
ACTS = st.one_of(
    st.tuples(st.just("receive"), LOTS, st.integers(1, 3)),
    st.tuples(st.just("draw"), LOTS, AMOUNTS),
    st.tuples(st.just("draw"), LOTS, AMOUNTS),
    st.tuples(st.just("give"), LOTS, SMALL),
    st.tuples(st.just("count"), LOTS, st.decimals(Decimal(0), Decimal(1500), places=2)),
    st.tuples(st.just("spill"), LOTS, AMOUNTS),
    st.tuples(st.just("send_back"), LOTS, AMOUNTS),
    st.tuples(st.just("reverse"), LOTS, st.integers(0, 40)),
    st.tuples(st.just("waste"), SMALL, st.booleans()),
)
PAIRS = st.one_of(
    st.tuples(ACTS, ACTS),
    st.tuples(ACTS, ACTS),
    st.tuples(ACTS, ACTS),
    st.tuples(st.sampled_from(["last drop", "last line"]), LOTS, st.integers(1, 100)),
)


class Ledger(RuleBasedStateMachine):
    """Both processes act in the same instant; then the ledger must add up to what they were told."""

    workers: ClassVar[list[ledger_worker.Worker]] = []
    clinic: ClassVar[object] = None
    runs: ClassVar[int] = 0
    wasted: ClassVar[int] = 0  # the newest row that was looked at
    told: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        type(self).runs += 1
        self.expected: dict[str, Decimal] = {}
        self.newest_waste = type(self).wasted
        for name in ("A", "B"):
            Lot.objects.create(clinic=self.clinic, number=self.number(name), is_found=True)
            self.expected[self.number(name)] = Decimal(0)

    def number(self, name: str) -> str:
        return f"{name}-{self.runs}"

    @rule(pair=PAIRS)
    def together(self, pair):
        """Any two acts; or both reach for more than half of one lot, or for its newest line."""
        if pair[0] not in {"last drop", "last line"}:
            self.at_once(*pair)
            return
        what, lot, share = pair
        held = self.expected[self.number(lot)]
        if held <= 1:
            self.at_once(("receive", lot, 1), ("receive", lot, 2))
        elif what == "last drop":
            mg = (held * (100 + share) / 200).quantize(Decimal("0.01"))
            answers = self.at_once(("draw", lot, mg), ("draw", lot, mg))
            assert sorted(word for word, _fact in answers) == ["done", "refused"]
        else:
            answers = self.at_once(("reverse", lot, -1), ("reverse", lot, -1))
            assert [word for word, _fact in answers].count("done") <= 1

    def at_once(self, *acts):
        for worker, (name, *args) in zip(self.workers, acts, strict=True):
            lot = [self.number(args.pop(0))] if name != "waste" else []
            worker.ask((name, *lot, *args))
        answers = [worker.answer() for worker in self.workers]
        for (name, *_args), (word, fact) in zip(acts, answers, strict=True):
            assert word != "broken", (name, fact)
            self.told[f"{name} {word}"] += 1
            if word == "done":
                for number, moved in fact.items():
                    if number in self.expected:
                        self.expected[number] += moved
        return answers

    @invariant()
    def every_lot_holds_what_came_in_less_what_left(self):
        rows = LedgerEntry.objects.filter(lot__number__in=self.expected).order_by("line")
        facts = rows.values_list(
            "lot__number", "line", "kind", "amount_mg", "delta_mg", "balance_mg",
            "reverses__delta_mg",
        )  # fmt: skip
        found = {number: (0, Decimal(0), Counter()) for number in self.expected}
        for number, line, kind, amount, delta, balance, undone in facts:
            last, running, by_kind = found[number]
            by_kind[kind] += amount
            if kind == EntryKind.REVERSAL:
                assert delta == -undone
                by_kind["taken back"] += delta
            assert (line, balance) == (last + 1, running + delta)
            assert balance >= 0
            found[number] = (line, balance, by_kind)
        for number, (_line, held, by_kind) in found.items():
            came = sum(by_kind[kind] for kind in IN)
            left = sum(by_kind[kind] for kind in OUT)
            assert held == came - left + by_kind["taken back"] == self.expected[number]

    @invariant()
    def waste_was_seen_or_waits_for_a_prescriber(self):
        tasks = WorklistTask.objects.filter(
            kind="waste_unwitnessed", role="prescriber", key=Cast(OuterRef("pk"), TextField())
        )
        rows = StockWaste.objects.filter(pk__gt=self.newest_waste).order_by("pk")
        for row in rows.select_related("ledger_entry").annotate(waits=Exists(tasks)):
            self.newest_waste = type(self).wasted = row.pk
            entry = row.ledger_entry
            if entry.witness_id is None:
                assert entry.reason
                assert row.waits
            else:
                assert entry.witness_id != entry.by_id


@pytest.fixture
def story(scratch_db) -> Story:
    story = Story().ready_to_book(
        route=Route.IM, source=DoseSource.CLINIC_STOCK, planned_mg=Decimal(55)
    ).booked().checked_in()  # fmt: skip
    story.stocked()
    story.measured()
    story.dosed(55, lot_number="KET-1", drawn_mg=Decimal(60))
    return story


def test_the_ledger_is_true_after_each_step_of_two_processes(story, scratch_db):
    common = {"patient": story.patient.pk, "session": story.session.pk}
    environment = scratch.addresses(scratch_db) | {
        "DJANGO_SETTINGS_MODULE": "kap_clinic.settings.test"
    }
    Ledger.clinic, Ledger.runs, Ledger.wasted = story.clinic, 0, 0
    Ledger.told = Counter()
    Ledger.workers = [
        ledger_worker.start(environment, common | {"by": one.pk, "witness": other.pk}, story.at)
        for one, other in ((story.noor, story.kim), (story.kim, story.noor))
    ]
    try:
        ready = [worker.answer() for worker in Ledger.workers]
        assert ready == [("ready", ("kap_app", scratch_db))] * 2
        run_state_machine_as_test(
            Ledger,
            settings=settings(
                max_examples=RUNS + 1, stateful_step_count=A_RUN, deadline=None,
                database=None, phases=[Phase.generate], report_multiple_bugs=False,
                suppress_health_check=list(HealthCheck),
            ),
        )  # fmt: skip
    finally:
        for worker in Ledger.workers:
            worker.end()

    assert sum(Ledger.told.values()) >= ACTS_IN_ALL, Ledger.told
    done = {act for act, times in Ledger.told.items() if times and act.endswith("done")}
    assert done >= {
        f"{name} done" for name in ("receive", "draw", "give", "count", "spill", "send_back",
                                    "reverse", "waste")
    }  # fmt: skip
