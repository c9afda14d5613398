"""The acts of the route without a network: written once, at their times, and the panel goes on by itself."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from medications.enums import DoseSource, Route
from sessions.models import OtherMedicine, RouteAct
from tests.journeys.offline_room import SIGNED_IN, Hour, all_is_saved, hour, is_ready, says
from tests.support import at_rest
from tests.support.bad_network import BadNetwork, bad_network
from tests.support.clinic_here import clinic_here
from tests.support.story import Story

pytestmark = pytest.mark.journey

EXACT = timedelta(seconds=1)


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker) -> Iterator[tuple[Story, Story]]:
    """A lozenge in one clinic, an infusion in another, both some minutes after the dose."""
    with at_rest.committed(django_db_blocker):
        lozenge, infusion = Story().under_way(), Story(name="Birch")
        infusion.ready_to_book(
            route=Route.IV, source=DoseSource.CLINIC_STOCK, planned_mg=Decimal(50)
        ).booked().checked_in().stocked()
        infusion.measured()
        infusion.dosed(50, lot_number="KET-1", drawn_mg=Decimal(60))
        infusion.at = lozenge.at = max(infusion.at, lozenge.at)
        yield lozenge, infusion
        SIGNED_IN.clear()


@pytest.fixture(scope="module")
def network(told) -> Iterator[BadNetwork]:
    with clinic_here(told[0].at) as clinic, bad_network(clinic.port) as between:
        between.clinic = clinic
        yield between


@pytest.fixture
def lozenge(told, network, browser: Browser) -> Iterator[Hour]:
    with hour(told[0], network.clinic, network, browser) as found:
        yield found


@pytest.fixture
def infusion(told, network, browser: Browser) -> Iterator[Hour]:
    with hour(told[1], network.clinic, network, browser) as found:
        yield found


def press(room: Hour, page: Page, label: str, *, seconds: int = 60, **typed: str) -> None:
    """Fill the act's boxes and press it; then so many seconds go by."""
    step = page.locator("#room-route .route-step").filter(has_text=label)
    for name, value in typed.items():
        step.locator(f"[name={name}]").fill(value)
    with room.logging(label):
        step.get_by_role("button").click()
    expect(page.locator(".route-done li[data-pending]").first).to_contain_text(label)
    room.later(page, seconds)


def steps(page: Page) -> Locator:
    return page.locator("#room-route .route-step:visible button")


def digits(page: Page, line: str) -> str:
    return page.locator(f"[data-route-{line}] [data-digits]").inner_text()


def stand_once_each_in_order(room: Hour) -> list[RouteAct]:
    rows = list(RouteAct.objects.filter(session=room.story.session).order_by("pk"))
    assert [row.get_kind_display() for row in rows] == [words for words, _one, _two in room.typed]
    assert len({row.key for row in rows}) == len(rows)
    for row, (_words, before, after) in zip(rows, room.typed, strict=True):
        assert before - EXACT <= row.occurred_at <= after + EXACT
    return rows


def test_an_infusion_is_run_to_its_end_without_a_network(infusion):
    page = infusion.enter(infusion.window(infusion.story.noor, ahead=timedelta(0)))
    infusion.network.cut()
    press(infusion, page, "Cannula in", text="22 G, left hand")
    press(infusion, page, "Infusion started", rate_ml_per_h="150")
    assert digits(page, "runs") in {"00:01:00", "00:01:01"}
    press(infusion, page, "Rate changed", rate_ml_per_h="100")
    page.reload()
    is_ready(page)
    infusion.together(page)
    expect(page.locator("[data-route-runs]")).to_contain_text("100 mL/h")
    expect(steps(page)).to_have_text(
        ["Infusion paused", "Rate changed", "Infusion stopped", "Site checked"]
    )
    press(infusion, page, "Infusion paused")
    expect(page.locator("[data-route-runs]")).to_contain_text("Paused, has run 00:02:")
    press(infusion, page, "Infusion resumed")
    press(infusion, page, "Infusion stopped", total_given_mg="32.5")
    expect(page.locator("[data-route-runs]")).to_be_hidden()
    says(page, "6 waiting, offline")
    assert not RouteAct.objects.filter(session=infusion.story.session).exists()

    infusion.network.mend()
    all_is_saved(page)
    rows = stand_once_each_in_order(infusion)
    assert [row.rate_ml_per_h for row in rows[1:3]] == [150, 100]
    assert rows[5].total_given_mg == Decimal("32.5")
    expect(page.locator(".route-done li[data-pending]")).to_have_count(0)
    expect(steps(page)).to_have_text(["Cannula out", "Site checked", "Infusion started"])

    late = page.locator(".route-late")
    late.locator("summary").click()
    late.locator("[name=kind]").select_option("stopped")
    late.locator("[name=total_given_mg]").fill("61")
    late.get_by_role("button").click()
    expect(page.locator("#room-log li.is-refused")).to_contain_text(
        "not saved: 60 mg were drawn: 61 mg cannot have been given."
    )


def test_a_lozenge_is_held_over_a_reload_and_a_slip_is_undone(lozenge):
    page = lozenge.enter(lozenge.window(lozenge.story.noor, ahead=timedelta(0)))
    lozenge.network.cut()
    press(lozenge, page, "Lozenge in", number="2", brought="6", left="4", seconds=120)
    until = page.locator("[data-route-wait] [data-clock]").inner_text()
    page.reload()
    is_ready(page)
    lozenge.together(page)
    expect(page.locator("[data-route-wait]")).to_contain_text(f"Hold until {until}")
    assert digits(page, "wait") < "13:00"
    press(lozenge, page, "Swallowed", seconds=5)
    expect(page.locator("[data-route-wait]")).to_be_hidden()
    page.locator("#room-log li[data-pending]").filter(has_text="Swallowed").locator(
        ".log__undo"
    ).click()
    expect(page.locator("[data-route-wait]")).to_be_visible()
    press(lozenge, page, "Spat out")
    page.locator("#panel-other > summary").click()
    other = page.locator("#to-other form")
    other.locator("[name=name]").fill("Ondansetron")
    other.locator("[name=amount]").fill("4 mg")
    other.locator("label", has_text="Standing order").click()
    before = datetime.now(UTC)
    other.get_by_role("button").click()
    says(page, "5 waiting, offline")

    lozenge.network.mend()
    all_is_saved(page)
    rows = stand_once_each_in_order(lozenge)
    assert rows[0].text == "Brought 6, taken 2, left 4."
    assert [row.voided_at is not None for row in rows] == [False, True, False]
    given = OtherMedicine.objects.get(session=lozenge.story.session)
    assert (given.name, given.amount, given.basis) == ("Ondansetron", "4 mg", "standing")
    assert given.given_at >= before - EXACT
