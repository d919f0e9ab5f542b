"""How somebody fills in a form in a browser: by the words that they read."""

from playwright.sync_api import Locator, Page


def choose(page: Page, question: str, answer: str) -> None:
    """Select one answer of a question with radios."""
    page.get_by_role("group", name=question).get_by_label(answer, exact=True).first.check()


def fill_date(page: Page, question: str, day: int, month: int, year: int) -> None:
    """Fill the three boxes of a date."""
    group = page.get_by_role("group", name=question)
    for part, value in (("Day", day), ("Month", month), ("Year", year)):
        group.get_by_label(part, exact=True).fill(str(value))


def fill(page: Page, label: str, text: str) -> None:
    """Fill a box."""
    page.get_by_label(label, exact=True).fill(text)


def press(page: Page, button: str) -> None:
    """Press a button that sends a form."""
    follow(page.get_by_role("button", name=button, exact=True))


def follow(leads_on: Locator) -> None:
    """Click what leads to another page, and go on when that page is there: a click alone does not wait for it."""
    with leads_on.page.expect_navigation():
        leads_on.click()
