"""What a size table would have billed on a history of estimates and actuals, however long it is.

Each row gets the smallest size whose maximum holds its estimate, and is billed as a requirement of that size. Rows of
one size that took equally long bill equally, so they are counted, and the formula is asked once for each length.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import NamedTuple

from charleos.errors import BadInput
from charleos.rules.billing import Estimate, bill
from charleos.units import NOTHING, Minutes, quotient_half_up

_HOURS = re.compile(r"[0-9]{1,15}(?:\.[0-9]{0,20})?(?:[eE][+-]?[0-9]{1,2})?|\.[0-9]{1,20}(?:[eE][+-]?[0-9]{1,2})?")
ROWS_AT_ONCE = 100_000
MOST_TEXTS = 200_000
"""Estimates remembered; a file of ever new ones must not fill the memory."""


class ReplaySize(NamedTuple):
    """A size by which a history is billed."""

    code: str
    estimate: Estimate


class Replayed(NamedTuple):
    """Rows that were billed, and what they come to."""

    rows: int = 0
    actual: Minutes = NOTHING
    billable: Minutes = NOTHING
    banked: Minutes = NOTHING
    overage: Minutes = NOTHING

    @property
    def billed_to_actual(self) -> Fraction | None:
        """Billable as a part of actual, exact; None of nothing."""
        return Fraction(self.billable, self.actual) if self.actual else None


class Replay(NamedTuple):
    """dropped: rows whose estimate no size holds, or whose estimate or actual rounds to no minute."""

    total: Replayed
    dropped: int
    by_size: Mapping[str, Replayed]


def minutes_of(hours: str) -> Minutes:
    """Hours as a decimal text, exact, rounded half up to the minute. Raises BadInput for anything else.

    A binary fraction is off by far less than a millionth of a minute: only texts that lie nearer than that to a
    half, where it could fall on the wrong side, are read digit by digit.

    >>> minutes_of("1.5"), minutes_of("0.0083"), minutes_of("0.00833334"), minutes_of(" 2 "), minutes_of("1e-1")
    (90, 0, 1, 120, 6)
    """
    try:
        raised = float(hours) * 60 + 0.5
        minutes = int(raised)
    except (ValueError, OverflowError):
        return _exactly(hours)
    is_plain = 0.5 <= raised < 1e9 and hours.isascii() and "_" not in hours
    return Minutes(minutes) if is_plain and 1e-6 < raised - minutes < 1 - 1e-6 else _exactly(hours)


def _exactly(hours: str) -> Minutes:
    text = hours.strip()
    if not _HOURS.fullmatch(text):
        raise BadInput(f"“{text[:40]}” is not a number of hours; write it as 1.5.")
    numerator, denominator = Decimal(text).as_integer_ratio()
    return Minutes(quotient_half_up(numerator * 60, denominator))


Lengths = Counter[Minutes]
"""How many rows of one size took how long."""


class _SizeOf(dict[str, dict[str, int]]):
    """From the text of an estimate to where its size counts the texts of actuals; each is looked up once."""

    def __init__(self, ordered: Sequence[ReplaySize]) -> None:
        super().__init__()
        self.maxima = [size.estimate.maximum for size in ordered]
        self.texts: list[dict[str, int]] = [defaultdict(int) for _ in (*ordered, None)]

    def __missing__(self, text: str) -> dict[str, int]:
        if len(self) >= MOST_TEXTS:
            self.clear()
        estimate = minutes_of(text)
        place = bisect_left(self.maxima, estimate) if estimate else len(self.maxima)
        found = self[text] = self.texts[place]
        return found


def replay(rows: Iterable[Sequence[str]], sizes: Sequence[ReplaySize], *, estimate: int, actual: int) -> Replay:
    """estimate, actual: which cell of a row holds them, in hours. Rows without any cell are none.

    Raises BadInput for what cannot be read.
    """
    ordered = sorted(sizes, key=lambda size: size.estimate.maximum)
    size_of = _SizeOf(ordered)
    lengths = [Lengths() for _ in size_of.texts]
    stream = iter(rows)
    while _count(islice(stream, ROWS_AT_ONCE), size_of, estimate, actual):
        for texts, of in zip(size_of.texts, lengths, strict=True):
            for text, count in texts.items():
                of[minutes_of(text)] += count
            texts.clear()
    return _billed(lengths, ordered)


def _count(rows: Iterable[Sequence[str]], size_of: _SizeOf, estimate: int, actual: int) -> bool:
    """Count the texts of actuals, size by size; whether there was any row. Written for speed: it runs for each one."""
    row: Sequence[str] | None = None
    for row in rows:
        try:
            size_of[row[estimate]][row[actual]] += 1
        except IndexError:
            if row:
                raise BadInput(f"A row has no estimate or no actual: {', '.join(row)[:60]}.") from None
    return row is not None


def _billed(lengths: Sequence[Lengths], ordered: Sequence[ReplaySize]) -> Replay:
    by_size = {size.code: _bills(size.estimate, of) for size, of in zip(ordered, lengths, strict=False)}
    total = _together(by_size.values())
    return Replay(total, sum(of.total() for of in lengths) - total.rows, by_size)


def _bills(estimate: Estimate, lengths: Lengths) -> Replayed:
    parts = []
    for minutes, rows in lengths.items():
        if minutes:
            one = bill(estimate, minutes)
            sums = (Minutes(rows * part) for part in (one.actual, one.billable, one.banked, one.overage))
            parts.append(Replayed(rows, *sums))
    return _together(parts)


def _together(parts: Iterable[Replayed]) -> Replayed:
    columns = list(zip(*parts, strict=True))
    return Replayed(sum(columns[0]), *(Minutes(sum(of)) for of in columns[1:])) if columns else Replayed()
