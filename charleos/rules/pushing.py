"""What a placing pushes: later work of the same person that its days no longer hold, and where there is room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from charleos.periods import long_day
from charleos.rules.diary import HALVES, Diary
from charleos.rules.load import Agenda, Booking, days_of, to_do
from charleos.rules.phases import StepStatus
from charleos.rules.placing import Move, Placement
from charleos.units import NOTHING, Minutes, hours

FURTHEST = 250
"""Working days by which work is pushed at most, and within which room is looked for: a year."""


class Planned(NamedTuple):
    """A step in somebody's schedule. number: its task's. label: how whoever looks knows it."""

    subtask_id: int
    client_id: int
    number: int
    label: str
    placement: Placement
    logged: Minutes = NOTHING

    @property
    def can_be_pushed(self) -> bool:
        """What has begun is not moved by other work."""
        return self.placement.is_dated and self.placement.status is StepStatus.SCHEDULED

    def bookings(self, there: Placement | None = None) -> tuple[Booking, ...]:
        """What it takes of the person's days, where it stands or there; nothing without dates or once complete."""
        place = there or self.placement
        if place.start is None or place.end is None or place.status is StepStatus.COMPLETE:
            return ()
        return (Booking(self.client_id, place.start, place.end, to_do(place.estimate, self.logged)),)


class Push(NamedTuple):
    """A later step that moves, by so many of the person's working days."""

    step: Planned
    move: Move
    by: int

    @property
    def sentence(self) -> str:
        """
        >>> placed = Placement(1, date(2026, 1, 30), date(2026, 1, 30), Minutes(60), StepStatus.SCHEDULED)
        >>> step = Planned(5, 1, 12, "#12 Homepage: Development", placed)
        >>> Push(step, Move(5, placed, placed.shifted(Diary(1, Minutes(390)), 1)), 1).sentence
        '#12 Homepage: Development moves by 1 working day, to 2 February 2026.'
        """
        start, end = self.move.after.start, self.move.after.end
        when = " to ".join(long_day(day) for day in dict.fromkeys((start, end)) if day)
        return f"{self.step.label} moves by {self.by} working day{'' if self.by == 1 else 's'}, to {when}."


class TooFull(NamedTuple):
    """A day that holds more than can be worked, and more than it did before."""

    day: date
    minutes: Minutes
    capacity: Minutes

    @property
    def sentence(self) -> str:
        return f"{long_day(self.day)} would hold {hours(self.minutes)} of {hours(self.capacity)}."


@dataclass(frozen=True, slots=True)
class Consequences:
    """What a placing does to everything else of that person."""

    pushed: tuple[Push, ...]
    too_full: tuple[TooFull, ...]

    @property
    def moves(self) -> tuple[Move, ...]:
        return tuple(push.move for push in self.pushed)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What moves, then which days hold too much."""
        return (*(push.sentence for push in self.pushed), *(day.sentence for day in self.too_full))


def consequences(
    diary: Diary,
    others: Sequence[Planned],
    changed: Planned,
    *,
    today: date,
    before: Placement | None = None,
    blocks: Iterable[Booking] = (),
) -> Consequences:
    """What `changed`, as it is to be placed with the person of the diary, does to the others of that person.

    before: where it stood until now, if with the same person. Work that starts on its first day or later and has not
    begun moves to the first days, one after the other in order of start, on which no day holds more than can be
    worked, or than it held anyway. What cannot give way makes a day too full; that is said, never hidden.

    >>> friday, diary = date(2026, 1, 30), Diary(1, Minutes(390))
    >>> placed = Placement(1, friday, friday, Minutes(300), StepStatus.SCHEDULED)
    >>> there, new = Planned(5, 1, 12, "#12 Homepage", placed), Planned(6, 1, 13, "#13 Shop", placed)
    >>> consequences(diary, [there], new, today=friday).warnings
    ('#12 Homepage moves by 1 working day, to 2 February 2026.',)
    """
    others = [one for one in others if one.subtask_id != changed.subtask_id]
    held = tuple(blocks)
    was = _agenda(diary, today, held, [*others, *([changed._replace(placement=before)] if before else [])])
    first = changed.placement.start
    later = [
        one for one in others if first and one.can_be_pushed and one.placement.start and one.placement.start >= first
    ]
    fixed = [one for one in others if one not in later]
    now = _agenda(diary, today, held, [*fixed, changed])
    pushed = []
    for step in sorted(later, key=_in_turn):
        push = _settled(step, diary, now, was)
        now.add(*step.bookings(push.move.after))
        if push.by:
            pushed.append(push)
    return Consequences(tuple(pushed), _too_full(diary, now, was))


def _in_turn(step: Planned) -> tuple[date, bool, int, int, int]:
    position, start = step.placement.position, step.placement.start or date.max
    return start, position is None, position or 0, step.number, step.subtask_id


def _agenda(diary: Diary, today: date, blocks: Sequence[Booking], steps: Iterable[Planned]) -> Agenda:
    booked = (booking for step in steps for booking in step.bookings())
    return Agenda(diary, today, (*blocks, *booked))


def _settled(step: Planned, diary: Diary, now: Agenda, was: Agenda) -> Push:
    """Where the step stays or goes: on the first days that hold it."""
    there = step.placement
    for by in range(FURTHEST):
        if _holds(step, there, diary, now, was):
            return Push(step, Move(step.subtask_id, step.placement, there), by)
        there = there.shifted(diary, 1)
    return Push(step, Move(step.subtask_id, step.placement, step.placement), 0)


def _holds(step: Planned, there: Placement, diary: Diary, now: Agenda, was: Agenda) -> bool:
    parts = [part for booking in step.bookings(there) for part in days_of(booking, diary, now.today).items()]
    for day, minutes in parts:
        loaded = now.with_more(day, step.client_id, minutes)
        is_alone = loaded == minutes
        if minutes and not is_alone and loaded > max(diary.capacity(day), was.on(day)):
            return False
    return True


def _too_full(diary: Diary, now: Agenda, was: Agenda) -> tuple[TooFull, ...]:
    found = (TooFull(day, minutes, diary.capacity(day)) for day, minutes in now.loads().items())
    return tuple(one for one in found if one.minutes > max(one.capacity, was.on(one.day)))


def days_needed(minutes: Minutes, diary: Diary) -> int:
    """Whole working days that so many minutes take; one where nobody says how long the day is.

    >>> [days_needed(Minutes(m), Diary(1, Minutes(390))) for m in (1, 390, 391)]
    [1, 1, 2]
    """
    return -(-minutes // diary.full_day) if diary.full_day else 1


def pushed_on(diary: Diary, steps: Sequence[Planned], *, after: date, by: int) -> tuple[Push, ...]:
    """Everything of a person that starts after the day and has not begun, later by so many of their working days.

    What Running Behind does: `after` is the end of the step that runs behind.
    """
    later = [one for one in steps if one.can_be_pushed and one.placement.start and one.placement.start > after]
    return tuple(
        Push(one, Move(one.subtask_id, one.placement, one.placement.shifted(diary, by)), by)
        for one in sorted(later, key=_in_turn)
        if by
    )


class Window(NamedTuple):
    start: date
    end: date


def right_after(diary: Diary, minutes: Minutes, end: date, today: date) -> Window:
    """Where a Delayed step goes: from the person's next working day after the end, or today when that is later, for
    as many days as the minutes take at capacity.

    >>> right_after(Diary(1, Minutes(390)), Minutes(400), date(2026, 1, 29), date(2026, 1, 28))
    Window(start=datetime.date(2026, 1, 30), end=datetime.date(2026, 2, 2))
    """
    start = last = max(diary.shift(end, 1), diary.on_or_after(today))
    done, most = diary.capacity(start), FURTHEST
    while done < minutes and most:
        last, most = diary.shift(last, 1), most - 1
        done += diary.capacity(last)
    return Window(start, last if most else start)


def earliest_fit(
    diary: Diary,
    load_by_day: Mapping[date, Minutes],
    minutes: Minutes,
    not_before: date,
    *,
    not_after: date = date.max,
) -> Window | None:
    """The days that end soonest, as few as will do, over which the minutes fit when spread evenly over them.

    None when a year from `not_before`, or what of it lies up to `not_after`, has no room.

    >>> monday, diary = date(2026, 2, 2), Diary(1, Minutes(390))
    >>> earliest_fit(diary, {monday: Minutes(300)}, Minutes(480), monday)
    Window(start=datetime.date(2026, 2, 3), end=datetime.date(2026, 2, 4))
    """
    day = diary.on_or_after(not_before)
    if not minutes:
        return Window(day, day) if day <= not_after else None
    run: list[_Room] = []
    for _ in range(FURTHEST):
        if day > not_after:
            break
        free = diary.capacity(day) - load_by_day.get(day, NOTHING)
        if free > 0:
            run.append(_Room(day, diary.halves(day), Minutes(free * HALVES // diary.halves(day))))
        else:
            run.clear()
        found = _shortest(run, minutes)
        if found:
            return found
        day = diary.shift(day, 1)
    return None


class _Room(NamedTuple):
    """A day with room. free: what a whole day with as much room would have; half a day has half of it."""

    day: date
    halves: int
    free: Minutes


def _shortest(run: Sequence[_Room], minutes: Minutes) -> Window | None:
    """The fewest days up to the last of the run that hold the minutes evenly: no day's share, rounded up, is more
    than is free on it."""
    halves, tightest = 0, HALVES * minutes
    for room in reversed(run):
        halves += room.halves
        tightest = min(tightest, room.free)
        if HALVES * minutes <= halves * tightest:
            return Window(room.day, run[-1].day)
    return None
