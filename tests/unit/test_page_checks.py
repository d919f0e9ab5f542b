"""The check that every page goes through: it lets a sound page pass and names each fault."""

from pathlib import Path

import pytest

from tests.fixtures import forms, pages

SOUND = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Your work – CAF Tracker</title></head>
<body><main id="main"><h1>Your work</h1>
<form method="post" action="/do"><input type="hidden" name="csrf_token" value="t">
<label for="name">Name</label><input id="name" name="name" value="typed">
<input type="radio" name="hold" value="yes" checked><input type="radio" name="hold" value="no">
<input type="checkbox" name="told" value="gp" checked><input type="checkbox" name="told" value="school" checked>
<select name="area"><option value="">Choose</option><option value="2" selected>North</option></select>
<textarea name="note">
two
lines</textarea><button name="button" value="go">Go</button></form>
<a href="#main">Up</a></main></body></html>"""

FAULTS = [
    ("<h1>Your work</h1>", "<h1>Your work</h1><h1>More</h1>", "2 h1 headings"),
    ("<h1>Your work</h1>", "<p>Your work</p>", "0 h1 headings"),
    ("<title>Your work", "<title>Home", "does not begin with the heading"),
    ("<title>Your work – CAF Tracker</title>", "<title></title>", "no title"),
    ('<input type="hidden" name="csrf_token" value="t">', "", "no csrf_token"),
    ('<a href="#main">', '<a href="#away">', "leads to no element"),
    ('<a href="#main">', '<a href="#">', "leads nowhere"),
    ('for="name"', 'for="nobody"', "names no element"),
    ('<input id="name"', '<input id="main"', "stands 2 times"),
    ("<h1>Your work</h1>", "<h1>Your work</h1><p><div>in a paragraph</div></p>", "invalid HTML"),
    ("<h1>Your work</h1>", '<h1>Your work</h1><p style="color:red">x</p>', "inline style"),
    ('<html lang="en">', "<html>", "lacks lang"),
    ("<a href=", "<p>Seen by None.</p><a href=", "shows 'None'"),
    ("<h1>Your work</h1>", "<h1 data-private>Your work</h1>", "repeats the private heading"),
]


def test_a_sound_page_passes() -> None:
    pages.check(SOUND, where="/")


def test_an_error_before_the_title_is_how_it_should_be() -> None:
    pages.check(SOUND.replace("<title>", "<title>Error: "), where="/")


def test_a_private_heading_stays_out_of_the_title() -> None:
    page = SOUND.replace("<h1>Your work</h1>", "<h1><span data-private>Kit Rowan</span></h1>")
    pages.check(page, where="/")


@pytest.mark.parametrize(("good", "bad", "named"), FAULTS, ids=[fault[2] for fault in FAULTS])
def test_each_fault_is_named_with_the_address(good: str, bad: str, named: str) -> None:
    assert good in SOUND
    with pytest.raises(AssertionError, match=named) as failed:
        pages.check(SOUND.replace(good, bad, 1), where="GET /cases")
    assert "GET /cases" in str(failed.value)


def test_a_page_found_sound_is_not_looked_at_again_until_it_differs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "marks", tmp_path)
    drawn = "IjQyZDU2ZjE4OTQ4YTk4.aW9zZQ.x-1"
    pages.check(SOUND.replace('value="t"', f'value="{drawn}"'), where="/")
    monkeypatch.setattr(pages, "found_in", lambda _html: ["looked at"])
    pages.check(SOUND.replace('value="t"', f'value="{drawn[::-1]}"'), where="/")
    with pytest.raises(AssertionError, match="looked at"):
        pages.check(SOUND.replace("Up</a>", "Back</a>"), where="/")


def test_a_page_of_a_known_shape_is_not_read_by_the_letter_again_until_its_markup_differs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "marks", tmp_path)
    pages.check(SOUND, where="/")
    pages.check(SOUND.replace("Up</a>", "7 more for Kit</a>").replace("typed", "2 March"), where="/")
    assert len(list(tmp_path.glob("shape-*"))) == 1
    for slip in ("Up <b>", "Up &x;", "Up</i>"):
        with pytest.raises(AssertionError, match="invalid HTML"):
            pages.check(SOUND.replace("Up</a>", f"{slip}</a>"), where="/")


def test_a_form_is_read_as_a_browser_would_send_it() -> None:
    address, fields = forms.filled(SOUND, "/page")
    assert address == "/do"
    assert fields == {
        "csrf_token": "t",
        "name": "typed",
        "hold": "yes",
        "told": ["gp", "school"],
        "area": "2",
        "note": "two\nlines",
    }


def test_two_forms_need_to_be_told_apart() -> None:
    with pytest.raises(AssertionError, match="not one"):
        forms.filled(SOUND.replace("</main>", '<form method="post" action="/other"></form></main>'), "/page")
