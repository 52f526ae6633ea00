"""A person's whole schedule, held, for what changes it: whoever's work it is, named only as far as one may know it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from charleos.actions.steps_held import worker
from charleos.desk import Desk
from charleos.rules.in_block import leaves_its_block
from charleos.rules.placing import Move, Placement, Worker
from charleos.rules.pushing import Planned
from charleos.store.moving import Reservation, Standing, hold_open, reserved_for
from charleos.store.schema import Subtask
from charleos.store.scope import ScopedSession


@dataclass(frozen=True, slots=True)
class PersonsWork:
    """steps: with dates and not complete, by id. blocks: from the earliest of those days on."""

    worker: Worker
    steps: dict[int, Standing]
    planned: tuple[Planned, ...]
    blocks: tuple[Reservation, ...]


def persons_work(
    session: ScopedSession, desk: Desk, person_id: int, *, first: date | None = None, also: int | None = None
) -> PersonsWork:
    """Everything a person has to do. Their row is held already.

    first: days off are read from there on. also: a step that is held with the rest, though it is not theirs yet.
    """
    held = hold_open(session, [person_id], also=[also] if also is not None else [])
    steps = {one: step for one, step in held.items() if step.placement.assignee_id == person_id}
    known = set(session.scalars(sa.select(Subtask.id).where(Subtask.id.in_(list(steps)))))
    planned = tuple(step.planned(_label(step, is_known=step.id in known)) for step in steps.values())
    since = min([desk.today, *(one.placement.start for one in planned if one.placement.start)])
    blocks = reserved_for(session, person_id, since=since)
    return PersonsWork(worker(session, desk, person_id, first=first), steps, planned, blocks)


def _label(step: Standing, *, is_known: bool) -> str:
    return f"#{step.number} {step.title}: {step.kind.title}" if is_known else "Work for another client"


def leaving_sentence(moved: Iterable[tuple[Standing, Placement]], blocks: Sequence[Reservation]) -> str:
    """How many steps no longer stand within the block they were planned in. moved: each step, and where it goes."""
    leaving = 0
    for step, after in moved:
        of_client = [one.block for one in blocks if one.client_id == step.client_id]
        leaving += leaves_its_block(step.kind, step.placement, after, of_client)
    if not leaving:
        return ""
    said = "1 step leaves the block it was" if leaving == 1 else f"{leaving} steps leave the blocks they were"
    return f" Mind that {said} planned in."


def moved_sentence(moves: Sequence[Move], by: int) -> str:
    """How much later work moves, and by how much; nothing where none does.

    >>> moved_sentence([], 1)
    ''
    """
    if not moves:
        return ""
    steps = "1 later step moves" if len(moves) == 1 else f"{len(moves)} later steps move"
    return f" {steps} by {by} working day{'' if by == 1 else 's'}."
