"""Charts of how work and rates are spread: actual against average by size, and what a day brought in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from charleos.periods import Month
from charleos.rules.billing import Case
from charleos.rules.efficiency import BUCKET, MOST_BUCKETS, AverageRates
from charleos.rules.rates import Band
from charleos.ui.charts import ALLOCATION, AMBER, BANKED, BILLABLE, OVERAGE, Chart, Trace, label
from charleos.ui.charts_efficiency import LEGEND, frame, strength
from charleos.ui.words import count, money
from charleos.units import Pence, pounds

ZONES = {
    Case.FAST: (BANKED, "Under the average"),
    Case.NORMAL: (BILLABLE, "As worked"),
    Case.OVERRUN: (OVERAGE, "Over"),
}
ROW = 58
TALL = 0.86
"""Of a row, what its highest bar takes."""


def falls(
    by_size: Mapping[str, Mapping[tuple[Case, int], int]],
    sizes: Mapping[str, str],
    chosen: str | None,
    *,
    height: int,
) -> Chart:
    """For each size, how actual compares with the average: its completed requirements by tenths, in their zones.

    Each size is a row of bars, as high as the row allows; sizes stand in their order from the top.
    """
    shown = [size for size in sizes if size in by_size]
    end = max(*(bucket + 1 for size in shown for _, bucket in by_size[size]), 15, 15)
    layout = frame(max(height, ROW * len(shown) + 70))
    layout |= {"barmode": "overlay", "bargap": 0, "showlegend": True, "legend": LEGEND}
    layout["xaxis"] |= {"range": [0, end + 0.2], "tickvals": list(range(0, end + 1, 5))}
    layout["xaxis"]["ticktext"] = [f"{at * BUCKET}%" for at in range(0, end + 1, 5)]
    layout["xaxis"]["title"] = {"text": "Actual as a share of the average", "standoff": 8}
    rows = range(len(shown))
    layout["yaxis"] |= {"range": [-0.02, len(shown)], "tickvals": list(rows), "showgrid": True, "zeroline": False}
    layout["yaxis"] |= {"ticktext": [f"<b>{sizes[size]}</b> " for size in reversed(shown)], "ticklabelshift": -16}
    layout["shapes"] = [
        {"type": "line", "x0": 10, "x1": 10, "yref": "paper", "y0": 0, "y1": 1, "layer": "below"}
        | {"line": {"color": ALLOCATION, "width": 1, "dash": "dot"}}
    ]
    bars = [bar for row, size in enumerate(reversed(shown)) for bar in _row(by_size[size], size, sizes[size], row)]
    traces = [_zone(case, [bar for bar in bars if bar.case is case], chosen) for case in ZONES]
    said = (f"{sizes[size]}: {_zones_said(by_size[size])}." for size in shown)
    return Chart({"data": traces, "layout": layout}, f"Actual against average by size. {' '.join(said)}")


class _Bar(NamedTuple):
    """One bar of a row. base, tall: of the row's height, which is 1."""

    case: Case
    size: str
    x: float
    base: float
    tall: float
    said: str


def _row(found: Mapping[tuple[Case, int], int], size: str, name: str, row: int) -> list[_Bar]:
    """Where the zones meet in a tenth, their bars stand on each other."""
    totals: Counter[int] = Counter()
    for (_, bucket), number in found.items():
        totals[bucket] += number
    one = TALL / max(totals.values())
    stacked: Counter[int] = Counter()
    bars = []
    for case in ZONES:
        for bucket in sorted(bucket for zone, bucket in found if zone is case):
            number = found[case, bucket]
            said = f"{name}: {count(number, 'requirement')} at {_tenth(bucket)} of the average"
            bars.append(_Bar(case, size, bucket + 0.5, row + stacked[bucket] * one, number * one, said))
            stacked[bucket] += number
    return bars


def _zone(case: Case, bars: Sequence[_Bar], chosen: str | None) -> Trace:
    colour, title = ZONES[case]
    return {
        "type": "bar",
        "x": [bar.x for bar in bars],
        "y": [bar.tall for bar in bars],
        "base": [bar.base for bar in bars],
        "width": 0.9,
        "name": title,
        "marker": {
            "color": colour,
            "line": {"width": 0},
            "opacity": strength([bar.size for bar in bars], chosen),
        },
        "customdata": [f"{bar.size}\n{case.value}" for bar in bars],
        "hovertext": [bar.said for bar in bars],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _tenth(bucket: int) -> str:
    """
    >>> _tenth(9), _tenth(30)
    ('90-99%', '300% or more')
    """
    if bucket == MOST_BUCKETS:
        return f"{bucket * BUCKET}% or more"
    return f"{bucket * BUCKET}-{bucket * BUCKET + BUCKET - 1}%"


def _zones_said(found: Mapping[tuple[Case, int], int]) -> str:
    totals = {case: sum(n for (zone, _), n in found.items() if zone is case) for case in ZONES}
    return f"{totals[Case.FAST]} under, {totals[Case.NORMAL]} within, {totals[Case.OVERRUN]} over"


def rates_over_time(rates: Mapping[Month, AverageRates]) -> Chart:
    """What a day brought in, month by month, against what it was sold for; months without work are a gap."""
    names = [month.short_name for month in rates]
    said = [f"{m.name}: {money(one.actual)} a day, sold for {money(one.sold)}" for m, one in rates.items()]
    line = {"type": "scatter", "x": names, "connectgaps": False}
    traces = [
        line
        | {"y": [one.sold for one in rates.values()], "name": "Sold", "mode": "lines"}
        | {"line": {"color": ALLOCATION, "width": 2, "dash": "dot"}, "hoverinfo": "skip"},
        line
        | {"y": [one.actual for one in rates.values()], "name": "Actual", "mode": "lines+markers"}
        | {"line": {"color": BILLABLE, "width": 3}, "marker": {"size": 8}}
        | {"customdata": said, "hovertemplate": "%{customdata}<extra></extra>"},
    ]
    known = [rate for one in rates.values() for rate in (one.sold, one.actual) if rate is not None]
    layout = frame(260) | {"showlegend": True, "legend": LEGEND}
    layout["yaxis"] |= _pound_ticks(min(known, default=Pence(0)), max(known, default=Pence(100_00)))
    layout["xaxis"] |= {"type": "category", "tickangle": 0, "nticks": 7}
    layout["xaxis"] |= {"categoryarray": names, "categoryorder": "array"}
    return Chart({"data": traces, "layout": layout}, "Day rates by month. " + ". ".join(said[-3:]) + ".")


BANDS = {Band.BELOW_BREAKEVEN: OVERAGE, Band.UNDER_TARGET: AMBER, Band.GOAL: BANKED, Band.AMAZING: BANKED}


class RateMark(NamedTuple):
    slug: str
    name: str
    actual: Pence
    band: Band | None


def rate_spread(marks: Sequence[RateMark], chosen: str | None) -> Chart:
    """Every retained client's actual day rate from the lowest to the highest, in the colour of its band."""
    ordered = sorted(marks, key=lambda one: (one.actual, one.name))
    placed = list(enumerate(ordered))
    traces = [_band(band, [(at, one) for at, one in placed if one.band is band], chosen) for band in (*BANDS, None)]
    layout = frame(260) | {"bargap": 0.2, "barmode": "overlay"}
    low, high = (ordered[0].actual, ordered[-1].actual) if ordered else (Pence(0), Pence(100_00))
    layout["yaxis"] |= _pound_ticks(min(low, Pence(0)), max(high, Pence(0)))
    layout["xaxis"] |= {"showticklabels": False, "title": {"text": "Clients, from the lowest rate", "standoff": 8}}
    ends = f" From {pounds(low)} to {pounds(high)}." if ordered else ""
    drawn = [trace for trace in traces if trace["x"]]
    return Chart({"data": drawn, "layout": layout}, f"Day rates of {count(len(ordered), 'client')}.{ends}")


def _band(band: Band | None, marks: Sequence[tuple[int, RateMark]], chosen: str | None) -> Trace:
    return {
        "type": "bar",
        "x": [at for at, _ in marks],
        "y": [one.actual for _, one in marks],
        "customdata": [one.slug for _, one in marks],
        "hovertext": [f"{label(one.name)}: {pounds(one.actual)} a day" for _, one in marks],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {
            "color": BANDS[band] if band else ALLOCATION,
            "opacity": strength([one.slug for _, one in marks], chosen),
            "line": {"width": 0},
        },
    }


_POUNDS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 100_000)


def _pound_ticks(low: Pence, high: Pence) -> dict[str, Any]:
    room = max((high - low) // 8, 50_00)
    least, most = low - room if low > 0 else low, high + room
    step = next((step for step in _POUNDS if (most - least) // 100 <= step * 6), _POUNDS[-1]) * 100
    values = range(-(-least // step) * step, most + 1, step)
    return {"range": [least, most], "tickvals": list(values), "ticktext": [pounds(Pence(one)) for one in values]}
