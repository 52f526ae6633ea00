"""Where a step stands in the schedule: with whom, from when to when, how long; and what such a placing may be."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from charleos.errors import BadInput
from charleos.periods import days, long_day
from charleos.rules.clients import archived
from charleos.rules.diary import Diary
from charleos.rules.entries import ClientCalendar
from charleos.rules.phases import StepKind, StepStatus
from charleos.rules.steps import status_with_dates
from charleos.rules.working_days import is_working_day
from charleos.units import MOST_HOURS, Minutes, hours

LONGEST_STEP = timedelta(days=366)
MOST_MINUTES = Minutes(MOST_HOURS * 60)


@dataclass(frozen=True, slots=True)
class Placement:
    """Dates are both there or both None. position: by hand, among a person's items of equal priority."""

    assignee_id: int | None
    start: date | None
    end: date | None
    estimate: Minutes
    status: StepStatus
    position: int | None = None

    @property
    def is_dated(self) -> bool:
        return self.start is not None and self.end is not None

    def moved_to(
        self, assignee_id: int | None, start: date | None, end: date | None, *, estimate: Minutes | None = None
    ) -> Placement:
        """The step with other dates or somebody else; its place by hand stays only where neither changed.

        estimate None: as it is.
        """
        is_same = (assignee_id, start, end) == (self.assignee_id, self.start, self.end)
        is_dated = start is not None and end is not None
        return Placement(
            assignee_id,
            start,
            end,
            self.estimate if estimate is None else estimate,
            status_with_dates(self.status, is_dated=is_dated),
            self.position if is_same else None,
        )

    def shifted(self, diary: Diary, by: int) -> Placement:
        """Later by so many of the person's working days (earlier, when negative); as long as it was."""
        if self.start is None or self.end is None or by == 0:
            return self
        return replace(self, start=diary.shift(self.start, by), end=diary.shift(self.end, by))


class Move(NamedTuple):
    """A step before and after a change of the schedule."""

    subtask_id: int
    before: Placement
    after: Placement

    @property
    def is_change(self) -> bool:
        return self.before != self.after


def dump_placement(placement: Placement) -> str:
    """As JSON text that is stored; `load_placement` reads it back to an equal value."""
    body = {
        "assignee_id": placement.assignee_id,
        "start": placement.start.isoformat() if placement.start else None,
        "end_on": placement.end.isoformat() if placement.end else None,
        "estimate": placement.estimate,
        "status": placement.status.value,
        "position": placement.position,
    }
    return json.dumps(body)


def load_placement(text: str) -> Placement:
    body = json.loads(text)
    start, end = (date.fromisoformat(body[name]) if body[name] else None for name in ("start", "end_on"))
    estimate, status = Minutes(body["estimate"]), StepStatus(body["status"])
    return Placement(body["assignee_id"], start, end, estimate, status, body["position"])


class Worker(NamedTuple):
    """Who a step is given to."""

    name: str
    is_active: bool
    diary: Diary


def check_placing(placing: Placement, kind: StepKind, client: ClientCalendar, *, worker: Worker | None) -> None:
    """Raises BadInput with the field to mend. worker None: nobody yet.

    Dates come in pairs, in order, from the client's first day on, and hold a day on which the person works. A step
    has minutes, except a deployment, which may take none worth planning.

    >>> from charleos.periods import Month
    >>> acme = ClientCalendar("Acme", date(2026, 1, 1), False, Month.parse("2026-01"))
    >>> weekend = Placement(None, date(2026, 1, 31), date(2026, 2, 1), Minutes(60), StepStatus.SCHEDULED)
    >>> check_placing(weekend, StepKind.DESIGN, acme, worker=None)
    Traceback (most recent call last):
    charleos.errors.BadInput: 31 January 2026 to 1 February 2026 holds no working day; choose other dates.
    """
    if client.is_archived:
        raise archived(client.name, field="client")
    if placing.status is StepStatus.COMPLETE:
        raise BadInput("This step is complete; reopen it before you move it.", field="start")
    check_minutes(placing.estimate, kind)
    if worker is not None and not worker.is_active:
        raise BadInput(f"{worker.name} is archived; choose somebody who works here.", field="assignee")
    if placing.start is None and placing.end is None:
        return
    if placing.start is None or placing.end is None:
        raise BadInput("Give both a start and an end, or neither.", field="end" if placing.start else "start")
    check_dates(placing.start, placing.end, worker=worker)
    if placing.start < client.start:
        told = f"Work on {client.name} starts on {long_day(client.start)}; {long_day(placing.start)} is before it."
        raise BadInput(told, field="start")


def check_minutes(minutes: Minutes, kind: StepKind) -> None:
    """Raises BadInput unless it is a length that a step of the kind may have."""
    if not isinstance(minutes, int) or isinstance(minutes, bool):
        raise BadInput("Time is a whole number of minutes; write a duration such as 1h 30m.", field="minutes")
    if minutes < 0 or (minutes == 0 and kind is not StepKind.DEPLOYMENT):
        raise BadInput("Give the step at least one minute.", field="minutes")
    if minutes > MOST_MINUTES:
        raise BadInput(
            f"{hours(minutes)} is more than a step holds; give at most {hours(MOST_MINUTES)}.", field="minutes"
        )


def check_dates(start: date, end: date, *, worker: Worker | None) -> None:
    """Raises BadInput unless the dates are in order, not too far apart, and hold a day that can be worked."""
    if end < start:
        raise BadInput(f"The end, {long_day(end)}, is before the start, {long_day(start)}.", field="end")
    if end - start > LONGEST_STEP:
        raise BadInput("A start and an end lie at most a year apart; split the work.", field="end")
    when = long_day(start) if start == end else f"{long_day(start)} to {long_day(end)}"
    if not any(is_working_day(day) for day in days(start, end)):
        raise BadInput(f"{when} holds no working day; choose other dates.", field="start")
    if worker is not None and not worker.diary.working_days(start, end):
        raise BadInput(f"{worker.name} is on leave: {when} holds no day that they work.", field="start")
