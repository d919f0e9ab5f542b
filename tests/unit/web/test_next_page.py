"""After signing in nobody is sent to another site."""

import pytest

from caf_tracker.web.next_page import safe_next


@pytest.mark.parametrize("path", ["/", "/cases/EH-000123K", "/cases/EH-000123K/step-down", "/account/password"])
def test_a_page_of_this_site(path: str) -> None:
    assert safe_next(path) == path


@pytest.mark.parametrize(
    "elsewhere",
    [
        None, "", "//evil.example", "////evil.example", "/\t/evil.example", "/\\evil.example", "\\\\evil.example",
        "/\\/evil.example", "https://evil.example", "javascript:alert(1)", "/cases//evil.example", "/ /evil.example",
        "/%2F/evil.example", "/\n/evil.example", "/cases/\x00", "/a" * 200, "evil.example", "/..//evil.example",
        "/cases\n", "/@evil.example", "/:80", "/\u202e", " //evil.example",
    ],
)  # fmt: skip
def test_anything_else_is_the_home_page(elsewhere: str | None) -> None:
    assert safe_next(elsewhere) == "/"
