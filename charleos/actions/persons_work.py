"""A person's whole schedule, held, for what changes it: whoever's work it is, named only as far as one may know it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from charleos.actions.steps_held import worker
from charleos.desk import Desk
from charleos.rules.load import Booking
from charleos.rules.placing import Move, Placement, Worker
from charleos.rules.pushing import Planned
from charleos.store.moving import Standing, hold_open, reserved
from charleos.store.schema import Subtask
from charleos.store.scope import ScopedSession


@dataclass(frozen=True, slots=True)
class PersonsWork:
    """steps: with dates and not complete, by id. blocks: from the earliest of those days on."""

    worker: Worker
    steps: dict[int, Standing]
    planned: tuple[Planned, ...]
    blocks: tuple[Booking, ...]


def persons_work(session: ScopedSession, desk: Desk, person_id: int, *, first: date | None = None) -> PersonsWork:
    """Everything a person has to do. Their row is held already. first: days off are read from there on."""
    steps = hold_open(session, person_id)
    known = set(session.scalars(sa.select(Subtask.id).where(Subtask.id.in_(list(steps)))))
    planned = tuple(step.planned(_label(step, is_known=step.id in known)) for step in steps.values())
    since = min([desk.today, *(one.placement.start for one in planned if one.placement.start)])
    blocks = reserved(session, person_id, since=since)
    return PersonsWork(worker(session, desk, person_id, first=first), steps, planned, blocks)


def _label(step: Standing, *, is_known: bool) -> str:
    return f"#{step.number} {step.title}: {step.kind.title}" if is_known else "Work for another client"


def leaves_its_block(moves: Sequence[tuple[int, Placement, Placement]], blocks: Iterable[Booking]) -> int:
    """How many steps lay within a block of their client and no longer do. moves: client, before, after."""
    held = tuple(blocks)
    return sum(
        _is_within(client_id, before, held) and not _is_within(client_id, after, held)
        for client_id, before, after in moves
    )


def _is_within(client_id: int, placement: Placement, blocks: Sequence[Booking]) -> bool:
    start, end = placement.start, placement.end
    if start is None or end is None:
        return False
    return any(one.client_id == client_id and one.start <= start and end <= one.end for one in blocks)


def moved_sentence(moves: Sequence[Move], by: int) -> str:
    """How much later work moves, and by how much; nothing where none does.

    >>> moved_sentence([], 1)
    ''
    """
    if not moves:
        return ""
    steps = "1 later step moves" if len(moves) == 1 else f"{len(moves)} later steps move"
    return f" {steps} by {by} working day{'' if by == 1 else 's'}."
