"""Efficiency under the bench: two years of work by month, type and size; its charts; and replaying a history."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from charleos.bench.questions import Ground
from charleos.bench.timing import Ratio, paired
from charleos.reads.efficiency import sold_months, team_available, work_cube, work_totals
from charleos.reads.efficiency_board import Board, Chosen, window
from charleos.rules.efficiency import Period
from charleos.rules.policy import DEFAULT_POLICY
from charleos.rules.replaying import ReplaySize, replay
from charleos.ui.charts import Chart
from charleos.ui.charts_efficiency import ClientMark, clients, kinds, net_by_month
from charleos.ui.charts_spread import RateMark, falls, rate_spread, rates_over_time
from charleos.ui.efficiency.wording import size_name, type_names

MONTHS = 24
ROWS = 100_000

Question = Callable[[], object]


def efficiency_costs(large: Ground, small: Ground, unit: Question, folder: Path) -> dict[str, object]:
    """Ratios: in units, from the smaller agency to the larger, and of replaying beside reading alone."""
    answers: dict[str, object] = {}
    for name, ask in (("as_known", _cube), ("after_one_change", _cube_after_one_change)):
        answers[f"efficiency_cube_{name}"] = {
            "in_units": paired(ask(large), unit)._asdict(),
            "growth": paired(ask(large), ask(small))._asdict(),
        }
    from_nothing = paired(_cube_from_nothing(large), unit, rounds=3, repeats=1)
    answers["efficiency_cube_from_nothing"] = {"in_units": from_nothing._asdict()}
    answers["efficiency_charts"] = _charts(large, unit)
    answers["replay_beside_reading"] = {kind: _replaying(folder, kind)._asdict() for kind in _WRITTEN}
    return answers


def _cube(ground: Ground) -> Question:
    """As the process knows it: nothing changed since it was last asked for."""
    return lambda: work_totals(ground.desk, ground.month.plus(1 - MONTHS), ground.month)


def _cube_after_one_change(ground: Ground) -> Question:
    """The busiest client has to be read anew."""

    def ask() -> object:
        ground.database.work.pop(ground.client_id, None)
        return _cube(ground)()

    return ask


def _cube_from_nothing(ground: Ground) -> Question:
    """Every client has to be read, as at a first look or on PostgreSQL."""

    def ask() -> object:
        ground.database.work.clear()
        ground.database.work_totals.clear()
        return _cube(ground)()

    return ask


def _charts(ground: Ground, unit: Question) -> dict[str, object]:
    """Each chart of a quarter, built and written as the browser gets it."""
    period = Period(ground.month.plus(-2), ground.month)
    span = window(period)
    sold, available = sold_months(ground.desk, *span), team_available(ground.desk, *span)
    board = Board(work_cube(ground.desk, *span), sold, available, Chosen(period), ground.month)
    return {
        name: paired(lambda build=build: _written(build()), unit, rounds=10, repeats=3)._asdict()  # type: ignore[misc]
        for name, build in _builders(board).items()
    }


def _builders(board: Board) -> dict[str, Callable[[], Chart]]:
    types = type_names(sorted({work_type for work_type, _ in board.by_kind}))
    sizes = {size: size_name(size) for _, size in sorted(board.by_kind)}
    marks = [ClientMark(one.client.slug, one.client.name, one.work) for one in board.by_client]
    rates = [
        RateMark(one.client.slug, one.client.name, one.rates.actual, one.band)
        for one in board.rates_by_client
        if one.rates.actual is not None
    ]
    by_month, by_kind, spread, over_time = board.by_month, board.by_kind, board.falls, board.rates_by_month
    return {
        "net_by_month": lambda: net_by_month(by_month, None, height=300),
        "type_and_size": lambda: kinds(by_kind, types, sizes, (None, None)),
        "clients": lambda: clients(marks, None, height=300),
        "actual_against_average": lambda: falls(spread, sizes, None, height=300),
        "day_rates": lambda: rates_over_time(over_time),
        "day_rates_of_clients": lambda: rate_spread(rates, None),
    }


def _written(chart: Chart) -> str:
    """What Streamlit makes of it: a checked figure, then JSON."""
    import plotly.io
    import plotly.tools

    figure: Any = plotly.tools.return_figure_from_figure_or_data(chart.spec, validate_figure=True)
    return str(plotly.io.to_json(figure, validate=False))


_WRITTEN: dict[str, Callable[[float, float], tuple[str, str]]] = {
    "quarters_of_an_hour": lambda estimate, actual: (f"{round(estimate * 4) / 4}", f"{round(actual * 4) / 4}"),
    "two_decimals": lambda estimate, actual: (f"{estimate:.2f}", f"{actual:.2f}"),
    "no_two_alike": lambda estimate, actual: (f"{estimate:.10f}", f"{actual:.10f}"),
}
"""How hours stand in the file: the fewer different texts, the more is looked up and the less is read."""


def _replaying(folder: Path, kind: str) -> Ratio:
    """Replaying a history, beside what `csv.reader` alone takes to read it."""
    file, chance = folder / f"{kind}.csv", Random(1)
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("estimate_hours", "actual_hours", "type"))
        for _ in range(ROWS):
            estimate = chance.lognormvariate(1, 1.2)
            writer.writerow((*_WRITTEN[kind](estimate, estimate * chance.lognormvariate(0, 0.4)), "development"))
    sizes = [ReplaySize(size.code, size.estimate) for size in DEFAULT_POLICY.sizes]

    def read() -> object:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            return sum(1 for _ in csv.reader(opened))

    def bill() -> object:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            rows = csv.reader(opened)
            next(rows)
            return replay(rows, sizes, estimate=0, actual=1)

    return paired(bill, read, rounds=10, repeats=2)
