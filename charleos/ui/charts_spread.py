"""Charts of how work and rates are spread: actual against average by size, and what a day brought in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from charleos.periods import Month
from charleos.rules.billing import Case
from charleos.rules.efficiency import BUCKET, MOST_BUCKETS, AverageRates
from charleos.rules.rates import Band
from charleos.ui.charts import ALLOCATION, AMBER, BANKED, BILLABLE, OVERAGE, Chart, Trace, label
from charleos.ui.charts_efficiency import FAINT, LEGEND, frame
from charleos.ui.words import count, money
from charleos.units import Pence, pounds

ZONES = {
    Case.FAST: (BANKED, "Under the average"),
    Case.NORMAL: (BILLABLE, "As worked"),
    Case.OVERRUN: (OVERAGE, "Over"),
}
ROW = 58


def falls(
    by_size: Mapping[str, Mapping[tuple[Case, int], int]],
    sizes: Mapping[str, str],
    chosen: str | None,
    *,
    height: int,
) -> Chart:
    """For each size, how actual compares with the average: its completed requirements by tenths, in their zones."""
    shown = [size for size in sizes if size in by_size]
    layout = _rows(max(height, ROW * len(shown) + 70), [sizes[size] for size in shown])
    furthest = max(bucket for size in shown for _, bucket in by_size[size])
    end = max(furthest + 1, 15)
    layout["xaxis"] |= {"range": [0, end + 0.2], "tickvals": list(range(0, end + 1, 5))}
    layout["xaxis"] |= {"ticktext": [f"{at * BUCKET}%" for at in range(0, end + 1, 5)], "anchor": _axis(len(shown) - 1)}
    layout["xaxis"]["title"] = {"text": "Actual as a share of the average", "standoff": 8}
    layout["shapes"] = [
        {"type": "line", "x0": 10, "x1": 10, "yref": "paper", "y0": 0, "y1": 1, "layer": "below"}
        | {"line": {"color": ALLOCATION, "width": 1, "dash": "dot"}}
    ]
    traces = [
        trace
        for number, size in enumerate(shown)
        for trace in _falls_of(by_size[size], size, sizes[size], number, shade=_fade(size, chosen))
    ]
    said = (f"{sizes[size]}: {_zones_said(by_size[size])}." for size in shown)
    return Chart({"data": traces, "layout": layout}, f"Actual against average by size. {' '.join(said)}")


def _axis(number: int) -> str:
    return "y" if number <= 0 else f"y{number + 1}"


def _rows(height: int, names: Sequence[str]) -> dict[str, Any]:
    """One small chart under the other, each with its name at the left."""
    layout = frame(height) | {"barmode": "stack", "bargap": 0.08, "showlegend": True, "legend": LEGEND}
    layout["margin"] = layout["margin"] | {"l": 96 if any(len(name) > 4 for name in names) else 44}
    layout["annotations"] = []
    for number, name in enumerate(names):
        axis, below = _axis(number), (len(names) - 1 - number) / len(names)
        layout[axis.replace("y", "yaxis")] = {
            "domain": [below, below + 0.86 / len(names)],
            "showticklabels": False,
            "showgrid": False,
            "fixedrange": True,
            "zeroline": True,
        }
        layout["annotations"].append(
            {"xref": "paper", "x": 0, "yref": f"{axis} domain", "y": 0.5, "xanchor": "right", "showarrow": False}
            | {"text": f"<b>{name}</b>", "font": {"size": 12}, "xshift": -8}
        )
    return layout


def _fade(size: str, chosen: str | None) -> float:
    return 1 if chosen in (None, size) else FAINT


def _falls_of(found: Mapping[tuple[Case, int], int], size: str, name: str, number: int, *, shade: float) -> list[Trace]:
    """A trace for each zone, empty ones too, so that each has its place in the legend."""
    traces: list[Trace] = []
    for case, (colour, title) in ZONES.items():
        tenths = sorted(bucket for zone, bucket in found if zone is case)
        counts = [found[case, one] for one in tenths]
        said = [
            f"{name}: {count(n, 'requirement')} at {_tenth(one)} of the average"
            for n, one in zip(counts, tenths, strict=True)
        ]
        traces.append(
            {"type": "bar", "x": [one + 0.5 for one in tenths], "y": counts, "yaxis": _axis(number)}
            | {"name": title, "legendgroup": case.value, "showlegend": number == 0}
            | {"marker": {"color": colour, "line": {"width": 0}, "opacity": shade}, "width": 0.9}
            | {"customdata": [[f"{size}\n{case.value}", one] for one in said]}
            | {"hovertemplate": "%{customdata[1]}<extra></extra>"}
        )
    return traces


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
    trace = {
        "type": "bar",
        "x": list(range(len(ordered))),
        "y": [one.actual for one in ordered],
        "customdata": [[one.slug, f"{label(one.name)}: {pounds(one.actual)} a day"] for one in ordered],
        "hovertemplate": "%{customdata[1]}<extra></extra>",
        "marker": {
            "color": [BANDS[one.band] if one.band else ALLOCATION for one in ordered],
            "opacity": [1 if chosen in (None, one.slug) else FAINT for one in ordered],
            "line": {"width": 0},
        },
    }
    layout = frame(260)
    low, high = (ordered[0].actual, ordered[-1].actual) if ordered else (Pence(0), Pence(100_00))
    layout["yaxis"] |= _pound_ticks(min(low, Pence(0)), max(high, Pence(0)))
    layout["xaxis"] |= {"showticklabels": False, "title": {"text": "Clients, from the lowest rate", "standoff": 8}}
    layout["bargap"] = 0.2
    ends = f" From {pounds(low)} to {pounds(high)}." if ordered else ""
    return Chart({"data": [trace], "layout": layout}, f"Day rates of {count(len(ordered), 'client')}.{ends}")


_POUNDS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 100_000)


def _pound_ticks(low: Pence, high: Pence) -> dict[str, Any]:
    room = max((high - low) // 8, 50_00)
    least, most = low - room if low > 0 else low, high + room
    step = next((step for step in _POUNDS if (most - least) // 100 <= step * 6), _POUNDS[-1]) * 100
    values = range(-(-least // step) * step, most + 1, step)
    return {"range": [least, most], "tickvals": list(values), "ticktext": [pounds(Pence(one)) for one in values]}
