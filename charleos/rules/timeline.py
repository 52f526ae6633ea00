"""How a schedule is laid out in time: the span that is looked at, who stands with whom, and what lies beside what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from charleos.periods import Month, days


class Dates(NamedTuple):
    """From the first to the last day, both included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


class Span(StrEnum):
    """How much of the schedule is looked at. A quarter is a month and the two after it, as far as health looks.

    >>> Span.QUARTER.title
    'Quarter'
    """

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"

    @property
    def title(self) -> str:  # type: ignore[override]
        return self.value.capitalize()

    def around(self, day: date) -> Dates:
        """
        >>> [str(Span.WEEK.around(date(2026, 1, 30)).first), str(Span.QUARTER.around(date(2026, 1, 30)).last)]
        ['2026-01-26', '2026-03-31']
        """
        if self is Span.WEEK:
            monday = day - timedelta(days=day.weekday())
            return Dates(monday, monday + timedelta(days=6))
        month = Month.of(day)
        return Dates(month.first, month.plus(self._months - 1).last)

    def moved(self, day: date, by: int) -> date:
        """A day in the by-th span after the one that holds the day; before it, when negative.

        >>> Span.MONTH.moved(date(2026, 1, 30), 1), Span.WEEK.moved(date(2026, 1, 30), -1)
        (datetime.date(2026, 2, 1), datetime.date(2026, 1, 19))
        """
        first = self.around(day).first
        if self is Span.WEEK:
            return first + timedelta(days=7 * by)
        return Month.of(first).plus(self._months * by).first

    @property
    def _months(self) -> int:
        return 3 if self is Span.QUARTER else 1


class Team(StrEnum):
    """Who stands together on the schedule."""

    DEVELOPMENT = "Development"
    DESIGN = "Design"
    QA = "QA"
    OTHER = "Everybody else"
    NOBODY = "Nobody yet"


def team_of(discipline: str) -> Team:
    """
    >>> team_of("qa").value, team_of("Design").value, team_of("pm").value
    ('QA', 'Design', 'Everybody else')
    """
    return _TEAMS.get(discipline.lower(), Team.OTHER)


_TEAMS = {"development": Team.DEVELOPMENT, "design": Team.DESIGN, "qa": Team.QA}


def lanes(bars: Sequence[Dates]) -> tuple[int, ...]:
    """The lane of each bar, so that no two in a lane share a day; bars come by their first day.

    >>> monday, friday = date(2026, 1, 26), date(2026, 1, 30)
    >>> lanes([Dates(monday, friday), Dates(monday, monday), Dates(friday, friday)])
    (0, 1, 1)
    """
    last: list[date] = []
    found = []
    for bar in bars:
        lane = next((n for n, day in enumerate(last) if day < bar.first), len(last))
        if lane == len(last):
            last.append(bar.last)
        last[lane] = bar.last
        found.append(lane)
    return tuple(found)


def runs(worked: Iterable[date], can_work: Callable[[date], bool]) -> Iterator[Dates]:
    """Days in order as stretches without a break; days on which nobody could work do not break one.

    >>> friday, monday, wednesday = date(2026, 1, 30), date(2026, 2, 2), date(2026, 2, 4)
    >>> [run.last.day for run in runs([friday, monday, wednesday], lambda day: day.weekday() < 5)]
    [2, 4]
    """
    stretch: Dates | None = None
    for day in worked:
        if stretch is None:
            stretch = Dates(day, day)
        elif any(can_work(between) for between in days(stretch.last + timedelta(days=1), day - timedelta(days=1))):
            yield stretch
            stretch = Dates(day, day)
        else:
            stretch = Dates(stretch.first, day)
    if stretch is not None:
        yield stretch
