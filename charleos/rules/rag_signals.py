"""What the figures suggest about a client's week, with the points each sign adds. The person decides.

sign                                                        points
all available time is used                                  3
at this pace the month ends above 110% (100%) of it         2 (1)
at this pace less than half of it gets used                 1
work over the maximum in each of the last three months      2
more of it last month than in the month before              1
this month's schedule is under or over                      1
nothing scheduled in one of the next two months             1 each
nothing logged for two weeks (four weeks)                   1 (2)

0-1 points suggest green, 2-4 amber, 5 and more red.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from charleos.periods import long_day
from charleos.rules.rag import Rag
from charleos.units import Minutes, hours

AMBER_FROM, RED_FROM = 2, 5
STALE_DAYS, VERY_STALE_DAYS = 14, 28
PACE_AFTER_DAYS = 3
"""Working days of a month after which its pace says something."""


class Point(NamedTuple):
    points: int
    reason: str


class Pace(NamedTuple):
    """A retained month so far. days_gone, days: working days of the month."""

    available: Minutes
    billable: Minutes
    days_gone: int
    days: int


class Plan(NamedTuple):
    """How well a month is scheduled. status: a word of schedule health ("under", "over", "on_track", ...)."""

    month_name: str
    scheduled: Minutes
    status: str


@dataclass(frozen=True, slots=True)
class Signals:
    """pace: None for project-only clients. overage: of the last ended months, oldest first. plans: this month and the
    next two. last_worked: None when nothing was ever logged."""

    today: date
    pace: Pace | None
    overage: tuple[Minutes, ...]
    plans: tuple[Plan, ...]
    last_worked: date | None
    start: date


class Suggestion(NamedTuple):
    status: Rag
    points: tuple[Point, ...]

    @property
    def total(self) -> int:
        return sum(point.points for point in self.points)


def suggest(signals: Signals) -> Suggestion:
    """The colour that the signs add up to, and the signs.

    >>> calm = Signals(date(2026, 1, 30), None, (), (), date(2026, 1, 29), date(2025, 1, 1))
    >>> suggest(calm)
    Suggestion(status=<Rag.GREEN: 'green'>, points=())
    """
    points = (*_pace(signals.pace), *_overage(signals.overage), *_plans(signals.plans), *_stale(signals))
    total = sum(point.points for point in points)
    status = Rag.RED if total >= RED_FROM else Rag.AMBER if total >= AMBER_FROM else Rag.GREEN
    return Suggestion(status, points)


def _pace(pace: Pace | None) -> Iterator[Point]:
    """Projected use = billable x days / days gone, compared without dividing."""
    if pace is None or pace.available <= 0:
        return
    if pace.billable >= pace.available:
        yield Point(3, f"All {hours(pace.available)} of the month are used")
        return
    if pace.days_gone < PACE_AFTER_DAYS:
        return
    projected, whole = pace.billable * pace.days, pace.available * pace.days_gone
    percent = projected * 100 // whole
    if projected * 100 > whole * 110:
        yield Point(2, f"At this pace the month ends at {percent}% of its time")
    elif projected > whole:
        yield Point(1, f"At this pace the month ends at {percent}% of its time")
    elif projected * 2 < whole:
        yield Point(1, f"At this pace only {percent}% of the month's time gets used")


def _overage(months: Sequence[Minutes]) -> Iterator[Point]:
    if len(months) >= 3 and all(minutes > 0 for minutes in months[-3:]):
        yield Point(2, "Work went over its maximum in each of the last three months")
    if len(months) >= 2 and months[-1] > months[-2]:
        yield Point(1, f"Overage grew from {hours(months[-2])} to {hours(months[-1])} last month")


def _plans(plans: Sequence[Plan]) -> Iterator[Point]:
    for place, plan in enumerate(plans):
        if plan.status == "not_applicable":
            continue
        if place == 0 and plan.status != "on_track":
            yield Point(1, f"{plan.month_name} is {plan.status} scheduled")
        if place > 0 and not plan.scheduled:
            yield Point(1, f"Nothing is scheduled in {plan.month_name}")


def _stale(signals: Signals) -> Iterator[Point]:
    last = signals.last_worked or signals.start
    silent = (signals.today - last).days
    if silent < STALE_DAYS:
        return
    since = f"since {long_day(last)}" if signals.last_worked else "so far"
    yield Point(2 if silent >= VERY_STALE_DAYS else 1, f"Nothing was logged {since}")
