"""Charts of efficiency. Each mark carries the code of what it stands for, which a click hands back.

customdata of a mark is its code. What is not chosen is faint, so that the choice stays in view.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from charleos.periods import Month
from charleos.rules.efficiency import Work
from charleos.ui.charts import ALLOCATION, BANKED, HATCHED, INK, OVERAGE, Chart, Trace, hour_ticks, label
from charleos.ui.words import count, signed_time
from charleos.units import NOTHING, Minutes, hours

FAINT = 0.28
LONGEST_LABEL = 18
NAMED = 6
"""Clients whose name stands beside their mark."""


def net_by_month(by_month: Mapping[Month, Work], chosen: Month | None, *, height: int) -> Chart:
    """Banked up, of it provisional hatched; overage down; the line is what is left of both."""
    names = [month.short_name for month in by_month]
    works = list(by_month.values())
    shade = [1 if chosen in (None, month) else FAINT for month in by_month]
    said = [(str(month), _work_said(month.name, work)) for month, work in by_month.items()]
    traces = [
        _bar(names, [work.realised for work in works], "Realised", BANKED, shade, said),
        _bar(names, [work.provisional for work in works], "Provisional", BANKED, shade, said, hatched=True),
        _bar(names, [-work.overage for work in works], "Overage", OVERAGE, shade, said),
        _net_line(names, works),
    ]
    ups = [max(work.banked, work.net, work.realised, -work.overage) for work in works]
    downs = [min(work.banked, work.net, work.realised, -work.overage) for work in works]
    layout = frame(height)
    layout["yaxis"] |= _hours_between(max(*ups, NOTHING, NOTHING), min(*downs, NOTHING, NOTHING))
    layout["xaxis"] |= {"type": "category", "tickangle": 0, "nticks": 7}
    layout |= {"barmode": "relative", "bargap": 0.3, "showlegend": True, "legend": LEGEND}
    return Chart(
        {"data": traces, "layout": layout}, "Net efficiency by month. " + " ".join(one[1] for one in said[-3:])
    )


def _net_line(names: Sequence[str], works: Sequence[Work]) -> Trace:
    return {"type": "scatter", "mode": "lines+markers", "x": list(names), "y": [work.net for work in works]} | {
        "name": "Net",
        "line": {"color": INK, "width": 2},
        "marker": {"size": 7, "color": INK},
        "hoverinfo": "skip",
    }


SQUARE = 54


def kinds_height(types: int) -> int:
    return max(300, (SQUARE + 8) * types + 50)


def kinds(
    by_kind: Mapping[tuple[str, str], Work],
    types: Mapping[str, str],
    sizes: Mapping[str, str],
    chosen: tuple[str | None, str | None],
) -> Chart:
    """Types of work down, sizes across: net time and how many were completed; green gains, red absorbs.

    types, sizes: what each is called, in the order in which they stand.
    """
    most = max((abs(work.net) for work in by_kind.values()), default=0) or 1
    marks = [(kind, by_kind[kind]) for kind in ((t, s) for t in types for s in sizes) if kind in by_kind]
    named = [(f"{types[kind[0]]} {sizes[kind[1]]}", kind, work) for kind, work in marks]
    colours = [_shade(work.net, most, is_chosen=_is_chosen(kind, chosen)) for kind, work in marks]
    trace = _marks([sizes[size] for (_, size), _ in marks], [types[of] for (of, _), _ in marks]) | {
        "text": [f"<b>{signed_time(work.net)}</b><br>{work.completed:,}" for _, work in marks],
        "customdata": ["\n".join(kind) for _, kind, _ in named],
        "hovertext": [_work_said(name, work) for name, _, work in named],
        "marker": {"symbol": "square", "size": SQUARE, "color": colours, "line": {"width": 0}, "opacity": 1},
    }
    layout = frame(kinds_height(len(types)))
    layout["xaxis"] |= {"type": "category", "side": "top", "categoryarray": list(sizes.values()), "ticks": ""}
    layout["xaxis"] |= {"categoryorder": "array", "range": [-0.5, len(sizes) - 0.5]}
    layout["yaxis"] |= {"type": "category", "categoryarray": list(types.values()), "ticks": "", "showgrid": False}
    layout["yaxis"] |= {"categoryorder": "array", "range": [len(types) - 0.5, -0.5]}
    far = sorted(named, key=lambda one: -abs(one[2].net))[:3]
    said = " ".join(_work_said(name, work) for name, _, work in far)
    return Chart({"data": [trace], "layout": layout}, f"Net efficiency by type and size. {said}")


def _marks(x: Sequence[object], y: Sequence[object]) -> Trace:
    return {"type": "scatter", "mode": "markers+text", "x": list(x), "y": list(y), "cliponaxis": False} | {
        "textfont": {"size": 11, "color": INK},
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _is_chosen(kind: tuple[str, str], chosen: tuple[str | None, str | None]) -> bool:
    return chosen[0] in (None, kind[0]) and chosen[1] in (None, kind[1])


def _shade(net: Minutes, most: int, *, is_chosen: bool) -> str:
    """The stronger, the further from nothing; words upon it stay readable on a light and on a dark page."""
    strength = 0.12 + 0.4 * abs(net) / most if is_chosen else 0.06
    return f"{BANKED if net > 0 else OVERAGE if net else ALLOCATION}{round(strength * 255):02X}"


class ClientMark(NamedTuple):
    """A client's time and what came of it."""

    slug: str
    name: str
    work: Work


def clients(marks: Sequence[ClientMark], chosen: str | None, *, height: int) -> Chart:
    """Each client's net against the time logged: above the line the team was faster than agreed."""
    named = _named(marks, chosen)
    signs = (
        (BANKED, "top center", [one for one in marks if one.work.net > 0]),
        (ALLOCATION, "top center", [one for one in marks if one.work.net == 0]),
        (OVERAGE, "bottom center", [one for one in marks if one.work.net < 0]),
    )
    traces = [_client_marks(of, named, chosen, colour, place) for colour, place, of in signs if of]
    end = max(*(one.work.logged for one in marks), Minutes(60), Minutes(60))
    layout = frame(height)
    layout["xaxis"] |= hour_ticks(NOTHING, end) | {"range": [-end * 0.06, end * 1.12]}
    layout["xaxis"]["title"] = {"text": "Logged", "standoff": 8}
    layout["yaxis"] |= _hours_between(*_ends(marks))
    layout["yaxis"]["title"] = {"text": "Net", "standoff": 8}
    said = (f"{label(one.name)}: {signed_time(one.work.net)} net." for one in marks if one.slug in named)
    return Chart({"data": traces, "layout": layout}, f"{count(len(marks), 'client')} by time and net. {' '.join(said)}")


def _client_marks(marks: Sequence[ClientMark], named: set[str], chosen: str | None, colour: str, place: str) -> Trace:
    """Those of one colour: a colour for each mark would cost more than all the rest."""
    has_names = not named.isdisjoint(one.slug for one in marks)
    return _marks([one.work.logged for one in marks], [one.work.net for one in marks]) | {
        "mode": "markers+text" if has_names else "markers",
        "text": [_short(one.name) if one.slug in named else "" for one in marks] if has_names else [],
        "textposition": place,
        "customdata": [one.slug for one in marks],
        "hovertext": [_work_said(label(one.name), one.work) for one in marks],
        "marker": {
            "size": 13,
            "color": colour,
            "opacity": strength([one.slug for one in marks], chosen),
            "line": {"width": 0},
        },
    }


def strength(codes: Sequence[str], chosen: str | None) -> float | list[float]:
    """How strongly each mark is drawn: one number where nothing is chosen, which costs less than one for each."""
    return 1 if chosen is None else [1 if code == chosen else FAINT for code in codes]


def _ends(marks: Sequence[ClientMark]) -> tuple[Minutes, Minutes]:
    nets = [one.work.net for one in marks]
    return max(*nets, NOTHING, NOTHING), min(*nets, NOTHING, NOTHING)


def _named(marks: Sequence[ClientMark], chosen: str | None) -> set[str]:
    """The clients furthest from nothing whose names do not stand in each other's way, and the chosen one."""
    high, low = _ends(marks)
    wide, tall = max(*(one.work.logged for one in marks), 1, 1), max(high - low, 1)
    taken: list[ClientMark] = []
    for one in sorted(marks, key=lambda mark: (mark.slug != chosen, -abs(mark.work.net))):
        near = (
            abs(one.work.logged - other.work.logged) * 4 < wide and abs(one.work.net - other.work.net) * 9 < tall
            for other in taken
        )
        if len(taken) < NAMED and not any(near):
            taken.append(one)
    return {one.slug for one in taken}


def _short(name: str) -> str:
    return label(name if len(name) <= LONGEST_LABEL else name[: LONGEST_LABEL - 1] + "…")


LEGEND = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "title": {"text": ""}}


def _hours_between(high: Minutes, low: Minutes) -> dict[str, Any]:
    room = Minutes(max((high - low) // 7, 30))
    least, most = Minutes(low - room if low < 0 else low), high + room
    return {"range": [int(least), int(most)], "zeroline": True} | hour_ticks(least, most)


def frame(height: int) -> dict[str, Any]:
    return {
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 28, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "dragmode": False,
        "clickmode": "event+select",
        "hovermode": "closest",
        "title": {"text": ""},
        "xaxis": {"fixedrange": True, "automargin": True, "showgrid": False, "zeroline": False},
        "yaxis": {"fixedrange": True, "automargin": True},
    }


def _bar(
    x: Sequence[str],
    y: Sequence[int],
    name: str,
    colour: str,
    shade: Sequence[float],
    said: Sequence[tuple[str, str]],
    *,
    hatched: bool = False,
) -> Trace:
    marker: dict[str, Any] = {"color": colour, "line": {"width": 0}, "opacity": list(shade)}
    if hatched:
        marker["pattern"] = HATCHED
    return {"type": "bar", "x": list(x), "y": list(y), "name": name, "marker": marker} | {
        "customdata": [code for code, _ in said],
        "hovertext": [sentence for _, sentence in said],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _work_said(what: str, work: Work) -> str:
    gained = f"{hours(work.banked)} banked" + (f" ({hours(work.provisional)} provisional)" if work.provisional else "")
    return f"{what}: {signed_time(work.net)} net, {gained}, {hours(work.overage)} overage, {hours(work.logged)} logged."
