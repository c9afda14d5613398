"""No word of a note is lost: the tab killed while the hand types, the network away, the sign-in over."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from patients.domain import general_notes
from patients.models import ClinicalNote
from tests.journeys.hands import sign_in
from tests.support import at_rest
from tests.support.bad_network import BadNetwork, bad_network
from tests.support.clinic_here import clinic_here
from tests.support.story import PASSWORD, Story

pytestmark = pytest.mark.journey

LAST_SECOND = 1000
KEY_MS = 60
SENTENCE = "She slept well and woke without fear. "


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker) -> Iterator[Story]:
    with at_rest.committed(django_db_blocker):
        yield Story()


@pytest.fixture(scope="module")
def network(told: Story) -> Iterator[BadNetwork]:
    with clinic_here(told.at) as here, bad_network(here.port) as between:
        yield between


@pytest.fixture
def note(told: Story) -> ClinicalNote:
    about = told.at - timedelta(minutes=50)
    found = general_notes.start(told.patient, kind="phone", about_at=about, by=told.ana, at=told.at)
    return general_notes.save(found, text="Begun. ", by=told.ana, at=told.at)


@pytest.fixture
def context(browser: Browser, network: BadNetwork) -> Iterator[BrowserContext]:
    one = browser.new_context(viewport={"width": 1024, "height": 768}, locale="en-US")
    one.set_default_timeout(20_000)
    yield one
    network.mend()
    one.close()


@pytest.fixture
def page(context: BrowserContext, network: BadNetwork, told: Story, note: ClinicalNote) -> Page:
    """The note, open under its writer's hand, at the end of what stands there."""
    where = f"/patients/notes/{note.pk}/"
    one = sign_in(context.new_page(), network.base_url, told.ana.user.email, to=where)
    one.on("dialog", lambda dialog: dialog.accept())
    return at_the_end(one)


def at_the_end(page: Page) -> Page:
    expect(page.locator("html[data-note-ready]")).to_be_attached()
    page.locator("[name=text]").focus()
    page.locator("[name=text]").press("ControlOrMeta+End")
    return page


def again(context: BrowserContext, network: BadNetwork, note: ClinicalNote) -> Page:
    page = context.new_page()
    page.goto(f"{network.base_url}/patients/notes/{note.pk}/")
    return at_the_end(page)


def stands(note: ClinicalNote) -> str:
    return ClinicalNote.objects.get(pk=note.pk).text


def crash(page: Page) -> None:
    with suppress(Error):
        page.goto("chrome://crash", timeout=5000)
    page.close()


def test_a_tab_killed_while_the_hand_types_loses_the_last_second_at_most(
    context, network, note, page
):
    network.cut()  # the worst of it: nothing reaches the clinic either
    typed = SENTENCE * 3
    whole = f"Begun. {typed}"
    page.keyboard.type(typed, delay=KEY_MS)
    crash(page)
    network.mend()

    after = again(context, network, note)

    offered = after.locator("[data-draft]")
    expect(offered).to_contain_text("You typed this on this tablet at")
    kept = offered.locator("[data-draft-text]").text_content() or ""
    assert whole.startswith(kept)
    assert len(whole) - len(kept) <= LAST_SECOND / KEY_MS
    offered.get_by_role("button", name="Put it back").click()
    expect(after.locator("[name=text]")).to_have_value(kept)
    expect(after.locator("[data-state=saved]")).to_be_attached()
    assert stands(note) == kept
    after.reload()
    at_the_end(after)
    expect(after.locator("[data-draft]")).to_be_hidden()


def test_typing_without_a_pause_is_saved_while_it_goes_on(note, page):
    page.keyboard.type(SENTENCE * 3, delay=KEY_MS)

    assert SENTENCE in stands(note)


def test_offline_save_keeps_the_page_and_the_words_go_when_the_network_is_back(network, note, page):
    page.keyboard.type("On the train. ")
    network.cut()
    page.get_by_role("button", name="Save and go to signing").click()
    expect(page.locator("[data-save-state]")).to_contain_text("Your words stay here")
    expect(page.locator("[name=text]")).to_have_value("Begun. On the train. ")
    network.mend()

    page.get_by_role("button", name="Save the draft").click()
    expect(page.locator(".messages, main")).to_contain_text("Saved as a draft.")

    assert stands(note) == "Begun. On the train. "


def test_a_sign_in_that_ends_while_the_hand_types_is_renewed_on_the_spot(note, page):
    Session.objects.all().delete()
    page.keyboard.type("Then she rang again. ")

    page.locator("dialog.room-signin [name=password]").fill(PASSWORD)
    page.locator("dialog.room-signin [name=password]").press("Enter")
    expect(page.locator("[data-state=saved]")).to_be_attached()
    assert stands(note) == "Begun. Then she rang again. "
    page.keyboard.type("And again.")
    page.locator("[name=text]").blur()
    expect(page.locator("[data-state=saved]")).to_be_attached()


def test_signing_out_asks_about_a_note_that_is_not_saved_and_leaves_nothing(
    context, network, note, page
):
    network.cut()
    page.keyboard.type("Not yet saved.")
    page.locator("[name=text]").blur()
    expect(page.locator("[data-state=waiting]")).to_be_attached()
    page.get_by_role("button", name="Sign out").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("1 note is not saved yet")
    page.get_by_role("dialog").get_by_role("button", name="Stay signed in").click()
    expect(page.locator("[name=text]")).to_have_value("Begun. Not yet saved.")
    count = "async () => (await import('/static/js/room/vault.js')).countNotes()"
    network.mend()
    assert page.evaluate(count) == 1
    page.locator("[name=text]").focus()
    page.locator("[name=text]").blur()
    expect(page.locator("[data-state=saved]")).to_be_attached()
    assert page.evaluate(count) == 0
