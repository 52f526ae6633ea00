"""Efficiency: what the team gained by being faster than agreed, and what it absorbed by being slower.

January, hours      logged  billable  banked  overage   net
Homepage, design M     3.5       4.5       1        -    +1
Shop, development S    2.5         2       -      0.5  -0.5
together                 6       6.5       1      0.5  +0.5     both stay visible: nothing is only averaged

Minutes belong to the months of their ledger lines, requirements to the month in which they were completed. Banked
time on requirements that are not complete is *provisional*: it shrinks as more time is logged; the rest is realised.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple, TypeVar

from charleos.periods import Month, months
from charleos.rules.billing import Case, Estimate, bill
from charleos.rules.rates import earned
from charleos.units import NOTHING, Minutes, Pence, half_up, quotient_half_up

BORROWING = ""
"""The type of what a task borrowed: it belongs to no type, no size and no person."""


class Work(NamedTuple):
    """What came of some work. completed: requirements completed in the period on which time was logged; quoted and
    worked are theirs, over their whole life. The other minutes are sums of the period's ledger lines."""

    completed: int = 0
    quoted: Minutes = NOTHING
    worked: Minutes = NOTHING
    logged: Minutes = NOTHING
    billable: Minutes = NOTHING
    banked: Minutes = NOTHING
    overage: Minutes = NOTHING
    provisional: Minutes = NOTHING

    @property
    def net(self) -> Minutes:
        return self.banked - self.overage

    @property
    def realised(self) -> Minutes:
        return self.banked - self.provisional

    @property
    def hundredths(self) -> int | None:
        """Quoted as hundredths of a percent of actual, half up; None when nothing was completed.

        >>> Work(1, Minutes(270), Minutes(200)).hundredths
        13500
        """
        return quotient_half_up(self.quoted * 10_000, self.worked) if self.worked else None


NO_WORK = Work()


class Cell(NamedTuple):
    """A client's month by type and size of work (size "" is *Not required*), and the columns of `Work`."""

    client: int
    month: int
    type: str
    size: str
    completed: int
    quoted: Minutes
    worked: Minutes
    logged: Minutes
    billable: Minutes
    banked: Minutes
    overage: Minutes
    provisional: Minutes


Key = TypeVar("Key", bound=Hashable)


def together(parts: Iterable[Work]) -> Work:
    """
    >>> together([Work(banked=Minutes(60)), Work(overage=Minutes(30))]).net
    30
    """
    return _summed(list(zip(*parts, strict=True)))


def _summed(columns: Sequence[Sequence[int]]) -> Work:
    return Work(sum(columns[0]), *(Minutes(sum(of)) for of in columns[1:])) if columns else NO_WORK


def added(cells: Iterable[Cell]) -> Work:
    """
    >>> m = Minutes
    >>> one = Cell(1, 24312, "design", "M", 1, m(270), m(200), m(200), m(270), m(70), m(0), m(0))
    >>> added([one, one]).banked
    140
    """
    return _summed(list(zip(*cells, strict=True))[4:])


def grouped(cells: Iterable[Cell], key: Callable[[Cell], Key]) -> dict[Key, Work]:
    """The cells of each key added up, in the order in which the keys are first met."""
    found: dict[Key, list[Cell]] = {}
    for cell in cells:
        found.setdefault(key(cell), []).append(cell)
    return {name: added(of) for name, of in found.items()}


class Period(NamedTuple):
    """Whole months, both ends included."""

    first: Month
    last: Month

    @property
    def length(self) -> int:
        return self.last - self.first + 1

    @property
    def before(self) -> Period:
        """The period of the same length that ends where this one begins.

        >>> Period(Month.parse("2026-01"), Month.parse("2026-03")).before
        Period(first=2025-10, last=2025-12)
        """
        return Period(self.first.plus(-self.length), self.first.previous)

    def __contains__(self, month: object) -> bool:
        return isinstance(month, int) and self.first <= month <= self.last


def quarter_of(month: Month) -> Period:
    """
    >>> quarter_of(Month.parse("2026-02"))
    Period(first=2026-01, last=2026-03)
    """
    first = Month(month - month % 3)
    return Period(first, first.plus(2))


class Habit(StrEnum):
    """What each of the last three ended months had in common."""

    OVER = "Consistently over"
    EFFICIENT = "Consistently efficient"


HABIT_MONTHS = 3


def habit(of: Mapping[int, Work], running: Month) -> Habit | None:
    """Overage in each of the last three ended months, or banked time and no overage in each.

    A month without work is neither.

    >>> three = {Month.parse(m): Work(overage=Minutes(60)) for m in ("2025-10", "2025-11", "2025-12")}
    >>> habit(three, Month.parse("2026-01")).value
    'Consistently over'
    """
    ended = [of.get(month, NO_WORK) for month in months(running.plus(-HABIT_MONTHS), running.previous)]
    if all(one.overage > 0 for one in ended):
        return Habit.OVER
    if all(one.banked > 0 and one.overage == 0 for one in ended):
        return Habit.EFFICIENT
    return None


class Sold(NamedTuple):
    """Work of a retained client's month beside what the month was sold for. gross, logged and billable in minutes."""

    cost: Pence
    gross: Minutes
    billing_day: Minutes
    logged: Minutes
    billable: Minutes

    @property
    def earned(self) -> Fraction:
        """In pence and parts of one."""
        return earned(self.cost, self.gross, self.billable)


class AverageRates(NamedTuple):
    """Day rates of several clients or months together; None where nothing was worked."""

    sold: Pence | None
    actual: Pence | None

    @property
    def variance(self) -> Pence | None:
        return None if self.sold is None or self.actual is None else self.actual - self.sold


def average_rates(parts: Iterable[Sold]) -> AverageRates:
    """Sum of revenue / sum of days, against the sold rates weighted by the same days; each rounded once.

    Project-only work is in neither: without hours for a cost there is nothing to compare.

    >>> growth = Sold(Pence(500000), Minutes(3600), Minutes(450), Minutes(1200), Minutes(1230))
    >>> average_rates([growth])
    AverageRates(sold=62500, actual=64063)
    """
    revenue, at_sold, days = Fraction(0), Fraction(0), Fraction(0)
    for one in parts:
        if one.gross > 0:
            revenue += one.earned
            at_sold += Fraction(one.cost * one.logged, one.gross)
            days += Fraction(one.logged, one.billing_day)
    if days <= 0:
        return AverageRates(None, None)
    return AverageRates(Pence(half_up(at_sold / days)), Pence(half_up(revenue / days)))


BUCKET = 10
"""Percent of the average that one bar of the distribution stands for."""
MOST_BUCKETS = 30


class Spot(NamedTuple):
    """Where completed requirements of a client, month, type and size fell. bucket: tens of percent of the average."""

    client: int
    month: int
    type: str
    size: str
    case: Case
    bucket: int


def spot(estimate: Estimate, actual: Minutes) -> tuple[Case, int] | None:
    """The zone and the bucket of a completed requirement; None where there is no average to compare with.

    >>> m = Estimate(Minutes(270), Minutes(360))
    >>> spot(m, Minutes(269)), spot(m, Minutes(270)), spot(m, Minutes(9999))
    ((<Case.FAST: 'fast'>, 9), (<Case.NORMAL: 'normal'>, 10), (<Case.OVERRUN: 'overrun'>, 30))
    """
    if not estimate.average or not actual:
        return None
    return bill(estimate, actual).case, min(actual * BUCKET // estimate.average, MOST_BUCKETS)


def available_minutes(full_days: int, full_day: Minutes, exceptions: Sequence[Minutes]) -> Minutes:
    """What a person can work: whole days of their length, and days that are shorter for leave.

    >>> available_minutes(20, Minutes(390), [Minutes(195)])
    7995
    """
    return sum(exceptions, Minutes(full_days * full_day))
