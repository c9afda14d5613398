"""Two pairs of hands for one journey: fingers on a tablet, or a keyboard and nothing else."""

from typing import Protocol

from playwright.sync_api import Locator, Page

from tests.support.story import PASSWORD

FARTHEST_TAB = 160


def sign_in(page: Page, base_url: str, email: str, *, to: str = "") -> Page:
    """By address and password, as anybody does; then the page that was asked for."""
    page.goto(f"{base_url}/accounts/login/{f'?next={to}' if to else ''}")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/accounts/login" not in url)
    return page


class Hands(Protocol):
    taps: int

    def press(self, what: Locator) -> None: ...

    def write(self, box: Locator, words: str) -> None: ...

    def digits(self, numbers: dict[str, str]) -> None: ...

    def choose(self, box: Locator, value: str) -> None: ...


class Fingers:
    """Every touch counts as one tap; digits come from the room's own keypad."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps = page, 0

    def press(self, what: Locator) -> None:
        what.scroll_into_view_if_needed()
        what.tap()
        self.taps += 1

    def write(self, box: Locator, words: str) -> None:
        self.press(box)
        box.fill(words)

    def digits(self, numbers: dict[str, str]) -> None:
        """All numbers in their order; the hand goes on to the next box by itself."""
        for number in numbers.values():
            for digit in number:
                self.press(self.page.locator(f"[data-keypad] [data-digit='{digit}']"))

    def choose(self, box: Locator, value: str) -> None:
        if box.first.evaluate("node => node.tagName") == "SELECT":
            box.select_option(value)
            self.taps += 2
        else:
            self.press(self.page.locator(f"label[for='{self._id(box, value)}']"))

    def _id(self, box: Locator, value: str) -> str:
        return str(
            box.evaluate_all("(boxes, value) => boxes.find((box) => box.value === value).id", value)
        )


class Keys:
    """Tab, Shift and Tab, Space, Enter, arrows and what is typed: the mouse lies in a drawer."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps = page, 0

    def press(self, what: Locator) -> None:
        self.reach(what)
        kind = what.evaluate("node => node.type || node.tagName")
        self.page.keyboard.press("Space" if kind in {"checkbox", "radio"} else "Enter")

    def write(self, box: Locator, words: str) -> None:
        self.reach(box)
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.insert_text(words)

    def digits(self, numbers: dict[str, str]) -> None:
        for name, number in numbers.items():
            box = self.page.locator(f"#room-vitals [name={name}]")
            if not is_focused(box):
                self.reach(box)
            self.page.keyboard.type(number)

    def choose(self, box: Locator, value: str) -> None:
        first = box.first
        if first.evaluate("node => node.tagName") == "SELECT":
            self.reach(first)
            first.press("Home")
            while first.input_value() != value:
                before = first.input_value()
                first.press("ArrowDown")
                assert first.input_value() != before, value
            return
        self._reach_one_of(box)
        while self.page.evaluate("document.activeElement.value") != value:
            self.page.keyboard.press("ArrowDown")
        if not self.page.evaluate("document.activeElement.checked"):
            self.page.keyboard.press("Space")

    def reach(self, what: Locator) -> None:
        """By Tab, and only by Tab; what cannot be reached so is out of reach."""
        what.wait_for(state="attached")
        for _step in range(FARTHEST_TAB):
            if is_focused(what):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"No Tab leads to {what}")

    def _reach_one_of(self, box: Locator) -> None:
        for _step in range(FARTHEST_TAB):
            if box.evaluate_all("boxes => boxes.includes(document.activeElement)"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"No Tab leads to {box}")


def is_focused(what: Locator) -> bool:
    return bool(what.first.evaluate("node => node === document.activeElement"))
