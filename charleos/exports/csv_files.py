"""CSV that opens the same in every spreadsheet, and in which no cell is ever read as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""First characters that make a spreadsheet calculate, in their full-width forms too."""


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Every cell quoted; UTF-8 with the mark by which spreadsheets know it; None is an empty cell.

    Text that a spreadsheet would calculate gets a leading apostrophe; numbers (int, Decimal) stay as they are.

    >>> csv_bytes(["client", "minutes"], [["=1+1", -5], [None, 270]]).decode("utf-8-sig").splitlines()
    ['"client","minutes"', '"\\'=1+1","-5"', '"","270"']
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([_cell(name) for name in header])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA):
        return f"'{value}"
    return value
