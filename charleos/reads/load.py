"""How loaded everybody is: the one read that adds up the work of all clients, and gives nothing of it but person, day
and minutes."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache, partial
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.reads.diaries import ALL_OFF, LOOK_BACK, off_by_person
from charleos.rules.access import Capability
from charleos.rules.blocks import BlockStatus
from charleos.rules.diary import DaysOff, Diary
from charleos.rules.load import Booking, load_by_day
from charleos.rules.timeline import Dates
from charleos.store.columns import PackedColumn, PackedRows
from charleos.store.schema import Block, Leave, Subtask
from charleos.store.scope import Lens
from charleos.units import NOTHING, Minutes

Loads = Mapping[int, Mapping[date, Minutes]]
"""Minutes by person and day."""

Booked = tuple[int | None, int, str, str, Minutes]
"""Whose, for which client, the first and the last day as ISO text, minutes: as it is fetched."""


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
    if last < desk.today:
        return ()
    values = {"since": max(first, desk.today), "last": last, "off_since": desk.today - LOOK_BACK, "person": person_id}
    with desk.reading(Lens.LOAD) as session:
        *steps, blocks, off = session.execute(_BOOKED[person_id is None], values).one()
    return _worked_out(tuple(steps), blocks, off, Dates(first, last), desk.today)


@lru_cache(maxsize=32)
def _worked_out(
    columns: tuple[str, ...], blocks: str | None, off: str | None, dates: Dates, today: date
) -> tuple[DayLoad, ...]:
    """What was fetched, added up; kept while that is the same to the letter."""
    steps: Iterable[Booked] = zip(*map(json.loads, columns), strict=True)
    loads = loads_of(steps, json.loads(blocks or "[]"), off_by_person(off), dates, today)
    return tuple(DayLoad(one, day, minutes) for one in sorted(loads) for day, minutes in loads[one].items())


def earliest(today: date, blocks: Iterable[Booked]) -> date:
    """From when on it matters who is away: a block lies on all its days, also those that are past."""
    return min([today, *(day_of(one[2]) for one in blocks)])


def loads_of(
    steps: Iterable[Booked], blocks: Iterable[Booked], off: Mapping[int, tuple[DaysOff, ...]], dates: Dates, today: date
) -> dict[int, dict[date, Minutes]]:
    """Each person's load by `load_by_day` on the days between the dates. steps: minutes still to be done.

    How long anybody's day is does not matter here, only which days they work.
    """
    booked: dict[int, list[Booking]] = defaultdict(list)
    for those, is_block in ((blocks, True), (steps, False)):
        for person_id, client_id, start, end, minutes in those:
            if minutes > 0 and person_id is not None:
                booked[person_id].append(_booking((client_id, day_of(start), day_of(end), minutes, is_block)))
    found = {}
    for person_id, bookings in booked.items():
        loads = load_by_day(bookings, Diary(person_id, NOTHING, off.get(person_id, ())), today)
        found[person_id] = {day: loads[day] for day in loads if dates.first <= day <= dates.last}
    return found


day_of = lru_cache(maxsize=8192)(date.fromisoformat)
_booking: Callable[[tuple[Any, ...]], Booking] = partial(tuple.__new__, Booking)


def _booked(*, is_everybody: bool) -> sa.Select[Any]:
    """One row: what is open and has dates, packed. Steps whose end has passed are for the next working day."""
    since, last = (sa.bindparam(name, type_=Subtask.start.type) for name in ("since", "last"))
    whose: list[sa.BindParameter[int]] = [] if is_everybody else [sa.bindparam("person")]
    blocks = (
        sa.select(PackedRows(Block.assignee_id, Block.client_id, Block.start, Block.end_on, Block.minutes))
        .where(Block.end_on >= since, Block.start <= last, Block.status != BlockStatus.COMPLETED.value)
        .where(*(Block.assignee_id == one for one in whose))
    )
    to_do = Subtask.estimate - Subtask.logged
    columns = (Subtask.assignee_id, Subtask.client_id, Subtask.start, Subtask.end_on, to_do)
    off = ALL_OFF.where(*(Leave.person_id == one for one in whose))
    packed: list[Any] = [*map(PackedColumn, columns), blocks.scalar_subquery(), off.scalar_subquery()]
    return sa.select(*packed).where(
        Subtask.start <= last,
        Subtask.completed_on.is_(None),
        Subtask.assignee_id.is_not(None),
        Subtask.estimate > Subtask.logged,
        Subtask.cleared_at.is_(None),
        *(Subtask.assignee_id == one for one in whose),
    )


_BOOKED = {is_everybody: _booked(is_everybody=is_everybody) for is_everybody in (True, False)}
forget_loads = _worked_out.cache_clear
