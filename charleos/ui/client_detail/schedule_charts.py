"""The charts of section Schedule: how well a month is planned, and its steps as bars over its days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from charleos.periods import Month, days
from charleos.reads.client_schedule import ScheduledStep
from charleos.rules.phases import StepStatus
from charleos.rules.working_days import is_working_day
from charleos.ui.charts import ALLOCATION, BANKED, BILLABLE, HATCHED, ORANGE, VIOLET, Chart, Trace, label
from charleos.ui.parts.steps import days_said
from charleos.units import Minutes

DAY = 86_400_000
"""A day in milliseconds, which is what bars on an axis of dates are measured in."""
ROW = 30
STATUS = {
    StepStatus.NOT_SCHEDULED: ALLOCATION,
    StepStatus.SCHEDULED: BILLABLE,
    StepStatus.IN_PROGRESS: ORANGE,
    StepStatus.AWAITING_REVIEW: VIOLET,
    StepStatus.COMPLETE: BANKED,
}


class Bullet(NamedTuple):
    """A month's scheduled time against its allocation. allocated None: there is nothing to plan towards."""

    scheduled: Minutes
    allocated: Minutes | None
    colour: str


def bullet(of: Bullet, alt: str) -> Chart:
    """A bar that ends in the shaded stretch from 90% to 110% when the month is well planned; hatched without one."""
    layout = _bare(34)
    if of.allocated is None:
        pattern = HATCHED | {"solidity": 0.35}
        return Chart({"data": [_bar(100, ALLOCATION, pattern=pattern, opacity=0.35)], "layout": layout}, alt)
    share = min(of.scheduled * 100 / of.allocated, 135)
    layout["xaxis"]["range"] = [0, 135]
    layout["shapes"] = [_track(), _zone(90, 110), _mark(100)]
    return Chart({"data": [_bar(share, of.colour)], "layout": layout}, alt)


def _bar(width: float, colour: str, *, opacity: float = 1, pattern: dict[str, Any] | None = None) -> Trace:
    marker = {"color": colour, "opacity": opacity, "line": {"width": 0}, "cornerradius": 3}
    return {"type": "bar", "orientation": "h", "x": [width], "y": [""], "width": [0.5], "hoverinfo": "skip"} | {
        "marker": marker | ({"pattern": pattern} if pattern else {})
    }


def _track() -> Trace:
    """The whole allocation, so that a month without anything is still a bar to fill."""
    return {"type": "rect", "x0": 0, "x1": 100, "yref": "paper", "y0": 0.27, "y1": 0.73, "fillcolor": ALLOCATION} | {
        "opacity": 0.18,
        "line": {"width": 0},
        "layer": "below",
    }


def _zone(start: int, end: int) -> Trace:
    return {"type": "rect", "x0": start, "x1": end, "yref": "paper", "y0": 0, "y1": 1, "fillcolor": BANKED} | {
        "opacity": 0.22,
        "line": {"width": 0},
        "layer": "below",
    }


def _mark(at: int) -> Trace:
    line = {"color": ALLOCATION, "width": 2}
    return {"type": "line", "x0": at, "x1": at, "yref": "paper", "y0": 0, "y1": 1, "line": line}


def month_bars(steps: Sequence[ScheduledStep], month: Month, today: date) -> Chart:
    """A row for each step, coloured by its status, over the days of the month; days off work are shaded."""
    layout = _bare(ROW * len(steps) + 46)
    ends = [month.first.isoformat(), month.next.first.isoformat()]
    layout["xaxis"] |= {"visible": True, "type": "date", "range": ends, "tickformat": "%-d", "side": "top"}
    layout["xaxis"] |= {"dtick": 7 * DAY, "tick0": _first_monday(month).isoformat(), "showgrid": True}
    layout["yaxis"] |= {"visible": True, "autorange": "reversed", "tickmode": "array", "automargin": True}
    layout["yaxis"] |= {"tickvals": list(range(len(steps))), "ticktext": [_name(step) for step in steps]}
    layout["shapes"] = [*_days_off(month), *_today(month, today)]
    layout["bargap"] = 0.3
    layout["margin"]["t"] = 24
    said = [_hover(step, today) for step in steps]
    trace: Trace = {
        "type": "bar",
        "orientation": "h",
        "base": [step.start.isoformat() for step in steps],
        "x": [((step.end - step.start).days + 1) * DAY for step in steps],
        "y": list(range(len(steps))),
        "marker": {"color": [STATUS[step.status] for step in steps], "cornerradius": 4, "line": {"width": 0}},
        "customdata": said,
        "hovertemplate": "%{customdata}<extra></extra>",
    }
    return Chart({"data": [trace], "layout": layout}, f"{month.name}: " + "; ".join(said[:8]) + ".")


def _name(step: ScheduledStep) -> str:
    return f"#{step.task_number} {step.kind.title}"


def _hover(step: ScheduledStep, today: date) -> str:
    title = label(step.title if len(step.title) <= 60 else step.title[:59] + "…")
    who = label(step.assignee) if step.assignee else "nobody yet"
    when = days_said(step.start, step.end, today)
    return f"#{step.task_number} {title}, {step.kind.title}: {who}, {when}, {step.status.title.lower()}"


def _days_off(month: Month) -> list[Trace]:
    return [
        {"type": "rect", "x0": day.isoformat(), "x1": (day + timedelta(days=1)).isoformat(), "yref": "paper"}
        | {"y0": 0, "y1": 1, "fillcolor": ALLOCATION, "opacity": 0.13, "line": {"width": 0}, "layer": "below"}
        for day in days(month.first, month.last)
        if not is_working_day(day)
    ]


def _today(month: Month, today: date) -> list[Trace]:
    if Month.of(today) != month:
        return []
    line = {"color": BILLABLE, "width": 2}
    start = today.isoformat()
    return [{"type": "line", "x0": start, "x1": start, "yref": "paper", "y0": 0, "y1": 1, "line": line}]


def _first_monday(month: Month) -> date:
    return month.first - timedelta(days=month.first.weekday())


def _bare(height: int) -> dict[str, Any]:
    """Transparent, without axes, zoom or legend."""
    axis = {"visible": False, "fixedrange": True, "showgrid": False, "zeroline": False}
    return {
        "height": height,
        "margin": {"l": 0, "r": 0, "t": 4, "b": 4},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "dragmode": False,
        "title": {"text": ""},
        "xaxis": dict(axis),
        "yaxis": dict(axis),
    }
