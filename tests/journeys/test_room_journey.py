"""The medicine hour from the gate to three papers: by touch on a tablet, and again by keyboard alone."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from accounts.domain.policies import adopt_policy
from medications.domain.orders import BoosterBand
from patients.domain.documents import render_due
from patients.models import Contact, Document
from tests.journeys.hands import Fingers, Hands, Keys, sign_in
from tests.support.servers import LiveClinic
from tests.support.story import PASSWORD, REQUIRED, Story, another_name
from tests.support.zones import where_it_is_noon

pytestmark = pytest.mark.journey

READING = {
    "systolic": "124",
    "diastolic": "79",
    "heart_rate": "71",
    "spo2": "98",
    "respiratory_rate": "14",
}
TAPS = ("Stillness", "Tears", "Ease", "Breath calm", "Silence")


@pytest.fixture
def story(open_clinic: LiveClinic) -> Story:
    """At the door: checked in, everything but a reading in place; this policy asks for no minimum stay."""
    now = datetime.now(UTC)
    whole_hour = now.replace(minute=0, second=0, microsecond=0)  # so that the door lies behind us
    told = Story(
        whole_hour - timedelta(days=1), timezone=where_it_is_noon(now), name=another_name()
    )
    values = {"observation_minutes": {"SL": 0}}
    adopt_policy(told.clinic, values=values, author="Test", approver="Test", at=told.at)
    told.screened().consented((*REQUIRED, "release")).eligible()
    told.ordered(booster=BoosterBand(Decimal(50), 0, 40)).prepared().booked(in_days=1).checked_in()
    Contact.objects.create(
        patient=told.patient,
        kind="referrer",
        name="Dr. Lena Hart",
        phone="+13035550161",
        recorded_at=told.at,
    )
    return told


@pytest.fixture
def tablet(browser: Browser, open_clinic: LiveClinic) -> Iterator[Callable[..., Page]]:
    opened: list[BrowserContext] = []

    def enter(email: str, *, touch: bool) -> Page:
        context = browser.new_context(
            viewport={"width": 1024, "height": 768}, has_touch=touch, locale="en-US"
        )
        opened.append(context)
        return sign_in(context.new_page(), open_clinic.base_url, email)

    yield enter
    for context in opened:
        context.close()


@pytest.mark.parametrize("kind", [Fingers, Keys], ids=["touch", "keyboard"])
def test_the_hour_from_the_gate_to_three_papers(
    open_clinic: LiveClinic, story: Story, tablet: Callable[..., Page], kind: type[Hands]
):
    page = tablet(f"ana@{story.domain}", touch=kind is Fingers)
    hands = kind(page)
    room = f"{open_clinic.base_url}/sessions/{story.session.pk}/"
    page.goto(room)

    taps = [take_reading(page, hands)]
    give(page, hands, "200")
    taps += [take_reading(page, hands), take_reading(page, hands)]
    each = [tap(page, hands, name) for name in TAPS]
    undo_the_last(page, hands)
    booster(page, hands, "50")
    adverse_event(page, hands)
    expect(page.locator("#room-log")).to_contain_text("Nausea, mild")
    discharge(page, hands)
    sign(page, hands, room, "therapy", "Inward, tears, grounded.")
    doctor = tablet(f"raj@{story.domain}", touch=kind is Fingers)
    sign(doctor, kind(doctor), room, "medicine", "Uneventful. Vitals within limits.")
    render_due(at=datetime.now(UTC))

    if kind is Fingers:
        assert max(taps) <= 14
        assert set(each) == {1}
    session = story.session
    assert session.vitals.standing().count() == 3
    assert session.events.standing().count() == len(TAPS) - 1
    assert session.events.count() == len(TAPS)
    assert session.doses.count() == 2
    assert session.adverse_events.count() == 1
    papers = Document.objects.filter(patient=story.patient)
    assert {one.kind for one in papers} >= {"session_note", "patient_copy", "referrer_letter"}
    for paper in papers:
        answer = page.request.get(f"{open_clinic.base_url}/documents/{paper.pk}/")
        assert (answer.status, answer.body()[:5]) == (200, b"%PDF-"), paper.kind


def take_reading(page: Page, hands: Hands) -> int:
    """From the room to saved; how many taps it took."""
    before = hands.taps
    count = page.locator("#room-log [data-kind=vitals]").count()
    if not page.locator("#panel-vitals").evaluate("node => node.open"):
        hands.press(page.locator("#panel-vitals > summary"))
    expect(page.locator("#room-vitals [name=systolic]")).to_be_focused()
    hands.digits(READING)
    hands.press(page.locator("[data-vitals-save]"))
    expect(page.locator("#room-log [data-kind=vitals]")).to_have_count(count + 1)
    return hands.taps - before


def give(page: Page, hands: Hands, mg: str) -> None:
    expect(page.locator("#give-why")).to_have_count(0)
    form = page.locator("#room-dose form").first
    hands.write(form.locator("[name=mg]"), mg)
    hands.press(form.locator("#room-give button"))
    expect(page.locator("body")).to_contain_text("Since dose")


def tap(page: Page, hands: Hands, name: str) -> int:
    before = hands.taps
    hands.press(page.get_by_role("button", name=name, exact=True).first)
    expect(page.locator("#room-log [data-kind=event]").first).to_contain_text(name)
    return hands.taps - before


def undo_the_last(page: Page, hands: Hands) -> None:
    hands.press(page.locator("#room-chips .chip").first.get_by_role("button", name="Undo"))
    expect(page.locator("#room-log .is-struck[data-kind=event]")).to_have_count(1)


def booster(page: Page, hands: Hands, mg: str) -> None:
    hands.press(page.locator("#panel-dose > summary"))
    form = page.locator("#room-dose form").first
    hands.write(form.locator("[name=mg]"), mg)
    hands.press(form.locator("#room-give button"))
    expect(page.locator("#panel-dose")).to_have_count(0)


def adverse_event(page: Page, hands: Hands) -> None:
    hands.press(page.locator("#panel-adverse > summary"))
    form = page.locator("#room-adverse form")
    hands.choose(form.locator("[name=type]"), "nausea")
    hands.choose(form.locator("[name=severity]"), "mild")
    hands.choose(form.locator("[name=action]"), "reassure")
    hands.choose(form.locator("[name=outcome]"), "resolved")
    hands.press(form.get_by_role("button", name="Record it"))


def discharge(page: Page, hands: Hands) -> None:
    hands.press(page.locator("#panel-discharge > summary"))
    form = page.locator("#room-discharge form, form[action$='/discharge/']").first
    for box in form.locator("[name=items]").all():
        hands.press(box)
    hands.write(form.locator("[name=released_to]"), "Dele Okafor")
    hands.press(form.locator("button[type=submit], button.btn-primary").last)
    expect(page.locator("#room-steps")).to_contain_text("Write the note")


def sign(page: Page, hands: Hands, room: str, part: str, words: str) -> None:
    page.goto(f"{room}note/")
    form = page.locator(f"form[action$='/note/{part}/']")
    hands.write(form.locator("[name=text]"), words)
    hands.press(form.locator("button[value=sign]"))
    hands.write(page.locator("[name=password]"), PASSWORD)
    hands.press(page.locator("main form[action$='/sign/'] .btn-primary"))
    expect(page.locator(f"#note-{part}")).to_contain_text("Signed")
