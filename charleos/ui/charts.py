"""The charts' one language: hours on the axes, one colour per meaning, and a sentence that says what is drawn.

Builders return a plain specification and its sentence; `show` draws it. They judge nothing: every figure is
handed to them. Colours are Streamlit's own stand-ins, which the browser replaces by the theme's chart colours, so
a chart follows light and dark without a rerun; the import below fails loudly should a new version drop them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import streamlit as st
from streamlit.elements.lib import streamlit_plotly_theme as stand_in

from charleos.periods import Month
from charleos.units import NOTHING, Minutes, hours

BILLABLE = stand_in.CATEGORY_0
BANKED = stand_in.CATEGORY_1
OVERAGE = stand_in.CATEGORY_2
AMBER = stand_in.CATEGORY_3
VIOLET = stand_in.CATEGORY_4
ORANGE = stand_in.CATEGORY_8
ALLOCATION = stand_in.CATEGORY_7
"""Grey: lines of what was agreed, of pace, of comparison."""
PAPER = stand_in.BG_COLOR
INK = stand_in.GRAY_90

CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "showTips": False}
HATCHED = {"shape": "/", "fillmode": "overlay", "size": 7, "solidity": 0.25}
"""Not final yet: a running month, provisional time."""

Trace = dict[str, Any]


class Chart(NamedTuple):
    """What plotly draws, and the sentence that stands for it where it cannot be seen."""

    spec: dict[str, Any]
    alt: str


def show(chart: Chart, *, key: str) -> None:
    st.plotly_chart(chart.spec, key=key, theme="streamlit", width="stretch", config=CONFIG, alt=chart.alt)


def label(text: str) -> str:
    """Someone's own text inside a chart, where plotly would read tags and entities.

    >>> label("<a href=x>Acme & Co</a>")
    '‹a href=x›Acme ＆ Co‹/a›'
    """
    return text.translate(_HARMLESS)


_HARMLESS = str.maketrans("<>&", "‹›＆")


_STEPS = (15, 30, 60, 120, 180, 240, 360, 480, 600, 1200, 1800, 2400, 3000, 6000, 12_000, 30_000, 60_000, 120_000)


def hour_ticks(least: Minutes, most: Minutes, *, about: int = 6) -> dict[str, Any]:
    """Axis ticks at round times.

    >>> hour_ticks(Minutes(0), Minutes(360))["ticktext"]
    ['0h', '1h', '2h', '3h', '4h', '5h', '6h']
    """
    reach = most - least
    step = next((step for step in _STEPS if reach <= step * about), reach // about + 1)
    values = range(-(-least // step) * step, most + 1, step)
    return {"tickvals": list(values), "ticktext": [hours(Minutes(value)) for value in values]}


class BurnDay(NamedTuple):
    """The month's billable time up to and including a day."""

    day: date
    billable: Minutes


def burn_up(days: Sequence[BurnDay], month: Month, available: Minutes | None) -> Chart:
    """A month's billable time, day by day, against what was available; project-only months have nothing to meet.

    Days without a figure are left out.
    """
    used = days[-1].billable if days else NOTHING
    top = max(available or NOTHING, *(day.billable for day in days), Minutes(60), NOTHING)
    bottom = min((day.billable for day in days), default=NOTHING)
    low, high = min(bottom, NOTHING), Minutes(top * 112 // 100)
    x = [month.first.isoformat(), *(day.day.isoformat() for day in days)]
    y = [0, *(int(day.billable) for day in days)]
    said = [hours(Minutes(value)) for value in y]
    spent = OVERAGE if available is not None and used > available else BILLABLE
    ends = [month.first.isoformat(), month.last.isoformat()]
    traces = [
        *_pace(ends, available),
        _line(x, y, "Billable", colour=spent, dash="solid", width=3)
        | {"line": {"color": spent, "width": 3, "shape": "hv"}, "fill": "tozeroy", "fillcolor": spent + "1F"}
        | {"customdata": said, "hovertemplate": "%{x|%-d %b}: %{customdata}<extra></extra>"},
        _dot(x[-1], y[-1], colour=spent, text=f"<b>{said[-1]}</b>"),
    ]
    layout = _layout(260, low, high)
    layout["xaxis"] |= {"tickformat": "%-d", "dtick": 7 * 86_400_000, "tick0": ends[0], "range": ends}
    said_alt = f"{month.name}: {hours(used)} billable"
    if available is None:
        return Chart({"data": traces, "layout": layout}, f"{said_alt}.")
    layout["annotations"] = [_note(ends[1], available, f"{hours(available)} available", anchor="right")]
    return Chart({"data": traces, "layout": layout}, f"{said_alt} of {hours(available)} available.")


def _pace(ends: Sequence[str], available: Minutes | None) -> list[Trace]:
    if available is None:
        return []
    return [
        _line(ends, [0, available], "Even pace", colour=ALLOCATION, dash="dot", width=1),
        _line(ends, [available, available], "Available", colour=ALLOCATION, dash="solid", width=2),
    ]


class HistoryMonth(NamedTuple):
    """One month of a client: what it billed within what was available, what beyond, and whether it still runs."""

    month: Month
    billable: Minutes
    excess: Minutes
    available: Minutes | None
    running: bool = False


def history(months: Sequence[HistoryMonth]) -> Chart:
    """Billable bars against the available line; excess stands on top in red, a running month is hatched."""
    names = [one.month.short_name for one in months]
    within = [int(one.billable - one.excess) for one in months]
    pattern = HATCHED | {"shape": ["/" if one.running else "" for one in months]}
    said = [_month_said(one) for one in months]
    traces = [
        _bar(names, within, "Billable", colour=BILLABLE, pattern=pattern, said=said),
        _bar(names, [int(one.excess) for one in months], "Excess", colour=OVERAGE, pattern=pattern, said=said),
        _line(names, [one.available for one in months], "Available", colour=ALLOCATION, dash="solid", width=2)
        | {"line": {"color": ALLOCATION, "width": 2, "shape": "hvh"}},
    ]
    tops = [max(one.billable, one.available or NOTHING) for one in months]
    low = min((one.billable for one in months), default=NOTHING)
    layout = _layout(260, min(low, NOTHING), Minutes(max(*tops, 60, 60) * 110 // 100))
    layout |= {"barmode": "relative", "bargap": 0.35, "showlegend": True, "legend": _LEGEND}
    layout["xaxis"] |= {"type": "category", "tickangle": 0, "nticks": 7}
    return Chart({"data": traces, "layout": layout}, "Billable by month. " + " ".join(said[-3:]))


def _month_said(one: HistoryMonth) -> str:
    of = "" if one.available is None else f" of {hours(one.available)} available"
    beyond = f", {hours(one.excess)} excess" if one.excess else ""
    return f"{one.month.short_name}: {hours(one.billable)} billable{of}{beyond}{' so far' if one.running else ''}."


class Curve(NamedTuple):
    """The billing formula of one size as points (actual, billable), and the point that is looked at."""

    average: Minutes
    maximum: Minutes
    points: Sequence[tuple[Minutes, Minutes]]
    actual: Minutes
    billable: Minutes

    @property
    def end(self) -> Minutes:
        return self.points[-1][0]


def billing_curve(curve: Curve, *, alt: str) -> Chart:
    """What is billed for any actual time, with the point that is looked at.

    The dotted line is the time itself: the gap between it and the curve is banked (below it) or overage (above).
    """
    average, maximum, end = curve.average, curve.maximum, curve.end
    colour = _zone_colour(curve)
    x, y = [actual for actual, _ in curve.points], [billable for _, billable in curve.points]
    said = [f"{hours(actual)} worked: {hours(billable)} billable" for actual, billable in curve.points]
    traces = [
        _area([0, average, 0], [0, average, average], BANKED),
        _area([maximum, end, end], [maximum, end, maximum], OVERAGE),
        _line([0, end], [0, end], "Time worked", colour=ALLOCATION, dash="dot", width=1.5),
        _line(x, y, "Billable", colour=BILLABLE, dash="solid", width=3.5)
        | {"customdata": said, "hovertemplate": "%{customdata}<extra></extra>", "hoverinfo": "text"},
        _line([curve.actual] * 2, [curve.actual, curve.billable], "Gap", colour=colour, dash="solid", width=4),
        _dot(0, average, colour=BILLABLE, hollow=True, size=8),
        _dot(curve.actual, curve.billable, colour=colour, size=15, text=f"<b>{hours(curve.billable)}</b>")
        | {"textposition": "bottom center" if colour == OVERAGE else "top left"},
    ]
    layout = _layout(330, NOTHING, Minutes(end * 104 // 100))
    layout["xaxis"] |= {"range": [-end * 0.015, end], "title": {"text": "Actual time", "standoff": 8}}
    layout["xaxis"] |= hour_ticks(NOTHING, end)
    layout["yaxis"]["title"] = {"text": "Billable", "standoff": 8}
    layout["shapes"], layout["annotations"] = _zones(curve)
    return Chart({"data": traces, "layout": layout}, alt)


def _zone_colour(curve: Curve) -> str:
    if curve.actual == 0:
        return ALLOCATION
    if curve.actual < curve.average:
        return BANKED
    return OVERAGE if curve.actual > curve.maximum else BILLABLE


def _zones(curve: Curve) -> tuple[list[Trace], list[Trace]]:
    """The three zones, as bands with their names under the top edge; the zone of the point is the stronger one."""
    here = _zone_colour(curve)
    edges = (
        (0, curve.average, BANKED, "Banked"),
        (curve.average, curve.maximum, BILLABLE, "As worked"),
        (curve.maximum, curve.end, OVERAGE, "Overage"),
    )
    bands, names = [], []
    for start, stop, colour, name in edges:
        opacity = 0.13 if colour == here else 0.05
        bands.append(
            {"type": "rect", "x0": start, "x1": stop, "yref": "paper", "y0": 0, "y1": 1, "fillcolor": colour}
            | {"opacity": opacity, "line": {"width": 0}, "layer": "below"}
        )
        names.append(
            {"x": (start + stop) / 2, "yref": "paper", "y": 1.0, "yanchor": "bottom", "text": f"<b>{name}</b>"}
            | {"showarrow": False, "font": {"color": colour, "size": 12}, "opacity": 1 if colour == here else 0.75}
        )
    return bands, names


_LEGEND = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "title": {"text": ""}}


def _layout(height: int, low: Minutes, high: Minutes) -> dict[str, Any]:
    """Shared by all: transparent, no zoom, hours up the side."""
    return {
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 28, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "hoverdistance": 30,
        "title": {"text": ""},
        "xaxis": {"fixedrange": True, "automargin": True, "showgrid": False, "zeroline": False},
        "yaxis": {"fixedrange": True, "automargin": True, "zeroline": low < 0, "range": [int(low), int(high)]}
        | hour_ticks(low, high),
    }


def _line(x: Sequence[Any], y: Sequence[Any], name: str, *, colour: str, dash: str, width: float) -> Trace:
    line = {"color": colour, "dash": dash, "width": width}
    return {"type": "scatter", "mode": "lines", "x": list(x), "y": list(y), "name": name, "line": line} | {
        "hoverinfo": "skip"
    }


def _area(x: Sequence[Any], y: Sequence[Any], colour: str) -> Trace:
    """A see-through triangle between the curve and the time worked."""
    return {"type": "scatter", "mode": "none", "x": list(x), "y": list(y), "fill": "toself"} | {
        "fillcolor": colour + "26",
        "hoverinfo": "skip",
    }


def _dot(x: object, y: object, *, colour: str, text: str = "", hollow: bool = False, size: int = 9) -> Trace:
    marker = {"size": size, "color": PAPER if hollow else colour, "line": {"color": colour if hollow else PAPER}}
    marker["line"] = {"color": colour if hollow else PAPER, "width": 2}
    return {"type": "scatter", "mode": "markers+text", "x": [x], "y": [y], "marker": marker, "text": [text]} | {
        "textposition": "top left",
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _bar(
    x: Sequence[str], y: Sequence[int], name: str, *, colour: str, pattern: dict[str, Any], said: Sequence[str]
) -> Trace:
    return {"type": "bar", "x": list(x), "y": list(y), "name": name} | {
        "marker": {"color": colour, "pattern": pattern, "line": {"width": 0}},
        "customdata": list(said),
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _note(x: object, y: object, text: str, *, anchor: str) -> Trace:
    return {"x": x, "y": y, "text": text, "showarrow": False, "xanchor": anchor, "yanchor": "bottom"} | {
        "font": {"size": 12, "color": ALLOCATION}
    }
