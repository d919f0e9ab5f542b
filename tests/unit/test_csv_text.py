"""Files that we write: opened in a spreadsheet, nothing in them is evaluated."""

import csv
import io

import pytest

from caf_tracker.exchange.csv_text import csv_rows


def written(*cells: object) -> list[str]:
    """One row, written and read again."""
    text = b"".join(csv_rows([cells])).decode("utf-8-sig")
    return next(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "＝", " =", "\u00a0="])
def test_a_cell_that_a_spreadsheet_would_evaluate_is_text(start: str) -> None:
    assert written(f"{start}cmd|' /C calc'!A0") == [f"'{start}cmd|' /C calc'!A0"]


@pytest.mark.parametrize(
    "cell", ["Ada Fell", "O'Brien", "a=b", "2026-03-27", 'say "yes", twice', "two\nlines", "Zoë 👶"]
)
def test_any_other_cell_is_written_as_it_is(cell: str) -> None:
    assert written(cell, 7, None) == [cell, "7", ""]


def test_excel_is_told_that_it_is_utf_8() -> None:
    assert b"".join(csv_rows([["Zoë"]])) == b'\xef\xbb\xbf"Zo\xc3\xab"\r\n'
