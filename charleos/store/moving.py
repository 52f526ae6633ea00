"""Moving steps: the only place that changes the schedule, whoever's clients the moved steps are.

A rule has checked before what may move. Each change is stored with its moves, in the caller's transaction, so that
it can be taken back exactly. One lock order: people, client, task, requirement, kept sums, steps by id.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.errors import Conflict
from charleos.periods import long_day
from charleos.rules.blocks import BlockKind, BlockStatus
from charleos.rules.in_block import Reserved
from charleos.rules.load import Booking
from charleos.rules.phases import StepKind, StepStatus
from charleos.rules.placing import Move, Placement, dump_placement
from charleos.rules.pushing import Planned
from charleos.store.direct import run
from charleos.store.schema import Audit, Block, Person, ScheduleChange, ScheduleMove, Subtask, Task
from charleos.store.scope import ScopedSession
from charleos.units import Minutes, hours

_PERSON: Any = Person.__table__
_TASK: Any = Task.__table__
_SUBTASK: Any = Subtask.__table__
_CHANGE: Any = ScheduleChange.__table__
_MOVE: Any = ScheduleMove.__table__
_AUDIT: Any = Audit.__table__
_BLOCK: Any = Block.__table__


class Mover(NamedTuple):
    """Who changes the schedule, and when."""

    at: datetime
    by: int | None


class Standing(NamedTuple):
    """A step as it stands, held for this transaction."""

    id: int
    client_id: int
    task_id: int
    number: int
    title: str
    kind: StepKind
    logged: Minutes
    version: int
    placement: Placement

    @property
    def called(self) -> str:
        return f"{self.kind.title} of #{self.number} {self.title}"

    def planned(self, label: str) -> Planned:
        return Planned(self.id, self.client_id, self.number, label, self.placement, self.logged)


class Reservation(NamedTuple):
    """A block as a person's days see it."""

    client_id: int
    block: Reserved
    minutes: Minutes

    @property
    def booking(self) -> Booking:
        return Booking(self.client_id, self.block.start, self.block.end, self.minutes, is_block=True)


def hold_people(session: ScopedSession, people: Iterable[int | None]) -> None:
    """Wait until nobody else changes the days of these people or logs their time. Before any client is locked."""
    ids = sorted({one for one in people if one is not None})
    held = sa.select(_PERSON.c.id).where(_PERSON.c.id.in_(ids)).order_by(_PERSON.c.id)
    run(session, held.with_for_update(key_share=True))


def hold_steps(session: ScopedSession, ids: Iterable[int]) -> dict[int, Standing]:
    """The steps by id, held."""
    return _held(session, _SUBTASK.c.id.in_(sorted(set(ids))))


def hold_open(session: ScopedSession, people: Collection[int], *, also: Iterable[int] = ()) -> dict[int, Standing]:
    """All that these people have with dates and have not completed, whoever's work it is, and these steps, by id; held.

    Their person rows are held already, so that nothing joins or leaves their days meanwhile.
    """
    open_ones = sa.and_(
        _SUBTASK.c.assignee_id.in_(sorted(people)),
        _SUBTASK.c.end_on.is_not(None),
        _SUBTASK.c.status != StepStatus.COMPLETE.value,
        _SUBTASK.c.cleared_at.is_(None),
    )
    return _held(session, sa.or_(open_ones, _SUBTASK.c.id.in_(sorted(also))))


def reserved_for(session: ScopedSession, person_id: int, *, since: date) -> tuple[Reservation, ...]:
    """What blocks hold of the person's days from the day on, whoever they are for."""
    of = _BLOCK.c
    rows = run(
        session,
        sa.select(of.client_id, of.kind, of.start, of.end_on, of.minutes)
        .where(of.assignee_id == person_id, of.end_on >= since, of.status != BlockStatus.COMPLETED.value)
        .order_by(of.start, of.id),
    )
    return tuple(
        Reservation(row.client_id, Reserved(BlockKind(row.kind), row.start, row.end_on), Minutes(row.minutes))
        for row in rows
    )


def _held(session: ScopedSession, condition: sa.ColumnElement[bool]) -> dict[int, Standing]:
    session.flush()
    rows = run(session, _STEPS.where(condition).order_by(_SUBTASK.c.id).with_for_update(of=_SUBTASK, key_share=True))
    return {row.id: _standing(row) for row in rows}


_STEPS = sa.select(
    *(_SUBTASK.c[name] for name in ("id", "client_id", "task_id", "kind", "logged", "version", "status", "position")),
    *(_SUBTASK.c[name] for name in ("assignee_id", "start", "end_on", "estimate")),
    _TASK.c.number,
    _TASK.c.title,
).select_from(_SUBTASK.join(_TASK, _TASK.c.id == _SUBTASK.c.task_id))


def _standing(row: Any) -> Standing:
    estimate, status = Minutes(row.estimate), StepStatus(row.status)
    placement = Placement(row.assignee_id, row.start, row.end_on, estimate, status, row.position)
    step = (row.id, row.client_id, row.task_id, row.number, row.title)
    return Standing(*step, StepKind(row.kind), Minutes(row.logged), row.version, placement)


def open_steps(session: ScopedSession, requirement_id: int) -> list[int]:
    """Steps of a requirement that are not complete, whoever does them."""
    of = _SUBTASK.c
    still = (of.status != StepStatus.COMPLETE.value, of.cleared_at.is_(None))
    return list(run(session, sa.select(of.id).where(of.requirement_id == requirement_id, *still)).scalars())


def close_steps(session: ScopedSession, requirement_id: int, day: date) -> list[int]:
    """Complete every step of a requirement that is not, whoever does it; returns which."""
    session.flush()
    return sorted(run(session, _CLOSE, {"of": requirement_id, "day": day}).scalars())


_CLOSE = (
    sa.update(_SUBTASK)
    .where(
        _SUBTASK.c.requirement_id == sa.bindparam("of"),
        _SUBTASK.c.status != StepStatus.COMPLETE.value,
        _SUBTASK.c.cleared_at.is_(None),
    )
    .values(
        status=StepStatus.COMPLETE.value,
        completed_on=sa.bindparam("day", type_=_SUBTASK.c.completed_on.type),
        version=_SUBTASK.c.version + 1,
    )
    .returning(_SUBTASK.c.id)
)


def apply_moves(
    session: ScopedSession, kind: str, moves: Sequence[Move], mover: Mover, *, subtask_id: int | None = None
) -> int:
    """Move the steps, all or none; returns the change's id. Raises Conflict when one stands elsewhere by now.

    subtask_id: the step that the change is about, where it is about one.
    """
    steps = hold_steps(session, (move.subtask_id for move in moves))
    for move in moves:
        step = steps.get(move.subtask_id)
        if step is None or step.placement != move.before:
            raise moved_meanwhile(session, move.subtask_id)
    if moves:
        run(session, _PLACE, [_as_row(move.after) | {"step": move.subtask_id} for move in moves])
    change = {"kind": kind, "at": mover.at, "by_id": mover.by, "subtask_id": subtask_id}
    change_id = int(run(session, sa.insert(_CHANGE).values(change).returning(_CHANGE.c.id)).scalar_one())
    if moves:
        run(session, sa.insert(_MOVE), [_kept(change_id, steps[move.subtask_id], move) for move in moves])
        _tell(session, kind, moves, steps, mover)
    session.expire_all()
    return change_id


def _as_row(placement: Placement) -> dict[str, Any]:
    return {
        "new_assignee_id": placement.assignee_id,
        "new_start": placement.start,
        "new_end_on": placement.end,
        "new_estimate": placement.estimate,
        "new_status": placement.status.value,
        "new_position": placement.position,
    }


_PLACED = ("assignee_id", "start", "end_on", "estimate", "status", "position")
_PLACE = (
    sa.update(_SUBTASK)
    .where(_SUBTASK.c.id == sa.bindparam("step"))
    .values(
        version=_SUBTASK.c.version + 1,
        **{name: sa.bindparam(f"new_{name}", type_=_SUBTASK.c[name].type) for name in _PLACED},
    )
)


def _kept(change_id: int, step: Standing, move: Move) -> dict[str, Any]:
    before, after = dump_placement(move.before), dump_placement(move.after)
    where = {"change_id": change_id, "client_id": step.client_id, "subtask_id": step.id}
    return where | {"before": before, "after": after}


def _tell(
    session: ScopedSession, kind: str, moves: Sequence[Move], steps: Mapping[int, Standing], mover: Mover
) -> None:
    """An audit line for each step: its history, and its client's new version stamp."""
    people = {move.after.assignee_id for move in moves} - {None}
    rows = run(session, sa.select(_PERSON.c.id, _PERSON.c.name).where(_PERSON.c.id.in_(people)))
    names = {row.id: row.name for row in rows}
    told = []
    for move in moves:
        step, name = steps[move.subtask_id], names.get(move.after.assignee_id or 0)
        told.append(
            {
                "at": mover.at,
                "actor_id": mover.by,
                "action": f"schedule_{kind}",
                "client_id": step.client_id,
                "subject": f"step {step.id}",
                "detail": f"{step.called} is now {stands(move.after, name)}.",
            }
        )
    run(session, sa.insert(_AUDIT), told)


def stands(placement: Placement, name: str | None) -> str:
    """Where a step stands, in words.

    >>> friday, monday = date(2026, 1, 30), date(2026, 2, 2)
    >>> stands(Placement(1, friday, monday, Minutes(90), StepStatus.SCHEDULED), "Devon")
    'with Devon, 30 January 2026 to 2 February 2026, 1h 30m'
    """
    who = f"with {name}" if name else "with nobody yet"
    if placement.start is None or placement.end is None:
        return f"{who}, without dates, {hours(placement.estimate)}"
    first, last = long_day(placement.start), long_day(placement.end)
    when = first if placement.start == placement.end else f"{first} to {last}"
    return f"{who}, {when}, {hours(placement.estimate)}"


def moved_meanwhile(session: ScopedSession, subtask_id: int) -> Conflict:
    """Says who changed the step last, and how; to be raised. Nothing about a step that is out of reach."""
    client_id = session.scalars(sa.select(Subtask.client_id).where(Subtask.id == subtask_id)).one_or_none()
    newest = run(session, _NEWEST, {"subject": f"step {subtask_id}", "client": client_id}).one_or_none()
    if newest is None:
        return Conflict("Somebody changed work that this moves a moment ago; look again, then decide.")
    who = newest.name or "CharleOS"
    return Conflict(f"{who} changed this step meanwhile: {newest.detail} Look again, then decide.")


_NEWEST = (
    sa.select(_AUDIT.c.detail, _PERSON.c.name)
    .select_from(_AUDIT.outerjoin(_PERSON, _PERSON.c.id == _AUDIT.c.actor_id))
    .where(_AUDIT.c.client_id == sa.bindparam("client"), _AUDIT.c.subject == sa.bindparam("subject"))
    .order_by(_AUDIT.c.id.desc())
    .limit(1)
)
