"""A client's weeks as red, amber or green: which may be recorded, what may follow what, and what is a concern.

A week runs from Monday to Sunday and is named by its Monday.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from charleos.errors import BadInput
from charleos.periods import long_day
from charleos.rules.week import monday_of

LONGEST_TEXT = 2_000
WEEK = timedelta(days=7)


class Rag(StrEnum):
    """Green: all is well; amber: something needs watching; red: the client may leave."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"

    @property
    def title(self) -> str:  # type: ignore[override]
        return self.value.capitalize()

    @property
    def depth(self) -> int:
        """0 is green, 2 red."""
        return _ORDER.index(self)


_ORDER = list(Rag)


class Draft(NamedTuple):
    """What somebody wrote about a week so far."""

    status: Rag | None
    note: str = ""
    next_step: str = ""


class Recorded(NamedTuple):
    """A completed report."""

    week: date
    status: Rag


def may_follow(previous: Rag | None, status: Rag) -> bool:
    """One step at a time; the first report may be any.

    >>> [may_follow(Rag.GREEN, status) for status in Rag], may_follow(None, Rag.RED)
    ([True, True, False], True)
    """
    return previous is None or abs(previous.depth - status.depth) <= 1


def nearest(previous: Rag | None, wanted: Rag) -> Rag:
    """The wanted status, or the one a single step towards it."""
    if may_follow(previous, wanted):
        return wanted
    return Rag.AMBER


def due_week(last: Recorded | None, today: date) -> date | None:
    """The week to record next: the one after the last report, or this week when there is none yet.

    None once this week is recorded.
    """
    this_week = monday_of(today)
    due = this_week if last is None else last.week + WEEK
    return due if due <= this_week else None


def check_week(week: date, *, name: str, start: date, last: Recorded | None, today: date) -> None:
    """Raises BadInput unless the client's week may be written on today: begun, not skipped over, not locked.

    start: the client's. last: the newest completed report.

    >>> january = Recorded(date(2026, 1, 12), Rag.GREEN)
    >>> check_week(date(2026, 1, 26), name="Acme", start=date(2025, 1, 1), last=january, today=date(2026, 1, 30))
    Traceback (most recent call last):
    charleos.errors.BadInput: Acme's week of 19 January 2026 is not recorded yet; record that one first.
    """
    if week.weekday():
        raise BadInput(f"A week is named by its Monday; {long_day(week)} is none.", field="week")
    if week > monday_of(today):
        raise BadInput(f"The week of {long_day(week)} has not begun; record it when it has.", field="week")
    if week < monday_of(start):
        raise BadInput(f"Work on {name} starts on {long_day(start)}; there is no earlier week to record.", field="week")
    if last is None:
        return
    if week <= last.week:
        raise BadInput(f"{name}'s week of {long_day(week)} is locked; what was recorded stays.", field="week")
    if week > last.week + WEEK:
        missing = long_day(last.week + WEEK)
        raise BadInput(f"{name}'s week of {missing} is not recorded yet; record that one first.", field="week")


def check_draft(draft: Draft, *, name: str, previous: Rag | None) -> None:
    """Raises BadInput for a step of two, or for too long a text. A draft may be incomplete."""
    if previous is not None and draft.status is not None and not may_follow(previous, draft.status):
        told = f"{name} was {previous} last week, and {draft.status} is two steps away; choose amber."
        raise BadInput(told, field="status")
    for field, text in (("note", draft.note), ("next_step", draft.next_step)):
        if len(text) > LONGEST_TEXT:
            raise BadInput(f"That has {len(text):,} characters; shorten it to {LONGEST_TEXT:,}.", field=field)


def missing_of(draft: Draft) -> tuple[str, ...]:
    """What a report still lacks before it can be submitted: green needs its colour, amber and red also what is wrong
    and what happens next.

    >>> missing_of(Draft(Rag.AMBER, "Scope creep")), missing_of(Draft(Rag.GREEN))
    (('next step',), ())
    """
    if draft.status is None:
        return ("status",)
    if draft.status is Rag.GREEN:
        return ()
    return tuple(what for what, text in (("note", draft.note), ("next step", draft.next_step)) if not text.strip())


AMBER_WEEKS, RED_WEEKS = 3, 2


class Concern(NamedTuple):
    """A pattern in a client's weeks. since: the week in which it began."""

    sentence: str
    since: date


def concerns(history: Sequence[Recorded]) -> tuple[Concern, ...]:
    """Amber for three weeks running or more, red for two or more, and a decline from the week before.

    history: completed reports, oldest first.

    >>> weeks = [Recorded(date(2026, 1, 5), Rag.GREEN), Recorded(date(2026, 1, 12), Rag.AMBER)]
    >>> concerns(weeks)[0].sentence
    'Went from green to amber'
    """
    if not history:
        return ()
    now = history[-1].status
    running = _tail(history, now)
    found = []
    if now is Rag.AMBER and len(running) >= AMBER_WEEKS:
        found.append(Concern(f"Amber for {len(running)} weeks running", running[0].week))
    if now is Rag.RED and len(running) >= RED_WEEKS:
        found.append(Concern(f"Red for {len(running)} weeks running", running[0].week))
    if len(history) > 1 and now.depth > history[-2].status.depth:
        found.append(Concern(f"Went from {history[-2].status} to {now}", history[-1].week))
    return tuple(found)


def _tail(history: Sequence[Recorded], status: Rag) -> Sequence[Recorded]:
    """The newest reports that all have this status."""
    count = 0
    while count < len(history) and history[-1 - count].status is status:
        count += 1
    return history[len(history) - count :]
