"""What the schedule has to say to somebody today: their own plan, what runs behind, who asks for leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.reads.day import PersonDay, person_day
from charleos.reads.leave import LeaveLine, leave_waiting
from charleos.rules.access import Capability
from charleos.rules.phases import StepKind, StepStatus
from charleos.store.schema import Client, Person, Requirement, Subtask, Task
from charleos.units import Minutes

MOST = 20


class RunningBehind(NamedTuple):
    """A Running Behind mark whose work is not done. minutes: the extra time. person: who needs it."""

    slug: str
    client: str
    number: int
    task: str
    person: str | None
    minutes: Minutes
    cause: str
    notes: str
    marked_on: date


@dataclass(frozen=True, slots=True)
class PlanningNotes:
    """behind: the newest first, for who orders the schedule. leave: requests, for who decides about them."""

    today: PersonDay
    behind: tuple[RunningBehind, ...]
    leave: tuple[LeaveLine, ...]

    @property
    def is_calm(self) -> bool:
        return not (self.behind or self.leave)


@needs(Capability.OWN_SCHEDULE)
def planning_notes(desk: Desk) -> PlanningNotes:
    """A project manager hears of the tasks they manage and of those that nobody does; who manages none, of all."""
    today = person_day(desk, desk.viewer.person_id, desk.today)
    behind = _running_behind(desk) if desk.viewer.can(Capability.ORDER_DAYS) else ()
    leave = leave_waiting(desk) if desk.viewer.can(Capability.APPROVE_LEAVE) else ()
    return PlanningNotes(today, behind, leave)


def _running_behind(desk: Desk) -> tuple[RunningBehind, ...]:
    rows = desk.all(_BEHIND, {"person": desk.viewer.person_id})
    return tuple(_line(row) for row in rows)


_ME = sa.bindparam("person", type_=sa.Integer)
_MANAGES_ANY = sa.select(Task.id).where(Task.pm_id == _ME).correlate(None).exists()
_IS_OPEN = (
    sa.select(Requirement.id)
    .where(Requirement.task_id == Task.id, Requirement.completed_on.is_(None))
    .correlate(Task)
    .exists()
)
_BEHIND = (
    sa.select(
        Client.slug,
        Client.name.label("client"),
        Task.number,
        Task.title,
        Person.name.label("person"),
        Subtask.estimate,
        Subtask.cause,
        Subtask.notes,
        Subtask.marked_on,
    )
    .join(Task, Task.id == Subtask.task_id)
    .join(Client, Client.id == Subtask.client_id)
    .outerjoin(Person, Person.id == Subtask.assignee_id)
    .where(
        Subtask.kind == StepKind.DELAYED.value,
        Subtask.cleared_at.is_(None),
        Subtask.status != StepStatus.COMPLETE.value,
        sa.or_(Task.pm_id == _ME, Task.pm_id.is_(None), sa.not_(_MANAGES_ANY)),
        _IS_OPEN,
    )
    .order_by(Subtask.marked_on.desc(), Subtask.id.desc())
    .limit(MOST)
)


def _line(row: Any) -> RunningBehind:
    return RunningBehind(
        row.slug,
        row.client,
        row.number,
        row.title,
        row.person,
        Minutes(row.estimate),
        row.cause,
        row.notes,
        row.marked_on,
    )
