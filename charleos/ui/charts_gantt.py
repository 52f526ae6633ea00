"""The team's schedule as a chart: a row for each person, a cell for each day's load, bars for work, leave and blocks.

Heights are pixels, so that a row looks the same with four people and with forty. All bars of one look are one trace:
thousands of bars are drawn as quickly as a dozen traces.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any, NamedTuple
from unicodedata import east_asian_width

from charleos.rules.timeline import Span
from charleos.ui.charts import ALLOCATION, HATCHED, INK, OVERAGE, PAPER, Chart, label
from charleos.ui.charts_gantt_head import LEFT, Ground, grey, layout, rule, shades, today_marks
from charleos.ui.charts_gantt_looks import CELL, EDGE, FIGURES, FILL, LETTERS, DayLook, Look

DAY = 86_400_000
"""Milliseconds of a day, the unit of a bar's length on an axis of dates."""

_WIDTH = 820
_LETTER = 6.4
"""Pixels: of the days on a usual screen, and of a letter; what a label is cut to."""


class GanttBar(NamedTuple):
    """key: what a click on it names; empty where there is nothing to open. said: its whole story."""

    key: str
    first: str
    last: str
    lane: int
    look: Look
    label: str
    said: str
    is_delayed: bool = False
    is_overdue: bool = False


class GanttCell(NamedTuple):
    """A person's day. figure: its load, where there is room to write it."""

    key: str
    day: str
    look: DayLook
    figure: str
    said: str


class GanttRow(NamedTuple):
    name: str
    about: str
    cells: Sequence[GanttCell]
    bars: Sequence[GanttBar]

    @property
    def lanes(self) -> int:
        return max((bar.lane for bar in self.bars), default=-1) + 1


class GanttGroup(NamedTuple):
    title: str
    rows: Sequence[GanttRow]


@dataclass(frozen=True, slots=True)
class Gantt:
    """alt: the sentence that stands for the chart where it cannot be seen."""

    ground: Ground
    groups: Sequence[GanttGroup]
    alt: str


class _Measure(NamedTuple):
    """Pixels of a row's parts and of the letters in them, 0 for none; gap: between two days, as a part of a day."""

    cell: int
    figure: int
    bar: int
    letters: int
    gap: float


_MEASURES = {
    Span.WEEK: _Measure(21, 11, 25, 12, 0.03),
    Span.MONTH: _Measure(14, 0, 21, 11, 0.08),
    Span.QUARTER: _Measure(10, 0, 13, 0, 0.2),
}
_GAP, _PAD, _LEAST, _HEADING = 3, 7, 48, 34


class _Placed(NamedTuple):
    top: int
    row: GanttRow


def gantt(drawn: Gantt) -> Chart:
    """The rows, without the days above them; see `gantt_head`."""
    size = _MEASURES[drawn.ground.span]
    rows, headings, height = _stacked(drawn.groups, size)
    shown = layout(drawn.ground, height) | {"barmode": "overlay", "bargap": 0, "clickmode": "event+select"}
    shown["shapes"] = [
        *shades(drawn.ground),
        *(rule(row.top) for row in rows),
        rule(height - 1, strong=True),
        *today_marks(drawn.ground),
    ]
    shown["annotations"] = [*_names(rows), *_titles(headings)]
    shown["uniformtext"] = {"mode": "hide", "minsize": 10}
    return Chart({"data": [*_cells(rows, size), *_bars(rows, size, drawn.ground.length)], "layout": shown}, drawn.alt)


def _stacked(groups: Sequence[GanttGroup], size: _Measure) -> tuple[list[_Placed], list[tuple[int, str]], int]:
    """Every row and heading with the pixel it begins at, and the height of all."""
    rows, headings, top = [], [], 0
    for group in groups:
        headings.append((top, f"{group.title} · {len(group.rows)}"))
        top += _HEADING
        for row in group.rows:
            rows.append(_Placed(top, row))
            top += _height(row, size)
    return rows, headings, max(top, _LEAST)


def _height(row: GanttRow, size: _Measure) -> int:
    return max(_LEAST, 2 * _PAD + size.cell + row.lanes * (size.bar + _GAP) + _GAP)


def _cells(rows: Iterable[_Placed], size: _Measure) -> list[dict[str, Any]]:
    """The load of each day, one trace for each colour."""
    found: dict[DayLook, list[tuple[int, GanttCell]]] = defaultdict(list)
    for top, row in rows:
        for cell in row.cells:
            found[cell.look].append((top + _PAD + size.cell // 2, cell))
    return [_cell_trace(look, placed, size) for look, placed in found.items()]


def _cell_trace(look: DayLook, placed: Sequence[tuple[int, GanttCell]], size: _Measure) -> dict[str, Any]:
    edge = {"color": ALLOCATION + "66", "width": 1 if look is DayLook.FREE else 0}
    return _trace([y for y, _ in placed], size.cell) | {
        "name": "Load",
        "base": [cell.day for _, cell in placed],
        "x": [DAY * (1 - size.gap)] * len(placed),
        "customdata": [[cell.key, cell.said] for _, cell in placed],
        "text": [cell.figure for _, cell in placed] if size.figure else None,
        "insidetextanchor": "middle",
        "marker": {"color": CELL[look], "cornerradius": 3, "line": edge},
        **_letters(FIGURES.get(look, INK), size.figure),
    }


def _bars(rows: Iterable[_Placed], size: _Measure, length: int) -> list[dict[str, Any]]:
    """The bars, one trace for each look."""
    found: dict[Look, list[tuple[int, GanttBar]]] = defaultdict(list)
    for top, row in rows:
        first = top + _PAD + size.cell + _GAP + size.bar // 2
        for bar in row.bars:
            found[bar.look].append((first + bar.lane * (size.bar + _GAP), bar))
    return [_bar_trace(look, found[look], size, length) for look in Look if look in found]


def _bar_trace(look: Look, placed: Sequence[tuple[int, GanttBar]], size: _Measure, length: int) -> dict[str, Any]:
    ordinal = {text: date.fromisoformat(text).toordinal() for _, bar in placed for text in bar[1:3]}
    days = [ordinal[bar.last] - ordinal[bar.first] + 1 for _, bar in placed]
    letters = {count: int((count * _WIDTH / length - 8) // _LETTER) for count in set(days)}
    return _trace([y for y, _ in placed], size.bar) | {
        "name": look.value,
        "base": [bar.first for _, bar in placed],
        "x": [DAY * (count - size.gap) for count in days],
        "customdata": [[bar.key, bar.said] for _, bar in placed],
        "text": [_cut(bar.label, letters[count]) for (_, bar), count in zip(placed, days, strict=True)]
        if size.letters
        else None,
        "insidetextanchor": "start",
        "marker": _marker(look, [bar for _, bar in placed]),
        **_letters(LETTERS.get(look, PAPER), size.letters),
    }


def _marker(look: Look, bars: Sequence[GanttBar]) -> dict[str, Any]:
    """Their colour; red around what is overdue, hatched what a mark of Running Behind put there."""
    marker: dict[str, Any] = {"color": FILL[look], "cornerradius": 4}
    edge = EDGE.get(look, PAPER)
    marker["line"] = {"color": edge, "width": 1 if look in EDGE else 0}
    if any(bar.is_overdue for bar in bars):
        marker["line"] = {"color": [OVERAGE if bar.is_overdue else edge for bar in bars]} | {
            "width": [2 if bar.is_overdue else 0 for bar in bars]
        }
    if any(bar.is_delayed for bar in bars):
        hatched = ["/" if bar.is_delayed else "" for bar in bars]
        marker["pattern"] = HATCHED | {"shape": hatched}
    return marker


def _cut(text: str, letters: int) -> str:
    """As much of a label as a bar holds; nothing where that would say nothing. Wide letters count for two.

    >>> _cut("Acme Corp", 20), _cut("Acme Corp", 5), _cut("Acme Corp", 3), _cut("東京ガーデン", 8)
    ('Acme Corp', 'Acme…', '', '東京ガ…')
    """
    ends = list(accumulate(2 if east_asian_width(letter) in "WF" else 1 for letter in text))
    if not ends or ends[-1] <= letters:
        return label(text)
    return label(text[: bisect_right(ends, letters - 1)].rstrip()) + "…" if letters >= 4 else ""


def _trace(y: Sequence[int], thickness: int) -> dict[str, Any]:
    """What all bars and cells have in common."""
    return {
        "type": "bar",
        "orientation": "h",
        "y": list(y),
        "width": thickness,
        "textposition": "inside",
        "constraintext": "inside",
        "textangle": 0,
        "hovertemplate": "%{customdata[1]}<extra></extra>",
        "showlegend": False,
    }


def _letters(colour: str, size: int) -> dict[str, Any]:
    """The letters in bars; a click on one never dims the others."""
    as_before = {"marker": {"opacity": 1}, "textfont": {"color": colour}}
    return {
        "insidetextfont": {"color": colour, "size": size or 1},
        "selected": as_before,
        "unselected": as_before,
    }


def _names(rows: Iterable[_Placed]) -> list[dict[str, Any]]:
    named = []
    for top, row in rows:
        about = f"<br><span style='font-size:11px'>{label(row.about)}</span>" if row.about else ""
        text = label(row.name if len(row.name) <= 22 else row.name[:21].rstrip() + "…") + about
        named.append(_note(top + _PAD - 2, text, 13, hover=label(row.name)))
    return named


def _titles(headings: Iterable[tuple[int, str]]) -> list[dict[str, Any]]:
    return [_note(top + 12, f"<b>{label(title)}</b>", 12) | {"font": grey(12)} for top, title in headings]


def _note(y: int, text: str, size: int, *, hover: str = "") -> dict[str, Any]:
    """Words in the margin of the names, from their upper left corner."""
    note = {"xref": "paper", "x": 0, "xanchor": "left", "xshift": -LEFT, "y": y, "yanchor": "top", "text": text}
    return note | {"showarrow": False, "align": "left", "font": {"size": size, "color": INK}, "hovertext": hover}
