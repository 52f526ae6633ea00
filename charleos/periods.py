"""Calendar values. Nothing here reads a clock."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from charleos.errors import BadInput


class Month(int):
    """A calendar month, counted from year 0, so that months subtract, compare and store as whole numbers.

    >>> january = Month.parse("2026-01")
    >>> str(january), january.name, str(january.next), january.first, january.last
    ('2026-01', 'January 2026', '2026-02', datetime.date(2026, 1, 1), datetime.date(2026, 1, 31))
    """

    __slots__ = ()

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year * 12 + day.month - 1)

    @classmethod
    def parse(cls, text: str, *, field: str | None = None) -> Month:
        """Raises BadInput unless `text` is YYYY-MM between 1900 and 2999."""
        found = re.fullmatch(r"((?:19|2\d)\d\d)-(0[1-9]|1[0-2])", text.strip(), re.ASCII)
        if found is None:
            raise BadInput(f"“{text[:40]}” is not a month; write it as 2026-01.", field=field)
        return cls(int(found[1]) * 12 + int(found[2]) - 1)

    @property
    def next(self) -> Month:
        return Month(int(self) + 1)

    @property
    def previous(self) -> Month:
        return Month(int(self) - 1)

    def plus(self, months: int) -> Month:
        return Month(int(self) + months)

    @property
    def first(self) -> date:
        return date(int(self) // 12, int(self) % 12 + 1, 1)

    @property
    def last(self) -> date:
        return self.next.first - timedelta(days=1)

    @property
    def name(self) -> str:
        return _named(int(self))

    @property
    def short_name(self) -> str:
        return f"{self.first:%b %Y}"

    def __str__(self) -> str:
        return f"{int(self) // 12:04}-{int(self) % 12 + 1:02}"

    __repr__ = __str__

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


@cache
def _named(month: int) -> str:
    return f"{Month(month).first:%B %Y}"


def months(first: Month, last: Month) -> Iterator[Month]:
    """Every month from `first` to `last`, both included; none when `last` is earlier.

    >>> [str(m) for m in months(Month.parse("2025-11"), Month.parse("2026-01"))]
    ['2025-11', '2025-12', '2026-01']
    """
    return (Month(m) for m in range(first, last + 1))


def days(first: date, last: date) -> Iterator[date]:
    """Every day from `first` to `last`, both included."""
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def parse_day(text: object, *, field: str | None = None) -> date:
    """A calendar date as in a file: 2026-01-31, and nothing looser. Raises BadInput."""
    if isinstance(text, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise BadInput(f"“{str(text)[:40]}” is not a date; write it as 2026-01-31.", field=field)


def long_day(day: date) -> str:
    """A date inside a sentence.

    >>> long_day(date(2026, 3, 1))
    '1 March 2026'
    """
    return f"{day.day} {day:%B %Y}"


def short_day(day: date) -> str:
    """A date of these weeks, in a row.

    >>> short_day(date(2026, 1, 30))
    'Fri 30 Jan'
    """
    return f"{day:%a} {day.day} {day:%b}"
