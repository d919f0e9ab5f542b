"""A closures file is read whatever saved it, or refused with a message that says how to mend it."""

import io
import tracemalloc
from pathlib import Path

import pytest

from caf_tracker.exchange.closures.columns import WHOLE_LINE, Column
from caf_tracker.exchange.closures.problems import FileProblem, Problem
from caf_tracker.exchange.closures.reading import Row, open_closures

HEADINGS = ",".join(Column)
ROW = "CSC-1,Ada Fell,2020-05-04,,,North,2026-03-02,2026-03-27,child_in_need,caf,needs_met,,"


def read(content: str | bytes) -> list[Row | Problem]:
    data = content if isinstance(content, bytes) else content.encode()
    with open_closures(io.BytesIO(data)) as file:
        return list(file.rows)


def names(content: str | bytes) -> list[str]:
    return [row.cells[Column.CHILD] for row in read(content) if isinstance(row, Row)]


def message(content: str | bytes) -> str:
    with pytest.raises(FileProblem) as caught:
        read(content)
    return caught.value.message


def test_a_row_is_read_by_its_headings() -> None:
    [row] = read(f"{HEADINGS}\n{ROW}\n")
    assert isinstance(row, Row)
    assert row.line == 2
    assert row.cells[Column.REFERENCE] == "CSC-1"
    assert row.cells[Column.CHILD] == "Ada Fell"
    assert row.cells[Column.MANAGER] == ""


def test_the_order_case_and_punctuation_of_headings_do_not_matter() -> None:
    headings = list(reversed([column.upper().replace(" ", "_").replace("'", "’") for column in Column]))
    cells = ",".join(reversed(ROW.split(",")))
    assert names(f"{','.join(headings)}\n{cells}\n") == ["Ada Fell"]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_any_line_ending_is_read(ending: str) -> None:
    assert names(ending.join([HEADINGS, ROW, ROW])) == ["Ada Fell", "Ada Fell"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_that_finds_the_headings_is_taken(delimiter: str) -> None:
    content = f"{HEADINGS}\n{ROW}\n".replace(",", delimiter)
    assert names(content) == ["Ada Fell"]


def test_another_delimiter_is_refused_with_the_three_that_are_read() -> None:
    assert "commas, semicolons or tabs" in message(f"{HEADINGS}\n{ROW}\n".replace(",", "|"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252"])
def test_utf_8_with_or_without_a_mark_and_windows_1252_are_read(encoding: str) -> None:
    content = f"{HEADINGS}\n{ROW.replace('Ada', 'Zoë')}\n".encode(encoding)
    assert names(content) == ["Zoë Fell"]


def test_two_encodings_in_one_file_are_refused_rather_than_alter_a_name() -> None:
    content = HEADINGS.encode() + b"\nCSC-1,Zo\xc3\xab\nCSC-2,Zo\xeb\n"
    assert "mixes UTF-8" in message(content)


def test_bytes_of_no_known_encoding_are_refused() -> None:
    assert "neither UTF-8 nor Windows-1252" in message(HEADINGS.encode() + b"\nCSC-1,\x81\x8d\n")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (b"\xef\xbb\xbf", "The file is empty."),
        (b"\n\n \n", "The file is empty."),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "This is a PDF"),
        (b"PK\x03\x04\x14\x00\x06\x00", "This is an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "This is an old Excel workbook"),
        (HEADINGS.encode("utf-16"), "UTF-16"),
        (HEADINGS.encode("utf-16-le"), "characters that no CSV file holds"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "does not hold the headings"),
        (b"GIF89a\x01\x00\x01\x00", "characters that no CSV file holds"),
        (b"Dear colleague,\nplease find attached\n", "does not hold the headings"),
        (ROW.encode(), "does not hold the headings"),
        (b'"' * 1_000_000, "does not hold the headings"),
        (b"x" * 6_000_000, "longer than 5,000,000 characters"),
    ],
)
def test_what_is_no_closures_file_is_refused(content: bytes, said: str) -> None:
    assert said in message(content)


def test_headings_alone_are_a_file_without_rows() -> None:
    assert read(HEADINGS) == []


def test_missing_headings_are_named_with_those_that_are_not_known() -> None:
    said = message(HEADINGS.replace("NHS number", "NHS No").replace(",Area", ""))
    assert "lacks the heading “NHS number”, “Area”" in said
    assert "not known: “NHS No”" in said


def test_a_heading_that_stands_twice_is_refused() -> None:
    assert "“Area” stands twice" in message(f"{HEADINGS},AREA\n")


def test_columns_that_are_not_used_are_named() -> None:
    with open_closures(io.BytesIO(f"{HEADINGS},Ward,Notes,,\n{ROW},Hill,x,,\n".encode())) as file:
        assert file.unused_headings == ("Ward", "Notes")
        assert [row.line for row in file.rows if isinstance(row, Row)] == [2]


def test_empty_lines_are_passed_over_and_still_counted() -> None:
    rows = read(f"{HEADINGS}\n\n{',' * 12}\n  \n{ROW}\n")
    assert [row.line for row in rows] == [5]


@pytest.mark.parametrize("line", ["CSC-2,too,few", f"{ROW},one too many"])
def test_a_ragged_row_is_a_problem_and_blocks_no_other(line: str) -> None:
    problem, row = read(f"{HEADINGS}\n{line}\n{ROW}\n")
    assert isinstance(problem, Problem)
    assert (problem.line, problem.column) == (2, WHOLE_LINE)
    assert "cells where the headings have 13" in problem.reason
    assert isinstance(row, Row)
    assert row.line == 3


def test_empty_cells_beyond_the_headings_are_no_problem() -> None:
    assert names(f"{HEADINGS}\n{ROW},,,\n") == ["Ada Fell"]


def test_a_million_characters_in_one_cell_are_a_problem_of_that_line_alone() -> None:
    problem, row = read(f"{HEADINGS}\nCSC-2,{'x' * 1_000_000},2020-05-04\n{ROW}\n")
    assert isinstance(problem, Problem)
    assert (problem.line, problem.column) == (2, WHOLE_LINE)
    assert "longer than 131,072 characters" in problem.reason
    assert isinstance(row, Row)


def test_an_unclosed_quotation_mark_costs_its_own_line_only() -> None:
    broken = ROW.replace("Ada", '"Ada')
    found = read("\n".join([HEADINGS, ROW, broken, ROW, ROW.replace("Ada Fell", '"Fell, Ada"'), ROW]))
    assert [(type(row), row.line) for row in found] == [(Row, 2), (Problem, 3), (Row, 4), (Row, 5), (Row, 6)]


def test_an_unclosed_quotation_mark_at_the_end_of_a_long_file_costs_its_own_line_only() -> None:
    found = read("\n".join([HEADINGS, ROW.replace("Ada", '"Ada'), *[ROW] * 3000]))
    assert [row.line for row in found if isinstance(row, Problem)] == [2]
    assert len(found) == 3001


def test_a_line_break_in_a_column_that_is_not_used_is_allowed() -> None:
    found = read(f'{HEADINGS},Notes\n{ROW},"two\nlines"\n{ROW},\n')
    assert [(type(row), row.line) for row in found] == [(Row, 2), (Row, 4)]


def test_text_after_a_closing_quotation_mark_is_a_problem_and_not_glued_together() -> None:
    problem, _ = read(f"{HEADINGS}\n{ROW.replace('Ada Fell', chr(34) + 'Ada' + chr(34) + 'Fell')}\n{ROW}\n")
    assert isinstance(problem, Problem)
    assert "quotation marks" in problem.reason


def test_formulas_are_text() -> None:
    assert names(f"{HEADINGS}\n{ROW.replace('Ada Fell', '=cmd|1!A0')}\n") == ["=cmd|1!A0"]


def test_the_stream_stays_open_for_whoever_opened_it() -> None:
    stream = io.BytesIO(f"{HEADINGS}\n{ROW}\n".encode())
    with open_closures(stream) as file:
        list(file.rows)
    assert stream.read() is not None


def test_reading_keeps_one_row_in_memory(tmp_path: Path) -> None:
    long = tmp_path / "closures.csv"
    long.write_text("\n".join([HEADINGS, *[ROW] * 10_000]))
    tracemalloc.start()
    with long.open("rb") as stream, open_closures(stream) as file:
        assert sum(1 for _ in file.rows) == 10_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000
