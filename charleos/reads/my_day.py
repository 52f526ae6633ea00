"""My week and my day: what I logged, against what I can work, and the day before that could be repeated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.errors import NotFound
from charleos.periods import Month
from charleos.reads.diaries import OFF, diary_of, unpacked
from charleos.rules.access import Capability
from charleos.rules.entries import Activity, routing
from charleos.rules.ledger import month_of_line
from charleos.rules.phases import StepKind
from charleos.rules.repeating import Piece, already_there
from charleos.rules.week import Week, monday_of, week_of
from charleos.store.rulebook import STAMP, current_rulebook
from charleos.store.schema import Client, Person, Requirement, Subtask, Task, TimeEntry
from charleos.store.scope import Lens
from charleos.units import NOTHING, Minutes


@needs(Capability.LOG_OWN_TIME)
def my_week(desk: Desk, day: date) -> Week:
    """Monday to Sunday around the day: what I logged, against my capacity."""
    monday = monday_of(day)
    sunday = monday + timedelta(days=6)
    with desk.reading(Lens.OWN) as session:
        me = session.execute(_ME, {"person": desk.viewer.person_id, "off_since": monday}).one_or_none()
        if me is None:
            raise NotFound("There is no such person.")
        rulebook = current_rulebook(session, stamp=(me.policies, me.plans))
        week = {"person": desk.viewer.person_id, "first": monday, "last": sunday}
        logged = {one: Minutes(minutes) for one, minutes in session.execute(_BY_DAY, week)}
    return week_of(day, logged, diary_of(me, rulebook, monday, sunday, unpacked(me.off)))


_ME = sa.select(Person.id, Person.capacity, Person.discipline, OFF, *STAMP).where(Person.id == sa.bindparam("person"))
_BY_DAY = (
    sa.select(TimeEntry.work_date, sa.func.sum(TimeEntry.minutes))
    .where(
        TimeEntry.person_id == sa.bindparam("person"),
        TimeEntry.work_date >= sa.bindparam("first"),
        TimeEntry.work_date <= sa.bindparam("last"),
        TimeEntry.voided_at.is_(None),
    )
    .group_by(TimeEntry.work_date)
)


class DayEntry(NamedTuple):
    """One of my entries. client, task, type and step are None where it has none. taken_out: the reason, once voided."""

    id: int
    work_date: date
    minutes: Minutes
    activity: Activity
    note: str
    requirement_id: int | None
    client_id: int | None
    client: str | None
    task_number: int | None
    task: str | None
    type: str | None
    taken_out: str | None
    can_change: bool
    subtask_id: int | None = None
    step: StepKind | None = None


@needs(Capability.LOG_OWN_TIME)
def my_day(desk: Desk, day: date) -> tuple[DayEntry, ...]:
    """My entries of the day in the order they were logged, those taken out included."""
    rows = desk.all(_ENTRIES.where(TimeEntry.work_date == day), {"person": desk.viewer.person_id}, lens=Lens.OWN)
    return tuple(_day_entry(desk, row) for row in rows)


@needs(Capability.LOG_OWN_TIME)
def my_entry(desk: Desk, entry_id: int) -> DayEntry:
    """One of my entries. Raises NotFound."""
    row = desk.one(_ENTRIES.where(TimeEntry.id == entry_id), {"person": desk.viewer.person_id}, lens=Lens.OWN)
    return _day_entry(desk, row)


_ENTRIES = (
    sa.select(
        TimeEntry.id,
        TimeEntry.work_date,
        TimeEntry.minutes,
        TimeEntry.activity,
        TimeEntry.note,
        TimeEntry.requirement_id,
        TimeEntry.client_id,
        Client.name,
        Task.number,
        Task.title,
        Requirement.type,
        Requirement.completed_on,
        TimeEntry.voided_at,
        TimeEntry.void_reason,
        Client.open_from,
        Client.status,
        TimeEntry.subtask_id,
        Subtask.kind,
    )
    .outerjoin(Client, Client.id == TimeEntry.client_id)
    .outerjoin(Requirement, Requirement.id == TimeEntry.requirement_id)
    .outerjoin(Task, Task.id == Requirement.task_id)
    .outerjoin(Subtask, Subtask.id == TimeEntry.subtask_id)
    .where(TimeEntry.person_id == sa.bindparam("person"))
    .order_by(TimeEntry.id)
)


def _day_entry(desk: Desk, row: Any) -> DayEntry:
    is_open = row.open_from is None or Month.of(row.work_date) >= row.open_from
    may = is_open or desk.viewer.can(Capability.CORRECT_ANY_TIME)
    return DayEntry(
        row.id,
        row.work_date,
        row.minutes,
        Activity(row.activity),
        row.note,
        row.requirement_id,
        row.client_id,
        row.name,
        row.number,
        row.title,
        row.type,
        row.void_reason if row.voided_at else None,
        may and row.voided_at is None,
        row.subtask_id,
        StepKind(row.kind) if row.kind else None,
    )


@dataclass(frozen=True, slots=True)
class Repeatable:
    """One entry of the earlier day. instead: why it is not offered once more; None when it is.

    routed: where its time would count when the month of the new day is closed.
    """

    entry: DayEntry
    instead: str | None
    routed: str | None


@dataclass(frozen=True, slots=True)
class EarlierDay:
    """The last day before the one asked about on which I logged time."""

    day: date
    entries: tuple[Repeatable, ...]

    @property
    def offered(self) -> tuple[DayEntry, ...]:
        return tuple(one.entry for one in self.entries if one.instead is None)

    @property
    def minutes(self) -> Minutes:
        return sum((one.minutes for one in self.offered), NOTHING)


@needs(Capability.LOG_OWN_TIME)
def last_worked_day(desk: Desk, day: date) -> EarlierDay | None:
    """What could be repeated on the day; None when I never logged before it."""
    me = {"person": desk.viewer.person_id}
    live = TimeEntry.voided_at.is_(None)
    last = (
        sa.select(sa.func.max(TimeEntry.work_date))
        .where(TimeEntry.person_id == desk.viewer.person_id, TimeEntry.work_date < day, live)
        .scalar_subquery()
    )
    with desk.reading(Lens.OWN) as session:
        source = session.execute(_ENTRIES.where(TimeEntry.work_date == last, live), me).all()
        there = session.execute(_ENTRIES.where(TimeEntry.work_date == day, live), me).all()
    if not source:
        return None
    found = already_there([piece(row) for row in source], [piece(row) for row in there])
    return EarlierDay(
        source[0].work_date,
        tuple(
            Repeatable(_day_entry(desk, row), _instead(row, is_there=is_there), _routed(row, day))
            for row, is_there in zip(source, found, strict=True)
        ),
    )


def piece(row: Any) -> Piece:
    """What the entry in the row is worth comparing by."""
    return Piece(row.requirement_id, row.client_id, row.activity, row.minutes, row.note)


def _routed(row: Any, day: date) -> str | None:
    if row.requirement_id is None or row.open_from is None:
        return None
    return routing(Month.of(day), month_of_line(Month.of(day), row.open_from))


def _instead(row: Any, *, is_there: bool) -> str | None:
    if is_there:
        return "already there"
    if row.status == "archived":
        return "client archived"
    return "complete" if row.completed_on else None
