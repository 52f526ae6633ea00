"""Running Behind: a Delayed step after one that takes longer, what follows pushed, and its undoing.

While a task runs behind its requirements borrow from each other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from charleos.actions.audit import record
from charleos.actions.persons_work import PersonsWork, leaving_sentence, moved_sentence, persons_work
from charleos.actions.steps_held import HeldStep, assignee_of, check_client_is_open, check_mine, hold_step
from charleos.actions.submissions import once
from charleos.actions.taking_back import take_back, task_of
from charleos.desk import Desk, needs
from charleos.errors import BadInput
from charleos.periods import long_day
from charleos.rules.access import Capability
from charleos.rules.phases import StepKind, StepStatus
from charleos.rules.placing import Move, Placement
from charleos.rules.pushing import days_needed, pushed_on, right_after
from charleos.rules.steps import step_key
from charleos.rules.tasks import check_cause, check_extra
from charleos.store.moving import Mover, apply_moves, hold_people, moved_meanwhile
from charleos.store.numbering import step_keys
from charleos.store.posting import Ground, Origin, lock, settle_delay
from charleos.store.schema import Person, Subtask
from charleos.store.scope import Lens, ScopedSession
from charleos.units import Minutes, hours


@dataclass(frozen=True, slots=True)
class Delay:
    """minutes: the extra time needed. cause: one of the trade's reasons, in words."""

    minutes: Minutes
    cause: str
    notes: str = ""


@needs(Capability.OWN_SCHEDULE)
def step_behind(desk: Desk, key: str, subtask_id: int, delay: Delay) -> str:
    """A step in progress takes longer: one's own, or one of a client in reach. Returns the receipt.

    A Delayed step follows it, all that the person does after it moves by so many working days, and its task borrows.
    """
    with desk.writing(Lens.OWN) as session:

        def act() -> str:
            return _step_behind(session, desk, subtask_id, delay)

        return once(session, desk, key, "step_behind", (subtask_id, delay), act=act)


@needs(Capability.EDIT_WORK)
def mark_behind(desk: Desk, key: str, task_id: int, delay: Delay) -> str:
    """The task runs behind: by its one step in progress, or as a whole where it was never cut into steps."""
    with desk.writing() as session:

        def act() -> str:
            step = _only_step_in_progress(session, task_id)
            return _step_behind(session, desk, step, delay) if step else _task_behind(session, desk, task_id, delay)

        return once(session, desk, key, "mark_behind", (task_id, delay), act=act)


@needs(Capability.OWN_SCHEDULE)
def false_alarm(desk: Desk, key: str, task_id: int, subtask_id: int | None = None) -> str:
    """Take back every mark of the task, or that of one of its steps: schedule, borrowing and figures are as before.

    subtask_id: the step that ran behind, or its Delayed step. Returns the receipt, which names what stays moved.
    """
    with desk.writing(Lens.OWN) as session:

        def act() -> str:
            return take_back(session, desk, task_id, subtask_id)

        return once(session, desk, key, "false_alarm", (task_id, subtask_id), act=act)


def _step_behind(session: ScopedSession, desk: Desk, subtask_id: int, delay: Delay) -> str:
    check_extra(delay.minutes)
    cause = check_cause(delay.cause)
    held, person_id = hold_in_progress(session, desk, subtask_id)
    mark = _mark(session, desk, held.row, held.ground, replace(delay, cause=cause.value))
    borrowed = settle_delay(session, held.ground, origin=_origin(desk))
    end = held.row.end_on or desk.today
    work = persons_work(session, desk, person_id, first=end)
    moved, later, by = _delayed(mark, work, person_id, delay.minutes, end=end, today=desk.today)
    apply_moves(session, "behind", [moved, *later], Mover(desk.now, desk.actor_id), subtask_id=mark.id)
    told = (
        f"{held.task} runs behind by {hours(delay.minutes)}; {hours(borrowed)} is borrowed. {work.worker.name} has a "
        f"Delayed step on {_when(moved.after)}.{moved_sentence(later, by)}{_leaving(held, moved, later, work)}"
        f" {_project_manager(session, held.pm_id)}"
    )
    return _told(session, desk, held.ground, told)


def hold_in_progress(session: ScopedSession, desk: Desk, subtask_id: int) -> tuple[HeldStep, int]:
    """The step in progress, held with the days of whoever does it; who that is. Raises BadInput for any other."""
    person_id = assignee_of(session, subtask_id)
    hold_people(session, [person_id])
    held = hold_step(session, subtask_id, rows_last=True)
    check_mine(session, desk, held)
    check_client_is_open(held)
    if held.status is not StepStatus.IN_PROGRESS:
        sentence = f"{held.called} is {held.status.title.lower()}; only a step in progress can run behind."
        raise BadInput(sentence, field="step")
    if person_id is None:
        raise BadInput(f"Nobody does {held.called} yet; schedule it first.", field="step")
    if held.row.assignee_id != person_id:
        raise moved_meanwhile(session, subtask_id)
    return held, person_id


def _mark(session: ScopedSession, desk: Desk, step: Subtask | None, ground: Ground, delay: Delay) -> Subtask:
    row = Subtask(
        client_id=ground.client_id,
        task_id=ground.task_id,
        requirement_id=step.requirement_id if step else None,
        behind_id=step.id if step else None,
        key=step_key(StepKind.DELAYED, step_keys(session, ground.task_id)),
        kind=StepKind.DELAYED.value,
        estimate=delay.minutes,
        cause=delay.cause,
        notes=delay.notes.replace("\0", "").strip(),
        created_at=desk.now,
        marked_on=desk.today,
    )
    session.add(row)
    session.flush()
    return row


def _delayed(
    mark: Subtask, work: PersonsWork, person_id: int, minutes: Minutes, *, end: date, today: date
) -> tuple[Move, list[Move], int]:
    """Where the Delayed step goes, what moves for it, and by how many working days."""
    diary = work.worker.diary
    before = Placement(None, None, None, minutes, StepStatus.NOT_SCHEDULED)
    after = before.moved_to(person_id, *right_after(diary, minutes, end, today))
    by = days_needed(minutes, diary)
    pushed = pushed_on(diary, work.planned, after=end, by=by)
    return Move(mark.id, before, after), [push.move for push in pushed], by


def _leaving(held: HeldStep, moved: Move, later: list[Move], work: PersonsWork) -> str:
    """The Delayed step belongs where the step that it follows stood."""
    steps = [(work.steps[one.subtask_id], one.after) for one in later]
    behind = work.steps.get(held.row.id)
    return leaving_sentence([*steps, *([(behind, moved.after)] if behind else [])], work.blocks)


def _when(placement: Placement) -> str:
    return " to ".join(long_day(day) for day in dict.fromkeys((placement.start, placement.end)) if day)


def _project_manager(session: ScopedSession, pm_id: int | None) -> str:
    name = None if pm_id is None else session.scalars(sa.select(Person.name).where(Person.id == pm_id)).one_or_none()
    return f"{name}, its project manager, sees it on the task." if name else "Nobody is its project manager yet."


def _only_step_in_progress(session: ScopedSession, task_id: int) -> int | None:
    """None for a task that was never cut into steps, or whose steps are all complete."""
    rows: Any = session.execute(
        sa.select(Subtask.id, Subtask.status).where(
            Subtask.task_id == task_id,
            Subtask.status != StepStatus.COMPLETE.value,
            Subtask.kind != StepKind.DELAYED.value,
        )
    ).all()
    begun = [row.id for row in rows if row.status == StepStatus.IN_PROGRESS.value]
    if len(begun) > 1:
        raise BadInput("Several of its steps are in progress; say on the step that takes longer.", field="task")
    if rows and not begun:
        raise BadInput("None of its steps is in progress; start the one that takes longer first.", field="task")
    return begun[0] if begun else None


def _task_behind(session: ScopedSession, desk: Desk, task_id: int, delay: Delay) -> str:
    check_extra(delay.minutes)
    cause = check_cause(delay.cause)
    task = task_of(session, task_id)
    ground = lock(session, task.client_id, task_id)
    _mark(session, desk, None, ground, replace(delay, cause=cause.value))
    borrowed = settle_delay(session, ground, origin=_origin(desk))
    told = f"#{task.number} {task.title} runs behind by {hours(delay.minutes)}; {hours(borrowed)} is borrowed."
    return _told(session, desk, ground, f"{told} {_project_manager(session, task.pm_id)}")


def _origin(desk: Desk) -> Origin:
    return Origin(desk.now, desk.actor_id, desk.today, None)


def _told(session: ScopedSession, desk: Desk, ground: Ground, told: str) -> str:
    record(session, desk, "mark_behind", f"task {ground.task_id}", told, client_id=ground.client_id)
    session.flush()
    return told
