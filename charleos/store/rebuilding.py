"""The kept sums derived anew, set-wise: entries and ledger lines are grouped and added up, and never written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from charleos.store.bulk import free_tables, hold_tables
from charleos.store.direct import run
from charleos.store.schema import (
    ClientMonth,
    LedgerLine,
    PersonMonth,
    Requirement,
    Subtask,
    Task,
    TimeEntry,
    WorkMonth,
)
from charleos.store.scope import ScopedSession

_ENTRY: Any = TimeEntry.__table__
_LINE: Any = LedgerLine.__table__
_REQUIREMENT: Any = Requirement.__table__
_SUBTASK: Any = Subtask.__table__
_TASK: Any = Task.__table__
_WORK_MONTH: Any = WorkMonth.__table__
_CLIENT_MONTH: Any = ClientMonth.__table__
_PERSON_MONTH: Any = PersonMonth.__table__
_SUMS = ("logged", "billable", "banked", "overage", "borrowed")


def rebuild_sums(session: ScopedSession, progress: Callable[[str], None]) -> None:
    """progress: told what is being derived."""
    hold_tables(session)
    for what, derive in (
        ("totals of requirements", _requirement_totals),
        ("totals of steps", _step_totals),
        ("borrowing of tasks", _task_borrowing),
        ("months by type and size", _work_months),
        ("months of clients", _client_months),
        ("months of people", _person_months),
    ):
        progress(what)
        derive(session)
    free_tables(session)


def _requirement_totals(session: ScopedSession) -> None:
    _set_total(session, _REQUIREMENT.c.actual, _minutes_by(_ENTRY.c.requirement_id))


def _step_totals(session: ScopedSession) -> None:
    _set_total(session, _SUBTASK.c.logged, _minutes_by(_ENTRY.c.subtask_id))


def _minutes_by(column: Any) -> sa.Select[*tuple[Any, ...]]:
    """Minutes of the entries that count, by what the column names."""
    counts = sa.select(column.label("id"), sa.func.sum(_ENTRY.c.minutes).label("total"))
    return counts.where(column.is_not(None), _ENTRY.c.voided_at.is_(None)).group_by(column)


def _task_borrowing(session: ScopedSession) -> None:
    """Only a task that was ever marked as running behind has lines of borrowing."""
    marked = sa.select(_SUBTASK.c.task_id).where(_SUBTASK.c.kind == "delayed")
    lent = sa.select(_LINE.c.task_id.label("id"), sa.func.sum(_LINE.c.borrowed).label("total")).where(
        _LINE.c.task_id.in_(marked), _LINE.c.kind == "borrowing"
    )
    _set_total(session, _TASK.c.borrowed, lent.group_by(_LINE.c.task_id))


def _set_total(session: ScopedSession, column: Any, totals: sa.Select[*tuple[Any, ...]]) -> None:
    """Rows whose total is another get the right one; rows that no total speaks of get nothing."""
    table, right = column.table, totals.cte("right_totals")
    same = table.c.id == right.c.id
    run(session, sa.update(table).where(same, column != right.c.total).values({column.name: right.c.total}))
    spoken_of = sa.exists().where(same)
    run(session, sa.update(table).where(column != 0, ~spoken_of).values({column.name: 0}))


def _work_months(session: ScopedSession) -> None:
    size = sa.func.coalesce(_LINE.c.size, "")
    keys = (_LINE.c.client_id, _LINE.c.month, _LINE.c.type, size)
    sums = (_LINE.c.minutes, _LINE.c.billable, _LINE.c.banked, _LINE.c.overage, _LINE.c.borrowed)
    _derive(session, _WORK_MONTH, sa.select(*keys, *map(sa.func.sum, sums)).group_by(*keys))


def _client_months(session: ScopedSession) -> None:
    keys = (_WORK_MONTH.c.client_id, _WORK_MONTH.c.month)
    sums = (_WORK_MONTH.c[name] for name in _SUMS)
    _derive(session, _CLIENT_MONTH, sa.select(*keys, *map(sa.func.sum, sums)).group_by(*keys))


def _person_months(session: ScopedSession) -> None:
    """Grouped by client and month first: the ledger has an index in that order."""
    person, *month = _LINE.c.person_id, _LINE.c.client_id, _LINE.c.month
    of_entries = sa.select(person, *month, sa.func.sum(_LINE.c.minutes)).where(
        _LINE.c.entry_id.is_not(None), person.is_not(None)
    )
    _derive(session, _PERSON_MONTH, of_entries.group_by(*month, person))


def _derive(session: ScopedSession, table: Any, rows: sa.Select[*tuple[Any, ...]]) -> None:
    run(session, sa.delete(table))
    run(session, sa.insert(table).from_select([column.name for column in table.c], rows))
