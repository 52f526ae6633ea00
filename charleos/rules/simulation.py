"""What-if of one task: what its requirements bill, how that compares, and the month it would leave for a plan.

    size M: average 4h 30m, maximum 6h     charleos      time and materials      fixed price
    worked 3h                                4h 30m                      3h           4h 30m
    worked 7h                                    6h                      7h           4h 30m

Uses the rules that real work bills with; nothing here is a second formula.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from charleos.periods import Month
from charleos.rules.billing import Bill, Case, Estimate, TaskBill, bill, headroom, task_bill
from charleos.rules.policy import Rollover
from charleos.rules.rates import price
from charleos.rules.retainer import NO_CARRY, Allocation, Statement, Usage, statement
from charleos.units import NOTHING, Minutes, Pence


class SimulatedRequirement(NamedTuple):
    name: str
    size: str
    estimate: Estimate
    bill: Bill

    @property
    def headroom(self) -> Minutes:
        """What others of a delayed task may borrow of it."""
        return headroom(self.estimate, self.bill.actual)


@dataclass(frozen=True, slots=True)
class Simulation:
    """Each requirement's own bill, and the task's, which includes what was borrowed."""

    requirements: tuple[SimulatedRequirement, ...]
    task: TaskBill


def simulate(parts: Sequence[tuple[str, str, Estimate, Minutes]], *, delayed: bool) -> Simulation:
    """Bill every (name, size, estimate, actual) on its own; a delayed task lends headroom between them.

    >>> m, s = Estimate(Minutes(270), Minutes(360)), Estimate(Minutes(90), Minutes(120))
    >>> both = simulate([("Design", "M", m, Minutes(300)), ("Build", "S", s, Minutes(180))], delayed=True)
    >>> both.task.billable, both.task.borrowed, both.requirements[1].bill.overage
    (480, 60, 60)
    """
    requirements = tuple(
        SimulatedRequirement(name, size, estimate, bill(estimate, actual)) for name, size, estimate, actual in parts
    )
    return Simulation(
        requirements, task_bill([(estimate, actual) for _, _, estimate, actual in parts], delayed=delayed)
    )


class Amount(NamedTuple):
    """Time, and its worth at a plan's price; no worth without a plan."""

    minutes: Minutes
    worth: Pence | None


class Comparison(NamedTuple):
    """The same work under three ways of billing."""

    charleos: Amount
    time_and_materials: Amount
    fixed_price: Amount


def compare(of: Simulation, agreed: Allocation | None) -> Comparison:
    """What the task bills, against the time worked, and against the averages of what was started.

    >>> m = Estimate(Minutes(270), Minutes(360))
    >>> growth = Allocation(Minutes(3600), Minutes(540), Minutes(3060), Pence(500000))
    >>> ways = compare(simulate([("Design", "M", m, Minutes(420))], delayed=False), growth)
    >>> [(way.minutes, way.worth) for way in ways]
    [(360, 50000), (420, 58333), (270, 37500)]
    """
    averages = (one.estimate.average for one in of.requirements if one.bill.case is not Case.UNSTARTED)
    return Comparison(
        _amount(of.task.billable, agreed), _amount(of.task.actual, agreed), _amount(sum(averages, NOTHING), agreed)
    )


def _amount(minutes: Minutes, agreed: Allocation | None) -> Amount:
    return Amount(minutes, None if agreed is None else price(minutes, agreed))


def month_left(of: Simulation, agreed: Allocation, month: Month, rollover: Rollover) -> Statement:
    """The month that the task alone would leave, with nothing carried in.

    >>> from charleos.rules.policy import DEFAULT_POLICY
    >>> growth = Allocation(Minutes(3600), Minutes(540), Minutes(3060), Pence(500000))
    >>> task = simulate([("Design", "M", Estimate(Minutes(270), Minutes(360)), Minutes(200))], delayed=False)
    >>> month_left(task, growth, Month.parse("2026-01"), DEFAULT_POLICY.rollover).remaining
    2790
    """
    task = of.task
    usage = Usage(task.actual, task.billable, task.banked, task.overage, task.borrowed)
    return statement(month, agreed, rollover, NO_CARRY, usage)


def curve_points(estimate: Estimate, actual: Minutes) -> tuple[tuple[Minutes, Minutes], ...]:
    """The billing formula's corners, from the first minute worked to past the maximum and the actual time.

    >>> curve_points(Estimate(Minutes(270), Minutes(360)), Minutes(0))
    ((0, 270), (270, 270), (360, 360), (540, 360))
    """
    end = max(Minutes(estimate.maximum * 3 // 2), Minutes(actual + estimate.maximum // 6), Minutes(60))
    corners = (NOTHING, estimate.average, estimate.maximum, end)
    return tuple((at, min(estimate.maximum, max(estimate.average, at))) for at in corners)


def formula(estimate: Estimate, actual: Minutes) -> tuple[Minutes, Minutes]:
    """The two steps of the formula: the greater of average and actual, then the lesser of that and the maximum.

    >>> formula(Estimate(Minutes(270), Minutes(360)), Minutes(420))
    (420, 360)
    """
    at_least = max(estimate.average, actual)
    return at_least, min(estimate.maximum, at_least)
