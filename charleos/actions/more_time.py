"""More time for a step, which then is no delay: a larger estimate, a later end, and what follows pushed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from charleos.actions.audit import record
from charleos.actions.persons_work import leaving_sentence, moved_sentence, persons_work
from charleos.actions.steps_held import check_client_is_open, check_mine, hold_to_move
from charleos.actions.submissions import once
from charleos.desk import Desk, needs
from charleos.errors import BadInput
from charleos.periods import long_day
from charleos.rules.access import Capability
from charleos.rules.phases import StepStatus
from charleos.rules.placing import Move
from charleos.rules.pushing import days_needed, pushed_on, right_after
from charleos.rules.tasks import LONGEST_REASON, check_extra
from charleos.store.moving import Mover, apply_moves
from charleos.store.scope import Lens, ScopedSession
from charleos.units import Minutes, hours


@dataclass(frozen=True, slots=True)
class More:
    """minutes: on top of the estimate."""

    minutes: Minutes
    notes: str = ""


@needs(Capability.OWN_SCHEDULE)
def need_more_time(desk: Desk, key: str, subtask_id: int, more: More, version: int) -> str:
    """A step with dates gets a larger estimate and a later end: one's own, or one of a client in reach.

    What the person does after it moves by so many working days; nothing borrows. Returns the receipt.
    """
    with desk.writing(Lens.OWN) as session:

        def act() -> str:
            return _give(session, desk, subtask_id, more, version)

        return once(session, desk, key, "need_more_time", (subtask_id, more, version), act=act)


def _give(session: ScopedSession, desk: Desk, subtask_id: int, more: More, version: int) -> str:
    notes = _checked(more)
    held = hold_to_move(session, subtask_id, version)
    check_mine(session, desk, held)
    check_client_is_open(held)
    before = held.placement
    if before.status in (StepStatus.AWAITING_REVIEW, StepStatus.COMPLETE):
        raise BadInput(f"{held.called} is {before.status.title.lower()}; it takes no more time.", field="minutes")
    if before.end is None or before.assignee_id is None:
        raise BadInput(f"{held.called} has no dates; change its estimate.", field="minutes")
    work = persons_work(session, desk, before.assignee_id, first=before.end, also=subtask_id)
    diary = work.worker.diary
    end = right_after(diary, more.minutes, before.end, desk.today).end
    moved = Move(subtask_id, before, replace(before, end=end, estimate=before.estimate + more.minutes))
    by = days_needed(more.minutes, diary)
    later = [push.move for push in pushed_on(diary, work.planned, after=before.end, by=by)]
    leaving = leaving_sentence([(work.steps[one.subtask_id], one.after) for one in [moved, *later]], work.blocks)
    apply_moves(session, "more_time", [moved, *later], Mover(desk.now, desk.actor_id), subtask_id=subtask_id)
    told = f"{held.called} has {hours(more.minutes)} more, until {long_day(end)}.{moved_sentence(later, by)}{leaving}"
    why = f" Why: {notes}" if notes else ""
    record(session, desk, "need_more_time", f"step {subtask_id}", f"{told}{why}", client_id=held.ground.client_id)
    session.flush()
    return told


def _checked(more: More) -> str:
    """The notes as they are kept. Raises BadInput for what is no extra time."""
    check_extra(more.minutes)
    notes = more.notes.replace("\0", "").strip()
    if len(notes) > LONGEST_REASON:
        raise BadInput(f"Shorten the notes to {LONGEST_REASON} characters.", field="notes")
    return notes
