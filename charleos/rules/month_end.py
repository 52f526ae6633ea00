"""A month over many clients: what was sold, worked, billed and earned.

Money is summed exactly and rounded once; averages are sums over sums, never averages of averages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from charleos.periods import Month
from charleos.rules.efficiency import (
    BORROWING,
    AverageRates,
    Cell,
    Habit,
    Sold,
    Work,
    added,
    average_rates,
    grouped,
    habit,
)
from charleos.rules.rates import revenue
from charleos.rules.retainer import UNUSED_MONTH, Statement, Usage
from charleos.units import NOTHING, Minutes, Pence, half_up


@dataclass(frozen=True, slots=True)
class Summary:
    """Sums over clients. use: of every client; allocation and money: of the retained, for project-only work is in
    neither. rates: n/a when nothing is logged for retained clients.
    """

    clients: int
    allocated: Minutes
    available: Minutes
    remaining: Minutes
    excess_in: Minutes
    unused_in: Minutes
    excess_out: Minutes
    expired: Minutes
    use: Usage
    cost: Pence
    earned: Pence
    rates: AverageRates

    @property
    def net(self) -> Minutes:
        """Banked less overage: what the team gained on the sizes it agreed to."""
        return self.use.banked - self.use.overage


def summary(months: Iterable[Statement], billing_day: Minutes) -> Summary:
    """The clients' months added up."""
    every = list(months)
    retained = [(one, one.allocation) for one in every if one.allocation is not None]
    return Summary(
        clients=len(every),
        allocated=_sum(agreed.net for _, agreed in retained),
        available=_sum(one.available for one, _ in retained),
        remaining=_sum(one.remaining for one, _ in retained),
        excess_in=_sum(one.excess_in for one in every),
        unused_in=_sum(one.unused_in for one in every),
        excess_out=_sum(one.carry.excess for one in every),
        expired=_sum(one.expired for one in every),
        use=_use([one.usage for one in every]),
        cost=Pence(sum(agreed.cost for _, agreed in retained)),
        earned=Pence(half_up(sum((revenue(agreed, one.usage) for one, agreed in retained), Fraction(0)))),
        rates=average_rates(
            Sold(agreed.cost, agreed.gross, billing_day, one.usage.logged, one.usage.billable)
            for one, agreed in retained
        ),
    )


def _use(parts: Sequence[Usage]) -> Usage:
    return Usage(*(_sum(column) for column in zip(*parts, strict=True))) if parts else UNUSED_MONTH


def _sum(parts: Iterable[Minutes]) -> Minutes:
    return sum(parts, NOTHING)


class TypeLine(NamedTuple):
    """A kind of work in a month. habit: what its last three months had in common, this one included."""

    type: str
    work: Work
    habit: Habit | None
    earned: Pence
    rates: AverageRates


def by_type(cells: Iterable[Cell], month: Month, sold: Callable[[Cell], Sold | None]) -> tuple[TypeLine, ...]:
    """The month's work by type, the best net first; what tasks borrowed, which is of no type, is left out.

    cells: of the month and the two before it. sold: what a cell's client month was sold for, with the cell's minutes.
    """
    of_type = {name: list(of) for name, of in _by_name(cells).items() if name != BORROWING}
    lines = (_type_line(name, of, month, sold) for name, of in of_type.items() if any(c.month == month for c in of))
    return tuple(sorted(lines, key=lambda line: (-line.work.net, line.type)))


def _by_name(cells: Iterable[Cell]) -> dict[str, list[Cell]]:
    found: dict[str, list[Cell]] = {}
    for cell in cells:
        found.setdefault(cell.type, []).append(cell)
    return found


def _type_line(name: str, cells: Sequence[Cell], month: Month, sold: Callable[[Cell], Sold | None]) -> TypeLine:
    now = [cell for cell in cells if cell.month == month]
    parts = [part for part in map(sold, now) if part is not None]
    earned = sum((part.earned for part in parts), Fraction(0))
    months = grouped(cells, lambda cell: cell.month)
    return TypeLine(name, added(now), habit(months, month.next), Pence(half_up(earned)), average_rates(parts))
