"""The example file that the upload page offers: three invented closures, one of them of two siblings.

Its area is in no authority, so that nobody loads invented children by mistake.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from caf_tracker.exchange.closures.columns import Column
from caf_tracker.exchange.csv_text import csv_rows

EXAMPLE_AREA = "Example area"


def example_file(today: date) -> Iterator[bytes]:
    """The example as CSV, with dates that fit this day."""

    def day(days: int) -> str:
        return (today + timedelta(days)).isoformat()

    def british(days: int) -> str:
        return f"{today + timedelta(days):%d/%m/%Y}"

    siblings = (EXAMPLE_AREA, day(-36), day(-11), "care_proceedings", "caf", "family_refused", "", "")
    return csv_rows([
        tuple(Column),
        ("CSC-2001", "Robin Example", day(-703), "", "999 000 0018", *siblings),
        ("CSC-2001", "Wren Example", day(-170), "", "", *siblings),
        ("CSC-2002", "Baby Example", "", british(68), "", EXAMPLE_AREA, british(-29), british(-29),
         "Social care assessment", "No further support", "Social care’s threshold is not met", "", ""),
        ("CSC-2003", "Jay Example", day(-1589), "", "999 000 0026", EXAMPLE_AREA, day(-28), day(-14),
         "child_in_need", "caf", "needs_reduced", "", ""),
    ])  # fmt: skip
