"""When a person can work, and how long: working days, days off, and the length of their day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from charleos.periods import Month, days
from charleos.rules.working_days import is_working_day, working_days
from charleos.units import NOTHING, Minutes

HALVES = 2
"""A whole day is two halves."""


class DaysOff(NamedTuple):
    """Approved leave. start_half: only the afternoon of the first day; end_half: only the morning of the last."""

    start: date
    end: date
    start_half: bool = False
    end_half: bool = False

    def halves(self, day: date) -> int:
        """How many halves of the day are off: 0, 1 or 2.

        >>> away = DaysOff(date(2026, 1, 29), date(2026, 1, 30), start_half=True)
        >>> [away.halves(date(2026, 1, d)) for d in (28, 29, 30, 31)]
        [0, 1, 2, 0]
        """
        if not self.start <= day <= self.end:
            return 0
        is_half = (self.start_half and day == self.start) or (self.end_half and day == self.end)
        return 1 if is_half else HALVES


@dataclass(frozen=True, slots=True)
class Diary:
    """A person's working time. full_day: minutes of a whole working day, in months that other_months does not name.

    off: approved leave. A half day off leaves half the minutes, rounded half up.

    >>> half = Diary(1, Minutes(390), (DaysOff(date(2026, 1, 29), date(2026, 1, 29), start_half=True),))
    >>> [half.capacity(date(2026, 1, d)) for d in (28, 29, 31)]
    [390, 195, 0]
    """

    person_id: int
    full_day: Minutes
    off: tuple[DaysOff, ...] = ()
    other_months: Mapping[Month, Minutes] = field(default_factory=dict)

    def halves(self, day: date) -> int:
        """How much of the day can be worked: 2 is all of it, 1 half, 0 none."""
        if not is_working_day(day):
            return 0
        return max(0, HALVES - sum(away.halves(day) for away in self.off))

    def capacity(self, day: date) -> Minutes:
        """Minutes that can be worked on the day; nothing on weekends, bank holidays and days off."""
        halves = self.halves(day)
        if not halves:
            return NOTHING
        whole = self.other_months.get(Month.of(day), self.full_day)
        return whole if halves == HALVES else Minutes((whole + 1) // HALVES)

    def working_days(self, first: date, last: date) -> tuple[date, ...]:
        """The days from first to last on which the person works at all."""
        return tuple(self.worked(first, last))

    def away(self, first: date, last: date) -> list[DaysOff]:
        """The leave that touches the days from first to last."""
        return [away for away in self.off if away.start <= last and first <= away.end]

    def worked(self, first: date, last: date) -> dict[date, int]:
        """Those days, each with its halves, as many at once as `halves` says of one.

        >>> away = DaysOff(date(2026, 1, 29), date(2026, 1, 30), start_half=True)
        >>> list(Diary(1, Minutes(390), (away,)).worked(date(2026, 1, 28), date(2026, 2, 1)).values())
        [2, 1]
        """
        found = dict.fromkeys(working_days(first, last), HALVES)
        for away in self.away(first, last):
            for day in working_days(max(first, away.start), min(last, away.end)):
                found[day] -= away.halves(day)
        return {day: halves for day, halves in found.items() if halves > 0}

    def shift(self, day: date, by: int) -> date:
        """The person's by-th working day after the day (before it, when negative); by 0 is the day itself.

        >>> Diary(1, Minutes(390)).shift(date(2026, 1, 30), 2), Diary(1, Minutes(390)).shift(date(2026, 2, 2), -1)
        (datetime.date(2026, 2, 3), datetime.date(2026, 1, 30))
        """
        step = timedelta(days=1 if by >= 0 else -1)
        for _ in range(abs(by)):
            day += step
            while not self.halves(day):
                day += step
        return day

    def on_or_after(self, day: date) -> date:
        """The first day from this one on that the person works."""
        return day if self.halves(day) else self.shift(day, 1)


def working_days_between(start: date, end: date) -> int:
    """The agency's working days after start up to and including end; negative when end is earlier.

    >>> friday, tuesday = date(2026, 1, 30), date(2026, 2, 3)
    >>> working_days_between(friday, tuesday), working_days_between(tuesday, friday)
    (2, -2)
    """
    if end < start:
        return -working_days_between(end, start)
    return sum(1 for day in days(start + timedelta(days=1), end) if is_working_day(day))


def spread(minutes: Minutes, diary: Diary | None, start: date, end: date) -> dict[date, Minutes]:
    """Minutes evenly over the working days from start to end: a half day weighs half, what cannot be divided goes to
    the earliest days. Without an assignee the agency's working days count; where nobody works at all between the
    dates, everything stands on the start. Nothing is lost: the parts add up.

    >>> parts = spread(Minutes(210), Diary(1, Minutes(390)), date(2026, 1, 29), date(2026, 2, 3))
    >>> list(parts.values())
    [53, 53, 52, 52]
    """
    if start == end:
        return {start: minutes}
    if diary is not None and diary.off and diary.away(start, end):
        return _weighed(minutes, diary.worked(start, end) or {start: 1})
    days_there = working_days(start, end) or (start,)
    each, rest = divmod(minutes, len(days_there))
    parts = dict.fromkeys(days_there, Minutes(each))
    if rest:
        parts.update(dict.fromkeys(days_there[:rest], Minutes(each + 1)))
    return parts


def _weighed(minutes: Minutes, weights: Mapping[date, int]) -> dict[date, Minutes]:
    total = sum(weights.values())
    parts = {day: minutes * weight // total for day, weight in weights.items()}
    rest = minutes - sum(parts.values())
    return {day: Minutes(part + (n < rest)) for n, (day, part) in enumerate(parts.items())}


def by_month(parts: Iterable[tuple[date, Minutes]]) -> dict[Month, Minutes]:
    """Minutes of days added up by month."""
    found: dict[Month, Minutes] = {}
    for day, minutes in parts:
        found[Month.of(day)] = found.get(Month.of(day), NOTHING) + minutes
    return found
