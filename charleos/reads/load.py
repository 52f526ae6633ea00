"""How loaded everybody is: the one read that adds up the work of all clients, and gives nothing of it but person, day
and minutes."""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.reads.diaries import leave_by_person
from charleos.rules.access import Capability
from charleos.rules.blocks import BlockStatus
from charleos.rules.diary import Diary
from charleos.rules.load import Booking, load_by_day
from charleos.rules.phases import StepStatus
from charleos.store.columns import PackedRows
from charleos.store.schema import Block, Subtask
from charleos.store.scope import Lens
from charleos.units import NOTHING, Minutes


class DayLoad(NamedTuple):
    """What a person has to do on a day, whoever it is for."""

    person_id: int
    day: date
    minutes: Minutes


@needs(Capability.VIEW_LOAD)
def team_load(desk: Desk, first: date, last: date, person_id: int | None = None) -> tuple[DayLoad, ...]:
    """The load on each day from first to last that has any, by person and day; nothing before today.

    Everybody's, or one person's.
    """
    return _load(desk, first, last, person_id, Lens.LOAD)


@needs(Capability.VIEW_LOAD)
def load_in_reach(desk: Desk, first: date, last: date) -> tuple[DayLoad, ...]:
    """The part of it that is work of clients in the viewer's reach; the rest is other clients'."""
    return _load(desk, first, last, None, Lens.REACH)


def _load(desk: Desk, first: date, last: date, person_id: int | None, lens: Lens) -> tuple[DayLoad, ...]:
    since = max(first, desk.today)
    if last < since:
        return ()
    values = {"since": since, "last": last, "today": desk.today, "person": person_id}
    people = None if person_id is None else (person_id,)
    with desk.reading(lens) as session:
        bookings = _by_person(session.execute(_BOOKED[person_id is None], values).one())
        dates = [day for those in bookings.values() for one in those for day in (one.start, one.end)]
        off = leave_by_person(session, min([*dates, desk.today]), max([*dates, last]), people)
    return tuple(
        DayLoad(one, day, minutes)
        for one in sorted(bookings)
        for day, minutes in load_by_day(bookings[one], Diary(one, NOTHING, off.get(one, ())), desk.today).items()
        if since <= day <= last
    )


def _by_person(row: Any) -> dict[int, list[Booking]]:
    """How long anybody's day is does not matter here, only which days they work."""
    found: dict[int, list[Booking]] = {}
    for packed, is_block in ((row.blocks, True), (row.steps, False)):
        for person_id, client_id, start, end, minutes in json.loads(packed or "[]"):
            booking = Booking(client_id, _day(start), _day(end), minutes, is_block)
            found.setdefault(person_id, []).append(booking)
    return found


_day = lru_cache(maxsize=4096)(date.fromisoformat)


def _booked(*, is_everybody: bool) -> sa.Select[Any]:
    """One row: open steps and blocks, packed. Steps whose end has passed are for the next working day."""
    since, last, today = (sa.bindparam(name, type_=Subtask.start.type) for name in ("since", "last", "today"))
    whose: list[sa.BindParameter[int]] = [] if is_everybody else [sa.bindparam("person")]
    blocks = (
        sa.select(PackedRows(Block.assignee_id, Block.client_id, Block.start, Block.end_on, Block.minutes))
        .where(Block.end_on >= since, Block.start <= last, Block.status != BlockStatus.COMPLETED.value)
        .where(*(Block.assignee_id == one for one in whose))
    )
    to_do = Subtask.estimate - Subtask.logged
    return sa.select(
        PackedRows(Subtask.assignee_id, Subtask.client_id, Subtask.start, Subtask.end_on, to_do).label("steps"),
        blocks.scalar_subquery().label("blocks"),
    ).where(
        sa.or_(Subtask.end_on >= since, Subtask.end_on < today),
        Subtask.start <= last,
        Subtask.assignee_id.is_not(None),
        Subtask.status != StepStatus.COMPLETE.value,
        Subtask.estimate > Subtask.logged,
        Subtask.cleared_at.is_(None),
        *(Subtask.assignee_id == one for one in whose),
    )


_BOOKED = {is_everybody: _booked(is_everybody=is_everybody) for is_everybody in (True, False)}
