"""The planner of a month: which tasks are meant for it. A task stands in one month's planner, or in the backlog."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from charleos.actions.audit import changed_meanwhile, record
from charleos.actions.submissions import once
from charleos.desk import Desk, needs
from charleos.errors import BadInput, NotFound
from charleos.periods import Month
from charleos.rules.access import Capability
from charleos.rules.clients import archived
from charleos.store.schema import Client, Requirement, Task
from charleos.store.scope import ScopedSession


@needs(Capability.SCHEDULE)
def plan_task(desk: Desk, key: str, task_id: int, month: Month, was: Month | None) -> str:
    """The task is meant for the month. was: what it was meant for when it was chosen. Returns the receipt."""
    with desk.writing() as session:
        return once(
            session,
            desk,
            key,
            "plan_task",
            (task_id, month, was),
            act=lambda: _plan(session, desk, task_id, month, was),
        )


@needs(Capability.SCHEDULE)
def unplan_task(desk: Desk, key: str, task_id: int, month: Month) -> str:
    """The task is not meant for the month after all; its steps keep their dates. Returns the receipt."""
    with desk.writing() as session:
        return once(
            session, desk, key, "unplan_task", (task_id, month), act=lambda: _unplan(session, desk, task_id, month)
        )


def _plan(session: ScopedSession, desk: Desk, task_id: int, month: Month, was: Month | None) -> str:
    found = _found(session, task_id)
    task, called = found.Task, f"#{found.Task.number} {found.Task.title}"
    if found.status == "archived":
        raise archived(found.name, field="task")
    if not _has_open_work(session, task_id):
        raise BadInput(f"{called} is complete; there is nothing to plan.", field="task")
    if month < Month.of(desk.today):
        raise BadInput(f"{month.name} has ended; plan the task for a month that is still to come.", field="task")
    if month < Month.of(found.start):
        raise BadInput(f"Work on {found.name} starts in {Month.of(found.start).name}; plan it from then on.")
    if task.target_month == month:
        raise BadInput(f"{called} is in the planner of {month.name} already.", field="task")
    _check_still(session, task, was)
    task.target_month = month
    return _told(session, desk, task, "plan_task", f"{called} is planned for {month.name}.")


def _unplan(session: ScopedSession, desk: Desk, task_id: int, month: Month) -> str:
    task = _found(session, task_id).Task
    _check_still(session, task, month)
    task.target_month = None
    told = f"#{task.number} {task.title} is taken out of the planner of {month.name}."
    return _told(session, desk, task, "unplan_task", told)


def _found(session: ScopedSession, task_id: int) -> Any:
    row = session.execute(
        sa.select(Task, Client.name, Client.status, Client.start)
        .join(Client, Client.id == Task.client_id)
        .where(Task.id == task_id)
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such task.")
    return row


def _has_open_work(session: ScopedSession, task_id: int) -> bool:
    rows = session.execute(sa.select(Requirement.completed_on).where(Requirement.task_id == task_id)).all()
    return not rows or any(row.completed_on is None for row in rows)


def _check_still(session: ScopedSession, task: Task, was: Month | None) -> None:
    """Raises Conflict that says who planned the task for something else meanwhile."""
    if task.target_month == was:
        return
    subject, then = f"task {task.id}", "Look again, then decide."
    what = "planned this task otherwise"
    raise changed_meanwhile(session, task.client_id, subject, what, then=then, actions=_PLANNING)


_PLANNING = ("plan_task", "unplan_task")


def _told(session: ScopedSession, desk: Desk, task: Task, action: str, told: str) -> str:
    record(session, desk, action, f"task {task.id}", told, client_id=task.client_id)
    session.flush()
    return told
