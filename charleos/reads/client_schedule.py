"""A client's month as it is planned: reserved time, the planner, and the steps that have dates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.periods import Month
from charleos.reads.diaries import leave_by_person
from charleos.rules.access import Capability
from charleos.rules.blocks import BlockKind, BlockStatus, status_on
from charleos.rules.clients import unknown_client
from charleos.rules.diary import DaysOff, Diary, by_month, spread
from charleos.rules.phases import StepKind, StepStatus
from charleos.store.schema import Block, Client, Person, Requirement, Subtask, Task
from charleos.store.scope import ScopedSession
from charleos.units import NOTHING, Minutes


class BlockLine(NamedTuple):
    id: int
    kind: BlockKind
    round: int
    assignee_id: int
    assignee: str
    start: date
    end: date
    minutes: Minutes
    status: BlockStatus
    version: int


class PlannedTask(NamedTuple):
    """A task of the planner. undated: what its steps without dates are estimated at. dated: how many have dates."""

    id: int
    number: int
    title: str
    undated: Minutes
    steps: int
    dated: int


class ScheduledStep(NamedTuple):
    """A step with dates in the month. in_month: the part of its estimate that falls there."""

    id: int
    task_number: int
    title: str
    kind: StepKind
    type: str | None
    assignee: str | None
    start: date
    end: date
    status: StepStatus
    in_month: Minutes


@dataclass(frozen=True, slots=True)
class ClientSchedule:
    month: Month
    blocks: tuple[BlockLine, ...]
    planner: tuple[PlannedTask, ...]
    steps: tuple[ScheduledStep, ...]

    @property
    def reserved(self) -> Minutes:
        return sum((block.minutes for block in self.blocks), NOTHING)

    @property
    def undated(self) -> Minutes:
        """What the planner's tasks still need dates for."""
        return sum((task.undated for task in self.planner), NOTHING)


@needs(Capability.VIEW_CLIENTS)
def client_schedule(desk: Desk, slug: str, month: Month) -> ClientSchedule:
    """Raises NotFound for a client out of reach."""
    with desk.reading() as session:
        blocks = session.execute(_BLOCKS, {"slug": slug, "month": month}).all()
        if not blocks:
            raise unknown_client(slug)
        days = {"client": blocks[0].client, "month": month, "first": month.first, "last": month.last}
        rows = session.execute(_TASKS, days).all()
        dated = [row for row in rows if row.start and row.start <= month.last and row.end_on >= month.first]
        off = _days_off(session, [row for row in dated if not _is_within(row, month)])
    lines = tuple(_block(row, desk.today) for row in blocks if row.id is not None)
    steps = sorted((_step(row, month, off) for row in dated), key=lambda one: (one.start, one.task_number, one.id))
    return ClientSchedule(month, lines, tuple(_planner(rows, month)), tuple(steps))


def _block(row: Any, today: date) -> BlockLine:
    status = status_on(BlockStatus(row.status), row.start, row.end_on, today)
    return BlockLine(
        row.id,
        BlockKind(row.kind),
        row.round,
        row.assignee_id,
        row.assignee,
        row.start,
        row.end_on,
        Minutes(row.minutes),
        status,
        row.version,
    )


def _planner(rows: Sequence[Any], month: Month) -> Iterable[PlannedTask]:
    """Tasks of the month with open work that has no dates. A deployment of no minutes alone keeps no task here."""
    planned = [row for row in rows if row.target_month == month and row.is_open]
    for _, group in groupby(planned, key=lambda row: row.task_id):
        parts = list(group)
        steps = [row for row in parts if row.id is not None and row.status != StepStatus.COMPLETE]
        dated = sum(1 for row in steps if row.start)
        undated = Minutes(sum(row.estimate for row in steps if not row.start) + parts[0].uncut)
        if undated or not dated:
            yield PlannedTask(parts[0].task_id, parts[0].number, parts[0].title, undated, len(steps), dated)


def _is_within(row: Any, month: Month) -> bool:
    return bool(row.start >= month.first and row.end_on <= month.last)


def _days_off(session: ScopedSession, steps: Sequence[Any]) -> dict[int, tuple[DaysOff, ...]]:
    """Approved leave of whoever's step reaches beyond the month: it decides how much of the step falls inside."""
    if not steps:
        return {}
    first, last = min(step.start for step in steps), max(step.end_on for step in steps)
    people = {step.assignee_id for step in steps if step.assignee_id is not None}
    return leave_by_person(session, first, last, people)


def _step(row: Any, month: Month, off: dict[int, tuple[DaysOff, ...]]) -> ScheduledStep:
    return ScheduledStep(
        row.id,
        row.number,
        row.title,
        StepKind(row.kind),
        row.type,
        row.assignee,
        row.start,
        row.end_on,
        StepStatus(row.status),
        _in_month(row, month, off),
    )


def _in_month(row: Any, month: Month, off: dict[int, tuple[DaysOff, ...]]) -> Minutes:
    estimate = Minutes(row.estimate)
    if _is_within(row, month):
        return estimate
    # Minutes are spread by halves of days: how long the days are does not matter.
    diary = None if row.assignee_id is None else Diary(row.assignee_id, NOTHING, off.get(row.assignee_id, ()))
    return by_month(spread(estimate, diary, row.start, row.end_on).items()).get(month, NOTHING)


_BLOCKS: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        Client.id.label("client"),
        Block.id,
        Block.kind,
        Block.round,
        Block.assignee_id,
        Person.name.label("assignee"),
        Block.start,
        Block.end_on,
        Block.minutes,
        Block.status,
        Block.version,
    )
    .select_from(Client)
    .outerjoin(Block, sa.and_(Block.client_id == Client.id, Block.month == sa.bindparam("month")))
    .outerjoin(Person, Person.id == Block.assignee_id)
    .where(Client.slug == sa.bindparam("slug"))
    .order_by(Block.start, Block.kind, Block.round)
)
_OPEN = Requirement.task_id == Task.id, Requirement.completed_on.is_(None)
_ANY = sa.select(Requirement.id).where(Requirement.task_id == Task.id).correlate(Task)
_IS_OPEN = sa.or_(sa.select(Requirement.id).where(*_OPEN).correlate(Task).exists(), ~_ANY.exists())
_CUT = sa.select(Subtask.id).where(Subtask.requirement_id == Requirement.id).correlate(Requirement)
_UNCUT = (
    sa.select(sa.func.coalesce(sa.func.sum(Requirement.average), 0))
    .where(*_OPEN, ~_CUT.exists())
    .correlate(Task)
    .scalar_subquery()
)
"""Quoted time of open requirements that were never cut into steps."""
_IN_MONTH = sa.and_(Subtask.start <= sa.bindparam("last"), Subtask.end_on >= sa.bindparam("first"))
_TASKS: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        Task.id.label("task_id"),
        Task.number,
        Task.title,
        Task.target_month,
        _IS_OPEN.label("is_open"),
        _UNCUT.label("uncut"),
        Subtask.id,
        Subtask.kind,
        Subtask.assignee_id,
        Subtask.start,
        Subtask.end_on,
        Subtask.estimate,
        Subtask.status,
        Person.name.label("assignee"),
        Requirement.type,
    )
    .select_from(Task)
    .outerjoin(Subtask, sa.and_(Subtask.task_id == Task.id, Subtask.cleared_at.is_(None)))
    .outerjoin(Person, Person.id == Subtask.assignee_id)
    .outerjoin(Requirement, Requirement.id == Subtask.requirement_id)
    .where(Task.client_id == sa.bindparam("client"), sa.or_(Task.target_month == sa.bindparam("month"), _IN_MONTH))
    .order_by(Task.number, Subtask.id)
)
