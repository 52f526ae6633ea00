"""A false alarm: marks of Running Behind are taken back, and with them all that they moved."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from charleos.actions.audit import record
from charleos.actions.steps_held import may_edit
from charleos.desk import Desk
from charleos.errors import BadInput, Conflict, Forbidden, NotFound
from charleos.rules.phases import StepStatus
from charleos.rules.placing import Move, Placement
from charleos.store.changes import Change, mark_undone, standing_changes
from charleos.store.moving import Mover, Standing, apply_moves, hold_people, hold_steps
from charleos.store.posting import Origin, lock, take_back_borrowing
from charleos.store.schema import Subtask, Task
from charleos.store.scope import ScopedSession
from charleos.units import hours


def take_back(session: ScopedSession, desk: Desk, task_id: int, subtask_id: int | None) -> str:
    """Returns the receipt. Nobody's row but those of the marks and of what they moved is touched."""
    task = task_of(session, task_id)
    found = _marks(session, task_id, subtask_id)
    changes = standing_changes(session, "behind", [mark.id for mark in found])
    people = {person for change in changes for person in change.people} | {mark.assignee_id for mark in found}
    hold_people(session, people)
    ground = lock(session, task.client_id, task_id)
    marks = _marks(session, task_id, subtask_id)
    if [mark.id for mark in marks] != [mark.id for mark in found] or {one.assignee_id for one in marks} - people:
        raise Conflict("Somebody changed what runs behind here a moment ago; look again.")
    if not marks:
        raise BadInput(f"#{task.number} {task.title} does not run behind.", field="task")
    _check_allowed(session, desk, task, marks)
    for mark in marks:
        mark.cleared_at = desk.now
    session.flush()
    borrowed = take_back_borrowing(session, ground, origin=Origin(desk.now, desk.actor_id, desk.today, None))
    stay = _move_back(session, desk, marks, changes)
    told = f"False alarm on #{task.number} {task.title}: {hours(-borrowed)} of borrowing is taken back.{_staying(stay)}"
    record(session, desk, "false_alarm", f"task {task_id}", told, client_id=task.client_id)
    return told


def task_of(session: ScopedSession, task_id: int) -> Task:
    """Raises NotFound."""
    task = session.get(Task, task_id)
    if task is None:
        raise NotFound("There is no such task.")
    return task  # type: ignore[no-any-return]


def _marks(session: ScopedSession, task_id: int, subtask_id: int | None) -> Sequence[Subtask]:
    standing = sa.select(Subtask).where(
        Subtask.task_id == task_id, Subtask.kind == "delayed", Subtask.cleared_at.is_(None)
    )
    if subtask_id is not None:
        standing = standing.where(sa.or_(Subtask.id == subtask_id, Subtask.behind_id == subtask_id))
    return session.scalars(standing.order_by(Subtask.id), execution_options={"populate_existing": True}).all()


def _check_allowed(session: ScopedSession, desk: Desk, task: Task, marks: Sequence[Subtask]) -> None:
    """Who may edit the client's work; else whoever does the step that ran behind, or the Delayed one."""
    if may_edit(session, desk, task.client_id):
        return
    me = desk.viewer.person_id
    behind = {mark.behind_id for mark in marks}
    mine = set(session.scalars(sa.select(Subtask.id).where(Subtask.id.in_(behind), Subtask.assignee_id == me)))
    if any(mark.assignee_id != me and mark.behind_id not in mine for mark in marks):
        raise Forbidden("Only who does the step, or who looks after the client, can call it a false alarm.")


def _move_back(session: ScopedSession, desk: Desk, marks: Sequence[Subtask], changes: Sequence[Change]) -> list[str]:
    """Everything that still is where the marks put it goes back. Returns the names of what does not."""
    ids = [mark.id for mark in marks]
    steps = hold_steps(session, [*ids, *(move.subtask_id for change in changes for move in change.moves)])
    places = {step.id: step.placement for step in steps.values()}
    stay = []
    for move in (move for change in changes for move in change.moves):
        if places[move.subtask_id] == move.after:
            places[move.subtask_id] = move.before
        elif move.subtask_id not in ids:
            stay.append(steps[move.subtask_id])
    places.update({one: _gone(places[one]) for one in ids})
    moves = [Move(one, step.placement, places[one]) for one, step in steps.items() if step.placement != places[one]]
    mover = Mover(desk.now, desk.actor_id)
    if not mark_undone(session, [change.id for change in changes], mover):
        raise Conflict("Somebody took this back a moment ago; look again.")
    if moves:
        apply_moves(session, "undo", moves, mover, subtask_id=ids[-1])
    return _names(session, stay)


def _gone(placement: Placement) -> Placement:
    """A Delayed step that was none: with nobody, on no day; what was completed stays as it was done."""
    if placement.status is StepStatus.COMPLETE:
        return placement
    return Placement(None, None, None, placement.estimate, StepStatus.NOT_SCHEDULED)


def _names(session: ScopedSession, stay: Sequence[Standing]) -> list[str]:
    known = set(session.scalars(sa.select(Subtask.id).where(Subtask.id.in_([step.id for step in stay]))))
    named = [step.called if step.id in known else "work for another client" for step in stay]
    return list(dict.fromkeys(named))


def _staying(stay: Sequence[str]) -> str:
    """
    >>> _staying(["Development of #12 Homepage"])
    ' Changed meanwhile, so it stays where it is: Development of #12 Homepage.'
    """
    return f" Changed meanwhile, so it stays where it is: {'; '.join(stay)}." if stay else ""
