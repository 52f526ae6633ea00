"""The ground of the team's chart: its axis of days, the days off, and the head with their names that stays in view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from charleos.periods import days
from charleos.rules.timeline import Dates, Span, runs
from charleos.ui.charts import ALLOCATION, BILLABLE, PAPER, Chart, label

LEFT = 176
"""Pixels that names take on the left."""

_HEIGHT = 46


@dataclass(frozen=True, slots=True)
class Ground:
    """off: the days on which the agency does not work, with why."""

    dates: Dates
    span: Span
    today: date
    off: Mapping[date, str]

    @property
    def length(self) -> int:
        """How many days there are."""
        return (self.dates.last - self.dates.first).days + 1


def gantt_head(ground: Ground) -> Chart:
    """The days, which stay in view while the rows are scrolled."""
    first, last = ground.dates
    nothing = {"type": "scatter", "mode": "none", "x": [first.isoformat()], "y": [0], "hoverinfo": "skip"}
    shown = layout(ground, _HEIGHT) | {"paper_bgcolor": PAPER}
    shown["shapes"] = [rule(_HEIGHT - 1, strong=True)]
    named = (day for day in days(first, last) if _is_named(ground, day))
    shown["annotations"] = [*_months(ground), *(_day(ground, day) for day in named)]
    return Chart({"data": [nothing], "layout": shown}, f"The days from {first:%A} {first.day} {first:%B %Y} on.")


def _months(ground: Ground) -> list[dict[str, Any]]:
    """Over the first day of each month there is; the last days of one have no room for its name."""
    return [
        {"x": day.isoformat(), "xanchor": "left", "y": 3, "yanchor": "top", "text": f"<b>{day:%B %Y}</b>"}
        | {"showarrow": False, "font": {"size": 12}}
        for day in days(*ground.dates)
        if day.day == 1 or (day == ground.dates.first and day.day < 28)
    ]


def _is_named(ground: Ground, day: date) -> bool:
    """In a quarter, Mondays and today; a Monday beside today gives way."""
    if ground.span is not Span.QUARTER or day == ground.today:
        return True
    return day.weekday() == 0 and abs((day - ground.today).days) > 2


def _day(ground: Ground, day: date) -> dict[str, Any]:
    said = f"{day:%a} {day.day}" if ground.span is Span.WEEK else str(day.day)
    is_today, off = day == ground.today, ground.off.get(day)
    font: dict[str, Any] = {"size": 12} if off is None else grey(12)
    note = {"x": f"{day.isoformat()}T12:00", "y": 33, "yanchor": "middle", "text": said, "showarrow": False}
    if is_today:
        marked = {"text": f"<b>{said}</b>", "font": {"size": 12, "color": PAPER}, "bgcolor": BILLABLE, "borderpad": 3}
        return note | marked | {"hovertext": "Today"}
    return note | {"font": font, "hovertext": label(off or "")}


def layout(ground: Ground, height: int) -> dict[str, Any]:
    """Days across, pixels down from the top."""
    ends = [ground.dates.first.isoformat(), (ground.dates.last + timedelta(days=1)).isoformat()]
    plain = {"fixedrange": True, "showgrid": False, "zeroline": False, "showticklabels": False, "ticks": ""}
    return {
        "height": height,
        "margin": {"l": LEFT, "r": 4, "t": 0, "b": 0, "pad": 0},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {"align": "left"},
        "title": {"text": ""},
        "xaxis": {"type": "date", "range": ends, "automargin": False, **plain},
        "yaxis": {"range": [height, 0], "automargin": False, **plain},
    }


def shades(ground: Ground) -> list[dict[str, Any]]:
    """Days off as bands; those side by side are one."""
    return [
        {"type": "rect", "x0": first.isoformat(), "x1": (last + timedelta(days=1)).isoformat()}
        | {"yref": "paper", "y0": 0, "y1": 1, "fillcolor": ALLOCATION + "17", "line": {"width": 0}, "layer": "below"}
        for first, last in runs(sorted(ground.off), lambda day: day not in ground.off)
    ]


def today_marks(ground: Ground) -> list[dict[str, Any]]:
    """A line where today begins, and its day tinted: nothing runs through what is written on the day."""
    if not ground.dates.holds(ground.today):
        return []
    begins, ends = ground.today.isoformat(), (ground.today + timedelta(days=1)).isoformat()
    high = {"yref": "paper", "y0": 0, "y1": 1, "layer": "below", "x0": begins}
    tint = {"type": "rect", "x1": ends, "fillcolor": BILLABLE + "14", "line": {"width": 0}, **high}
    return [tint, {"type": "line", "x1": begins, "line": {"color": BILLABLE, "width": 2}, **high}]


def rule(y: int, *, strong: bool = False) -> dict[str, Any]:
    """A thin line across everything."""
    line = {"color": ALLOCATION + ("66" if strong else "33"), "width": 1}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y, "layer": "below", "line": line}


def grey(size: int) -> dict[str, Any]:
    return {"size": size, "color": ALLOCATION}
