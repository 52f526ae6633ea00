"""A client's tasks with their requirements: what each quoted, took, bills, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.periods import Month
from charleos.rules.access import Capability
from charleos.rules.billing import Bill, Estimate, TaskBill, bill, task_bill
from charleos.rules.clients import unknown_client
from charleos.rules.phases import Phase, Piece, Stage, StepKind, StepStatus, phase_of
from charleos.rules.policy import Rulebook, Size
from charleos.store.rulebook import STAMP, current_rulebook
from charleos.store.schema import Client, LedgerLine, Person, Requirement, Subtask, Task
from charleos.units import NOTHING, Minutes

PAGE = 10


class Shown(StrEnum):
    """Which tasks: with something still to do, moved by the month's ledger, or every one."""

    OPEN = "open"
    MONTH = "month"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class WorkFilter:
    shown: Shown = Shown.OPEN
    page: int = 1


class RequirementWork(NamedTuple):
    """minimum: where the range of its size began when it was sized; None when it is not required."""

    id: int
    type: str
    size: str | None
    minimum: Minutes | None
    estimate: Estimate
    bill: Bill
    assignee_id: int | None
    assignee: str | None
    completed_on: date | None
    version: int


class Mark(NamedTuple):
    """A Running Behind mark that no false alarm has undone."""

    marked_on: date
    minutes: Minutes
    cause: str
    notes: str


@dataclass(frozen=True, slots=True)
class TaskWork:
    """total includes what the requirements borrowed from each other while the task runs behind."""

    id: int
    number: int
    title: str
    description: str
    phase: Phase
    target_month: Month | None
    pm: str | None
    requirements: tuple[RequirementWork, ...]
    marks: tuple[Mark, ...]
    total: TaskBill

    @property
    def is_complete(self) -> bool:
        return bool(self.requirements) and all(one.completed_on for one in self.requirements)

    @property
    def delay(self) -> Minutes:
        return sum((mark.minutes for mark in self.marks), NOTHING)


@dataclass(frozen=True, slots=True)
class Work:
    """One page of a client's tasks, newest first. count: of all pages."""

    tasks: tuple[TaskWork, ...]
    count: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // PAGE))


@needs(Capability.VIEW_CLIENTS)
def work(desk: Desk, slug: str, month: Month, filter: WorkFilter) -> Work:  # noqa: A002 - what the screen calls it
    """Raises NotFound for a client out of reach. A page beyond the last is the last."""
    wanted = _WANTED[filter.shown]
    with desk.reading() as session:
        found = session.execute(wanted.head, {"slug": slug, "month": month}).all()
        if not found:
            raise unknown_client(slug)
        head = found[0]
        page = min(max(filter.page, 1), max(1, -(-head.total // PAGE)))
        values = {"client": head.id, "month": month, "skip": (page - 1) * PAGE}
        rows = session.execute(wanted.tasks, values).all()
        steps = session.execute(_STEPS, {"tasks": {row.id for row in rows}}).all()
        rulebook = current_rulebook(session, stamp=(head.policies, head.plans))
    return Work(tuple(tasks_of(rows, steps, rulebook)), head.total, page)


@dataclass(frozen=True, slots=True)
class TaskChoices:
    """What a new task is made of: the sizes of today's table, and who may be assigned. discipline by person."""

    sizes: tuple[Size, ...]
    people: tuple[Colleague, ...]


class Colleague(NamedTuple):
    id: int
    name: str
    discipline: str


@needs(Capability.EDIT_WORK)
def task_choices(desk: Desk) -> TaskChoices:
    with desk.reading() as session:
        people = session.execute(_COLLEAGUES).all()
        policy = current_rulebook(session).policy(Month.of(desk.today))
    return TaskChoices(policy.sizes, tuple(Colleague(*row) for row in people))


def tasks_of(rows: Iterable[Any], steps: Iterable[Any], rulebook: Rulebook) -> Iterator[TaskWork]:
    """rows: COLUMNS, one for each requirement, a task's together. steps: all of theirs without a false alarm."""
    minimum = {(i, size.code): size.minimum for _, i, policy in rulebook.policies for size in policy.sizes}
    steps_of: dict[int, list[Any]] = {}
    for step in steps:
        steps_of.setdefault(step.task_id, []).append(step)
    for task_id, group in groupby(rows, key=lambda row: row.id):
        parts = list(group)
        head = parts[0]
        mine = steps_of.get(task_id, ())
        marked = tuple(_mark(step) for step in mine if step.kind == StepKind.DELAYED)
        requirements = tuple(_requirement(part, minimum) for part in parts if part.requirement_id is not None)
        pairs = [(one.estimate, one.bill.actual) for one in requirements]
        yield TaskWork(
            task_id,
            head.number,
            head.title,
            head.description,
            _phase(head, mine, requirements),
            head.target_month,
            head.pm,
            requirements,
            marked,
            task_bill(pairs, delayed=bool(marked)),
        )


def _mark(step: Any) -> Mark:
    return Mark(step.marked_on, Minutes(step.estimate), step.cause, step.notes)


def _phase(head: Any, steps: Iterable[Any], requirements: Iterable[RequirementWork]) -> Phase:
    pieces = [Piece(one.type, bool(one.bill.actual), one.completed_on is not None) for one in requirements]
    stages = [Stage(StepKind(step.kind), StepStatus(step.status)) for step in steps]
    return phase_of(stages, pieces, is_planned=head.target_month is not None)


def _requirement(row: Any, minimum: dict[tuple[int, str], Minutes]) -> RequirementWork:
    estimate = Estimate(row.average, row.maximum)
    return RequirementWork(
        row.requirement_id,
        row.type,
        row.size,
        minimum.get((row.policy_id, row.size)),
        estimate,
        bill(estimate, row.actual),
        row.assignee_id,
        row.assignee,
        row.completed_on,
        row.version,
    )


_PM = sa.select(Person.name).where(Person.id == Task.pm_id).correlate(Task).scalar_subquery()
COLUMNS: tuple[Any, ...] = (
    Task.id,
    Task.number,
    Task.title,
    Task.description,
    Task.target_month,
    _PM.label("pm"),
    Requirement.id.label("requirement_id"),
    Requirement.type,
    Requirement.size,
    Requirement.policy_id,
    Requirement.average,
    Requirement.maximum,
    Requirement.actual,
    Requirement.assignee_id,
    Person.name.label("assignee"),
    Requirement.completed_on,
    Requirement.version,
)
_REQUIREMENTS = sa.select(Requirement.id).where(Requirement.task_id == Task.id)
_OPEN = sa.or_(_REQUIREMENTS.where(Requirement.completed_on.is_(None)).exists(), ~_REQUIREMENTS.exists())
_OF_CLIENT = Task.client_id == sa.bindparam("client")


class _Wanted(NamedTuple):
    head: sa.Select[Any]
    tasks: sa.Select[Any]


def _wanted(*also: sa.ColumnElement[bool]) -> _Wanted:
    """The statements of one choice: the client with the number of its tasks, and a page of them."""
    count = sa.select(sa.func.count(Task.id)).where(Task.client_id == Client.id, *also).correlate(Client)
    head = sa.select(Client.id, *STAMP, count.scalar_subquery().label("total"))
    page = sa.select(Task.id).where(_OF_CLIENT, *also).order_by(Task.number.desc())
    page = page.limit(PAGE).offset(sa.bindparam("skip"))
    tasks = (
        sa.select(*COLUMNS)
        .outerjoin(Requirement, Requirement.task_id == Task.id)
        .outerjoin(Person, Person.id == Requirement.assignee_id)
        .where(_OF_CLIENT, Task.id.in_(page))
        .order_by(Task.number.desc(), Requirement.id)
    )
    return _Wanted(head.where(Client.slug == sa.bindparam("slug")), tasks)


_MOVED = Task.id.in_(
    sa.select(LedgerLine.task_id).where(
        LedgerLine.client_id == Task.client_id, LedgerLine.month == sa.bindparam("month")
    )
)
_WANTED = {Shown.OPEN: _wanted(_OPEN), Shown.MONTH: _wanted(_MOVED), Shown.ALL: _wanted()}
_STEPS = (
    sa.select(
        Subtask.task_id,
        Subtask.kind,
        Subtask.status,
        Subtask.marked_on,
        Subtask.estimate,
        Subtask.cause,
        Subtask.notes,
    )
    .where(Subtask.task_id.in_(sa.bindparam("tasks", expanding=True)), Subtask.cleared_at.is_(None))
    .order_by(Subtask.id)
)
_COLLEAGUES = (
    sa.select(Person.id, Person.name, Person.discipline).where(Person.status == "active").order_by(Person.name)
)
