"""What days off do to scheduled work: what falls on them, what has to move, which days grow too full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from charleos.rules.diary import DaysOff, Diary
from charleos.rules.load import Booking, days_of, load_by_day
from charleos.units import NOTHING, Minutes


class Touched(NamedTuple):
    """minutes: planned on the days off. must_move: none of its other days is left to work on."""

    minutes: Minutes
    must_move: bool


class FullDay(NamedTuple):
    """A day with more planned than can be worked on it."""

    day: date
    planned: Minutes
    capacity: Minutes


@dataclass(frozen=True, slots=True)
class Consequences:
    """touched: for each booking in the order given, None where the days off leave it alone. full: days that the leave
    overfills, with what could still be worked."""

    touched: tuple[Touched | None, ...]
    full: tuple[FullDay, ...]


def consequences(bookings: Sequence[Booking], diary: Diary, away: DaysOff, today: date) -> Consequences:
    """diary: as it is without the days off.

    >>> two_days = Booking(1, date(2026, 2, 2), date(2026, 2, 3), Minutes(400))
    >>> diary, tuesday = Diary(1, Minutes(390)), DaysOff(date(2026, 2, 3), date(2026, 2, 3))
    >>> found = consequences([two_days], diary, tuesday, date(2026, 1, 30))
    >>> found.touched, [(str(one.day), one.planned, one.capacity) for one in found.full]
    ((Touched(minutes=200, must_move=False),), [('2026-02-02', 400, 390)])
    """
    after = replace(diary, off=(*diary.off, away))
    touched = tuple(_touched(one, diary, after, away, today) for one in bookings)
    return Consequences(touched, _overfilled(bookings, diary, after, today))


def _touched(one: Booking, diary: Diary, after: Diary, away: DaysOff, today: date) -> Touched | None:
    on_them = sum((minutes for day, minutes in days_of(one, diary, today).items() if away.halves(day)), NOTHING)
    return Touched(on_them, not has_a_day(one.start, one.end, after, today)) if on_them else None


def has_a_day(start: date, end: date, diary: Diary, today: date) -> bool:
    """Whether the person works at all on what remains of the days; late work is for today."""
    return bool(diary.working_days(max(start, today), max(end, today)))


def _overfilled(bookings: Sequence[Booking], diary: Diary, after: Diary, today: date) -> tuple[FullDay, ...]:
    """Days beyond capacity with the leave that without it are not, or less so."""
    before, with_leave = load_by_day(bookings, diary, today), load_by_day(bookings, after, today)
    full = (FullDay(day, minutes, after.capacity(day)) for day, minutes in with_leave.items())
    return tuple(
        one
        for one in full
        if one.planned - one.capacity > max(NOTHING, before.get(one.day, NOTHING) - diary.capacity(one.day))
    )
