"""A client's month explained: every line that moved it, with its sentence and the running remaining."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.errors import NotFound
from charleos.periods import Month
from charleos.reads.statements import ClientStatements, statements_of
from charleos.rules.access import Capability
from charleos.rules.billing import Estimate
from charleos.rules.ledger import Change, Kind, Line, reason
from charleos.rules.retainer import Statement
from charleos.store.schema import LedgerLine, Person, Requirement, Task
from charleos.store.scope import ScopedSession
from charleos.units import Minutes


class LedgerEntry(NamedTuple):
    """One line. number: its posting number. remaining_after: None in a project-only month."""

    number: int
    posted_at: datetime
    work_date: date
    task_key: str
    task_number: int
    task_title: str
    requirement_key: str | None
    type: str
    size: str | None
    person_key: str | None
    person: str | None
    kind: Kind
    change: Change
    borrowed: Minutes
    reason: str
    remaining_after: Minutes | None


@dataclass(frozen=True, slots=True)
class LedgerMonth:
    """The lines in posting order; the last one's remaining is the statement's."""

    statement: Statement
    is_closed: bool
    lines: tuple[LedgerEntry, ...]


@needs(Capability.VIEW_CLIENTS)
def explain(desk: Desk, slug: str, month: Month) -> LedgerMonth:
    """Raises NotFound for a client out of reach, or a month before its start."""
    with desk.reading() as session:
        return _explained(session, statements_of(session, slug, month, month), month)


@needs(Capability.VIEW_CLIENTS)
def explain_statement(desk: Desk, of: ClientStatements, month: Month) -> LedgerMonth:
    """The same for a statement that was read already. Raises NotFound for a month that it does not hold."""
    with desk.reading() as session:
        return _explained(session, of, month)


def _explained(session: ScopedSession, of: ClientStatements, month: Month) -> LedgerMonth:
    one = of.of(month)
    rows = session.execute(_LINES, {"client": of.client_id, "month": month}).all()
    return LedgerMonth(one, of.is_closed(month), tuple(_running(one, rows)))


class TaskLine(NamedTuple):
    """A line of one task, in whichever month it stands."""

    month: Month
    line: LedgerEntry


@dataclass(frozen=True, slots=True)
class TaskLedger:
    """Everything that a task moved, in posting order: its requirements' lines and its borrowing."""

    number: int
    title: str
    lines: tuple[TaskLine, ...]


@needs(Capability.VIEW_CLIENTS)
def explain_task(desk: Desk, task_id: int) -> TaskLedger:
    """Raises NotFound for a task out of reach."""
    with desk.reading() as session:
        found = session.execute(sa.select(Task.number, Task.title).where(Task.id == task_id)).all()
        if not found:
            raise NotFound("There is no such task.")
        rows = session.execute(_LINES_OF_TASK, {"task": task_id}).all()
    return TaskLedger(*found[0], tuple(TaskLine(row.month, _entry(row, None)) for row in rows))


def _running(one: Statement, rows: Any) -> Iterator[LedgerEntry]:
    remaining = one.available
    for row in rows:
        remaining -= row.billable
        yield _entry(row, remaining if one.is_retained else None)


def _entry(row: Any, remaining: Minutes | None) -> LedgerEntry:
    kind = Kind(row.kind)
    change = Change(row.minutes, row.billable, row.banked, row.overage)
    after = Minutes(row.before + row.minutes)
    line = Line(kind, row.size, Estimate(row.average, row.maximum), row.before, after, change, row.cause)
    return LedgerEntry(
        row.id,
        row.posted_at,
        row.work_date,
        row.task_key,
        row.number,
        row.title,
        row.requirement_key,
        row.type,
        row.size,
        row.person_key,
        row.name,
        kind,
        change,
        row.borrowed,
        reason(line),
        remaining,
    )


_ALL_LINES = (
    sa.select(
        LedgerLine.id,
        LedgerLine.month,
        LedgerLine.posted_at,
        LedgerLine.work_date,
        LedgerLine.type,
        LedgerLine.size,
        LedgerLine.kind,
        LedgerLine.average,
        LedgerLine.maximum,
        LedgerLine.before,
        LedgerLine.minutes,
        LedgerLine.billable,
        LedgerLine.banked,
        LedgerLine.overage,
        LedgerLine.borrowed,
        LedgerLine.cause,
        Task.key.label("task_key"),
        Task.number,
        Task.title,
        Requirement.key.label("requirement_key"),
        Person.key.label("person_key"),
        Person.name,
    )
    .join(Task, Task.id == LedgerLine.task_id)
    .outerjoin(Requirement, Requirement.id == LedgerLine.requirement_id)
    .outerjoin(Person, Person.id == LedgerLine.person_id)
    .order_by(LedgerLine.id)
)
_LINES = _ALL_LINES.where(LedgerLine.client_id == sa.bindparam("client"), LedgerLine.month == sa.bindparam("month"))
_LINES_OF_TASK = _ALL_LINES.where(LedgerLine.task_id == sa.bindparam("task"))
