"""What stands in my own calendar file: my steps with dates, what is reserved of my time, and my approved leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.reads.diaries import days_off
from charleos.rules.access import Capability
from charleos.rules.blocks import BlockKind, BlockStatus
from charleos.rules.diary import DaysOff
from charleos.rules.leave import LeaveStatus
from charleos.rules.phases import StepKind, StepStatus
from charleos.store.schema import Block, Client, Leave, Subtask, Task
from charleos.store.scope import Lens
from charleos.units import Minutes

BACK = timedelta(days=31)
"""How long ago what is over may have ended to stand in the file."""


class StepEvent(NamedTuple):
    """version grows with every change of it."""

    id: int
    version: int
    client: str
    number: int
    task: str
    kind: StepKind
    status: StepStatus
    start: date
    end: date
    estimate: Minutes


class BlockEvent(NamedTuple):
    id: int
    version: int
    client: str
    called: str
    start: date
    end: date
    minutes: Minutes


class LeaveEvent(NamedTuple):
    id: int
    version: int
    days: DaysOff


@dataclass(frozen=True, slots=True)
class MyCalendar:
    steps: tuple[StepEvent, ...]
    blocks: tuple[BlockEvent, ...]
    leave: tuple[LeaveEvent, ...]


@needs(Capability.OWN_SCHEDULE)
def my_calendar(desk: Desk) -> MyCalendar:
    """Everything of the last month and of all time to come."""
    about = {"person": desk.viewer.person_id, "since": desk.today - BACK}
    with desk.reading(Lens.OWN) as session:
        steps = session.execute(_STEPS, about).all()
        blocks = session.execute(_BLOCKS, about).all()
        leave = session.execute(_LEAVE, about).all()
    return MyCalendar(
        tuple(_step(row) for row in steps),
        tuple(_block(row) for row in blocks),
        tuple(LeaveEvent(row.id, row.version, days_off(row)) for row in leave),
    )


def _step(row: Any) -> StepEvent:
    kind, status, estimate = StepKind(row.kind), StepStatus(row.status), Minutes(row.estimate)
    return StepEvent(
        row.id, row.version, row.name, row.number, row.title, kind, status, row.start, row.end_on, estimate
    )


def _block(row: Any) -> BlockEvent:
    called = BlockKind(row.kind).called(row.round)
    return BlockEvent(row.id, row.version, row.name, called, row.start, row.end_on, Minutes(row.minutes))


_STEPS = (
    sa.select(
        Subtask.id,
        Subtask.version,
        Client.name,
        Task.number,
        Task.title,
        Subtask.kind,
        Subtask.status,
        Subtask.start,
        Subtask.end_on,
        Subtask.estimate,
    )
    .join(Task, Task.id == Subtask.task_id)
    .join(Client, Client.id == Subtask.client_id)
    .where(
        Subtask.assignee_id == sa.bindparam("person"),
        Subtask.end_on >= sa.bindparam("since"),
        Subtask.cleared_at.is_(None),
    )
    .order_by(Subtask.start, Subtask.id)
)
_BLOCKS = (
    sa.select(Block.id, Block.version, Client.name, Block.kind, Block.round, Block.start, Block.end_on, Block.minutes)
    .join(Client, Client.id == Block.client_id)
    .where(
        Block.assignee_id == sa.bindparam("person"),
        Block.end_on >= sa.bindparam("since"),
        Block.status != BlockStatus.COMPLETED.value,
    )
    .order_by(Block.start, Block.id)
)
_LEAVE = (
    sa.select(Leave.id, Leave.version, Leave.start, Leave.end_on, Leave.start_half, Leave.end_half)
    .where(
        Leave.person_id == sa.bindparam("person"),
        Leave.end_on >= sa.bindparam("since"),
        Leave.status == LeaveStatus.APPROVED.value,
    )
    .order_by(Leave.start, Leave.id)
)
