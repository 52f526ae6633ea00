"""The requirements behind a figure: what each of them added to it in the period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.periods import Month
from charleos.rules.access import Capability
from charleos.rules.billing import Case, Estimate, bill
from charleos.store.schema import Client, LedgerLine, Requirement, Task
from charleos.units import Minutes

ROWS = 200


class Figure(StrEnum):
    """What the requirements are asked about. best, worst: by net, from either end."""

    LOGGED = "logged"
    BILLABLE = "billable"
    BANKED = "banked"
    PROVISIONAL = "provisional"
    OVERAGE = "overage"
    NET = "net"
    BEST = "best"
    WORST = "worst"
    COMPLETED = "completed"


@dataclass(frozen=True, slots=True)
class BehindAsked:
    """A figure, and what it was narrowed to. client_ids: none is all in reach. size "" is *Not required*.

    case: only requirements whose actual time fell there.
    """

    figure: Figure = Figure.NET
    client_ids: tuple[int, ...] = ()
    type: str | None = None
    size: str | None = None
    case: Case | None = None
    rows: int = ROWS


class RequirementBehind(NamedTuple):
    """A requirement in the period; without one, what a task borrowed. Its minutes are sums of the period's lines;
    quoted, maximum and actual are the requirement's own, over its whole life. month: of its last line."""

    client_id: int
    slug: str
    client: str
    task_id: int
    task_number: int
    task_title: str
    requirement_id: int | None
    type: str
    size: str | None
    quoted: Minutes
    maximum: Minutes
    actual: Minutes
    completed_on: date | None
    month: Month
    logged: Minutes
    billable: Minutes
    banked: Minutes
    overage: Minutes

    @property
    def net(self) -> Minutes:
        return self.banked - self.overage

    @property
    def provisional(self) -> Minutes:
        return self.banked if self.completed_on is None else Minutes(0)

    @property
    def case(self) -> Case | None:
        return None if self.requirement_id is None else bill(Estimate(self.quoted, self.maximum), self.actual).case


@dataclass(frozen=True, slots=True)
class Behind:
    """The first so many rows, how many there are, and what all of them come to."""

    rows: tuple[RequirementBehind, ...]
    count: int
    total: Minutes


@needs(Capability.VIEW_EFFICIENCY)
def requirements_behind(desk: Desk, first: Month, last: Month, asked: BehindAsked) -> Behind:
    """Those that added anything to the figure, the largest first."""
    query = _completed_query(asked) if asked.figure is Figure.COMPLETED else _moved_query(asked)
    span = {"first": first, "last": last, "begin": first.first, "end": last.last}
    rows = desk.all(query.limit(max(1, asked.rows)), span)
    if not rows:
        return Behind((), 0, Minutes(0))
    return Behind(tuple(_row(row) for row in rows), int(rows[0].how_many), Minutes(int(rows[0].whole)))


def _row(row: Any) -> RequirementBehind:
    return RequirementBehind._make(row[: len(RequirementBehind._fields)])


_LOGGED, _BILLABLE, _BANKED, _OVERAGE = (
    sa.func.coalesce(sa.func.sum(column), 0)
    for column in (LedgerLine.minutes, LedgerLine.billable, LedgerLine.banked, LedgerLine.overage)
)
_PROVISIONAL = sa.case((Requirement.completed_on.is_(None), _BANKED), else_=0)
_SUMS = {
    Figure.LOGGED: _LOGGED,
    Figure.BILLABLE: _BILLABLE,
    Figure.BANKED: _BANKED,
    Figure.PROVISIONAL: _PROVISIONAL,
    Figure.OVERAGE: _OVERAGE,
    Figure.NET: _BANKED - _OVERAGE,
    Figure.BEST: _BANKED - _OVERAGE,
    Figure.WORST: _BANKED - _OVERAGE,
    Figure.COMPLETED: Requirement.average,
}
_OF_REQUIREMENT = (
    Requirement.id,
    Requirement.average,
    Requirement.maximum,
    Requirement.actual,
    Requirement.completed_on,
)
_OF_TASK = (Client.id, Client.slug, Client.name, Task.id, Task.number, Task.title)
_IN_PERIOD = LedgerLine.month.between(sa.bindparam("first"), sa.bindparam("last"))


def _moved_query(asked: BehindAsked) -> Any:
    """Lines of the period, added up for each requirement; borrowing, which has none, for each task."""
    figure = _SUMS[asked.figure]
    query = (
        _columns(figure, sa.func.max(LedgerLine.type), sa.func.max(LedgerLine.size), sa.func.max(LedgerLine.month))
        .select_from(LedgerLine)
        .join(Task, Task.id == LedgerLine.task_id)
        .join(Client, Client.id == LedgerLine.client_id)
        .outerjoin(Requirement, Requirement.id == LedgerLine.requirement_id)
        .where(_IN_PERIOD, *_narrowed(asked, LedgerLine))
        .group_by(*_OF_TASK, *_OF_REQUIREMENT)
        .order_by(*_order(asked.figure, figure), Task.number, Requirement.id)
    )
    if asked.figure is Figure.BEST:
        return query.having(figure > 0)
    return query.having(figure < 0 if asked.figure is Figure.WORST else figure != 0)


def _order(figure: Figure, column: Any) -> tuple[Any, ...]:
    if figure is Figure.WORST:
        return (column,)
    return (column.desc(),) if figure is Figure.BEST else (sa.func.abs(column).desc(), column.desc())


def _completed_query(asked: BehindAsked) -> Any:
    """Requirements completed in the period on which time was logged, with whatever lines they have in it."""
    month = sa.func.coalesce(sa.func.max(LedgerLine.month), sa.bindparam("last"))
    lines = sa.and_(LedgerLine.requirement_id == Requirement.id, _IN_PERIOD)
    return (
        _columns(Requirement.average, Requirement.type, Requirement.size, month)
        .select_from(Requirement)
        .join(Task, Task.id == Requirement.task_id)
        .join(Client, Client.id == Requirement.client_id)
        .outerjoin(LedgerLine, lines)
        .where(
            Requirement.completed_on.between(sa.bindparam("begin"), sa.bindparam("end")),
            Requirement.actual > 0,
            *_narrowed(asked, Requirement),
        )
        .group_by(*_OF_TASK, *_OF_REQUIREMENT, Requirement.type, Requirement.size)
        .order_by((Requirement.actual - Requirement.average).desc(), Task.number, Requirement.id)
    )


def _columns(figure: Any, work_type: Any, size: Any, month: Any) -> Any:
    requirement_id, *quoted, completed_on = _OF_REQUIREMENT
    return sa.select(
        *_OF_TASK,
        requirement_id,
        work_type.label("type"),
        size.label("size"),
        *(sa.func.coalesce(column, 0) for column in quoted),
        completed_on,
        month.label("month"),
        _LOGGED.label("logged"),
        _BILLABLE.label("billable"),
        _BANKED.label("banked"),
        _OVERAGE.label("overage"),
        sa.func.count().over().label("how_many"),
        sa.func.sum(figure).over().label("whole"),
    )


def _narrowed(asked: BehindAsked, table: Any) -> list[Any]:
    found: list[Any] = []
    if asked.client_ids:
        found.append(table.client_id.in_(asked.client_ids))
    if asked.type is not None:
        found.append(table.type == asked.type)
    if asked.size is not None:
        found.append(sa.func.coalesce(table.size, "") == asked.size)
    if asked.case is not None:
        found.append(_CASES[asked.case])
    return found


_CASES = {
    Case.UNSTARTED: Requirement.actual == 0,
    Case.FAST: sa.and_(Requirement.actual > 0, Requirement.actual < Requirement.average),
    Case.NORMAL: sa.and_(Requirement.actual >= Requirement.average, Requirement.actual <= Requirement.maximum),
    Case.OVERRUN: Requirement.actual > Requirement.maximum,
}
