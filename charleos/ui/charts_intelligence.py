"""Charts of what completed work took against what was quoted, and of a client's day rates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from charleos.periods import Month, long_day
from charleos.rules.billing import Case
from charleos.rules.rates import Band
from charleos.ui.charts import ALLOCATION, AMBER, BANKED, BILLABLE, HATCHED, OVERAGE, Chart, Trace
from charleos.ui.charts_efficiency import LEGEND, frame
from charleos.ui.words import count, decimal, money
from charleos.units import Pence, pounds

HIGHEST = 300
"""Hundredths of the quoted time at which a mark stands at the top edge, however far beyond it is."""
_COLOUR = {Case.FAST: BANKED, Case.NORMAL: BILLABLE, Case.OVERRUN: OVERAGE}


class RatioMark(NamedTuple):
    """A completed requirement. hundredths: actual / quoted."""

    day: date
    hundredths: int
    case: Case


def ratios(marks: Sequence[RatioMark], score: int) -> Chart:
    """Each completed requirement by its day, against what was quoted (dotted) and the score (solid), in hundredths."""
    days = [one.day.isoformat() for one in marks]
    trace: Trace = {"type": "scatter", "mode": "markers", "x": days, "cliponaxis": False} | {
        "y": [min(one.hundredths, HIGHEST) for one in marks],
        "customdata": [f"{long_day(one.day)}: {decimal(one.hundredths)} of what was quoted" for one in marks],
        "hovertemplate": "%{customdata}<extra></extra>",
        "marker": {
            "size": 8,
            "color": [_COLOUR[one.case] for one in marks],
            "symbol": ["circle" if one.hundredths <= HIGHEST else "triangle-up" for one in marks],
            "opacity": 0.85,
            "line": {"width": 0},
        },
    }
    layout = frame(150)
    layout["margin"] = {"l": 8, "r": 8, "t": 8, "b": 8}
    top = max(150, score, *(min(one.hundredths, HIGHEST) for one in marks))
    step = 50 if top <= 200 else 100
    values = list(range(0, top + step, step))
    layout["yaxis"] |= {"range": [0, values[-1] * 1.05], "tickvals": values, "ticktext": [decimal(at) for at in values]}
    layout["xaxis"] |= {"type": "date", "nticks": 4} | _around([one.day for one in marks])
    layout["shapes"] = [_across(100, "dot", 1), _across(score, "solid", 2)]
    said = ", ".join(decimal(one.hundredths) for one in marks[-5:])
    return Chart({"data": [trace], "layout": layout}, f"Score {decimal(score)}; the newest took {said} of the quoted.")


def _around(days: Sequence[date]) -> dict[str, Any]:
    """Room beside the first and the last; few days are not stretched to hours."""
    first, last = days[0].toordinal(), days[-1].toordinal()
    room = max((last - first) // 30, 3 if last - first > 30 else 15)
    ends = [date.fromordinal(first - room).isoformat(), date.fromordinal(last + room).isoformat()]
    return {"range": ends, "tickformat": "%b %Y" if last - first > 150 else "%-d %b"}


def _across(at: int, dash: str, width: int) -> Trace:
    line = {"color": ALLOCATION, "width": width, "dash": dash}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": at, "y1": at, "layer": "below", "line": line}


class RateMonth(NamedTuple):
    """A client's month. None where there is nothing to tell: no hours sold, or nothing worked."""

    month: Month
    sold: Pence | None
    actual: Pence | None
    band: Band | None
    running: bool = False


_BANDS = {
    Band.AMAZING: BANKED,
    Band.GOAL: BANKED + "8C",
    Band.UNDER_TARGET: AMBER,
    Band.BELOW_BREAKEVEN: OVERAGE,
}


def day_rates(months: Sequence[RateMonth]) -> Chart:
    """Actual rates as bars in the colour of their band, against the sold rate; without work there is no bar."""
    names = [one.month.short_name for one in months]
    traces = [_of_band(band, months) for band in Band if any(one.band is band for one in months)]
    sold: Trace = {"type": "scatter", "mode": "lines", "x": names, "y": [one.sold for one in months]} | {
        "name": "Sold",
        "line": {"color": ALLOCATION, "width": 2, "shape": "hvh"},
        "connectgaps": False,
        "hoverinfo": "skip",
    }
    layout = frame(240) | {"barmode": "overlay", "bargap": 0.35, "showlegend": True, "legend": LEGEND}
    rates = [rate for one in months for rate in (one.sold, one.actual) if rate is not None]
    layout["yaxis"] |= _pounds(min(*rates, 0, 0), max(*rates, 100_00, 100_00))
    layout["xaxis"] |= {"type": "category", "tickangle": 0, "nticks": 7, "range": [-0.5, len(months) - 0.5]}
    layout["xaxis"] |= {"categoryarray": names, "categoryorder": "array"}
    worked = [one for one in months if one.actual is not None]
    told = " ".join(_rate_said(one) for one in worked[-3:])
    alt = f"Day rates of {count(len(worked), 'month')} with work. {told}"
    return Chart({"data": [*traces, sold], "layout": layout}, alt)


def _of_band(band: Band, months: Sequence[RateMonth]) -> Trace:
    mine = [one for one in months if one.band is band]
    return {"type": "bar", "name": band.value} | {
        "x": [one.month.short_name for one in mine],
        "y": [one.actual for one in mine],
        "marker": {
            "color": _BANDS[band],
            "line": {"width": 0},
            "pattern": HATCHED | {"shape": ["/" if one.running else "" for one in mine]},
        },
        "customdata": [_rate_said(one) for one in mine],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _rate_said(one: RateMonth) -> str:
    so_far = " so far" if one.running else ""
    band = f", {one.band.value}" if one.band else ""
    return f"{one.month.short_name}: {money(one.actual)} a day{so_far}, sold for {money(one.sold)}{band}."


_STEPS = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 100_000)


def _pounds(low: int, high: int) -> dict[str, Any]:
    """From nothing, so that the bars compare.

    >>> _pounds(0, 80_000)["ticktext"]
    ['£0', '£200', '£400', '£600', '£800']
    """
    step = next((step for step in _STEPS if (high - low) // 100 <= step * 6), _STEPS[-1]) * 100
    values = range(-(-low // step) * step, high + 1, step)
    top, bottom = high + (high - low) // 10, low - (high - low) // 10 if low < 0 else 0
    return {"range": [bottom, top], "tickvals": list(values), "ticktext": [pounds(Pence(one)) for one in values]}
