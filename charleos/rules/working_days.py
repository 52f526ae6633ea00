"""Working days: Monday to Friday, except the bank holidays of England."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from functools import lru_cache

from charleos.periods import days

SATURDAY = 5


def is_working_day(day: date) -> bool:
    """
    >>> is_working_day(date(2026, 1, 30)), is_working_day(date(2026, 1, 31)), is_working_day(date(2026, 4, 3))
    (True, False, False)
    """
    return day.weekday() < SATURDAY and bank_holiday(day) is None


@lru_cache(maxsize=8192)
def working_days(first: date, last: date) -> tuple[date, ...]:
    """The working days from first to last, both included.

    >>> [day.day for day in working_days(date(2026, 4, 2), date(2026, 4, 8))]
    [2, 7, 8]
    """
    if first.year == last.year:
        of_year = _working_days(first.year)
        return of_year[bisect_left(of_year, first) : bisect_right(of_year, last)]
    years = range(first.year, last.year + 1)
    return tuple(day for year in years for day in _working_days(year) if first <= day <= last)


@lru_cache(maxsize=64)
def _working_days(year: int) -> tuple[date, ...]:
    return tuple(day for day in days(date(year, 1, 1), date(year, 12, 31)) if is_working_day(day))


def next_working_day(day: date) -> date:
    """The day itself where it is one.

    >>> next_working_day(date(2026, 1, 30)), next_working_day(date(2026, 4, 3))
    (datetime.date(2026, 1, 30), datetime.date(2026, 4, 7))
    """
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def bank_holiday(day: date) -> str | None:
    """Its name, or None.

    >>> bank_holiday(date(2026, 4, 3)), bank_holiday(date(2026, 4, 7))
    ('Good Friday', None)
    """
    return _bank_holidays(day.year).get(day)


@lru_cache(maxsize=64)
def _bank_holidays(year: int) -> dict[date, str]:
    import holidays  # slow to import, and most commands never ask

    return dict(holidays.country_holidays("GB", subdiv="ENG", years=year))
