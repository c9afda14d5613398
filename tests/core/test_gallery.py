"""The gallery shows every component, is never open beside real records, and axe finds no fault."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from django.conf import settings as configured
from django.test import Client
from playwright.sync_api import Browser, expect

from accounts.enums import Permission
from core.context import STAFF_PLACES, THEMES, navigation
from core.templatetags import components
from kap_clinic import scratch
from tests.support.servers import LiveClinic, live

PAGES = ("", "form/", "wrong/", "plain/", "portal/", "room/")
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture
def in_demo(settings):
    settings.DEMO = True


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_the_gallery_stands_in_the_demo(client: Client, in_demo, page):
    answer = client.get(f"/gallery/{page}")

    soup = BeautifulSoup(answer.text, "html.parser")
    assert answer.status_code == 200
    assert len(soup.select("h1")) == 1
    assert soup.select("[style], style, script:not([src])") == []


def test_the_gallery_is_not_there_on_a_clinics_own_installation(client: Client, settings):
    settings.DEMO = settings.DEBUG = settings.TESTING = False

    assert client.get("/gallery/").status_code == 404
    assert client.get("/gallery/form/").status_code == 404


def test_there_is_no_other_sample(client: Client, in_demo):
    assert client.get("/gallery/index/").status_code == 404


def test_every_component_has_a_sample():
    shown = "".join(
        path.read_text() for path in (configured.BASE_DIR / "templates/core/gallery").glob("*.html")
    )

    unseen = {name for name in components.register.tags if not re.search(rf"{{% {name}\b", shown)}

    assert unseen == set()


@pytest.mark.parametrize("theme", THEMES)
def test_a_chosen_theme_is_kept_by_the_device(client: Client, in_demo, theme):
    client.post("/theme/", {"theme": theme, "next": "/gallery/"})

    page = BeautifulSoup(client.get("/gallery/").text, "html.parser")

    assert page.html["data-bs-theme"] == theme
    assert {b["value"] for b in page.select("[data-theme-switch] [aria-pressed=true]")} == {theme}


def test_without_a_choice_the_page_leaves_the_theme_to_the_system(client: Client, in_demo):
    page = BeautifulSoup(client.get("/gallery/").text, "html.parser")

    assert page.html.get("data-bs-theme") is None


@pytest.mark.parametrize(
    ("sent", "status", "goes_to"),
    [
        pytest.param({"theme": "night", "next": "/patients/"}, 302, "/patients/", id="back"),
        pytest.param({"theme": "night", "next": "//evil.example.org"}, 302, "/", id="elsewhere"),
        pytest.param({"theme": "pink"}, 400, None, id="no such theme"),
    ],
)
def test_choosing_a_theme_never_leads_out_of_the_house(client: Client, sent, status, goes_to):
    answer = client.post("/theme/", sent)

    assert (answer.status_code, answer.headers.get("Location")) == (status, goes_to)


def test_single_keys_can_be_turned_off_and_on_again(client: Client, in_demo):
    client.post("/keys/", {"keys": "off", "next": "/gallery/"})
    off = BeautifulSoup(client.get("/gallery/").text, "html.parser")
    client.post("/keys/", {"keys": off.select_one("[name=keys]")["value"], "next": "/gallery/"})
    on = BeautifulSoup(client.get("/gallery/").text, "html.parser")

    assert (off.body["data-shortcuts"], on.body["data-shortcuts"]) == ("off", "on")


class Desk:
    def may(self, permission: str) -> bool:
        return permission in {"dashboard_view", "calendar_view", "chart_logistics"}


def test_the_rail_shows_only_what_the_role_may_open():
    items = navigation(STAFF_PLACES, "/calendar/week/", Desk())

    assert [(item.label, item.is_current) for item in items] == [
        ("My day", False),
        ("Calendar", True),
        ("Patients", False),
    ]
    assert navigation(STAFF_PLACES, "/", None) == []


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("/screening/7/decision/", "Patients"),
        ("/stock/order/7/", "Patients"),
        ("/tasks/", "My day"),
    ],
)
def test_a_page_is_marked_where_people_look_for_it(path, marked):
    items = navigation(STAFF_PLACES, path, Desk())

    assert [item.label for item in items if item.is_current] == [marked]


def test_the_rail_asks_for_permissions_that_exist():
    asked = {need for place in STAFF_PLACES for need in place.needs}

    assert asked - set(Permission.values) == set()


@pytest.fixture(scope="module")
def demo_clinic(django_db_setup, django_db_blocker) -> Iterator[LiveClinic]:
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setenv("KAP_DEMO", "1")
        with scratch.copied() as name, live(name) as clinic:
            yield clinic


@pytest.mark.journey
def test_the_page_helps_itself(demo_clinic: LiveClinic, browser: Browser):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{demo_clinic.base_url}/gallery/")

    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.locator("#search").blur()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys on this page")).to_contain_text("Find a patient")
    page.keyboard.press("Escape")
    with page.expect_response("**/theme/"):
        page.get_by_role("button", name="Night").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "night")
    expect(page.locator("#live")).to_have_text("Night screen")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "night")
    context.set_offline(True)
    expect(page.locator("#offline-banner")).to_be_visible()
    context.set_offline(False)
    expect(page.locator("#offline-banner")).to_be_hidden()


ALL = {"runOnly": {"type": "tag", "values": STANDARDS}}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}  # all that a theme changes
SIZES = {"runOnly": {"type": "rule", "values": ["target-size"]}}  # what a width changes


@pytest.mark.journey
@pytest.mark.parametrize(
    ("width", "themes", "rules"),
    [
        pytest.param(1280, ("light",), ALL, id="laptop by day"),
        pytest.param(1280, ("dark", "night"), COLOURS, id="laptop in the dark"),
        pytest.param(1024, ("night",), SIZES, id="tablet at night"),
        pytest.param(390, ("light",), ALL, id="phone by day"),
    ],
)
def test_axe_finds_no_fault(demo_clinic: LiveClinic, browser: Browser, width, themes, rules):
    context = browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True)
    page = context.new_page()
    faults = []

    for name in PAGES:
        for theme in themes:
            page.goto(f"{demo_clinic.base_url}/gallery/{name}?theme={theme}")
            found = Axe().run(page, options=rules)
            faults += [(name, theme, fault["id"]) for fault in found.response["violations"]]
            reach = page.evaluate("document.documentElement.scrollWidth")
            faults += [(name, theme, f"{reach} px wide")] if reach > width else []

    assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith("system-ui")
    assert faults == []
