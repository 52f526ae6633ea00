"""What can be planned for a client: tasks that are meant for no month yet, and steps without dates."""

from __future__ import annotations

from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.periods import Month
from charleos.rules.access import Capability
from charleos.rules.phases import StepKind, StepStatus
from charleos.store.schema import Client, Person, Requirement, Subtask, Task
from charleos.units import Minutes

MOST_FOUND = 20


class Plannable(NamedTuple):
    """A task with open work that can be added to a planner. target: whose planner it stands in now."""

    id: int
    number: int
    title: str
    target: Month | None
    quoted: Minutes


@needs(Capability.SCHEDULE)
def tasks_to_plan(desk: Desk, slug: str, month: Month, text: str) -> tuple[Plannable, ...]:
    """The client's open tasks that are not meant for the month, by #number or words of the title; backlog first."""
    wanted = " ".join(text.split()).casefold()
    rows = desk.all(_TO_PLAN, {"slug": slug, "month": month})
    found = [_plannable(row) for row in rows if wanted in f"#{row.number} {row.title}".casefold()]
    return tuple(found[:MOST_FOUND])


def _plannable(row: Any) -> Plannable:
    return Plannable(row.id, row.number, row.title, row.target_month, Minutes(row.quoted))


class WaitingStep(NamedTuple):
    """A step that has no dates."""

    id: int
    version: int
    task_number: int
    title: str
    kind: StepKind
    estimate: Minutes
    assignee_id: int | None
    assignee: str | None


@needs(Capability.SCHEDULE)
def steps_to_schedule(desk: Desk, slug: str, text: str) -> tuple[WaitingStep, ...]:
    """The client's open steps without dates, by #number, words of the title or the kind; newest task first."""
    wanted = " ".join(text.split()).casefold()
    found = [_waiting(row) for row in desk.all(_WAITING, {"slug": slug})]
    named = [one for one in found if wanted in f"#{one.task_number} {one.title} {one.kind.title}".casefold()]
    return tuple(named[:MOST_FOUND])


def _waiting(row: Any) -> WaitingStep:
    step = (StepKind(row.kind), Minutes(row.estimate), row.assignee_id, row.assignee)
    return WaitingStep(row.id, row.version, row.number, row.title, *step)


_OPEN = Requirement.task_id == Task.id, Requirement.completed_on.is_(None)
_QUOTED = (
    sa.select(sa.func.coalesce(sa.func.sum(Requirement.average), 0)).where(*_OPEN).correlate(Task).scalar_subquery()
)
_TO_PLAN: sa.Select[*tuple[Any, ...]] = (
    sa.select(Task.id, Task.number, Task.title, Task.target_month, _QUOTED.label("quoted"))
    .join(Client, Client.id == Task.client_id)
    .where(
        Client.slug == sa.bindparam("slug"),
        sa.or_(Task.target_month.is_(None), Task.target_month != sa.bindparam("month")),
        sa.select(Requirement.id).where(*_OPEN).correlate(Task).exists(),
    )
    .order_by(Task.target_month.is_not(None), Task.number.desc())
)
_WAITING: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        Subtask.id,
        Subtask.version,
        Task.number,
        Task.title,
        Subtask.kind,
        Subtask.estimate,
        Subtask.assignee_id,
        Person.name.label("assignee"),
    )
    .join(Task, Task.id == Subtask.task_id)
    .join(Client, Client.id == Subtask.client_id)
    .outerjoin(Person, Person.id == Subtask.assignee_id)
    .where(
        Client.slug == sa.bindparam("slug"),
        Subtask.start.is_(None),
        Subtask.status != StepStatus.COMPLETE.value,
        Subtask.cleared_at.is_(None),
    )
    .order_by(Task.number.desc(), Subtask.id)
)
