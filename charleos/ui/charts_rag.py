"""A client's weeks as a line of coloured marks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from charleos.periods import long_day
from charleos.rules.rag import Rag
from charleos.ui.charts import ALLOCATION, AMBER, BANKED, OVERAGE, Chart, Trace

_COLOUR = {Rag.GREEN: BANKED, Rag.AMBER: AMBER, Rag.RED: OVERAGE}
_SYMBOL = {Rag.GREEN: "circle", Rag.AMBER: "diamond", Rag.RED: "square"}


class WeekMark(NamedTuple):
    """A week, by its Monday, and how it was."""

    week: date
    status: Rag


def rag_trend(weeks: Sequence[WeekMark]) -> Chart:
    """Green above, red below; the shape says the colour too."""
    layout = {
        "height": 200,
        "margin": {"l": 60, "r": 16, "t": 12, "b": 32},
        "yaxis": {"tickvals": [0, -1, -2], "ticktext": [status.title for status in Rag], "range": [-2.4, 0.4]},
        "xaxis": {"tickformat": "%-d %b", "type": "date"},
    }
    newest = weeks[-1]
    alt = f"{len(weeks)} weeks; the newest, of {long_day(newest.week)}, is {newest.status}."
    return Chart({"data": [_line(weeks)], "layout": layout}, alt)


def _line(weeks: Sequence[WeekMark]) -> Trace:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [one.week.isoformat() for one in weeks],
        "y": [-one.status.depth for one in weeks],
        "line": {"color": ALLOCATION, "width": 1, "shape": "hv"},
        "marker": {
            "size": 13,
            "color": [_COLOUR[one.status] for one in weeks],
            "symbol": [_SYMBOL[one.status] for one in weeks],
        },
        "customdata": [f"Week of {long_day(one.week)}: {one.status.title}" for one in weeks],
        "hovertemplate": "%{customdata}<extra></extra>",
        "showlegend": False,
    }
