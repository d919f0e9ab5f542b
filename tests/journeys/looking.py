"""Looking at a page as it is drawn without JavaScript: axe itself needs a browser that runs scripts."""

import re

from tests.fixtures.browsing import Visitor

_SCRIPTS = re.compile(r"<script\b.*?</script>", re.DOTALL)


def look(visitor: Visitor, name: str, *, javascript: bool) -> None:
    """Check how the page in front of the visitor looks; one drawn without scripts is checked in a twin window.

    Scripts change no more of a page than the parts that ask for them: of the pages with the same such parts, one is
    enough without scripts. With them whoever walks the same way looks at every one.
    """
    if javascript:
        visitor.check_looks(name)
        return
    parts = visitor.page.locator("[data-module]").evaluate_all("found => found.map(part => part.dataset.module)")
    if frozenset(parts) in visitor.seen_without_scripts:
        return
    visitor.seen_without_scripts.add(frozenset(parts))
    # The page as it stands, typed text included, less its scripts: opened where they could run, so that axe can.
    drawn = _SCRIPTS.sub("", visitor.page.content())
    assert visitor.context.browser is not None
    context = visitor.context.browser.new_context(locale="en-GB", timezone_id="Europe/London")
    page = context.new_page()
    address = visitor.page.url
    page.route(address, lambda route: route.fulfill(body=drawn, content_type="text/html; charset=utf-8"))
    page.goto(address)
    Visitor(visitor.live, context, page, pictures=visitor.pictures).check_looks(f"{name} without javascript")
    context.close()
