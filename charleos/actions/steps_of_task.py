"""Cutting requirements into steps: when they are agreed, and when they get another size."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa

from charleos.actions.audit import record
from charleos.desk import Desk
from charleos.rules.phases import StepKind, StepStatus
from charleos.rules.policy import Policy
from charleos.rules.steps import PlannedStep, step_key, steps_of
from charleos.store.numbering import step_keys
from charleos.store.schema import Requirement, Subtask, Task
from charleos.store.scope import ScopedSession
from charleos.units import Minutes, hours


def add_steps(
    session: ScopedSession, desk: Desk, task: Task, requirements: Sequence[Requirement], policy: Policy
) -> None:
    """The steps of requirements of one task that are stored already: none has dates, none has anybody yet.

    policy: the one that the requirements were sized by. Flushes.
    """
    taken = step_keys(session, task.id)
    for one in requirements:
        session.add_all(_rows(desk, one, _planned(one, policy), taken))
    session.flush()


def new_step(of: Requirement, kind: StepKind, minutes: Minutes, taken: set[str], *, at: datetime) -> Subtask:
    """A step without dates; its key is added to those taken."""
    key = step_key(kind, taken)
    taken.add(key)
    return Subtask(
        client_id=of.client_id,
        task_id=of.task_id,
        requirement_id=of.id,
        key=key,
        kind=kind.value,
        estimate=minutes,
        created_at=at,
    )


def resize_steps(session: ScopedSession, desk: Desk, of: Requirement, policy: Policy, *, was: str | None) -> None:
    """The requirement has its new size: steps not begun get the minutes of that size, missing ones are added.

    Of several steps of a kind the first is the one that the size speaks of. What the size has no minutes for keeps
    none; what has begun keeps what it was given. Work that never was cut into steps stays whole.
    was: the size before.
    """
    steps = session.scalars(
        sa.select(Subtask)
        .where(Subtask.requirement_id == of.id, Subtask.kind != StepKind.DELAYED.value)
        .order_by(Subtask.id)
        .with_for_update()
    ).all()
    planned = {step.kind: step.minutes for step in _planned(of, policy)}
    first: dict[StepKind, Subtask] = {}
    for step in steps:
        first.setdefault(StepKind(step.kind), step)
    for kind, step in first.items():
        _give_minutes(session, desk, step, planned.get(kind, Minutes(0)))
    if steps or was is None:
        missing = [PlannedStep(kind, minutes) for kind, minutes in planned.items() if kind not in first]
        session.add_all(_rows(desk, of, missing, step_keys(session, of.task_id)))
    session.flush()


def _planned(of: Requirement, policy: Policy) -> tuple[PlannedStep, ...]:
    size = None if of.size is None else policy.size(of.size)
    return steps_of(of.type, size, policy)


def _rows(desk: Desk, of: Requirement, planned: Iterable[PlannedStep], taken: set[str]) -> list[Subtask]:
    return [new_step(of, kind, minutes, taken, at=desk.now) for kind, minutes in planned]


def _give_minutes(session: ScopedSession, desk: Desk, step: Subtask, minutes: Minutes) -> None:
    if StepStatus(step.status).has_begun or step.estimate == minutes:
        return
    step.estimate = minutes
    step.version += 1
    told = f"{StepKind(step.kind).title} takes {hours(minutes)}, by the requirement's new size."
    record(session, desk, "resize_step", f"step {step.id}", told, client_id=step.client_id)
