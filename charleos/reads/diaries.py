"""People's diaries, for the reads and actions that plan with them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa

from charleos.periods import Month, months
from charleos.rules.diary import DaysOff, Diary
from charleos.rules.policy import Rulebook
from charleos.store.schema import Leave, Person
from charleos.store.scope import ScopedSession
from charleos.units import Minutes


def diaries(
    session: ScopedSession, rulebook: Rulebook, first: date, last: date, people: Iterable[int] | None = None
) -> dict[int, Diary]:
    """Everybody's diary by id, or that of the people named, with approved leave between the dates. Two statements."""
    found = session.execute(_PEOPLE if people is None else _PEOPLE.where(Person.id.in_(tuple(people)))).all()
    off: dict[int, list[DaysOff]] = {}
    for leave in session.execute(LEAVE, {"first": first, "last": last}):
        away = DaysOff(leave.start, leave.end_on, bool(leave.start_half), bool(leave.end_half))
        off.setdefault(leave.person_id, []).append(away)
    return {row.id: diary_of(row, rulebook, first, last, tuple(off.get(row.id, ()))) for row in found}


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


def own_days_off(session: ScopedSession, person_id: int, first: date, last: date) -> tuple[DaysOff, ...]:
    """One person's approved leave between the dates."""
    rows = session.execute(LEAVE.where(Leave.person_id == person_id), {"first": first, "last": last})
    return tuple(DaysOff(row.start, row.end_on, bool(row.start_half), bool(row.end_half)) for row in rows)


_PEOPLE = sa.select(Person.id, Person.capacity, Person.discipline)
LEAVE = (
    sa.select(Leave.person_id, Leave.start, Leave.end_on, Leave.start_half, Leave.end_half)
    .where(Leave.status == "approved", Leave.start <= sa.bindparam("last"), Leave.end_on >= sa.bindparam("first"))
    .order_by(Leave.start, Leave.id)
)
