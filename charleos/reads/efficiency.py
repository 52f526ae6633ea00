"""Efficiency of the clients in reach: work by month, type and size, and what it was sold for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.periods import Month, days, months
from charleos.reads.diaries import OFF, diary_of, unpacked
from charleos.reads.efficiency_kept import ClientName, totals_kept_by, work_in_reach
from charleos.reads.portfolio import portfolio_of
from charleos.rules.access import Capability, Reach
from charleos.rules.clients import unknown_client
from charleos.rules.diary import Diary
from charleos.rules.efficiency import Cell, Sold, Spot, Work, added, available_minutes
from charleos.rules.policy import Bands
from charleos.rules.rates import Band, band
from charleos.rules.working_days import is_working_day
from charleos.store.rulebook import STAMP, current_rulebook
from charleos.store.schema import Person
from charleos.units import NOTHING, Minutes, Pence


@dataclass(frozen=True, slots=True)
class WorkTotals:
    """The work of all clients asked about together. cells: by month, type and size; their client is 0."""

    first: Month
    last: Month
    cells: tuple[Cell, ...]

    @property
    def total(self) -> Work:
        return added(self.cells)


@dataclass(frozen=True)
class WorkCube:
    """The work of each client in reach, by month, type and size, and where completed requirements fell."""

    first: Month
    last: Month
    clients: tuple[ClientName, ...]
    cells: tuple[Cell, ...]
    spots: tuple[Spot, ...]

    @cached_property
    def names(self) -> Mapping[int, ClientName]:
        return {client.id: client for client in self.clients}


@needs(Capability.VIEW_EFFICIENCY)
def work_totals(desk: Desk, first: Month, last: Month) -> WorkTotals:
    """By month, type and size, over all clients in reach."""
    with desk.reading() as session:
        work = work_in_reach(session, first, last)
        return WorkTotals(first, last, totals_kept_by(session).of(work, first, last))


@needs(Capability.VIEW_EFFICIENCY)
def work_cube(desk: Desk, first: Month, last: Month) -> WorkCube:
    """By client, month, type and size."""
    with desk.reading() as session:
        work = work_in_reach(session, first, last)
    cells = tuple(cell for of in work.of.values() for cell in of.within(first, last))
    spots = tuple(one for of in work.of.values() for one in of.spots if first <= one.month <= last)
    return WorkCube(first, last, work.clients, cells, spots)


@needs(Capability.VIEW_EFFICIENCY)
def client_work(desk: Desk, slug: str, first: Month, last: Month) -> WorkCube:
    """One client's part of the cube. Raises NotFound out of reach."""
    whole = work_cube(desk, first, last)
    found = next((client for client in whole.clients if client.slug == slug), None)
    if found is None:
        raise unknown_client(slug)
    cells = tuple(cell for cell in whole.cells if cell.client == found.id)
    return WorkCube(first, last, (found,), cells, tuple(one for one in whole.spots if one.client == found.id))


class MonthSold(NamedTuple):
    """What a client's month was sold for. plan: its name; None when project-only. gross 0: nothing was sold."""

    plan: str | None
    cost: Pence
    gross: Minutes
    billing_day: Minutes

    def with_work(self, work: Work) -> Sold:
        return Sold(self.cost, self.gross, self.billing_day, work.logged, work.billable)


@dataclass(frozen=True, slots=True)
class SoldMonths:
    """What each client's months were sold for, by client and month, from its start on.

    bands, sizes: of the policy of the last month.
    """

    months: Mapping[tuple[int, int], MonthSold]
    bands: Bands
    sizes: tuple[str, ...]

    @property
    def plans(self) -> tuple[str, ...]:
        """Names of plans that some client has in some month."""
        return tuple(sorted({one.plan for one in self.months.values() if one.plan}))

    def band(self, rate: Pence) -> Band:
        return band(rate, self.bands)


@needs(Capability.VIEW_RATES)
def sold_months(desk: Desk, first: Month, last: Month) -> SoldMonths:
    """Of every client in reach."""
    with desk.reading() as session:
        of = portfolio_of(session, first, last)
    found: dict[tuple[int, int], MonthSold] = {}
    for kept in of.clients:
        for month in months(max(first, Month.of(kept.client.start)), last):
            one = kept.months[month]
            agreed = one.statement.allocation if one.statement is not None else None
            cost, gross = (agreed.cost, agreed.gross) if agreed else (Pence(0), NOTHING)
            found[kept.client.id, int(month)] = MonthSold(one.plan, cost, gross, of.rulebook.policy(month).billing_day)
    policy = of.rulebook.policy(last)
    return SoldMonths(found, policy.bands, tuple(size.code for size in policy.sizes))


@needs(Capability.VIEW_EFFICIENCY)
def team_available(desk: Desk, first: Month, last: Month) -> Mapping[int, Minutes]:
    """Minutes that everybody active could work in each month, up to today; leave is taken off.

    Nothing for who sees only some of the clients: their work beside the whole team's time would say nothing.
    """
    if desk.viewer.reach is not Reach.ALL:
        return {}
    begin, end = first.first, min(last.last, desk.today)
    with desk.reading() as session:
        rows = session.execute(_TEAM, {"off_since": begin}).all() if begin <= end else []
        rulebook = current_rulebook(session, stamp=(rows[0].policies, rows[0].plans)) if rows else None
    everybody = [diary_of(row, rulebook, begin, end, unpacked(row.off)) for row in rows] if rulebook else []
    found: dict[int, Minutes] = {}
    for month in months(first, last):
        working = [day for day in days(month.first, min(month.last, end)) if is_working_day(day)]
        found[int(month)] = sum((_available(diary, month, working) for diary in everybody), NOTHING)
    return found


_TEAM = sa.select(Person.id, Person.capacity, Person.discipline, OFF, *STAMP).where(Person.status == "active")


def _available(diary: Diary, month: Month, working: Sequence[date]) -> Minutes:
    away = [day for day in working if any(off.start <= day <= off.end for off in diary.off)] if diary.off else []
    whole = diary.other_months.get(month, diary.full_day)
    return available_minutes(len(working) - len(away), whole, [diary.capacity(day) for day in away])
