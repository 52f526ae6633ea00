"""Posting: the only place that moves a client's ledger, and the only one that issues set-based writes.

Every posting runs in the caller's transaction, in one lock order: client, task, requirement, kept sums, steps.
It costs the same however long the history is. The ledger is append-only; kept sums are incremented, never set.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from charleos.errors import NotFound
from charleos.periods import Month
from charleos.rules.billing import Estimate, borrowed
from charleos.rules.ledger import Change, Kind, borrow, month_of_line, post, resize
from charleos.store.direct import run
from charleos.store.ledger_lines import Ground as Ground
from charleos.store.ledger_lines import Origin as Origin
from charleos.store.ledger_lines import Sized as Sized
from charleos.store.ledger_lines import append, line_of
from charleos.store.schema import Client, LedgerLine, Requirement, Subtask, Task
from charleos.store.scope import ScopedSession
from charleos.units import NOTHING, Minutes

_CLIENT: Any = Client.__table__
_TASK: Any = Task.__table__
_REQUIREMENT: Any = Requirement.__table__
_SUBTASK: Any = Subtask.__table__
_LINE: Any = LedgerLine.__table__


@dataclass(frozen=True, slots=True)
class Posted:
    """What one posting did: the month it went to and the change, borrowing included in `moved`."""

    month: Month
    requirement: Sized
    before: Minutes
    change: Change
    moved: Minutes


def lock(session: ScopedSession, client_id: int, task_id: int, *, alone: bool = False) -> Ground:
    """Hold the client's calendar still (shared) and the task for this transaction (alone).

    alone: hold the client alone too. Whoever posts more than once in a transaction may move several months or
    clients, in any order, and must not meet another who moves the same ones in another order.
    """
    session.flush()
    client = run(session, _CALENDAR_ALONE if alone else _CALENDAR_SHARED, {"client": client_id}).one_or_none()
    task = run(session, _BORROWED_HELD, {"task": task_id, "client": client_id}).one_or_none()
    if client is None or task is None:
        raise NotFound("There is no such task.")
    return Ground(client_id, task_id, client.start, client.status, client.open_from, Minutes(task.borrowed))


def post_entry(
    session: ScopedSession, ground: Ground, requirement_id: int, entry_id: int, minutes: Minutes, *, origin: Origin
) -> Posted:
    """Time was logged on a requirement: one line, with the change of the formula."""
    return _move(session, ground, requirement_id, minutes, origin, kind=Kind.ENTRY, entry_id=entry_id)


def post_void(
    session: ScopedSession, ground: Ground, requirement_id: int, entry_id: int, minutes: Minutes, *, origin: Origin
) -> Posted:
    """An entry of so many minutes was voided: the formula's change for the requirement as it now stands."""
    return _move(session, ground, requirement_id, -minutes, origin, kind=Kind.VOID, entry_id=entry_id)


def count_on_step(session: ScopedSession, subtask_id: int | None, minutes: Minutes) -> None:
    """The entry named a step (or none): its total moves with the requirement's, which is held already."""
    if subtask_id is not None:
        run(session, _ADD_TO_STEP, {"step": subtask_id, "more": minutes})


def post_resize(
    session: ScopedSession, ground: Ground, new: Sized, *, origin: Origin, cause: str, turn: int
) -> tuple[Change, Change]:
    """Everything off the old size and on to the new: a pair of lines, then the requirement's new figures.

    turn: distinguishes one re-sizing of the requirement from the next. new.actual is ignored.
    """
    old = _requirement(session, new.id)
    off, on = resize(old.estimate, new.estimate, old.actual)
    month = month_of_line(Month.of(origin.work_date), ground.open_from)
    if old.actual:
        for kind, sized, change, before in (
            (Kind.RESIZE_OFF, old, off, old.actual),
            (Kind.RESIZE_ON, new, on, NOTHING),
        ):
            line = line_of(ground, month, origin, kind=kind, change=change, before=before, sized=sized)
            append(session, ground, origin, line | {"key": f"{kind}:{new.id}:{turn}", "cause": cause})
    _give_size(session, new)
    _settle_borrowing(session, ground, month, origin)
    return off, on


def settle_delay(session: ScopedSession, ground: Ground, *, origin: Origin) -> Minutes:
    """A task was marked as running behind: what it borrows from now on. Returns the change."""
    session.flush()
    month = month_of_line(Month.of(origin.work_date), ground.open_from)
    return _settle_borrowing(session, ground, month, origin)


def take_back_borrowing(session: ScopedSession, ground: Ground, *, origin: Origin) -> Minutes:
    """A false alarm: what was borrowed goes back in the months it came from, where they are open.

    Nothing while another mark of the task stands.
    """
    session.flush()
    if run(session, _MARKS, {"task": ground.task_id}).scalar_one():
        return NOTHING
    lent = run(
        session,
        sa.select(_LINE.c.month, sa.func.sum(_LINE.c.borrowed))
        .where(_LINE.c.task_id == ground.task_id, _LINE.c.kind == Kind.BORROWING.value)
        .group_by(_LINE.c.month)
        .order_by(_LINE.c.month),
    ).all()
    by_month: dict[Month, Minutes] = {}
    for month, minutes in lent:
        goes_to = month_of_line(month, ground.open_from)
        by_month[goes_to] = by_month.get(goes_to, NOTHING) + Minutes(int(minutes))
    standing = ground.borrowed
    for month, back in by_month.items():
        if back:
            _post_borrowing(session, ground, month, origin, before=standing, after=standing - back)
            standing -= back
    return standing - ground.borrowed


def _move(
    session: ScopedSession,
    ground: Ground,
    requirement_id: int,
    minutes: Minutes,
    origin: Origin,
    *,
    kind: Kind,
    entry_id: int,
) -> Posted:
    sized = _add_to_actual(session, ground, requirement_id, minutes)
    before = sized.actual - minutes
    change = post(sized.estimate, before, sized.actual)
    month = month_of_line(Month.of(origin.work_date), ground.open_from)
    line = line_of(ground, month, origin, kind=kind, change=change, before=before, sized=sized)
    append(session, ground, origin, line | {"key": f"{kind}:{entry_id}", "entry_id": entry_id})
    moved = _settle_borrowing(session, ground, month, origin)
    return Posted(month, sized, before, change, moved)


def _add_to_actual(session: ScopedSession, ground: Ground, requirement_id: int, minutes: Minutes) -> Sized:
    moved = {"requirement": requirement_id, "task": ground.task_id, "more": minutes}
    row = run(session, _ADD_TO_ACTUAL, moved).one_or_none()
    if row is None:
        raise NotFound("There is no such requirement.")
    return _sized(row)


_SIZED = (
    _REQUIREMENT.c.id,
    _REQUIREMENT.c.type,
    _REQUIREMENT.c.size,
    _REQUIREMENT.c.policy_id,
    _REQUIREMENT.c.average,
    _REQUIREMENT.c.maximum,
    _REQUIREMENT.c.actual,
)


def _sized(row: Sequence[Any]) -> Sized:
    identity, work_type, size, policy_id, average, maximum, actual = row
    return Sized(identity, work_type, size, policy_id, Estimate(average, maximum), actual)


def _requirement(session: ScopedSession, requirement_id: int) -> Sized:
    found = run(session, sa.select(*_SIZED).where(_REQUIREMENT.c.id == requirement_id).with_for_update())
    return _sized(found.one())


def _give_size(session: ScopedSession, new: Sized) -> None:
    run(
        session,
        sa.update(_REQUIREMENT)
        .where(_REQUIREMENT.c.id == new.id)
        .values(
            size=new.size,
            policy_id=new.policy_id,
            average=new.estimate.average,
            maximum=new.estimate.maximum,
            version=_REQUIREMENT.c.version + 1,
        ),
    )


def _settle_borrowing(session: ScopedSession, ground: Ground, month: Month, origin: Origin) -> Minutes:
    """Post the difference between what the task borrows now and what its ledger says. O(its requirements)."""
    delayed = bool(run(session, _MARKS, {"task": ground.task_id}).scalar_one())
    if not delayed and not ground.borrowed:
        return NOTHING
    parts = run(
        session,
        sa.select(_REQUIREMENT.c.average, _REQUIREMENT.c.maximum, _REQUIREMENT.c.actual).where(
            _REQUIREMENT.c.task_id == ground.task_id
        ),
    ).all()
    standing = run(session, sa.select(_TASK.c.borrowed).where(_TASK.c.id == ground.task_id)).scalar_one()
    now = borrowed(((Estimate(average, maximum), actual) for average, maximum, actual in parts), delayed=delayed)
    if now != standing:
        _post_borrowing(session, ground, month, origin, before=Minutes(standing), after=now)
    return now - Minutes(standing)


def _post_borrowing(
    session: ScopedSession, ground: Ground, month: Month, origin: Origin, *, before: Minutes, after: Minutes
) -> None:
    turn = run(
        session,
        sa.select(sa.func.count()).where(_LINE.c.task_id == ground.task_id, _LINE.c.kind == Kind.BORROWING.value),
    ).scalar_one()
    change = borrow(before, after)
    line = line_of(ground, month, origin, kind=Kind.BORROWING, change=change, before=before, sized=None)
    append(session, ground, origin, line | {"key": f"{Kind.BORROWING}:{ground.task_id}:{turn + 1}"})
    run(session, sa.update(_TASK).where(_TASK.c.id == ground.task_id).values(borrowed=after))


_CALENDAR = sa.select(_CLIENT.c.start, _CLIENT.c.status, _CLIENT.c.open_from).where(
    _CLIENT.c.id == sa.bindparam("client")
)
_CALENDAR_SHARED = _CALENDAR.with_for_update(read=True)
_CALENDAR_ALONE = _CALENDAR.with_for_update(key_share=True)
_BORROWED_HELD = (
    sa.select(_TASK.c.borrowed)
    .where(_TASK.c.id == sa.bindparam("task"), _TASK.c.client_id == sa.bindparam("client"))
    .with_for_update()
)
_ADD_TO_ACTUAL = (
    sa.update(_REQUIREMENT)
    .where(_REQUIREMENT.c.id == sa.bindparam("requirement"), _REQUIREMENT.c.task_id == sa.bindparam("task"))
    .values(actual=_REQUIREMENT.c.actual + sa.bindparam("more"))
    .returning(*_SIZED)
)
_ADD_TO_STEP = (
    sa.update(_SUBTASK)
    .where(_SUBTASK.c.id == sa.bindparam("step"))
    .values(logged=_SUBTASK.c.logged + sa.bindparam("more"))
)
_MARKS = sa.select(sa.func.count()).where(
    _SUBTASK.c.task_id == sa.bindparam("task"), _SUBTASK.c.kind == "delayed", _SUBTASK.c.cleared_at.is_(None)
)
