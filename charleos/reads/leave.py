"""Days off: one's own, those that wait for a decision, and who of the team is away when.

That somebody is away everybody may know, once it is approved; the note and the reason of a decision are between the
person and the Managers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.periods import Month, days
from charleos.reads.diaries import days_off
from charleos.rules.access import Capability
from charleos.rules.diary import DaysOff
from charleos.rules.leave import LeaveStatus, halves_off
from charleos.rules.working_days import bank_holiday, is_working_day
from charleos.store.schema import Leave, Person


@dataclass(frozen=True, slots=True)
class LeaveLine:
    """One leave. halves: half working days it takes. decision: what the Manager wrote. version: for a change of it."""

    id: int
    person_id: int
    person: str
    days: DaysOff
    status: LeaveStatus
    note: str
    asked_at: datetime
    decision: str
    decided_by: str | None
    version: int

    @property
    def halves(self) -> int:
        return halves_off(self.days)


@needs(Capability.OWN_SCHEDULE)
def own_leave(desk: Desk) -> tuple[LeaveLine, ...]:
    """All that the viewer ever asked for, the latest days first."""
    rows = desk.all(
        leave_lines().where(Leave.person_id == desk.viewer.person_id).order_by(Leave.start.desc(), Leave.id.desc())
    )
    return tuple(line_of(row) for row in rows)


@needs(Capability.APPROVE_LEAVE)
def leave_waiting(desk: Desk) -> tuple[LeaveLine, ...]:
    """Requests that nobody decided about, the nearest days first."""
    rows = desk.all(leave_lines().where(Leave.status == LeaveStatus.REQUESTED.value).order_by(Leave.start, Leave.id))
    return tuple(line_of(row) for row in rows)


@needs(Capability.APPROVE_LEAVE)
def leave_ahead(desk: Desk) -> tuple[LeaveLine, ...]:
    """Everybody's approved leave that is not over, the nearest days first."""
    approved = Leave.status == LeaveStatus.APPROVED.value
    rows = desk.all(leave_lines().where(approved, Leave.end_on >= desk.today).order_by(Leave.start, Leave.id))
    return tuple(line_of(row) for row in rows)


_DECIDER = sa.select(Person.name).where(Person.id == Leave.decided_by).correlate(Leave).scalar_subquery()


def leave_lines(*more: sa.ColumnElement[Any] | sa.orm.InstrumentedAttribute[Any]) -> sa.Select[*tuple[Any, ...]]:
    """What `line_of` reads, and more columns where wanted."""
    return sa.select(
        Leave.id,
        Leave.person_id,
        Person.name,
        Leave.start,
        Leave.end_on,
        Leave.start_half,
        Leave.end_half,
        Leave.status,
        Leave.note,
        Leave.created_at,
        Leave.decision,
        _DECIDER.label("decider"),
        Leave.version,
        *more,
    ).join(Person, Person.id == Leave.person_id)


def line_of(row: Any) -> LeaveLine:
    return LeaveLine(
        row.id,
        row.person_id,
        row.name,
        days_off(row),
        LeaveStatus(row.status),
        row.note,
        row.created_at,
        row.decision,
        row.decider,
        row.version,
    )


class Away(NamedTuple):
    """How much of a working day somebody is away: 1 half (is_morning says which), 2 all of it."""

    halves: int
    is_morning: bool
    is_pending: bool


@dataclass(frozen=True, slots=True)
class TeamMember:
    """Somebody in the calendar, with the working days on which they are away. months: half days in the month."""

    person_id: int
    name: str
    discipline: str
    away: Mapping[date, Away]

    @property
    def halves(self) -> int:
        return sum(one.halves for one in self.away.values() if not one.is_pending)


class CalendarDay(NamedTuple):
    """holiday: the bank holiday's name."""

    day: date
    is_working_day: bool
    holiday: str | None


@dataclass(frozen=True, slots=True)
class TeamCalendar:
    """A month: its days, and everybody active by discipline and name."""

    month: Month
    days: tuple[CalendarDay, ...]
    people: tuple[TeamMember, ...]


@needs(Capability.OWN_SCHEDULE)
def team_calendar(desk: Desk, month: Month) -> TeamCalendar:
    """Who is away in the month. Requests that wait stand in it for the person and for who decides."""
    first, last = month.first, month.last
    is_mine = Leave.person_id == desk.viewer.person_id
    waiting = Leave.status == LeaveStatus.REQUESTED.value
    seen = waiting if desk.viewer.can(Capability.APPROVE_LEAVE) else sa.and_(waiting, is_mine)
    with desk.reading() as session:
        people = session.execute(_TEAM).all()
        rows = session.execute(
            sa.select(Leave.person_id, Leave.start, Leave.end_on, Leave.start_half, Leave.end_half, Leave.status)
            .where(Leave.start <= last, Leave.end_on >= first)
            .where(sa.or_(Leave.status == LeaveStatus.APPROVED.value, seen))
            .order_by(Leave.status.desc(), Leave.start)
        ).all()
    working = [one for one in days(first, last) if is_working_day(one)]
    away: dict[int, dict[date, Away]] = {}
    for row in rows:
        _mark(away.setdefault(row.person_id, {}), row, working)
    shown = tuple(CalendarDay(one, is_working_day(one), bank_holiday(one)) for one in days(first, last))
    team = tuple(TeamMember(one.id, one.name, one.discipline, away.get(one.id, {})) for one in people)
    return TeamCalendar(month, shown, team)


_TEAM = (
    sa.select(Person.id, Person.name, Person.discipline)
    .where(Person.status == "active")
    .order_by(Person.discipline, sa.func.lower(Person.name), Person.id)
)


def _mark(away: dict[date, Away], row: Any, working: list[date]) -> None:
    """Put one leave on its days; two halves of a day that are both off make a whole one."""
    off, is_pending = days_off(row), row.status == LeaveStatus.REQUESTED.value
    for day in working:
        halves = off.halves(day)
        if not halves:
            continue
        before = away.get(day)
        both = 2 if before is not None and before.is_pending == is_pending else halves
        away[day] = Away(both, off.end_half and day == off.end, is_pending)
