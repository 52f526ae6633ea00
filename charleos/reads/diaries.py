"""People's diaries, for the reads and actions that plan with them; the one place that reads approved leave."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from charleos.periods import Month, months
from charleos.rules.diary import DaysOff, Diary
from charleos.rules.leave import LeaveStatus
from charleos.rules.policy import Rulebook
from charleos.store.columns import PackedRows
from charleos.store.schema import Leave, Person
from charleos.store.scope import ScopedSession
from charleos.units import Minutes

LOOK_BACK = timedelta(days=366)
"""How long before today leave still matters: nothing that is planned over days to come began earlier."""


def diaries(
    session: ScopedSession, rulebook: Rulebook, first: date, last: date, people: Iterable[int] | None = None
) -> dict[int, Diary]:
    """Everybody's diary by id, or that of the people named, with approved leave from the first date on."""
    wanted = _PEOPLE if people is None else _PEOPLE.where(Person.id.in_(tuple(people)))
    found = session.execute(wanted, {"off_since": first})
    return {row.id: diary_of(row, rulebook, first, last, unpacked(row.off)) for row in found}


def diary_of(person: Any, rulebook: Rulebook, first: date, last: date, off: tuple[DaysOff, ...]) -> Diary:
    """person: a row with id, capacity and discipline. The length of a day is that of the policy of its month."""
    if person.capacity is not None:
        return Diary(person.id, Minutes(person.capacity), off)
    lengths = {
        month: rulebook.policy(month).capacity_of(person.discipline)
        for month in months(Month.of(first), Month.of(last))
    }
    usual = lengths[Month.of(first)]
    return Diary(person.id, usual, off, {month: minutes for month, minutes in lengths.items() if minutes != usual})


def leave_by_person(
    session: ScopedSession, first: date, last: date, people: Iterable[int] | None = None
) -> dict[int, tuple[DaysOff, ...]]:
    """Approved leave between the dates, of everybody or of the people named."""
    leave = _LEAVE if people is None else _LEAVE.where(Leave.person_id.in_(tuple(people)))
    off: dict[int, tuple[DaysOff, ...]] = {}
    for row in session.execute(leave, {"first": first, "last": last}):
        off[row.person_id] = (*off.get(row.person_id, ()), days_off(row))
    return off


def days_off(row: Any) -> DaysOff:
    """Of a row of leave."""
    return DaysOff(row.start, row.end_on, bool(row.start_half), bool(row.end_half))


@lru_cache(maxsize=4096)
def unpacked(off: str | None) -> tuple[DaysOff, ...]:
    """What OFF found for a person."""
    if off is None or off == "[]":
        return ()
    return tuple(
        DaysOff(date.fromisoformat(start), date.fromisoformat(end), bool(start_half), bool(end_half))
        for start, end, start_half, end_half in sorted(json.loads(off))
    )


def off_by_person(packed: str | None) -> dict[int, tuple[DaysOff, ...]]:
    """What ALL_OFF found."""
    off: dict[int, tuple[DaysOff, ...]] = {}
    for person_id, start, end, start_half, end_half in sorted(json.loads(packed or "[]")):
        away = DaysOff(date.fromisoformat(start), date.fromisoformat(end), bool(start_half), bool(end_half))
        off[person_id] = (*off.get(person_id, ()), away)
    return off


_IS_APPROVED = Leave.status == LeaveStatus.APPROVED.value
_LEAVE = (
    sa.select(Leave.person_id, Leave.start, Leave.end_on, Leave.start_half, Leave.end_half)
    .where(_IS_APPROVED, Leave.start <= sa.bindparam("last"), Leave.end_on >= sa.bindparam("first"))
    .order_by(Leave.start, Leave.id)
)
OFF = (
    sa.select(PackedRows(Leave.start, Leave.end_on, Leave.start_half, Leave.end_half))
    .where(Leave.person_id == Person.id, _IS_APPROVED, Leave.end_on >= sa.bindparam("off_since"))
    .correlate(Person)
    .scalar_subquery()
    .label("off")
)
"""Beside a person's columns: their approved leave that ends on `off_since` or later, for `unpacked`."""
ALL_OFF = sa.select(PackedRows(Leave.person_id, Leave.start, Leave.end_on, Leave.start_half, Leave.end_half)).where(
    _IS_APPROVED, Leave.end_on >= sa.bindparam("off_since")
)
"""Everybody's, in one text, for `off_by_person`."""
_PEOPLE = sa.select(Person.id, Person.capacity, Person.discipline, OFF)
