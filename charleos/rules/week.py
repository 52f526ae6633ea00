"""A person's week: what was logged each day against what they can work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from charleos.periods import days
from charleos.rules.diary import HALVES, Diary
from charleos.rules.working_days import bank_holiday, is_working_day
from charleos.units import NOTHING, Minutes


class WeekDay(NamedTuple):
    """One day. capacity: nothing on a day off. holiday: the bank holiday's name. halves_off: of leave; 2 is all day."""

    day: date
    logged: Minutes
    capacity: Minutes
    holiday: str | None
    halves_off: int = 0

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


def week_of(day: date, logged: Mapping[date, Minutes], diary: Diary) -> Week:
    """The week that holds `day`, against what the diary says can be worked.

    >>> easter = week_of(date(2026, 4, 1), {date(2026, 4, 2): Minutes(400)}, Diary(1, Minutes(390)))
    >>> easter.logged, easter.capacity, easter.of(date(2026, 4, 3)).holiday
    (400, 1560, 'Good Friday')
    >>> easter.of(date(2026, 4, 2)).to_capacity
    -10
    """
    monday = monday_of(day)
    return Week(tuple(_day(one, logged, diary) for one in days(monday, monday + timedelta(days=6))))


def _day(day: date, logged: Mapping[date, Minutes], diary: Diary) -> WeekDay:
    off = HALVES - diary.halves(day) if is_working_day(day) else 0
    return WeekDay(day, logged.get(day, NOTHING), diary.capacity(day), bank_holiday(day), off)
