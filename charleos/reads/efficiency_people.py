"""Efficiency by person: what a requirement quoted, banked or overran is shared among those who logged on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.periods import Month
from charleos.rules.access import Capability
from charleos.rules.efficiency import Cell, Work, added
from charleos.rules.sharing import shared, shared_by_month, standing_weights
from charleos.store.schema import LedgerLine, Person, Requirement, TimeEntry
from charleos.store.scope import ScopedSession
from charleos.units import Minutes


@dataclass(frozen=True, slots=True)
class PeopleAsked:
    """What the work is narrowed to. client_ids: none is all in reach. size "" is *Not required*."""

    client_ids: tuple[int, ...] = ()
    type: str | None = None
    size: str | None = None


class PersonWork(NamedTuple):
    """One person's part. work.completed counts each requirement for everybody who logged on it."""

    id: int
    key: str
    name: str
    work: Work


@needs(Capability.VIEW_PEOPLE)
def people_work(desk: Desk, first: Month, last: Month, asked: PeopleAsked) -> tuple[PersonWork, ...]:
    """Everybody's part of the period, by key. What tasks borrowed is nobody's and stands in none."""
    with desk.reading() as session:
        people, parts = _parts(session, first, last, asked)
    mine: defaultdict[int, list[Cell]] = defaultdict(list)
    for person_id, cell in parts:
        mine[person_id].append(cell)
    known = sorted((people[one] for one in mine), key=attrgetter("key"))
    return tuple(PersonWork(one.id, one.key, one.name, added(mine[one.id])) for one in known)


@needs(Capability.VIEW_PEOPLE)
def person_cells(desk: Desk, person_id: int, first: Month, last: Month) -> tuple[Cell, ...]:
    """One person's part of the period by client, month, type and size; it adds up to that of `people_work`."""
    with desk.reading() as session:
        _, parts = _parts(session, first, last, PeopleAsked())
    return tuple(cell for person, cell in parts if person == person_id)


@needs(Capability.VIEW_PEOPLE)
def people_to_choose(desk: Desk) -> tuple[tuple[int, str], ...]:
    """Everybody, by name: whose part of the work can be looked at."""
    rows = desk.all(sa.select(Person.id, Person.name).order_by(Person.name, Person.id))
    return tuple((row.id, row.name) for row in rows)


class _Someone(NamedTuple):
    id: int
    key: str
    name: str


class _Weights(NamedTuple):
    """Who logged on a requirement, by key, and by how much each shares it."""

    people: tuple[int, ...]
    minutes: tuple[int, ...]
    now: tuple[Minutes, ...]


_Sums = defaultdict[tuple[int, int, int, str, str], list[int]]
"""By person, client, month, type and size: the columns of `Work`."""


def _parts(
    session: ScopedSession, first: Month, last: Month, asked: PeopleAsked
) -> tuple[Mapping[int, _Someone], list[tuple[int, Cell]]]:
    span = {"first": first, "last": last, "begin": first.first, "end": last.last}
    people: dict[int, _Someone] = {}
    sums: _Sums = defaultdict(lambda: [0] * 8)
    for row in session.execute(_narrowed(_LOGGED, LedgerLine, asked), span):
        people[row.person_id] = _Someone(row.person_id, row.key, row.name)
        sums[row.person_id, row.client_id, row.month, row.type, row.size][3] += row.minutes
    weights = _weights(session.execute(_WEIGHTS, span), people)
    _share_moved(session.execute(_narrowed(_MOVED, LedgerLine, asked), span), weights, sums)
    _share_completed(session.execute(_narrowed(_DONE, Requirement, asked), span), weights, sums)
    return people, [(key[0], _cell(key, of)) for key, of in sorted(sums.items()) if any(of)]


def _cell(key: tuple[int, int, int, str, str], of: list[int]) -> Cell:
    """Billable follows from the law: it is never shared by itself."""
    completed, quoted, worked, logged, _, banked, overage, provisional = map(Minutes, of)
    billable = logged + banked - overage
    return Cell(*key[1:], int(completed), quoted, worked, logged, billable, banked, overage, provisional)


def _weights(rows: Iterable[Any], people: dict[int, _Someone]) -> dict[int, _Weights]:
    logged: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        people[row.person_id] = _Someone(row.person_id, row.key, row.name)
        logged[row.requirement_id].append(row)
    found = {}
    for requirement_id, of in logged.items():
        now = tuple(Minutes(row.now) for row in of)
        minutes = standing_weights(now, [Minutes(row.ever) for row in of])
        found[requirement_id] = _Weights(tuple(row.person_id for row in of), tuple(minutes), now)
    return found


def _share_moved(rows: Iterable[Any], weights: Mapping[int, _Weights], sums: _Sums) -> None:
    """What each requirement's lines banked and overran, month by month."""
    moved: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        moved[row.requirement_id].append(row)
    for requirement_id, of in moved.items():
        who = weights[requirement_id]
        banked = shared_by_month([row.banked for row in of], who.minutes)
        overage = shared_by_month([row.overage for row in of], who.minutes)
        for row, gained, absorbed in zip(of, banked, overage, strict=True):
            for person, part, beyond in zip(who.people, gained, absorbed, strict=True):
                kept = sums[person, row.client_id, row.month, row.type, row.size]
                kept[5] += part
                kept[6] += beyond
                kept[7] += part if row.is_open else 0


def _share_completed(rows: Iterable[Any], weights: Mapping[int, _Weights], sums: _Sums) -> None:
    """Quoted is shared; worked is each one's own minutes."""
    for row in rows:
        who = weights[row.id]
        month = int(Month.of(row.completed_on))
        for person, quoted, worked in zip(who.people, shared(row.average, who.minutes), who.now, strict=True):
            if worked:
                kept = sums[person, row.client_id, month, row.type, row.size]
                kept[0] += 1
                kept[1] += quoted
                kept[2] += worked


def _narrowed(query: Any, table: Any, asked: PeopleAsked) -> Any:
    if asked.client_ids:
        query = query.where(table.client_id.in_(asked.client_ids))
    if asked.type is not None:
        query = query.where(table.type == asked.type)
    if asked.size is not None:
        query = query.where(sa.func.coalesce(table.size, "") == asked.size)
    return query


_IN_PERIOD = LedgerLine.month.between(sa.bindparam("first"), sa.bindparam("last"))
_COMPLETED = sa.and_(
    Requirement.completed_on.between(sa.bindparam("begin"), sa.bindparam("end")), Requirement.actual > 0
)
_MONTH = sa.type_coerce(LedgerLine.month, sa.Integer).label("month")
_SIZE = sa.func.coalesce(LedgerLine.size, "").label("size")
_LOGGED = (
    sa.select(
        LedgerLine.person_id,
        LedgerLine.client_id,
        _MONTH,
        LedgerLine.type,
        _SIZE,
        Person.key,
        Person.name,
        sa.func.sum(LedgerLine.minutes).label("minutes"),
    )
    .join(Person, Person.id == LedgerLine.person_id)
    .where(_IN_PERIOD, LedgerLine.entry_id.is_not(None))
    .group_by(
        LedgerLine.person_id,
        LedgerLine.client_id,
        LedgerLine.month,
        LedgerLine.type,
        LedgerLine.size,
        Person.key,
        Person.name,
    )
)
_BANKED, _OVERAGE = sa.func.sum(LedgerLine.banked), sa.func.sum(LedgerLine.overage)
_MOVED = (
    sa.select(
        LedgerLine.requirement_id,
        LedgerLine.client_id,
        _MONTH,
        LedgerLine.type,
        _SIZE,
        Requirement.completed_on.is_(None).label("is_open"),
        _BANKED.label("banked"),
        _OVERAGE.label("overage"),
    )
    .join(Requirement, Requirement.id == LedgerLine.requirement_id)
    .where(_IN_PERIOD)
    .group_by(
        LedgerLine.requirement_id,
        LedgerLine.client_id,
        LedgerLine.month,
        LedgerLine.type,
        LedgerLine.size,
        Requirement.completed_on,
    )
    .having(sa.or_(_BANKED != 0, _OVERAGE != 0))
    .order_by(LedgerLine.requirement_id, LedgerLine.month, LedgerLine.type, LedgerLine.size)
)
_DONE = sa.select(
    Requirement.id,
    Requirement.client_id,
    Requirement.completed_on,
    Requirement.type,
    sa.func.coalesce(Requirement.size, "").label("size"),
    Requirement.average,
).where(_COMPLETED)
_WEIGHTS = (
    sa.select(
        TimeEntry.requirement_id,
        TimeEntry.person_id,
        Person.key,
        Person.name,
        sa.func.sum(sa.case((TimeEntry.voided_at.is_(None), TimeEntry.minutes), else_=0)).label("now"),
        sa.func.sum(TimeEntry.minutes).label("ever"),
    )
    .join(Person, Person.id == TimeEntry.person_id)
    .where(
        sa.or_(
            TimeEntry.requirement_id.in_(sa.select(LedgerLine.requirement_id).where(_IN_PERIOD)),
            TimeEntry.requirement_id.in_(sa.select(Requirement.id).where(_COMPLETED)),
        )
    )
    .group_by(TimeEntry.requirement_id, TimeEntry.person_id, Person.key, Person.name)
    .order_by(TimeEntry.requirement_id, Person.key)
)
