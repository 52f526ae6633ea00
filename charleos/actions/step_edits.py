"""What a task's work is cut into: adding a step, and changing one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from charleos.actions.audit import record
from charleos.actions.steps_held import HeldStep, check_client_is_open, hold_to_move
from charleos.actions.steps_of_task import new_step
from charleos.actions.submissions import once
from charleos.desk import Desk, needs
from charleos.errors import BadInput, NotFound
from charleos.rules.access import Capability
from charleos.rules.clients import archived
from charleos.rules.phases import StepKind, StepStatus
from charleos.rules.placing import Move, check_minutes
from charleos.store.moving import Mover, apply_moves
from charleos.store.numbering import step_keys
from charleos.store.posting import lock
from charleos.store.schema import Client, Requirement, Task
from charleos.store.scope import ScopedSession
from charleos.units import Minutes, hours

MOST_STEPS = 60


@dataclass(frozen=True, slots=True)
class StepEdit:
    """What a step is, and how long it is estimated to take."""

    kind: StepKind
    minutes: Minutes


@needs(Capability.SCHEDULE)
def add_step(desk: Desk, key: str, requirement_id: int, step: StepEdit) -> str:
    """One more step of a requirement, without dates. Returns the receipt."""
    with desk.writing() as session:

        def act() -> str:
            return _add(session, desk, requirement_id, step)

        return once(session, desk, key, "add_step", (requirement_id, step), act=act)


@needs(Capability.SCHEDULE)
def edit_step(desk: Desk, key: str, subtask_id: int, step: StepEdit, version: int) -> str:
    """Another kind, or another estimate; its dates stay. Returns the receipt."""
    with desk.writing() as session:

        def act() -> str:
            return _edit(session, desk, subtask_id, step, version)

        return once(session, desk, key, "edit_step", (subtask_id, step, version), act=act)


def _add(session: ScopedSession, desk: Desk, requirement_id: int, step: StepEdit) -> str:
    found = _requirement(session, requirement_id)
    row = found.Requirement
    ground = lock(session, row.client_id, row.task_id)
    session.refresh(row)
    if ground.status == "archived":
        raise archived(found.name, field="client")
    if row.completed_on is not None:
        raise BadInput("The requirement is complete; reopen it before you add a step.", field="kind")
    _check_kind(step.kind)
    check_minutes(step.minutes, step.kind)
    taken = step_keys(session, row.task_id)
    if len(taken) >= MOST_STEPS:
        raise BadInput(f"A task holds at most {MOST_STEPS} steps; make another task.", field="kind")
    made = new_step(row, step.kind, step.minutes, taken, at=desk.now)
    session.add(made)
    session.flush()
    told = f"{step.kind.title}, {hours(step.minutes)}, is added to #{found.number} {found.title}."
    record(session, desk, "add_step", f"step {made.id}", told, client_id=row.client_id)
    return told


def _requirement(session: ScopedSession, requirement_id: int) -> Any:
    found = session.execute(
        sa.select(Requirement, Task.number, Task.title, Client.name)
        .join(Task, Task.id == Requirement.task_id)
        .join(Client, Client.id == Requirement.client_id)
        .where(Requirement.id == requirement_id)
    ).one_or_none()
    if found is None:
        raise NotFound("There is no such requirement, or it is not yours to see.")
    return found


def _check_kind(kind: StepKind) -> None:
    if kind is StepKind.DELAYED:
        raise BadInput("A Delayed step is made by marking another as running behind.", field="kind")


def _edit(session: ScopedSession, desk: Desk, subtask_id: int, step: StepEdit, version: int) -> str:
    held = hold_to_move(session, subtask_id, version)
    before, was = held.placement, held.kind
    if before.status is StepStatus.COMPLETE:
        raise BadInput(f"{held.called} is complete; reopen it before you change it.", field="kind")
    check_client_is_open(held)
    check_minutes(step.minutes, step.kind)
    after = replace(before, estimate=step.minutes)
    if (step.kind, after) == (was, before):
        raise BadInput("Nothing is changed; choose another kind or estimate.", field="minutes")
    if step.kind is not was:
        _check_new_kind(held, step.kind)
        held.row.kind = step.kind.value
    if after != before:
        mover = Mover(desk.now, desk.actor_id)
        apply_moves(session, "reschedule", [Move(subtask_id, before, after)], mover, subtask_id=subtask_id)
    else:
        held.row.version += 1
    told = f"{held.called} takes {hours(step.minutes)}{_renamed(was, step.kind)}."
    record(session, desk, "edit_step", f"step {subtask_id}", told, client_id=held.ground.client_id)
    session.flush()
    return told


def _check_new_kind(held: HeldStep, kind: StepKind) -> None:
    if held.kind is StepKind.DELAYED:
        raise BadInput("A Delayed step stays one until it is called a false alarm.", field="kind")
    _check_kind(kind)
    if held.status.has_begun:
        raise BadInput(f"{held.called} has begun; its kind stays.", field="kind")


def _renamed(was: StepKind, kind: StepKind) -> str:
    return "" if was is kind else f"; it was {was.title}"
