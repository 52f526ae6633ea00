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
from charleos.imports.demo_diary import Diary, days_for
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

NEARLY_OVER = 5
"""Working days before a month begins on which its work may begin."""
HALF_DAYS = ((False, False), (True, False), (False, True))
"""All day, the afternoon, the morning: of leave of one day."""

WISHES = 4
WAIT = 0.4
"""As much as a day's fullness counts that work is put off to the end of its month."""
APART = 1
"""Working days off that may lie within a step."""


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

    def to_plan(self, month: Month, *, early: bool) -> Dates:
        """The days for the month's work that is to come. early: the next month's may begin at the end of this one."""
        first, last = self.month(month)
        is_near = early and month == self.running.next and first - self.now <= NEARLY_OVER
        return Dates(self.now if is_near else max(first, self.now), last)

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
        length = self.length(person, minutes)
        for days_long in dict.fromkeys((length, length + length // 3, -(-length * 2 // 3))):
            for first in chain(range(wish, within.last + 1), range(within.first, wish)):
                found = self._from(person, first, days_long, minutes / days_long, limit)
                if found is not None and found.last <= within.last:
                    return found
        return None

    def length(self, person: int, minutes: int) -> int:
        """Working days that the person is given for so much."""
        return days_for(minutes, max(self.room[person]))

    def works_from(self, person: int, first: int) -> int:
        """The first day from there on which the person works."""
        return next(n for n in range(first, len(self.days)) if self.room[person][n])

    def by_month(self, person: int, found: Dates, minutes: int) -> Iterator[tuple[Month, float]]:
        """The minutes of each month, spread evenly over the person's days."""
        worked = [n for n in range(found.first, found.last + 1) if self.room[person][n]] or [found.first]
        for n in worked:
            yield Month.of(self.days[n]), minutes / len(worked)

    def _from(self, person: int, first: int, length: int, share: float, limit: float) -> Dates | None:
        """So many working days of the person from the first on, if each has room for the share; not with a holiday
        between them."""
        room, load = self.room[person], self.load[person]
        if not room[first]:
            return None
        before = first
        for n in range(first, len(self.days)):
            if not room[n]:
                continue
            if n - before > 1 + APART:
                return None
            before = n
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

    def quietest(self, person: int, within: Dates, rng: Random) -> int:
        """Of a few days, the one from which the person has least to do."""
        wishes = [within.first + int((within.last - within.first) * 0.8 * rng.random()) for _ in range(WISHES)]
        return min((within.first, *wishes), key=lambda n: self._put_off(person, n, within))

    def _put_off(self, person: int, n: int, within: Dates) -> float:
        """What speaks against that day: what there is to do from it on, and the wait."""
        wait = (n - within.first) / max(1, within.last - within.first)
        return self.soon(person, Dates(n, min(n + 4, within.last))) + WAIT * wait

    def soon(self, person: int, within: Dates) -> float:
        """How full the person's days are, as a share."""
        room = sum(self.room[person][within.first : within.last + 1])
        return sum(self.load[person][within.first : within.last + 1]) / room if room else 9.0


def _leave_of(diary: Diary, n: int, person: FilePerson, running: Month, today: date, seed: int) -> Iterator[FileLeave]:
    """The days off that the diary knows since the month began, and some to come: some people's are still asked for."""
    rng = Random(f"{seed}:{person.key}:leave")
    taken = [one for one in _known(diary, n, person) if one.end >= running.first]
    yield from taken
    free_from = max([today, *(one.end for one in taken)]) + timedelta(days=rng.randrange(9, 45))
    for _ in range(rng.choice((1, 1, 2))):
        start = next(day for day in days(free_from, free_from + timedelta(days=14)) if is_working_day(day))
        length = rng.choice((0, 0, 0, 1, 2, 4, 4, 11))
        status = _DECIDED.get(n % 6, LeaveStatus.APPROVED)
        end = max(day for day in _span(start, length + 1) if is_working_day(day))
        halves = rng.choice(HALF_DAYS) if start == end else HALF_DAYS[0]
        yield FileLeave(person.key, start, end, *halves, status, rng.choice(REASONS))
        free_from = start + timedelta(days=length + rng.randrange(10, 30))


def _known(diary: Diary, n: int, person: FilePerson) -> Iterator[FileLeave]:
    """Runs of days off, without the weekends around them."""
    for first, length in diary.away[n]:
        off = [day for day in _span(diary.days[first], length) if is_working_day(day)]
        if off:
            yield FileLeave(person.key, off[0], off[-1])


def _span(first: date, length: int) -> Sequence[date]:
    return list(days(first, first + timedelta(days=length - 1)))
