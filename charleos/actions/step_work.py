"""Working on steps: starting one, completing it with the time it took, having it looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from charleos.actions.audit import record
from charleos.actions.steps_held import HeldStep, check_client_is_open, check_mine, hold_step, worker
from charleos.actions.submissions import once
from charleos.actions.time import Entry, Owner, hold, post
from charleos.desk import Desk, needs
from charleos.errors import BadInput
from charleos.rules.access import Capability
from charleos.rules.entries import LONGEST_NOTE, Activity
from charleos.rules.phases import StepKind
from charleos.rules.pushing import right_after
from charleos.rules.steps import StepAct, moved_on
from charleos.rules.tasks import LONGEST_REASON
from charleos.store.moving import open_steps
from charleos.store.schema import Requirement
from charleos.store.scope import Lens, ScopedSession
from charleos.units import Minutes


@dataclass(frozen=True, slots=True)
class Done:
    """minutes: the viewer's own time on it, logged with it; None: none. for_review: somebody looks at it first."""

    minutes: Minutes | None = None
    work_date: date | None = None
    note: str = ""
    for_review: bool = False


@needs(Capability.OWN_SCHEDULE)
def start_step(desk: Desk, key: str, subtask_id: int) -> str:
    """Work on it begins: one's own step, or one of a client in reach. Returns the receipt."""
    with desk.writing(Lens.OWN) as session:
        return once(session, desk, key, "start_step", subtask_id, act=lambda: _start(session, desk, subtask_id))


@needs(Capability.OWN_SCHEDULE)
def complete_step(desk: Desk, key: str, subtask_id: int, done: Done) -> str:
    """It is done, or waits to be looked at; the time it took is logged with it. The last one completes its
    requirement. Returns the receipt."""
    with desk.writing(Lens.OWN) as session:

        def act() -> str:
            return _complete(session, desk, subtask_id, done)

        return once(session, desk, key, "complete_step", (subtask_id, done), act=act)


@needs(Capability.EDIT_WORK)
def approve_step(desk: Desk, key: str, subtask_id: int) -> str:
    """What waits to be looked at is right: it is complete. Returns the receipt."""
    with desk.writing() as session:

        def act() -> str:
            held = hold_step(session, subtask_id)
            told = _close(session, desk, held, StepAct.APPROVE)
            return _told(session, desk, held, "approve_step", f"{held.called} is approved.{told}")

        return once(session, desk, key, "approve_step", subtask_id, act=act)


@needs(Capability.EDIT_WORK)
def request_changes(desk: Desk, key: str, subtask_id: int, note: str) -> str:
    """What waits to be looked at is not right yet: back to work, and counted. Returns the receipt."""
    with desk.writing() as session:

        def act() -> str:
            return _request_changes(session, desk, subtask_id, note)

        return once(session, desk, key, "request_changes", (subtask_id, note), act=act)


@needs(Capability.EDIT_WORK)
def reopen_step(desk: Desk, key: str, subtask_id: int) -> str:
    """It was not complete after all; its requirement is open again too. Returns the receipt."""
    with desk.writing() as session:
        return once(session, desk, key, "reopen_step", subtask_id, act=lambda: _reopen(session, desk, subtask_id))


def _start(session: ScopedSession, desk: Desk, subtask_id: int) -> str:
    held = hold_step(session, subtask_id)
    check_mine(session, desk, held)
    check_client_is_open(held)
    if held.row.assignee_id is None:
        raise BadInput(f"Nobody does {held.called} yet; schedule it first.", field="assignee")
    held.row.status = moved_on(held.status, StepAct.START).value
    if held.row.start is None:
        held.row.start, held.row.end_on = _from_today(session, desk, held.row)
    return _told(session, desk, held, "start_step", f"{held.called} is in progress.")


def _from_today(session: ScopedSession, desk: Desk, step: Any) -> tuple[date, date]:
    """Work that begins without dates gets them: from today, as long as it takes."""
    diary = worker(session, desk, step.assignee_id).diary
    yesterday = desk.today - timedelta(days=1)
    return desk.today, right_after(diary, Minutes(step.estimate), yesterday, desk.today).end


def _complete(session: ScopedSession, desk: Desk, subtask_id: int, done: Done) -> str:
    owner = None if done.minutes is None else hold(session, desk.viewer.person_id)
    held = hold_step(session, subtask_id, rows_last=True)
    check_mine(session, desk, held)
    act = StepAct.SUBMIT if done.for_review else StepAct.COMPLETE
    moved_on(held.status, act)
    spent = f" {_log(session, desk, held, done, owner)}" if owner else ""
    session.refresh(held.row, with_for_update=True)
    note = done.note.replace("\0", "").strip()
    _check_note(note)
    said = f" Note: {note}" if note else ""
    if done.for_review:
        held.row.status = moved_on(held.status, act).value
        return _told(session, desk, held, "submit_step", f"{held.called} waits to be reviewed.{spent}", more=said)
    closed = _close(session, desk, held, act)
    return _told(session, desk, held, "complete_step", f"{held.called} is complete.{closed}{spent}", more=said)


def _check_note(note: str) -> None:
    if len(note) > LONGEST_NOTE:
        sentence = f"The note has {len(note):,} characters; shorten it to at most {LONGEST_NOTE:,}."
        raise BadInput(sentence, field="note")


def _log(session: ScopedSession, desk: Desk, held: HeldStep, done: Done, owner: Owner) -> str:
    if held.row.requirement_id is None:
        raise BadInput(f"{held.called} belongs to no requirement, so no time can be logged on it.", field="minutes")
    entry = Entry(
        done.work_date or desk.today,
        done.minutes or Minutes(0),
        Activity.TASK,
        done.note,
        requirement_id=held.row.requirement_id,
        subtask_id=held.row.id,
    )
    return post(session, desk, entry, owner)


def _close(session: ScopedSession, desk: Desk, held: HeldStep, act: StepAct) -> str:
    """The step is complete, and its requirement where no other step is open. Returns what to add to the receipt."""
    held.row.status, held.row.completed_on = moved_on(held.status, act).value, desk.today
    session.flush()
    requirement_id = held.row.requirement_id
    if requirement_id is None or open_steps(session, requirement_id):
        return ""
    requirement = session.get(Requirement, requirement_id)
    session.refresh(requirement, with_for_update=True)
    if requirement.completed_on is not None:
        return ""
    requirement.completed_on = desk.today
    requirement.version += 1
    told = f"#{held.number} {held.title} ({requirement.type}) is complete."
    record(session, desk, "complete_requirement", f"requirement {requirement.id}", told, client_id=held.row.client_id)
    return f" It was the last open step: {told}"


def _request_changes(session: ScopedSession, desk: Desk, subtask_id: int, note: str) -> str:
    why = note.replace("\0", "").strip()
    if not why:
        raise BadInput("Say what should change; whoever does it reads this.", field="note")
    if len(why) > LONGEST_REASON:
        raise BadInput(f"Shorten the note to {LONGEST_REASON} characters.", field="note")
    held = hold_step(session, subtask_id)
    held.row.status = moved_on(held.status, StepAct.REQUEST_CHANGES).value
    held.row.iterations += 1
    if held.kind is not StepKind.DELAYED:  # there the notes say why the task runs behind
        held.row.notes = why
    times = "once" if held.row.iterations == 1 else f"{held.row.iterations} times"
    told = f"{held.called} is back in progress; changes were asked for {times}."
    return _told(session, desk, held, "request_changes", told, more=f" What should change: {why}")


def _reopen(session: ScopedSession, desk: Desk, subtask_id: int) -> str:
    held = hold_step(session, subtask_id)
    check_client_is_open(held)
    held.row.status, held.row.completed_on = moved_on(held.status, StepAct.REOPEN).value, None
    told = f"{held.called} is in progress again."
    requirement = None if held.row.requirement_id is None else session.get(Requirement, held.row.requirement_id)
    if requirement is not None and requirement.completed_on is not None:
        requirement.completed_on = None
        requirement.version += 1
        told += f" #{held.number} {held.title} ({requirement.type}) is open again."
    return _told(session, desk, held, "reopen_step", told)


def _told(session: ScopedSession, desk: Desk, held: HeldStep, action: str, told: str, *, more: str = "") -> str:
    held.row.version += 1
    record(session, desk, action, f"step {held.row.id}", f"{told}{more}", client_id=held.row.client_id)
    session.flush()
    return told
