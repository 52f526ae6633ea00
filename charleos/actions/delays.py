"""Running Behind: a mark on a task that lets its requirements borrow from each other, and its undoing."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from charleos.actions.audit import record
from charleos.actions.submissions import once
from charleos.desk import Desk, needs
from charleos.errors import BadInput, NotFound
from charleos.rules.access import Capability
from charleos.store.posting import Origin, lock, settle_delay, take_back_borrowing
from charleos.store.schema import Subtask, Task
from charleos.store.scope import ScopedSession
from charleos.units import Minutes, hours


@dataclass(frozen=True, slots=True)
class Delay:
    """minutes: the extra time needed. cause: one of the trade's reasons, in words."""

    minutes: Minutes
    cause: str
    notes: str = ""


@needs(Capability.EDIT_WORK)
def mark_behind(desk: Desk, key: str, task_id: int, delay: Delay) -> str:
    """The task runs behind: a Delayed step, and from now on borrowing. Returns the receipt."""
    with desk.writing() as session:
        return once(
            session, desk, key, "mark_behind", (task_id, delay), act=lambda: _mark(session, desk, task_id, delay)
        )


@needs(Capability.EDIT_WORK)
def false_alarm(desk: Desk, key: str, task_id: int) -> str:
    """Undo every Running Behind mark of the task and take back what it borrowed. Returns the receipt."""
    with desk.writing() as session:
        return once(session, desk, key, "false_alarm", task_id, act=lambda: _undo(session, desk, task_id))


def _mark(session: ScopedSession, desk: Desk, task_id: int, delay: Delay) -> str:
    if delay.minutes <= 0:
        raise BadInput("Say how much more time is needed; at least one minute.", field="minutes")
    if not delay.cause.strip():
        raise BadInput("Choose why the task runs behind.", field="cause")
    task = _task(session, task_id)
    ground = lock(session, task.client_id, task_id)
    session.add(
        Subtask(
            client_id=task.client_id,
            task_id=task_id,
            key=f"delayed-{next_step(session, task_id)}",
            kind="delayed",
            estimate=delay.minutes,
            cause=delay.cause.strip(),
            notes=delay.notes.strip(),
            created_at=desk.now,
            marked_on=desk.today,
        )
    )
    moved = settle_delay(session, ground, origin=Origin(desk.now, desk.actor_id, desk.today, None))
    told = f"#{task.number} {task.title} runs behind by {hours(delay.minutes)}; {hours(moved)} is borrowed."
    record(session, desk, "mark_behind", f"task {task_id}", told, client_id=task.client_id)
    return told


def next_step(session: ScopedSession, task_id: int) -> int:
    """One more than the task has steps: what tells a new step's key from the others'."""
    return 1 + int(session.scalar(sa.select(sa.func.count(Subtask.id)).where(Subtask.task_id == task_id)) or 0)


def _undo(session: ScopedSession, desk: Desk, task_id: int) -> str:
    task = _task(session, task_id)
    ground = lock(session, task.client_id, task_id)
    marks = session.scalars(
        sa.select(Subtask).where(Subtask.task_id == task_id, Subtask.kind == "delayed", Subtask.cleared_at.is_(None))
    ).all()
    if not marks:
        raise BadInput(f"#{task.number} does not run behind.", field="task")
    for mark in marks:
        mark.cleared_at = desk.now
    moved = take_back_borrowing(session, ground, origin=Origin(desk.now, desk.actor_id, desk.today, None))
    told = f"False alarm on #{task.number} {task.title}: {hours(-moved)} of borrowing is taken back."
    record(session, desk, "false_alarm", f"task {task_id}", told, client_id=task.client_id)
    return told


def _task(session: ScopedSession, task_id: int) -> Task:
    task = session.get(Task, task_id)
    if task is None:
        raise NotFound("There is no such task.")
    return task  # type: ignore[no-any-return]
