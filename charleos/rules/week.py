"""A person's week: what was logged each day against what they can work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from charleos.periods import days
from charleos.rules.working_days import bank_holiday, is_working_day
from charleos.units import NOTHING, Minutes


class WeekDay(NamedTuple):
    """One day. capacity: nothing on a day off. holiday: the bank holiday's name."""

    day: date
    logged: Minutes
    capacity: Minutes
    holiday: str | None

    @property
    def to_capacity(self) -> Minutes:
        """What is not logged yet of the day's capacity; negative beyond it."""
        return self.capacity - self.logged


@dataclass(frozen=True, slots=True)
class Week:
    """Monday to Sunday."""

    days: tuple[WeekDay, ...]

    @property
    def logged(self) -> Minutes:
        return sum((one.logged for one in self.days), NOTHING)

    @property
    def capacity(self) -> Minutes:
        return sum((one.capacity for one in self.days), NOTHING)

    @property
    def monday(self) -> date:
        return self.days[0].day

    @property
    def sunday(self) -> date:
        return self.days[-1].day

    def of(self, day: date) -> WeekDay:
        return self.days[(day - self.monday).days]


def monday_of(day: date) -> date:
    """
    >>> monday_of(date(2026, 1, 30)), monday_of(date(2026, 2, 2))
    (datetime.date(2026, 1, 26), datetime.date(2026, 2, 2))
    """
    return day - timedelta(days=day.weekday())


def week_of(day: date, logged: Mapping[date, Minutes], daily: Callable[[date], Minutes]) -> Week:
    """The week that holds `day`. daily: the person's capacity on a working day of that date.

    >>> easter = week_of(date(2026, 4, 1), {date(2026, 4, 2): Minutes(400)}, lambda _: Minutes(390))
    >>> easter.logged, easter.capacity, easter.of(date(2026, 4, 3)).holiday
    (400, 1560, 'Good Friday')
    >>> easter.of(date(2026, 4, 2)).to_capacity
    -10
    """
    monday = monday_of(day)
    return Week(
        tuple(
            WeekDay(one, logged.get(one, NOTHING), daily(one) if is_working_day(one) else NOTHING, bank_holiday(one))
            for one in days(monday, monday + timedelta(days=6))
        )
    )
