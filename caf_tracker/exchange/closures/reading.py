"""Read a closures file: its encoding, delimiter and headings first, then its rows, one in memory at a time.

Rules, as documented in docs/closures-file.md: the file is UTF-8 (a byte order mark is allowed), else Windows-1252;
the delimiter is the comma, semicolon or tab that finds the most headings in the first line. A cell is text: nothing
in it is ever evaluated.
"""

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from caf_tracker.exchange.closures.columns import BY_SPELLING, WHOLE_LINE, Column, spelling
from caf_tracker.exchange.closures.problems import FileProblem, Problem

DELIMITERS = (",", ";", "\t")
# Python's csv module stops at a cell longer than this: what an unclosed quotation mark swallows stays small.
LONGEST_CELL = 131_072
LONGEST_LINE = 5_000_000
_PIECE = 1 << 16
# Letters such as é as UTF-8 writes them; as Windows-1252 they would be pairs that no name holds.
_UTF8_PAIR = re.compile(rb"[\xc2\xc3][\x80-\xbf]")

_NOT_CSV = {
    b"%PDF": "This is a PDF, not a CSV file. Export the closures as CSV and load that file.",
    b"PK\x03\x04": "This is an Excel workbook or a zip file, not a CSV file. In Excel, save it as “CSV UTF-8”.",
    b"\xd0\xcf\x11\xe0": "This is an old Excel workbook, not a CSV file. In Excel, save it as “CSV UTF-8”.",
    codecs.BOM_UTF16_LE: "This file is saved as UTF-16 (“Unicode text”). Save it as “CSV UTF-8”.",
    codecs.BOM_UTF16_BE: "This file is saved as UTF-16 (“Unicode text”). Save it as “CSV UTF-8”.",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the file: where it begins and what stands in each column, without the spaces around it."""

    line: int
    cells: dict[Column, str]


@dataclass(frozen=True, slots=True)
class ClosuresFile:
    """A file whose headings have been understood; `rows` reads on from there, once."""

    encoding: str
    delimiter: str
    unused_headings: tuple[str, ...]
    rows: Iterator[Row | Problem]


@contextmanager
def open_closures(stream: BinaryIO) -> Iterator[ClosuresFile]:
    """Read the headings of a seekable stream; FileProblem if it is no closures file. The stream stays open."""
    encoding = _encoding(stream)
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding=encoding, newline="")
    try:
        lines = _Lines(text)
        headings = _first_line(lines)
        delimiter = _delimiter(headings)
        positions, unused, width = _positions(_cells(headings, delimiter))
        yield ClosuresFile(encoding, delimiter, unused, _rows(lines, delimiter, positions, width))
    finally:
        # Else the wrapper would close a stream that is not its own.
        text.detach()


def _encoding(stream: BinaryIO) -> str:
    stream.seek(0)
    start = stream.read(_PIECE)
    if not start:
        raise FileProblem("The file is empty.")
    for mark, message in _NOT_CSV.items():
        if start.startswith(mark):
            raise FileProblem(message)
    stream.seek(0)
    utf8 = codecs.getincrementaldecoder("utf-8")()
    windows = codecs.getincrementaldecoder("windows-1252")()
    is_utf8, is_windows, has_pairs = True, True, False
    while piece := stream.read(_PIECE):
        is_utf8 = is_utf8 and _decodes(utf8, piece)
        is_windows = is_windows and _decodes(windows, piece)
        has_pairs = has_pairs or _UTF8_PAIR.search(piece) is not None
    if is_utf8 and _decodes(utf8, b"", last=True):
        return "utf-8-sig"
    if has_pairs:
        raise FileProblem(
            "The file mixes UTF-8 with another encoding, so that names would be altered. Save it as “CSV UTF-8”."
        )
    if is_windows:
        return "windows-1252"
    raise FileProblem("The file is neither UTF-8 nor Windows-1252 text. Save it as “CSV UTF-8”.")


def _decodes(decoder: codecs.IncrementalDecoder, piece: bytes, *, last: bool = False) -> bool:
    try:
        decoder.decode(piece, last)
    except UnicodeDecodeError:
        return False
    return True


class _Lines:
    """The physical lines of the file; those that a broken row swallowed can be given back."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._again: deque[str] = deque()
        self._taken: list[str] = []
        self.number = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._text.readline(LONGEST_LINE + 1)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) > LONGEST_LINE:
            raise FileProblem(f"Line {self.number} is longer than {LONGEST_LINE:,} characters. This is not a CSV file.")
        self._taken.append(line)
        return line

    def begin_row(self) -> int:
        """Forget the lines of the row before; answer the line on which the next row begins."""
        self._taken.clear()
        return self.number + 1

    def give_back_all_but_first(self) -> None:
        """Read the second and later lines of this row again, as rows of their own."""
        given = self._taken[1:]
        self._again.extendleft(reversed(given))
        self.number -= len(given)

    @property
    def first_of_several(self) -> bool:
        """Whether the row read last runs over more than one line."""
        return len(self._taken) > 1


def _first_line(lines: _Lines) -> str:
    for line in lines:
        if "\0" in line:
            raise FileProblem("The first line holds characters that no CSV file holds. Save the file as “CSV UTF-8”.")
        if line.strip():
            return line
    raise FileProblem("The file is empty.")


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter, strict=True))]
    except csv.Error:
        return []


def _delimiter(headings: str) -> str:
    def found(delimiter: str) -> int:
        return sum(spelling(cell) in BY_SPELLING for cell in _cells(headings, delimiter))

    best = max(DELIMITERS, key=found)
    if found(best) == 0:
        raise FileProblem(
            "The first line does not hold the headings of a closures file, parted by commas, semicolons or tabs. "
            f"They are: {', '.join(Column)}."
        )
    return best


def _positions(headings: list[str]) -> tuple[dict[Column, int], tuple[str, ...], int]:
    positions: dict[Column, int] = {}
    unused: list[str] = []
    for position, heading in enumerate(headings):
        column = BY_SPELLING.get(spelling(heading))
        if column is None:
            unused.append(heading)
        elif column in positions:
            raise FileProblem(f"The heading “{column}” stands twice in the first line.")
        else:
            positions[column] = position
    missing = [str(column) for column in Column if column not in positions]
    if missing:
        also = f" Headings that are not known: {_listed(unused)}." if any(unused) else ""
        raise FileProblem(f"The first line lacks the heading {_listed(missing)}.{also}")
    while unused and not headings[-1] and not unused[-1]:
        # Empty columns to the right are a spreadsheet's habit.
        headings.pop()
        unused.pop()
    return positions, tuple(unused), len(headings)


def _listed(headings: list[str]) -> str:
    return ", ".join(f"“{heading[:60]}”" for heading in headings[:20])


def _rows(lines: _Lines, delimiter: str, positions: dict[Column, int], width: int) -> Iterator[Row | Problem]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        line = lines.begin_row()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            lines.give_back_all_but_first()
            yield Problem(line, WHOLE_LINE, _broken(error))
            continue
        found = _row(line, cells, positions, width)
        if lines.first_of_several and not isinstance(found, Row):
            # A quotation mark that nobody closed: the lines it swallowed are rows of their own.
            lines.give_back_all_but_first()
            yield Problem(line, WHOLE_LINE, "A quotation mark is opened on this line and not closed on it.")
        elif found is not None:
            yield found


def _row(line: int, cells: list[str], positions: dict[Column, int], width: int) -> Row | Problem | None:
    """The row; nothing for an empty one; a problem if its cells cannot be told apart."""
    if not any(cell.strip() for cell in cells):
        return None
    if len(cells) < width or any(cell.strip() for cell in cells[width:]):
        return Problem(
            line,
            WHOLE_LINE,
            f"This line has {len(cells)} cells where the headings have {width}. "
            "A cell that holds the delimiter must stand in quotation marks.",
        )
    row = Row(line, {column: cells[position].strip() for column, position in positions.items()})
    for column, cell in row.cells.items():
        if "\n" in cell or "\r" in cell:
            return Problem(line, column, "This cell holds a line break.")
    return row


def _broken(error: csv.Error) -> str:
    if "field larger" in str(error):
        return f"A cell is longer than {LONGEST_CELL:,} characters, or a quotation mark is not closed."
    return "The quotation marks on this line do not match."
