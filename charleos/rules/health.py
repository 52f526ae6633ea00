"""Whether a client's month is well planned: what is scheduled in it against its net allocation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from charleos.periods import Month
from charleos.rules.diary import Diary, spread
from charleos.units import NOTHING, Minutes

LEAST, MOST = 90, 110
"""Percent of the net allocation between which a month is on track, both included."""


class HealthStatus(StrEnum):
    ON_TRACK = "on_track"
    UNDER = "under"
    OVER = "over"
    NOT_APPLICABLE = "not_applicable"

    @property
    def title(self) -> str:  # type: ignore[override]
        return _TITLES[self]


_TITLES = {
    HealthStatus.ON_TRACK: "On Track",
    HealthStatus.UNDER: "Under Scheduled",
    HealthStatus.OVER: "Over Scheduled",
    HealthStatus.NOT_APPLICABLE: "Not applicable",
}


class Health(NamedTuple):
    """A client's month. allocated: net allocation; None in a project-only month.

    On Track when 90 x allocated <= 100 x scheduled <= 110 x allocated.

    >>> [Health(Month(24312), Minutes(1000), Minutes(m)).status.value for m in (899, 900, 1100, 1101)]
    ['under', 'on_track', 'on_track', 'over']
    """

    month: Month
    allocated: Minutes | None
    scheduled: Minutes

    @property
    def status(self) -> HealthStatus:
        if not self.allocated:
            return HealthStatus.NOT_APPLICABLE
        if 100 * self.scheduled < LEAST * self.allocated:
            return HealthStatus.UNDER
        return HealthStatus.OVER if 100 * self.scheduled > MOST * self.allocated else HealthStatus.ON_TRACK

    @property
    def ratio(self) -> Fraction | None:
        """Scheduled as a part of the allocation; None where there is no allocation."""
        return Fraction(self.scheduled, self.allocated) if self.allocated else None

    @property
    def gap(self) -> Minutes | None:
        """What is scheduled beyond the allocation; negative where more should be scheduled."""
        return None if self.allocated is None else self.scheduled - self.allocated

    @property
    def distance(self) -> Fraction:
        """How far from the allocation, as a part of it: what the worst months are found by."""
        return Fraction(-1) if self.ratio is None else abs(self.ratio - 1)


class DatedStep(NamedTuple):
    """A step with dates, whole: its estimate counts however much of it is done. assignee_id None: nobody yet."""

    assignee_id: int | None
    start: date
    end: date
    estimate: Minutes

    @property
    def is_within_a_month(self) -> bool:
        """Then it does not matter on which of its days somebody works."""
        return self.start.month == self.end.month and self.start.year == self.end.year


def scheduled_by_month(steps: Iterable[DatedStep], diaries: Mapping[int, Diary]) -> dict[Month, Minutes]:
    """Estimates spread over the working days of whoever does them, added up by month.

    >>> step = DatedStep(1, date(2026, 1, 29), date(2026, 2, 3), Minutes(210))
    >>> list(scheduled_by_month([step], {1: Diary(1, Minutes(390))}).values())
    [106, 104]
    """
    found: dict[Month, Minutes] = {}
    for step in steps:
        diary = None if step.assignee_id is None else diaries.get(step.assignee_id)
        for month, minutes in _by_month(step, diary):
            found[month] = found.get(month, NOTHING) + minutes
    return found


def _by_month(step: DatedStep, diary: Diary | None) -> Iterable[tuple[Month, Minutes]]:
    if step.is_within_a_month:
        return ((Month.of(step.start), step.estimate),)
    return ((Month.of(day), part) for day, part in spread(step.estimate, diary, step.start, step.end).items())


def worst(months: Iterable[Health]) -> Fraction:
    """How badly a client is planned: its month furthest from the allocation; below 0 where none applies."""
    return max((one.distance for one in months), default=Fraction(-1))
