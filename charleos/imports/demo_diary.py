"""The demo agency's diary: who is free for how long on which day, and what they then wrote down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from random import Random

from charleos.imports.agency_file import FileEntry, FilePerson
from charleos.periods import Month, days
from charleos.rules.policy import DEFAULT_POLICY
from charleos.rules.working_days import is_working_day
from charleos.units import Minutes

SHORTEST = 10
"""Nobody begins something in less time than this; minutes."""


PACE = (3, 5)
"""A step takes up about this part of the days it is planned for; there is always something else to do."""

NO_DAY = date.min
"""The day of an entry that is not yet written into the diary."""


def days_for(minutes: int, full_day: int) -> int:
    """How many working days a piece of work is planned for.

    >>> [days_for(minutes, 390) for minutes in (0, 15, 234, 235, 1440)]
    [1, 1, 1, 2, 7]
    """
    part, whole = PACE
    return max(1, -(-minutes * whole // (part * full_day)))


class Diary:
    """Days count from the first one. Time is only ever taken from what a person has free.

    away: each person's days off, as their first day and how many in a row.
    """

    def __init__(self, seed: int, people: Sequence[FilePerson], first: date, today: date) -> None:
        self.first, self.today = first, today
        self.people = people
        self.days = list(days(first, today))
        self.last = len(self.days) - 1
        self.away: list[list[tuple[int, int]]] = []
        self.free = [self._year_of(person, Random(f"{seed}:{person.key}")) for person in people]
        self._written: defaultdict[Month, list[FileEntry]] = defaultdict(list)

    def _year_of(self, person: FilePerson, rng: Random) -> list[int]:
        """A person's free minutes on each day: none on weekends, holidays and leave; today is half over."""
        usual = person.capacity or DEFAULT_POLICY.capacity_of(person.discipline)
        free = [usual if is_working_day(day) else 0 for day in self.days]
        free[-1] //= 2
        away, taken = rng.randrange(40), []
        while away < len(free):
            length = rng.choice((1, 2, 5, 5, 7, 14))
            taken.append((away, length))
            free[away : away + length] = [0] * len(free[away : away + length])
            away += length + rng.randrange(35, 75)
        self.away.append(taken)
        return free

    def position(self, day: date) -> int:
        return (day - self.first).days

    def working_days(self, first: date, last: date) -> list[int]:
        """Positions of the working days between two days, up to the end of the last day's month or today."""
        return [self.position(day) for day in days(first, last) if is_working_day(day)]

    def write(self, person: int, position: int, minutes: int, entry: FileEntry) -> None:
        """Enter the minutes on that day, whether or not they are free."""
        day = self.days[position]
        self.free[person][position] = max(0, self.free[person][position] - minutes)
        written = entry._replace(person=self.people[person].key, day=day, minutes=Minutes(minutes))
        self._written[Month.of(day)].append(written)

    def write_if_free(self, person: int, position: int, minutes: int, entry: FileEntry) -> None:
        if position <= self.last and self.free[person][position] >= minutes:
            self.write(person, position, minutes, entry)

    def entries_of(self, month: Month) -> tuple[FileEntry, ...]:
        """The month's entries, by day; they are handed out once."""
        return tuple(sorted(self._written.pop(month, ()), key=lambda entry: entry.day))
