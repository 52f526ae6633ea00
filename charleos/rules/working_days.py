"""Working days: Monday to Friday, except the bank holidays of England."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

SATURDAY = 5


def is_working_day(day: date) -> bool:
    """
    >>> is_working_day(date(2026, 1, 30)), is_working_day(date(2026, 1, 31)), is_working_day(date(2026, 4, 3))
    (True, False, False)
    """
    return day.weekday() < SATURDAY and bank_holiday(day) is None


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
