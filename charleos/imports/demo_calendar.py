"""The days ahead of the demo agency: who is away when, and whose days hold how much already."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import chain
from random import Random
from typing import NamedTuple

from charleos.imports.agency_file import FilePerson
from charleos.imports.agency_plans import FileLeave
from charleos.imports.demo_diary import Diary
from charleos.periods import Month, days
from charleos.rules.diary import HALVES, DaysOff
from charleos.rules.leave import LeaveStatus
from charleos.rules.policy import DEFAULT_POLICY
from charleos.rules.working_days import is_working_day

AHEAD = 2
"""Months after the running one that are planned."""
_OUTLOOK = 31
"""Days after the last of them into which work may reach."""
_DECIDED = {1: LeaveStatus.REQUESTED, 4: LeaveStatus.REQUESTED, 5: LeaveStatus.REFUSED}
"""By position of the person; all others' leave is approved."""
REASONS = ("Family holiday", "Moving house", "Wedding in Porto", "School holidays", "Dentist", "")


class Dates(NamedTuple):
    """Positions of the first and last day."""

    first: int
    last: int


class Calendar:
    """The agency's working days around today, by position; how much each person can do on each, and has to do.

    now: the first day that can still be worked; last_done: the last one up to today.
    """

    def __init__(self, diary: Diary, running: Month, today: date, seed: int) -> None:
        self.today, self.running = today, running
        begin, end = running.plus(-AHEAD - 1).first, running.plus(AHEAD).last + timedelta(days=_OUTLOOK)
        self.days = [day for day in days(begin, end) if is_working_day(day)]
        self.now = self.on_or_after(today)
        self.last_done = self.on_or_before(today)
        self.leave = [
            one for n, person in enumerate(diary.people) for one in _leave_of(diary, n, person, running, today, seed)
        ]
        self.room = [self._room(person) for person in diary.people]
        self.load = [[0.0] * len(self.days) for _ in diary.people]

    def on_or_after(self, day: date) -> int:
        return bisect_left(self.days, day)

    def on_or_before(self, day: date) -> int:
        return self.on_or_after(day + timedelta(days=1)) - 1

    def month(self, month: Month) -> Dates:
        first = self.on_or_after(month.first)
        return Dates(first, max(first, self.on_or_after(month.next.first) - 1))

    def _room(self, person: FilePerson) -> list[int]:
        usual = person.capacity or DEFAULT_POLICY.capacity_of(person.discipline)
        away = [
            DaysOff(one.start, one.end, one.start_half, one.end_half)
            for one in self.leave
            if one.person == person.key and one.status is LeaveStatus.APPROVED
        ]
        return [usual * max(0, HALVES - sum(one.halves(day) for one in away)) // HALVES for day in self.days]

    def find(self, person: int, minutes: int, *, within: Dates, wish: int, limit: float) -> Dates | None:
        """Days for that many minutes, from the day wished for on or else from the first, none filled beyond limit."""
        usual = max(self.room[person])
        length = max(1, -(-minutes * 5 // (3 * usual)))
        for first in chain(range(wish, within.last + 1), range(within.first, wish)):
            found = self._from(person, first, length, minutes / length, limit)
            if found is not None and found.last <= within.last:
                return found
        return None

    def _from(self, person: int, first: int, length: int, share: float, limit: float) -> Dates | None:
        """So many working days of the person from the first on, if each has room for the share."""
        room, load = self.room[person], self.load[person]
        if not room[first]:
            return None
        for n in range(first, len(self.days)):
            if not room[n]:
                continue
            if load[n] + share > limit * room[n]:
                return None
            length -= 1
            if not length:
                return Dates(first, n)
        return None

    def take(self, person: int, found: Dates, minutes: int) -> None:
        """Nothing before today is a load any more."""
        ahead = [n for n in range(max(found.first, self.now), found.last + 1) if self.room[person][n]]
        for n in ahead:
            self.load[person][n] += minutes / len(ahead)

    def soon(self, person: int, within: Dates) -> float:
        """How full the person's days are, as a share."""
        room = sum(self.room[person][within.first : within.last + 1])
        return sum(self.load[person][within.first : within.last + 1]) / room if room else 9.0


def _leave_of(diary: Diary, n: int, person: FilePerson, running: Month, today: date, seed: int) -> Iterator[FileLeave]:
    """The days off that the diary knows since the month began, and some to come: some people's are still asked for."""
    rng = Random(f"{seed}:{person.key}:leave")
    taken = [one for one in _known(diary, n, person) if one.end >= running.first]
    yield from taken
    free_from = max([today, *(one.end for one in taken)]) + timedelta(days=rng.randrange(3, 25))
    for _ in range(rng.choice((1, 1, 2))):
        start = next(day for day in days(free_from, free_from + timedelta(days=14)) if is_working_day(day))
        length = rng.choice((0, 0, 0, 1, 2, 4, 4, 11))
        status = _DECIDED.get(n % 6, LeaveStatus.APPROVED)
        halves = (rng.random() < 0.3, rng.random() < 0.2) if length < 4 else (False, False)
        yield FileLeave(person.key, start, start + timedelta(days=length), *halves, status, rng.choice(REASONS))
        free_from = start + timedelta(days=length + rng.randrange(10, 30))


def _known(diary: Diary, n: int, person: FilePerson) -> Iterator[FileLeave]:
    """Runs of days off, without the weekends around them."""
    for first, length in diary.away[n]:
        off = [day for day in _span(diary.days[first], length) if is_working_day(day)]
        if off:
            yield FileLeave(person.key, off[0], off[-1])


def _span(first: date, length: int) -> Sequence[date]:
    return list(days(first, first + timedelta(days=length - 1)))
