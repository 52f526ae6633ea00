"""Scheduled work that falls on days off: before somebody asks for them, before a Manager decides, and afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.errors import NotFound
from charleos.reads.diaries import LOOK_BACK, OFF, diaries, diary_of, unpacked
from charleos.reads.leave import LeaveLine, leave_lines, line_of
from charleos.rules.access import Capability
from charleos.rules.diary import DaysOff
from charleos.rules.leave_work import FullDay, Touched, consequences, has_a_day
from charleos.rules.load import Booking
from charleos.rules.phases import StepKind
from charleos.store.rulebook import STAMP, current_rulebook
from charleos.store.schema import Block, Client, Leave, Person, Subtask, Task
from charleos.store.scope import Lens, ScopedSession
from charleos.units import Minutes

_AHEAD = timedelta(days=366)


class TouchedWork(NamedTuple):
    """A step or a block (number and title are None) that is planned on the days off. minutes: those on these days.

    must_move: none of its other days is left to work on.
    """

    client: str
    slug: str
    number: int | None
    title: str | None
    kind: str
    start: date
    end: date
    minutes: Minutes
    must_move: bool


@dataclass(frozen=True, slots=True)
class OnDaysOff:
    """work: what must move first. full: days that the leave overfills."""

    work: tuple[TouchedWork, ...]
    full: tuple[FullDay, ...]


@dataclass(frozen=True, slots=True)
class LeaveToDecide:
    line: LeaveLine
    consequences: OnDaysOff


@needs(Capability.APPROVE_LEAVE)
def leave_to_decide(desk: Desk, leave_id: int) -> LeaveToDecide:
    """A leave with what is scheduled on its days and what approving it would overfill. Raises NotFound."""
    with desk.reading() as session:
        row = session.execute(
            leave_lines(Person.capacity, Person.discipline, OFF, *STAMP).where(Leave.id == leave_id),
            {"off_since": desk.today - LOOK_BACK},
        ).one_or_none()
        if row is None:
            raise NotFound("There is no such leave.")
        line = line_of(row)
        return LeaveToDecide(line, _on_days_off(session, desk, line.person_id, row, line.days))


@needs(Capability.OWN_SCHEDULE)
def own_work_on_days(desk: Desk, start: date, end: date) -> OnDaysOff:
    """What of the viewer's own is scheduled from start to end, as if all of these days were off."""
    with desk.reading(Lens.OWN) as session:
        me = session.execute(
            sa.select(Person.capacity, Person.discipline, OFF, *STAMP).where(Person.id == desk.viewer.person_id),
            {"off_since": desk.today - LOOK_BACK},
        ).one_or_none()
        if me is None:
            raise NotFound("There is no such person.")
        return _on_days_off(session, desk, desk.viewer.person_id, me, DaysOff(start, end))


def _on_days_off(session: ScopedSession, desk: Desk, person_id: int, person: Any, away: DaysOff) -> OnDaysOff:
    """person: a row with capacity, discipline, OFF and the rulebook's stamp."""
    rulebook = current_rulebook(session, stamp=(person.policies, person.plans))
    about = {"person": person_id, "today": desk.today}
    off = tuple(other for other in unpacked(person.off) if other != away)
    diary = diary_of(
        _Whose(person_id, person.capacity, person.discipline), rulebook, desk.today, desk.today + _AHEAD, off
    )
    rows = [*session.execute(_STEPS, about), *session.execute(_BLOCKS, about)]
    found = consequences([_booking(row) for row in rows], diary, away, desk.today)
    pairs = zip(rows, found.touched, strict=True)
    work = [_touched(row, touched) for row, touched in pairs if touched is not None]
    return OnDaysOff(tuple(sorted(work, key=lambda one: (not one.must_move, one.start, one.number or 0))), found.full)


class _Whose(NamedTuple):
    id: int
    capacity: int | None
    discipline: str


_OPEN = (Subtask.status != "complete", Subtask.start.is_not(None), Subtask.cleared_at.is_(None))
_REMAINING = Subtask.estimate - Subtask.logged
_STEPS = (
    sa.select(
        Subtask.client_id,
        Client.name,
        Client.slug,
        Task.number,
        Task.title,
        Subtask.kind,
        Subtask.start,
        Subtask.end_on,
        _REMAINING.label("minutes"),
    )
    .join(Task, Task.id == Subtask.task_id)
    .join(Client, Client.id == Subtask.client_id)
    .where(Subtask.assignee_id == sa.bindparam("person"), *_OPEN, _REMAINING > 0)
    .order_by(Subtask.start, Subtask.id)
)
_BLOCKS = (
    sa.select(
        Block.client_id,
        Client.name,
        Client.slug,
        sa.null().label("number"),
        sa.null().label("title"),
        Block.kind,
        Block.start,
        Block.end_on,
        Block.minutes,
    )
    .join(Client, Client.id == Block.client_id)
    .where(
        Block.assignee_id == sa.bindparam("person"),
        Block.end_on >= sa.bindparam("today"),
        Block.status != "completed",
    )
    .order_by(Block.start, Block.id)
)


def _booking(row: Any) -> Booking:
    return Booking(row.client_id, row.start, row.end_on, Minutes(row.minutes), row.number is None)


def _touched(row: Any, touched: Touched) -> TouchedWork:
    return TouchedWork(
        row.name,
        row.slug,
        row.number,
        row.title,
        StepKind(row.kind).title,
        row.start,
        row.end_on,
        touched.minutes,
        touched.must_move,
    )


class StrandedStep(NamedTuple):
    """A step whose every day that is left is off for the person who has it. minutes: what is left of it."""

    subtask_id: int
    person_id: int
    person: str
    client: str
    slug: str
    number: int
    title: str
    kind: str
    start: date
    end: date
    minutes: Minutes


@needs(Capability.SCHEDULE)
def stranded_steps(desk: Desk) -> tuple[StrandedStep, ...]:
    """Steps of clients in reach that approved leave leaves no day for: they have to move. The nearest first."""
    with desk.reading() as session:
        rows = session.execute(_OVERLAPPING, {"today": desk.today}).all()
        if not rows:
            return ()
        last = max(row.end_on for row in rows)
        people = {row.assignee_id for row in rows}
        known = diaries(session, current_rulebook(session), desk.today, last, people)
    return tuple(
        _stranded(row) for row in rows if not has_a_day(row.start, row.end_on, known[row.assignee_id], desk.today)
    )


_AWAY = (
    sa.select(Leave.id)
    .where(
        Leave.person_id == Subtask.assignee_id,
        Leave.status == "approved",
        Leave.end_on >= sa.bindparam("today"),
        Leave.start <= Subtask.end_on,
        Leave.end_on >= Subtask.start,
    )
    .correlate(Subtask)
    .exists()
)
_OVERLAPPING = (
    sa.select(
        Subtask.id,
        Subtask.assignee_id,
        Person.name.label("person"),
        Client.name,
        Client.slug,
        Task.number,
        Task.title,
        Subtask.kind,
        Subtask.start,
        Subtask.end_on,
        _REMAINING.label("minutes"),
    )
    .join(Person, Person.id == Subtask.assignee_id)
    .join(Task, Task.id == Subtask.task_id)
    .join(Client, Client.id == Subtask.client_id)
    .where(*_OPEN, _REMAINING > 0, Subtask.end_on >= sa.bindparam("today"), _AWAY)
    .order_by(Subtask.start, Task.number, Subtask.id)
)


def _stranded(row: Any) -> StrandedStep:
    return StrandedStep(
        row.id,
        row.assignee_id,
        row.person,
        row.name,
        row.slug,
        row.number,
        row.title,
        StepKind(row.kind).title,
        row.start,
        row.end_on,
        Minutes(row.minutes),
    )
