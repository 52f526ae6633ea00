"""A task's billable time as a bar against its combined cap."""

from __future__ import annotations

from charleos.rules.billing import TaskBill
from charleos.ui import charts
from charleos.units import Minutes, hours

_LAYOUT: charts.Trace = {
    "height": 120,
    "margin": {"l": 8, "r": 8, "t": 28, "b": 8},
    "paper_bgcolor": "rgba(0,0,0,0)",
    "plot_bgcolor": "rgba(0,0,0,0)",
    "barmode": "stack",
    "dragmode": False,
    "hovermode": "closest",
    "title": {"text": ""},
    "showlegend": True,
    "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "traceorder": "normal"}
    | {"title": {"text": ""}},
}


def task_bar(task: TaskBill) -> charts.Chart:
    """Billed by the requirements themselves, borrowed on top (hatched), overage beyond; a line at the cap."""
    own = Minutes(task.billable - task.borrowed)
    end = Minutes(max(task.maximum, task.billable + task.overage, 60) * 104 // 100)
    traces = [
        _bar(own, "Billable", charts.BILLABLE, ""),
        _bar(task.borrowed, "Borrowed", charts.BILLABLE, "/"),
        _bar(task.overage, "Overage", charts.OVERAGE, ""),
        {"type": "scatter", "mode": "lines", "x": [task.maximum] * 2, "y": [-0.5, 0.5], "name": "Combined cap"}
        | {"line": {"color": charts.ALLOCATION, "width": 3}, "hoverinfo": "skip"},
    ]
    layout = _LAYOUT | {
        "xaxis": {"fixedrange": True, "range": [0, end], "showgrid": False, "zeroline": False}
        | charts.hour_ticks(Minutes(0), end),
        "yaxis": {"fixedrange": True, "visible": False, "range": [-0.5, 0.5]},
    }
    beyond = f" {hours(task.overage)} of overage." if task.overage else ""
    alt = f"{hours(task.billable)} billable of a combined cap of {hours(task.maximum)}.{beyond}"
    return charts.Chart({"data": traces, "layout": layout}, alt)


def _bar(minutes: Minutes, name: str, colour: str, pattern: str) -> charts.Trace:
    return {
        "type": "bar",
        "orientation": "h",
        "x": [int(minutes)],
        "y": [0],
        "width": 0.7,
        "name": name,
        "marker": {"color": colour, "pattern": charts.HATCHED | {"shape": pattern}, "line": {"width": 0}},
        "customdata": [f"{name}: {hours(minutes)}"],
        "hovertemplate": "%{customdata}<extra></extra>",
        "showlegend": bool(minutes),
    }
