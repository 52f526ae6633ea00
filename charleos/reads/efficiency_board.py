"""One look at efficiency: the cube narrowed to what is chosen, and grouped in every way that the page shows.

A choice narrows everything but the view in which it was made: a chosen client leaves the other clients to be seen
beside it. Nothing here asks the database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeVar

from charleos.periods import Month, months
from charleos.reads.efficiency import SoldMonths, WorkCube
from charleos.reads.efficiency_kept import ClientName
from charleos.rules.billing import Case
from charleos.rules.efficiency import (
    BORROWING,
    HABIT_MONTHS,
    AverageRates,
    Cell,
    Habit,
    Period,
    Sold,
    Work,
    added,
    average_rates,
    grouped,
    habit,
)
from charleos.rules.rates import Band
from charleos.units import NOTHING, Minutes

Name = TypeVar("Name", bound=Hashable)

TREND = 12
"""Months of a trend, up to the end of the period."""


class Chosen(NamedTuple):
    """What the period's work is narrowed to; None is everything. size "" is *Not required*, plan "" project-only."""

    period: Period
    client: int | None = None
    type: str | None = None
    size: str | None = None
    plan: str | None = None
    month: int | None = None

    @property
    def shown(self) -> Period:
        """The month that was chosen within the period, or all of it."""
        return self.period if self.month is None else Period(Month(self.month), Month(self.month))


def window(period: Period) -> Period:
    """The months that a look at the period needs: itself, the one before, and a year's trend."""
    return Period(min(period.before.first, period.last.plus(1 - TREND)), period.last)


class Share(NamedTuple):
    """Minutes on billable work, of what the team could have worked."""

    worked: Minutes
    available: Minutes


class ClientWork(NamedTuple):
    client: ClientName
    work: Work


class ClientRates(NamedTuple):
    client: ClientName
    rates: AverageRates
    band: Band | None


class Standing(NamedTuple):
    """What a client, or a type of work of all of them, was in each of the last three ended months."""

    name: str
    slug: str | None
    habit: Habit
    work: Work


@dataclass(frozen=True)
class Board:
    """sold, available: empty for who may not know them."""

    cube: WorkCube
    sold: SoldMonths
    available: Mapping[int, Minutes]
    chosen: Chosen
    running: Month

    @cached_property
    def now(self) -> Work:
        return added(self._cells(self.chosen.shown))

    @cached_property
    def before(self) -> Work:
        return added(self._cells(self.chosen.shown.before))

    @cached_property
    def cells_shown(self) -> dict[tuple[int, int, str, str], Work]:
        """Everything that the choice leaves, by client, month, type and size."""
        return grouped(self._cells(self.chosen.shown), lambda cell: (cell.client, cell.month, cell.type, cell.size))

    @cached_property
    def by_month(self) -> dict[Month, Work]:
        """A year up to the end of the period, or all of a longer one; months without work too, but none to come."""
        first, last = self.chosen.period
        span = Period(min(first, last.plus(1 - TREND)), max(first, min(last, self.running)))
        found = grouped(self._cells(span), lambda cell: cell.month)
        return {month: found.get(int(month), Work()) for month in months(*span)}

    @cached_property
    def by_kind(self) -> dict[tuple[str, str], Work]:
        """By type and size, as if neither were chosen; without what was borrowed."""
        cells = (cell for cell in self._cells(self.chosen.shown, kind=False) if cell.type != BORROWING)
        return grouped(cells, lambda cell: (cell.type, cell.size))

    @cached_property
    def borrowed(self) -> Work:
        """What tasks borrowed: it has no type and no size, and is in no view by them."""
        return added(cell for cell in self._cells(self.chosen.shown, kind=False) if cell.type == BORROWING)

    @cached_property
    def by_client(self) -> tuple[ClientWork, ...]:
        """Clients with work in the period, as if none were chosen."""
        found = grouped(self._cells(self.chosen.shown, client=False), lambda cell: cell.client)
        return tuple(ClientWork(self.cube.names[one], work) for one, work in found.items() if any(work))

    @cached_property
    def falls(self) -> dict[str, Counter[tuple[Case, int]]]:
        """By size, as if none were chosen: how many requirements fell into which zone and tenth of the average."""
        chosen, shown = self.chosen, self.chosen.shown
        found: dict[str, Counter[tuple[Case, int]]] = {}
        for spot in self.cube.spots:
            if (
                spot.month in shown
                and chosen.client in (None, spot.client)
                and chosen.type in (None, spot.type)
                and self._has_plan(spot.client, spot.month)
            ):
                found.setdefault(spot.size, Counter())[spot.case, spot.bucket] += 1
        return found

    @cached_property
    def standing(self) -> tuple[Standing, ...]:
        """Who was consistently over or efficient up to the end of the period: clients, then types of work over all
        of them; whoever is furthest comes first."""
        ended = min(self.chosen.period.last.next, self.running)
        span = Period(ended.plus(-HABIT_MONTHS), ended.previous)
        cells = self._cells(span)
        clients = self._standing(cells, lambda cell: cell.client, ended)
        types = self._standing((cell for cell in cells if cell.type), lambda cell: cell.type, ended)
        names = self.cube.names
        found = [
            *(Standing(names[one].name, names[one].slug, kept, work) for one, kept, work in clients),
            *(Standing(work_type, None, kept, work) for work_type, kept, work in types),
        ]
        return tuple(
            sorted(found, key=lambda one: (one.slug is None, -(one.work.overage or one.work.banked), one.name))
        )

    def _standing(
        self, cells: Iterable[Cell], key: Callable[[Cell], Name], ended: Month
    ) -> list[tuple[Name, Habit, Work]]:
        found: dict[Name, list[Cell]] = {}
        for cell in cells:
            found.setdefault(key(cell), []).append(cell)
        judged = ((name, habit(grouped(of, lambda cell: cell.month), ended), added(of)) for name, of in found.items())
        return [(name, kept, work) for name, kept, work in judged if kept is not None]

    @cached_property
    def rates(self) -> AverageRates:
        return average_rates(self._sold(self._cells(self.chosen.shown)))

    @cached_property
    def rates_before(self) -> AverageRates:
        return average_rates(self._sold(self._cells(self.chosen.shown.before)))

    @cached_property
    def rates_by_month(self) -> dict[Month, AverageRates]:
        """Of the months of `by_month`."""
        found: dict[Month, list[Cell]] = {month: [] for month in self.by_month}
        for cell in self._cells(Period(min(found), max(found))):
            found[Month(cell.month)].append(cell)
        return {month: average_rates(self._sold(cells)) for month, cells in found.items()}

    @cached_property
    def rates_by_client(self) -> tuple[ClientRates, ...]:
        """Retained clients with time in the period, as if none were chosen; the highest rate first."""
        cells: dict[int, list[Cell]] = {}
        for cell in self._cells(self.chosen.shown, client=False):
            cells.setdefault(cell.client, []).append(cell)
        found = []
        for one, of in cells.items():
            rates = average_rates(self._sold(of))
            if rates.actual is not None:
                found.append(ClientRates(self.cube.names[one], rates, self.sold.band(rates.actual)))
        return tuple(sorted(found, key=lambda one: (-(one.rates.actual or 0), one.client.name)))

    def utilisation(self, period: Period) -> Share | None:
        """None for who does not see the whole team's work."""
        if not self.available:
            return None
        could = sum((self.available.get(int(month), NOTHING) for month in months(*period)), NOTHING)
        return Share(added(self._cells(period)).logged, could)

    def _sold(self, cells: Iterable[Cell]) -> list[Sold]:
        found = grouped(cells, lambda cell: (cell.client, cell.month))
        return [self.sold.months[key].with_work(work) for key, work in found.items() if key in self.sold.months]

    def _cells(self, span: Period, *, client: bool = True, kind: bool = True) -> list[Cell]:
        """The cells of some months that the choice leaves; without its client, or its type and size."""
        first, last = span
        whose = self.chosen.client if client else None
        work_type, size = (self.chosen.type, self.chosen.size) if kind else (None, None)
        return [
            cell
            for cell in self._of_plan
            if first <= cell.month <= last
            and (whose is None or cell.client == whose)
            and (work_type is None or cell.type == work_type)
            and (size is None or (cell.size == size and cell.type != BORROWING))
        ]

    @cached_property
    def _of_plan(self) -> Sequence[Cell]:
        if self.chosen.plan is None:
            return self.cube.cells
        return [cell for cell in self.cube.cells if self._has_plan(cell.client, cell.month)]

    def _has_plan(self, client: int, month: int) -> bool:
        if self.chosen.plan is None:
            return True
        sold = self.sold.months.get((client, month))
        return sold is not None and (sold.plan or "") == self.chosen.plan
