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
    if booking.is_block:
        parts = spread(booking.minutes, diary, booking.start, booking.end)
        return {day: minutes for day, minutes in parts.items() if day >= today}
    if booking.end < today:
        return {diary.on_or_after(today): booking.minutes}
    return spread(booking.minutes, diary, max(booking.start, today), booking.end)


class Agenda:
    """A person's days being filled: of each client, the larger of what is reserved and what is to be done counts."""

    def __init__(self, diary: Diary, today: date, bookings: Iterable[Booking] = ()) -> None:
        self.diary = diary
        self.today = today
        self._steps: dict[date, dict[int, Minutes]] = defaultdict(dict)
        self._blocks: dict[date, dict[int, Minutes]] = defaultdict(dict)
        self.add(*bookings)

    def add(self, *bookings: Booking) -> None:
        for booking in bookings:
            kept = self._blocks if booking.is_block else self._steps
            for day, minutes in days_of(booking, self.diary, self.today).items():
                kept[day][booking.client_id] = kept[day].get(booking.client_id, NOTHING) + minutes

    def on(self, day: date) -> Minutes:
        """The day's load."""
        steps, blocks = self._steps.get(day, {}), self._blocks.get(day, {})
        return sum((_of_client(one, steps, blocks) for one in {*steps, *blocks}), NOTHING)

    def with_more(self, day: date, client_id: int, minutes: Minutes) -> Minutes:
        """The day's load if so much more were to be done for the client on it."""
        steps, blocks = self._steps.get(day, {}), self._blocks.get(day, {})
        more = {**steps, client_id: steps.get(client_id, NOTHING) + minutes}
        return self.on(day) - _of_client(client_id, steps, blocks) + _of_client(client_id, more, blocks)

    def loads(self) -> dict[date, Minutes]:
        """Every day that holds anything."""
        found = {day: self.on(day) for day in sorted({*self._steps, *self._blocks})}
        return {day: minutes for day, minutes in found.items() if minutes}


def _of_client(client_id: int, steps: Mapping[int, Minutes], blocks: Mapping[int, Minutes]) -> Minutes:
    return max(steps.get(client_id, NOTHING), blocks.get(client_id, NOTHING))


def load_by_day(bookings: Iterable[Booking], diary: Diary, today: date) -> dict[date, Minutes]:
    """A person's load on each day that has any, from today on.

    A block is a reservation that the client's own work fills: 5 h reserved and 3 h to be done are 5 h.

    >>> day = date(2026, 1, 30)
    >>> mine = [Booking(1, day, day, Minutes(300), is_block=True), Booking(1, day, day, Minutes(180))]
    >>> load_by_day([*mine, Booking(2, day, day, Minutes(60))], Diary(1, Minutes(390)), day)[day]
    360
    """
    return Agenda(diary, today, bookings).loads()


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
