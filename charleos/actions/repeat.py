"""Logging an earlier day's work once more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from charleos.actions.submissions import once
from charleos.actions.time import Entry, Owner, hold, lock_in_order, post
from charleos.desk import Desk, needs
from charleos.errors import BadInput
from charleos.periods import Month, long_day
from charleos.reads.my_day import piece
from charleos.rules.access import Capability
from charleos.rules.entries import Activity, routing
from charleos.rules.ledger import month_of_line
from charleos.rules.phases import StepStatus
from charleos.rules.repeating import already_there
from charleos.store.schema import Client, Subtask, TimeEntry
from charleos.store.scope import Lens, ScopedSession
from charleos.units import NOTHING, hours


@needs(Capability.LOG_OWN_TIME)
def repeat_entries(desk: Desk, key: str, entry_ids: tuple[int, ...], day: date) -> str:
    """The viewer's own entries once more, on `day`: all of them, less those it already has. Returns the receipt."""
    with desk.writing(Lens.OWN) as session:

        def act() -> str:
            return _repeat(session, desk, entry_ids, day)

        return once(session, desk, key, "repeat_entries", (entry_ids, day), act=act)


def _repeat(session: ScopedSession, desk: Desk, entry_ids: tuple[int, ...], day: date) -> str:
    owner = hold(session, desk.viewer.person_id)
    rows = _missing(session, owner, entry_ids, day)
    if not rows:
        raise BadInput(f"{long_day(day)} already has all of this work.")
    lock_in_order(session, *(row.requirement_id for row in rows))
    told = [post(session, desk, _entry_on(row, day), owner) for row in rows]
    if len(told) == 1:
        return told[0]
    total = hours(sum((row.minutes for row in rows), NOTHING))
    return " ".join([f"{len(rows)} entries, {total}, logged on {long_day(day)}.", *_routings(rows, day)])


def _missing(session: ScopedSession, owner: Owner, entry_ids: tuple[int, ...], day: date) -> list[Any]:
    """Those of the entries that the day does not have yet."""
    mine = (TimeEntry.person_id == owner.id, TimeEntry.voided_at.is_(None))
    source = session.execute(
        sa.select(*_PIECE, Client.open_from, Subtask.id.label("step"))
        .outerjoin(Client, Client.id == TimeEntry.client_id)
        .outerjoin(Subtask, sa.and_(Subtask.id == TimeEntry.subtask_id, *_IS_OPEN))
        .where(TimeEntry.id.in_(entry_ids), *mine)
        .order_by(TimeEntry.id)
    ).all()
    there = session.execute(sa.select(*_PIECE).where(TimeEntry.work_date == day, *mine)).all()
    found = already_there([piece(row) for row in source], [piece(row) for row in there])
    return [row for row, is_there in zip(source, found, strict=True) if not is_there]


_PIECE = (
    TimeEntry.requirement_id,
    TimeEntry.client_id,
    TimeEntry.activity,
    TimeEntry.minutes,
    TimeEntry.note,
)


_IS_OPEN = (Subtask.status != StepStatus.COMPLETE.value, Subtask.cleared_at.is_(None))
"""On a step that is complete nothing more is logged: the time is for its requirement alone."""


def _entry_on(row: Any, day: date) -> Entry:
    activity = Activity(row.activity)
    return Entry(day, row.minutes, activity, row.note, row.requirement_id, row.client_id, subtask_id=row.step)


def _routings(rows: Sequence[Any], day: date) -> list[str]:
    """Where time of a closed month counts instead: each sentence once."""
    billing = [row for row in rows if row.requirement_id is not None]
    said = (routing(Month.of(day), month_of_line(Month.of(day), row.open_from)) for row in billing)
    return list(dict.fromkeys(sentence for sentence in said if sentence))
