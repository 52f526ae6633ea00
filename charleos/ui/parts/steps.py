"""How steps and loads look: the colour of each status and of each load, and when steps are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from charleos.periods import short_day
from charleos.rules.load import Load
from charleos.rules.phases import StepStatus
from charleos.ui.parts.figures import badge

STATUS_COLOURS: Mapping[StepStatus, str] = {
    StepStatus.NOT_SCHEDULED: "gray",
    StepStatus.SCHEDULED: "blue",
    StepStatus.IN_PROGRESS: "orange",
    StepStatus.AWAITING_REVIEW: "violet",
    StepStatus.COMPLETE: "green",
}
LOAD_COLOURS: Mapping[Load, str] = {Load.GREEN: "green", Load.AMBER: "orange", Load.RED: "red"}


def step_badge(status: StepStatus) -> str:
    return badge(status.title, STATUS_COLOURS[status])


def days_said(start: date, end: date, today: date) -> str:
    """The days of a step, as short as they can be told apart.

    >>> today = date(2026, 1, 30)
    >>> days_said(date(2026, 1, 29), date(2026, 2, 3), today), days_said(date(2026, 2, 2), date(2026, 2, 4), today)
    ('Thu 29 Jan – Tue 3 Feb', 'Mon 2 – Wed 4 Feb')
    >>> days_said(today, today, today), days_said(date(2025, 12, 31), date(2026, 1, 2), today)
    ('Fri 30 Jan', 'Wed 31 Dec 2025 – Fri 2 Jan')
    """
    last = _day(end, today)
    if start == end:
        return last
    same_month = (start.year, start.month) == (end.year, end.month)
    return f"{start:%a} {start.day} – {last}" if same_month else f"{_day(start, today)} – {last}"


def _day(day: date, today: date) -> str:
    return short_day(day) if day.year == today.year else f"{short_day(day)} {day.year}"
