"""A browser that signs in to a demonstration as one person after another, and takes pictures of what they see."""

import sys
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, FloatRect, Locator

from caf_tracker.demonstration import PASSWORD
from scripts.small_png import with_few_colours
from tests.fixtures.browsing import NARROW, WIDE

MARGIN = 16


class Camera:
    """Signs in at this address and keeps its pictures in this folder."""

    def __init__(self, browser: Browser, address: str, folder: Path) -> None:
        self._browser = browser
        self._address = address
        self._folder = folder
        self._darkroom = browser.new_page()
        self.page = browser.new_page()

    def begin(self, *, on_a_telephone: bool = False) -> None:
        """Be nobody in particular from now on."""
        self.page.context.close()
        size = NARROW if on_a_telephone else WIDE
        context = self._browser.new_context(viewport=size)
        self.page = context.new_page()
        self.page.set_default_timeout(10_000)

    def sign_in(self, name: str, *, on_a_telephone: bool = False) -> None:
        """Be this person from now on."""
        self.begin(on_a_telephone=on_a_telephone)
        self.open("/sign-in")
        self.page.fill("[name=email]", f"{name.lower().replace(' ', '.')}@westmoor.example")
        self.page.fill("[name=password]", PASSWORD)
        self.press("Sign in")
        self.page.get_by_role("heading", name="Your work").wait_for()

    def open(self, path: str) -> None:
        """Go to an address of the product."""
        answer = self.page.goto(self._address + path)
        if answer is None or not answer.ok:
            sys.exit(f"{path} could not be opened: the pictures cannot be taken")

    def case_of(self, child: str) -> str:
        """The path of this child's case, from the list of cases."""
        self.open("/cases")
        link = self.page.locator("main tbody tr", has_text=child).get_by_role("link").first
        return link.get_attribute("href") or sys.exit(f"{child} is on no case")

    def choose(self, name: str, value: str) -> None:
        """Select one answer of a question."""
        self.page.check(f"[name={name}][value={value}]")

    def fill_date(self, name: str, day: date) -> None:
        """Fill the three boxes of a date."""
        for part, number in (("day", day.day), ("month", day.month), ("year", day.year)):
            self.page.fill(f"[name={name}-{part}]", str(number))

    def press(self, button: str) -> None:
        """Press the button with these words."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button, exact=True).click()

    def follow(self, link: Locator) -> None:
        """Follow the first of these links."""
        with self.page.expect_navigation():
            link.first.click()

    def picture(self, name: str, *, since: str = "h1", until: str | None = None) -> None:
        """Keep what stands between two elements; to the end of the page's own part where `until` is None."""
        page = self.page
        # On a telephone the menu folds when its script has started, which may be after the page has loaded.
        if page.locator("[data-module=govuk-service-navigation]").count():
            page.wait_for_selector("[data-govuk-service-navigation-init]", state="attached")
        # Neither a cursor nor the ring around the last box filled in says anything to a reader.
        page.evaluate("document.activeElement?.blur(); window.scrollTo(0, 0)")
        captions = page.locator("main .govuk-caption-l").first
        # The small line above a heading belongs to it.
        first = captions if since == "h1" and captions.count() else page.locator(since).first
        top = self._box(first)["y"] - MARGIN
        across = self._box(self._column())
        if until is None:
            bottom = self._box(self._column())["y"] + self._box(self._column())["height"]
        else:
            bottom = self._box(page.locator(until).first)["y"]
        left = max(across["x"] - MARGIN, 0)
        clip = {"x": left, "y": max(top, 0), "width": across["width"] + 2 * MARGIN, "height": bottom - max(top, 0)}
        taken = page.screenshot(full_page=True, clip=clip)  # type: ignore[arg-type]  # a dict of the same four keys
        (self._folder / f"{name}.png").write_bytes(with_few_colours(taken, self._darkroom))

    def _column(self) -> Locator:
        """Where the page's words stand: its one column, or the whole where there are several."""
        columns = self.page.locator("main [class*=govuk-grid-column]")
        return columns.first if columns.count() == 1 else self.page.locator("main")

    def _box(self, element: Locator) -> FloatRect:
        found = element.bounding_box()
        return found or sys.exit(f"{element} is not to be seen on {self.page.url}")


def read_day(text: str) -> date:
    """A day as pages write it: 27 March 2026."""
    months = "January February March April May June July August September October November December".split()
    day, month, year = text.split()[:3]
    return date(int(year), months.index(month) + 1, int(day))
