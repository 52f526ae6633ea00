"""How the Efficiency page calls things."""

from __future__ import annotations

from charleos.periods import Month
from charleos.rules.efficiency import Period, Work, quarter_of
from charleos.ui import words
from charleos.ui.parts.work_types import type_title
from charleos.units import hours

PROJECT_ONLY = "Project-only"
NOT_REQUIRED = "Not required"


def period_name(period: Period) -> str:
    """
    >>> january = Month.parse("2026-01")
    >>> period_name(Period(january, january)), period_name(quarter_of(january))
    ('January 2026', 'Q1 2026')
    >>> period_name(Period(january, january.plus(3)))
    'Jan 2026 to Apr 2026'
    """
    first, last = period
    if first == last:
        return first.name
    if period == quarter_of(first):
        return f"Q{first % 12 // 3 + 1} {first // 12}"
    return f"{first.short_name} to {last.short_name}"


def size_name(size: str) -> str:
    """
    >>> size_name("M"), size_name("")
    ('M', 'Not required')
    """
    return size or NOT_REQUIRED


def type_names(types: list[str]) -> dict[str, str]:
    return {one: type_title(one) for one in types}


def share_text(hundredths: int | None) -> str:
    """Hundredths of a percent.

    >>> share_text(11283), share_text(None)
    ('112.8%', 'n/a')
    """
    return words.NOT_APPLICABLE if hundredths is None else f"{(hundredths + 5) // 10 / 10:.1f}%"


def points_text(now: int | None, before: int | None) -> str | None:
    """The change of a share, in percentage points.

    >>> points_text(11283, 10000), points_text(9000, 9000), points_text(None, 9000)
    ('+12.8 points', '0 points', None)
    """
    if now is None or before is None:
        return None
    tenths = (now - before + 5) // 10
    return f"{tenths / 10:+.1f} points" if tenths else "0 points"


def apart(work: Work) -> str:
    """Realised and provisional are never one figure."""
    return f"{hours(work.realised)} realised  \n{hours(work.provisional)} provisional"


def month_named(code: str) -> str:
    return Month.parse(code).name


def quarter_named(code: str) -> str:
    return period_name(quarter_of(Month.parse(code)))
