"""What was done to the schedule, as it was kept: for taking it back, whoever's clients it moved."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.rules.placing import Move, load_placement
from charleos.store.direct import run
from charleos.store.moving import Mover
from charleos.store.schema import ScheduleChange, ScheduleMove
from charleos.store.scope import ScopedSession

_CHANGE: Any = ScheduleChange.__table__
_MOVE: Any = ScheduleMove.__table__


class Change(NamedTuple):
    """subtask_id: the step it is about, where it is about one. clients: of the moves, in their order."""

    id: int
    kind: str
    subtask_id: int | None
    moves: tuple[Move, ...]
    clients: tuple[int, ...]

    @property
    def people(self) -> set[int]:
        """Whose days it changed."""
        both = (place.assignee_id for move in self.moves for place in (move.before, move.after))
        return {one for one in both if one is not None}


def last_change(session: ScopedSession, by: int, kinds: Collection[str]) -> Change | None:
    """The newest of these kinds that this person made and nobody took back."""
    newest = sa.select(sa.func.max(_CHANGE.c.id)).where(
        _CHANGE.c.by_id == by, _CHANGE.c.undone_at.is_(None), _CHANGE.c.kind.in_(sorted(kinds))
    )
    return next(iter(_changes(session, _CHANGE.c.id == newest.scalar_subquery())), None)


def standing_changes(session: ScopedSession, kind: str, steps: Iterable[int]) -> list[Change]:
    """Those of the kind that are about these steps and stand, the newest first."""
    about = _CHANGE.c.subtask_id.in_(sorted(steps))
    return _changes(session, sa.and_(about, _CHANGE.c.kind == kind, _CHANGE.c.undone_at.is_(None)))


def _changes(session: ScopedSession, condition: sa.ColumnElement[bool]) -> list[Change]:
    rows = run(
        session,
        sa.select(*(_CHANGE.c[name] for name in ("id", "kind", "subtask_id")))
        .where(condition)
        .order_by(_CHANGE.c.id.desc()),
    ).all()
    moves: dict[int, list[Any]] = {row.id: [] for row in rows}
    of = _MOVE.c
    kept = sa.select(of.change_id, of.client_id, of.subtask_id, of.before, of.after)
    for move in run(session, kept.where(of.change_id.in_(list(moves))).order_by(of.id)):
        moves[move.change_id].append(move)
    return [_change(row, moves[row.id]) for row in rows]


def _change(row: Any, kept: list[Any]) -> Change:
    moves = tuple(Move(one.subtask_id, load_placement(one.before), load_placement(one.after)) for one in kept)
    return Change(row.id, row.kind, row.subtask_id, moves, tuple(one.client_id for one in kept))


def mark_undone(session: ScopedSession, changes: Collection[int], mover: Mover) -> bool:
    """False when somebody took one of them back first."""
    undone = (
        sa.update(_CHANGE)
        .where(_CHANGE.c.id.in_(sorted(changes)), _CHANGE.c.undone_at.is_(None))
        .values(undone_at=mover.at, undone_by=mover.by)
        .returning(_CHANGE.c.id)
    )
    return len(run(session, undone).all()) == len(changes)
