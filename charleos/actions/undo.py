"""Taking back the last change that one made to the schedule."""

from __future__ import annotations

import sqlalchemy as sa

from charleos.actions.submissions import once
from charleos.desk import Desk, needs
from charleos.errors import BadInput, Conflict, NotFound
from charleos.rules.access import Capability
from charleos.rules.placing import Move
from charleos.rules.undoing import UNDOABLE
from charleos.store.changes import Change, last_change, mark_undone
from charleos.store.moving import Mover, apply_moves, hold_people
from charleos.store.schema import Client, Person
from charleos.store.scope import Lens, ScopedSession


@needs(Capability.OWN_SCHEDULE)
def undo_last_change(desk: Desk, key: str, change_id: int | None = None) -> str:
    """Put every step back that the viewer's newest change moved, or none. Returns the receipt.

    change_id: the one that the viewer saw as the newest. Raises Conflict when it no longer is, or, saying who was
    first, when a step stands elsewhere by now.
    """
    with desk.writing(Lens.OWN) as session:
        return once(session, desk, key, "undo_last_change", change_id, act=lambda: _undo(session, desk, change_id))


def _undo(session: ScopedSession, desk: Desk, change_id: int | None) -> str:
    change = last_change(session, desk.viewer.person_id, UNDOABLE)
    if change is None:
        raise BadInput("There is nothing to undo: you changed nothing in the schedule, or it is all undone.")
    if change_id not in (None, change.id):
        raise Conflict("You changed something else meanwhile, or undid this; look again.")
    _check_reach(session, desk, change)
    hold_people(session, change.people)
    _check_people(session, change)
    mover = Mover(desk.now, desk.actor_id)
    if not mark_undone(session, [change.id], mover):
        raise Conflict("This change was undone a moment ago; look again.")
    back = [Move(move.subtask_id, move.after, move.before) for move in change.moves]
    apply_moves(session, "undo", back, mover, subtask_id=change.subtask_id)
    return UNDOABLE[change.kind].undone(len(back))


def _check_reach(session: ScopedSession, desk: Desk, change: Change) -> None:
    """What the change was about is still the viewer's to plan; what it pushed may be anybody's."""
    if change.kind == "more_time":
        return
    desk.require(Capability.SCHEDULE)
    about = {
        client_id
        for client_id, move in zip(change.clients, change.moves, strict=True)
        if change.subtask_id in (None, move.subtask_id)
    }
    if about - set(session.scalars(sa.select(Client.id).where(Client.id.in_(about)))):
        raise NotFound("Your last change was to a client that is no longer yours; there is nothing to undo.")


def _check_people(session: ScopedSession, change: Change) -> None:
    """Nothing goes back to who no longer works at the agency."""
    before = {move.before.assignee_id for move in change.moves} - {None}
    gone = session.scalars(
        sa.select(Person.name).where(Person.id.in_(before), Person.status != "active").order_by(Person.name)
    ).first()
    if gone is not None:
        raise BadInput(f"It cannot be undone: {gone} is archived, and the work would go back to them.")
