"""The example file that the upload page offers: three invented closures, one of them of two siblings.

Its area is in no authority, so that nobody loads invented children by mistake.
"""

from collections.abc import Iterator

from caf_tracker.exchange.closures.columns import Column
from caf_tracker.exchange.csv_text import csv_rows

EXAMPLE_AREA = "Example area"

_ROWS = (
    ("CSC-2001", "Robin Example", "2024-05-04", "", "999 000 0018", EXAMPLE_AREA, "2026-03-02", "2026-03-27",
     "care_proceedings", "caf", "family_refused", "", ""),
    ("CSC-2001", "Wren Example", "2025-10-19", "", "", EXAMPLE_AREA, "2026-03-02", "2026-03-27",
     "care_proceedings", "caf", "family_refused", "", ""),
    ("CSC-2002", "Baby Example", "", "2026-06-14", "", EXAMPLE_AREA, "09/03/2026", "09/03/2026",
     "Social care assessment", "No further support", "Social care’s threshold is not met", "", ""),
    ("CSC-2003", "Jay Example", "2021-11-30", "", "999 000 0026", EXAMPLE_AREA, "2026-03-10", "2026-03-24",
     "child_in_need", "caf", "needs_reduced", "", ""),
)  # fmt: skip


def example_file() -> Iterator[bytes]:
    """The example as CSV."""
    return csv_rows([tuple(Column), *_ROWS])
