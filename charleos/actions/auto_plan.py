"""Planning a month at one stroke: what was proposed is done as it was looked at, or not at all."""

from __future__ import annotations

import sqlalchemy as sa

from charleos.actions.submissions import once
from charleos.desk import Desk, needs
from charleos.errors import BadInput, Conflict
from charleos.periods import Month
from charleos.reads.auto_plan import mark_of, month_to_plan
from charleos.reads.load import team_load
from charleos.reads.usual_times import usual_minutes
from charleos.rules.access import Capability
from charleos.store.moving import Mover, apply_moves, hold_people
from charleos.store.schema import Person
from charleos.store.scope import ScopedSession


@needs(Capability.SCHEDULE)
def apply_auto_plan(desk: Desk, key: str, month: Month, slug: str | None, seen: str, *, as_usual: bool = False) -> str:
    """Give the planner's steps the people and dates that were proposed; one change, which can be undone.

    slug None: of every client in reach. seen: the mark of the moves that were looked at. as_usual: steps become as
    long as such work usually takes for their client. Raises Conflict when anything
    changed since that makes another proposal of it.
    """
    with desk.writing() as session:

        def act() -> str:
            return _apply(session, desk, month, slug, seen, as_usual=as_usual)

        return once(session, desk, key, "apply_auto_plan", (month, slug, seen, as_usual), act=act)


def _apply(session: ScopedSession, desk: Desk, month: Month, slug: str | None, seen: str, *, as_usual: bool) -> str:
    """While it is worked out once more, nobody's days change."""
    hold_people(session, session.scalars(sa.select(Person.id).where(Person.status == "active")))
    plan = month_to_plan(desk, month, slug)
    plan = plan.as_usual(usual_minutes(desk, month)) if as_usual else plan
    proposal = plan.proposal(team_load(desk, plan.first, month.last))
    moves = plan.moves(proposal)
    if mark_of(moves) != seen:
        raise Conflict("The schedule changed since this was proposed; look at what is proposed now, then decide.")
    if not moves:
        raise BadInput(f"Nothing that the planner of {month.name} holds finds a place; there is nothing to apply.")
    apply_moves(session, "auto_plan", moves, Mover(desk.now, desk.actor_id))
    by_step = {step.id: step.number for step in plan.steps}
    tasks = len({by_step[move.subtask_id] for move in moves})
    rest = len(proposal.unplaced)
    told = f"{_count(len(moves), 'step')} of {_count(tasks, 'task')} now {'has' if len(moves) == 1 else 'have'} dates"
    return f"{told} in {month.name}{f'; {rest} found no place' if rest else ''}. One undo takes it all back."


def _count(number: int, one: str) -> str:
    return f"{number} {one}{'' if number == 1 else 's'}"
