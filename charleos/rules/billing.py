"""What a client is billed for one requirement: at least the average of its size, at most the maximum.

    size M: average 4h 30m, maximum 6h
    actual       3h        5h       7h
    billable     4h 30m    5h       6h
    banked       1h 30m    -        -       done under the average: the agency's gain
    overage      -         -        1h      beyond the maximum: the agency absorbs it

Per requirement, never per task. Nothing logged, nothing billed. Always: billable = actual + banked - overage.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from charleos.units import NOTHING, Minutes


class Case(StrEnum):
    UNSTARTED = "unstarted"
    FAST = "fast"
    NORMAL = "normal"
    OVERRUN = "overrun"


class Estimate(NamedTuple):
    """The figures a requirement copied from its size: what is billed at least, and at most."""

    average: Minutes
    maximum: Minutes


NOT_REQUIRED = Estimate(NOTHING, NOTHING)


class Bill(NamedTuple):
    case: Case
    actual: Minutes
    billable: Minutes
    banked: Minutes
    overage: Minutes


def bill(estimate: Estimate, actual: Minutes) -> Bill:
    """`billable = MIN(maximum, MAX(average, actual))`, with its case.

    >>> bill(Estimate(Minutes(720), Minutes(960)), Minutes(1320))
    Bill(case=<Case.OVERRUN: 'overrun'>, actual=1320, billable=960, banked=0, overage=360)
    >>> bill(Estimate(Minutes(270), Minutes(360)), Minutes(180))
    Bill(case=<Case.FAST: 'fast'>, actual=180, billable=270, banked=90, overage=0)
    """
    if actual == 0:
        return Bill(Case.UNSTARTED, NOTHING, NOTHING, NOTHING, NOTHING)
    if actual < estimate.average:
        return Bill(Case.FAST, actual, estimate.average, estimate.average - actual, NOTHING)
    if actual > estimate.maximum:
        return Bill(Case.OVERRUN, actual, estimate.maximum, NOTHING, actual - estimate.maximum)
    return Bill(Case.NORMAL, actual, actual, NOTHING, NOTHING)


class TaskBill(NamedTuple):
    """A task's total: the sum of its requirements, with what they borrowed from each other."""

    maximum: Minutes
    actual: Minutes
    billable: Minutes
    banked: Minutes
    overage: Minutes
    borrowed: Minutes


def headroom(estimate: Estimate, actual: Minutes) -> Minutes:
    """Maximum minus billable of a requirement that has been worked on; nothing for one that has not.

    >>> m = Estimate(Minutes(270), Minutes(360))
    >>> headroom(m, Minutes(300)), headroom(m, Minutes(420)), headroom(m, Minutes(0))
    (60, 0, 0)
    """
    return estimate.maximum - bill(estimate, actual).billable if actual else NOTHING


def borrowed(parts: Iterable[tuple[Estimate, Minutes]], *, delayed: bool) -> Minutes:
    """Overage that a delayed task moves into the unused headroom of its other started requirements.

    >>> design, development = Estimate(Minutes(270), Minutes(360)), Estimate(Minutes(90), Minutes(120))
    >>> borrowed([(design, Minutes(300)), (development, Minutes(180))], delayed=True)
    60
    >>> borrowed([(design, Minutes(0)), (development, Minutes(180))], delayed=True)
    0
    """
    if not delayed:
        return NOTHING
    overage = room = NOTHING
    for estimate, actual in parts:
        overage += bill(estimate, actual).overage
        room += headroom(estimate, actual)
    return min(overage, room)


def task_bill(parts: Iterable[tuple[Estimate, Minutes]], *, delayed: bool) -> TaskBill:
    """The task's total, never above the sum of the maxima, which is what the client agreed to.

    >>> design, development = Estimate(Minutes(270), Minutes(360)), Estimate(Minutes(90), Minutes(120))
    >>> task_bill([(design, Minutes(300)), (development, Minutes(180))], delayed=True)
    TaskBill(maximum=480, actual=480, billable=480, banked=0, overage=0, borrowed=60)
    """
    pairs = list(parts)
    bills = [bill(estimate, actual) for estimate, actual in pairs]
    moved = borrowed(pairs, delayed=delayed)
    return TaskBill(
        maximum=sum((estimate.maximum for estimate, _ in pairs), NOTHING),
        actual=sum((one.actual for one in bills), NOTHING),
        billable=sum((one.billable for one in bills), NOTHING) + moved,
        banked=sum((one.banked for one in bills), NOTHING),
        overage=sum((one.overage for one in bills), NOTHING) - moved,
        borrowed=moved,
    )
