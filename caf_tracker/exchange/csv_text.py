"""Write rows as CSV that a spreadsheet opens as text: no cell that somebody typed is taken for a formula."""

import csv
import io
from collections.abc import Iterable, Iterator

# What a spreadsheet takes for the start of a formula, also behind spaces or in its full-width form.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_rows(rows: Iterable[Iterable[object]]) -> Iterator[bytes]:
    """The rows as UTF-8 with a byte order mark (without it Excel would misread names), one piece a row."""
    yield b"\xef\xbb\xbf"
    for row in rows:
        line = io.StringIO(newline="")
        csv.writer(line, quoting=csv.QUOTE_ALL).writerow([_as_text(cell) for cell in row])
        yield line.getvalue().encode()


def _as_text(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_FORMULA) else text
