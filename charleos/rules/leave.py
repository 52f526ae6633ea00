"""Days off: what may be asked for, how long it is, and how it is said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from charleos.errors import BadInput
from charleos.periods import days, long_day
from charleos.rules.diary import HALVES, DaysOff
from charleos.rules.working_days import bank_holiday, is_working_day

LONGEST_NOTE = 500
LONGEST = timedelta(days=366)
LATEST_BACK = timedelta(days=31)
"""Leave that began longer ago is entered by a Manager."""
EARLIEST_ENTERED = timedelta(days=366)
FURTHEST_AHEAD = timedelta(days=2 * 366)


class LeaveStatus(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"
    CANCELLED = "cancelled"

    @property
    def title(self) -> str:  # type: ignore[override]
        return self.value.capitalize()

    @property
    def takes_days(self) -> bool:
        """Whether its days cannot be asked for once more."""
        return self in (LeaveStatus.REQUESTED, LeaveStatus.APPROVED)


class Part(StrEnum):
    """How much of a single day is off."""

    WHOLE = "Whole day"
    MORNING = "Morning"
    AFTERNOON = "Afternoon"


def single_day(day: date, part: Part) -> DaysOff:
    """
    >>> single_day(date(2026, 2, 2), Part.MORNING)
    DaysOff(start=datetime.date(2026, 2, 2), end=datetime.date(2026, 2, 2), start_half=False, end_half=True)
    """
    return DaysOff(day, day, part is Part.AFTERNOON, part is Part.MORNING)


class Taken(NamedTuple):
    """Leave that the same person has asked for or has."""

    days: DaysOff
    status: LeaveStatus


def check_leave(asked: DaysOff, note: str, *, today: date, taken: Sequence[Taken], whose: str, entered: bool) -> None:
    """Raises BadInput with the field to mend: the days in order, one of them a working day, not long ago, not too far
    ahead, and none of them taken already. entered: by a Manager, for whom it may have begun up to a year ago.

    whose: “You have” or “Ana has”, as the sentence about days already taken begins.

    >>> check_leave(
    ...     DaysOff(date(2026, 2, 3), date(2026, 2, 2)),
    ...     "",
    ...     today=date(2026, 1, 30),
    ...     taken=(),
    ...     whose="You have",
    ...     entered=False,
    ... )
    Traceback (most recent call last):
    charleos.errors.BadInput: The last day, 2 February 2026, is before the first; choose 3 February 2026 or later.
    """
    _check_days(asked)
    _check_when(asked, today, entered=entered)
    check_note(note)
    clash = next((one for one in taken if overlap(asked, one.days)), None)
    if clash is not None:
        state = "asked for leave" if clash.status is LeaveStatus.REQUESTED else "leave"
        when = "on" if clash.days.start == clash.days.end else "from"
        raise BadInput(
            f"{whose} {state} {when} {when_said(clash.days)} already; cancel that first, or choose other days.",
            field="start",
        )


def _check_days(asked: DaysOff) -> None:
    if asked.end < asked.start:
        sentence = f"The last day, {long_day(asked.end)}, is before the first; choose {long_day(asked.start)} or later."
        raise BadInput(sentence, field="end")
    if asked.end - asked.start > LONGEST:
        raise BadInput("Leave is at most a year long; choose an earlier last day.", field="end")
    if asked.start == asked.end and asked.start_half and asked.end_half:
        raise BadInput("A single day is off in the morning, in the afternoon, or as a whole; choose one.", field="part")
    if not halves_off(asked):
        raise BadInput(_no_working_day(asked), field="start")


def _no_working_day(asked: DaysOff) -> str:
    if asked.start != asked.end:
        return f"There is no working day from {when_said(asked)}, so no leave is needed; choose other days."
    holiday = bank_holiday(asked.start)
    what = f"a bank holiday ({holiday})" if holiday else f"a {asked.start:%A}"
    return f"{long_day(asked.start)} is {what}, so no leave is needed; choose another day."


def _check_when(asked: DaysOff, today: date, *, entered: bool) -> None:
    if asked.start > today + FURTHEST_AHEAD:
        raise BadInput(f"{long_day(asked.start)} is more than two years ahead; choose nearer days.", field="start")
    if entered and asked.start < today - EARLIEST_ENTERED:
        raise BadInput(f"{long_day(asked.start)} is more than a year ago; choose later days.", field="start")
    if not entered and asked.start < today - LATEST_BACK:
        sentence = f"{long_day(asked.start)} is more than a month ago; ask a Manager to enter this leave."
        raise BadInput(sentence, field="start")


def check_note(note: str) -> None:
    if len(note) > LONGEST_NOTE:
        sentence = f"The note has {len(note):,} characters; shorten it to at most {LONGEST_NOTE}."
        raise BadInput(sentence, field="note")


def overlap(one: DaysOff, other: DaysOff) -> bool:
    """Whether half a day belongs to both: a morning and the afternoon after it do not meet.

    >>> day = date(2026, 2, 2)
    >>> overlap(single_day(day, Part.MORNING), single_day(day, Part.AFTERNOON))
    False
    """
    return _first(one) <= _last(other) and _first(other) <= _last(one)


def _first(one: DaysOff) -> tuple[date, int]:
    return one.start, int(one.start_half)


def _last(one: DaysOff) -> tuple[date, int]:
    return one.end, 0 if one.end_half else 1


def halves_off(one: DaysOff) -> int:
    """Half working days that it takes: what is left of weekends and bank holidays is none.

    >>> halves_off(DaysOff(date(2026, 1, 30), date(2026, 2, 2), start_half=True))
    3
    """
    return sum(one.halves(day) for day in days(one.start, one.end) if is_working_day(day))


def length_said(halves: int) -> str:
    """
    >>> [length_said(n) for n in (1, 2, 3, 10)]
    ['half a day', '1 day', '1½ days', '5 days']
    """
    whole, half = divmod(halves, HALVES)
    if not whole:
        return "half a day"
    return f"{whole}{'½' if half else ''} {'day' if halves == HALVES else 'days'}"


def when_said(one: DaysOff) -> str:
    """The days inside a sentence.

    >>> when_said(single_day(date(2026, 2, 2), Part.AFTERNOON))
    'the afternoon of 2 February 2026'
    >>> when_said(DaysOff(date(2026, 1, 30), date(2026, 2, 3)))
    '30 January to 3 February 2026'
    >>> when_said(DaysOff(date(2026, 2, 2), date(2026, 2, 4), end_half=True))
    '2 February to the morning of 4 February 2026'
    """
    if one.start == one.end:
        half = "the afternoon of " if one.start_half else "the morning of " if one.end_half else ""
        return f"{half}{long_day(one.start)}"
    first = f"{one.start.day} {one.start:%B}" if one.start.year == one.end.year else long_day(one.start)
    first = f"the afternoon of {first}" if one.start_half else first
    last = f"the morning of {long_day(one.end)}" if one.end_half else long_day(one.end)
    return f"{first} to {last}"


def check_cancel(status: LeaveStatus, one: DaysOff, *, today: date, is_manager: bool) -> None:
    """What is asked for, and approved leave that has not begun, can be cancelled; begun leave by a Manager only."""
    if not status.takes_days:
        raise BadInput(f"This leave was {status.value} already; there is nothing to cancel.")
    if status is LeaveStatus.APPROVED and one.start <= today and not is_manager:
        raise BadInput("This leave has begun; ask a Manager to change it.")
