"""How loaded a person's day is: what is still to be done, laid over the days there are, with what blocks reserve."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from charleos.periods import days
from charleos.rules.diary import Diary, spread
from charleos.units import NOTHING, Minutes

OTHERS = 0
"""Stands for all clients that the viewer does not know."""


class Booking(NamedTuple):
    """A person's time for a client between two dates: a step's minutes still to be done, or what a block reserves."""

    client_id: int
    start: date
    end: date
    minutes: Minutes
    is_block: bool = False


class Load(StrEnum):
    """A day's load against what can be worked on it."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


def to_do(estimate: Minutes, logged: Minutes) -> Minutes:
    """What of a step is still to be done; nothing once it took as long as it was estimated.

    >>> to_do(Minutes(240), Minutes(60)), to_do(Minutes(240), Minutes(300))
    (180, 0)
    """
    return max(NOTHING, estimate - logged)


def days_of(booking: Booking, diary: Diary, today: date) -> dict[date, Minutes]:
    """The booking on the person's days, from today on.

    A step's minutes are evenly over what remains of its days; all of them on the next working day once its end has
    passed. A block's are evenly over all its days, and those before today are gone.

    >>> friday, tuesday = date(2026, 1, 30), date(2026, 2, 3)
    >>> step = Booking(1, date(2026, 1, 28), tuesday, Minutes(90))
    >>> days_of(step, Diary(1, Minutes(390)), friday)[tuesday]
    30
    >>> days_of(step._replace(is_block=True), Diary(1, Minutes(390)), friday)[tuesday]
    18
    """
    _, start, end, minutes, is_block = booking
    if today <= start == end:
        return {start: minutes}
    if is_block:
        parts = spread(minutes, diary, start, end)
        return {day: part for day, part in parts.items() if day >= today}
    if end < today:
        return {diary.on_or_after(today): minutes}
    return spread(minutes, diary, max(start, today), end)


class Agenda:
    """A person's days being filled. Blocks come first: a client's own work then fills what is reserved for it, so
    that of the two the larger counts."""

    def __init__(self, diary: Diary, today: date, bookings: Iterable[Booking] = ()) -> None:
        self.diary = diary
        self.today = today
        self._load: dict[date, Minutes] = defaultdict(Minutes)
        self._reserved: dict[int, dict[date, Minutes]] = {}
        steps = []
        for booking in bookings:
            if booking.is_block:
                self._reserve(booking)
            else:
                steps.append(booking)
        self.add(*steps)

    def _reserve(self, block: Booking) -> None:
        held = self._reserved.setdefault(block.client_id, {})
        for day, minutes in days_of(block, self.diary, self.today).items():
            held[day] = held.get(day, NOTHING) + minutes
            self._load[day] += minutes

    def add(self, *steps: Booking) -> None:
        load, diary, today = self._load, self.diary, self.today
        for step in steps:
            parts = days_of(step, diary, today)
            for day, minutes in parts.items():
                load[day] += minutes
            if step.client_id in self._reserved:
                self._fill(self._reserved[step.client_id], parts)

    def _fill(self, held: dict[date, Minutes], parts: Mapping[date, Minutes]) -> None:
        """A client's work takes from what is reserved for it; that was counted as load already."""
        for day, minutes in parts.items():
            if day in held:
                filled = min(held[day], minutes)
                held[day] -= filled
                self._load[day] -= filled

    def on(self, day: date) -> Minutes:
        """The day's load."""
        return self._load.get(day, NOTHING)

    def with_more(self, day: date, client_id: int, minutes: Minutes) -> Minutes:
        """The day's load if so much more were to be done for the client on it."""
        held = self._reserved.get(client_id, {}).get(day, NOTHING)
        return self.on(day) + minutes - min(held, minutes)

    def loads(self) -> dict[date, Minutes]:
        """Every day that holds anything, in order."""
        return {day: self._load[day] for day in sorted(self._load) if self._load[day]}


def load_by_day(bookings: Iterable[Booking], diary: Diary, today: date) -> dict[date, Minutes]:
    """A person's load on each day that has any, from today on.

    A block is a reservation that the client's own work fills: 5 h reserved and 3 h to be done are 5 h.

    >>> day = date(2026, 1, 30)
    >>> mine = [Booking(1, day, day, Minutes(300), is_block=True), Booking(1, day, day, Minutes(180))]
    >>> load_by_day([*mine, Booking(2, day, day, Minutes(60))], Diary(1, Minutes(390)), day)[day]
    360
    """
    return Agenda(diary, today, bookings).loads()


def beside(load: Mapping[date, Minutes], seen: Mapping[date, Minutes]) -> dict[date, Minutes]:
    """What of a load is not of the work that is seen: of a client either all is in sight, or nothing.

    >>> day = date(2026, 1, 30)
    >>> beside({day: Minutes(300)}, {day: Minutes(180)}), beside({day: Minutes(180)}, {day: Minutes(180)})
    ({datetime.date(2026, 1, 30): 120}, {})
    """
    rest = {day: minutes - seen.get(day, NOTHING) for day, minutes in load.items()}
    return {day: minutes for day, minutes in rest.items() if minutes > 0}


def held_for_others(rest: Mapping[date, Minutes]) -> list[Booking]:
    """What is for clients out of sight, as if it were reserved: other work finds no room in it.

    >>> [(one.client_id, one.minutes, one.is_block) for one in held_for_others({date(2026, 1, 30): Minutes(60)})]
    [(0, 60, True)]
    """
    return [Booking(OTHERS, day, day, minutes, is_block=True) for day, minutes in rest.items()]


def load_of_day(minutes: Minutes, capacity: Minutes) -> Load:
    """Green up to 90% of what can be worked, amber up to all of it; anything on a day without capacity is red.

    >>> [load_of_day(Minutes(m), Minutes(390)).value for m in (351, 352, 390, 391)]
    ['green', 'amber', 'amber', 'red']
    """
    if minutes > capacity:
        return Load.RED
    return Load.GREEN if 100 * minutes <= 90 * capacity else Load.AMBER


def free_time(diary: Diary, loads: Mapping[date, Minutes], first: date, last: date) -> Minutes:
    """Minutes that can still be planned between the dates; a day that holds too much takes none from another."""
    free = (diary.capacity(day) - loads.get(day, NOTHING) for day in days(first, last))
    return sum((minutes for minutes in free if minutes > 0), NOTHING)
