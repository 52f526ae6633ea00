"""The internal report: which kinds of work won, which lost, and what they earned."""

from __future__ import annotations

import streamlit as st

from charleos.desk import Desk
from charleos.periods import Month
from charleos.reads.efficiency import SoldMonths, sold_months, work_cube
from charleos.rules.efficiency import Cell, Habit, Sold
from charleos.rules.month_end import TypeLine, by_type
from charleos.ui.parts.figures import badge
from charleos.ui.parts.table import Column, text_table
from charleos.ui.words import money, plain, signed_money, signed_time, time, work_type

COLOUR = {Habit.OVER: "red", Habit.EFFICIENT: "green"}


def show_types(desk: Desk, month: Month) -> None:
    first = month.plus(-2)
    cube, sold = work_cube(desk, first, month), sold_months(desk, first, month)
    lines = by_type(cube.cells, month, lambda cell: _sold(sold, cell))
    if not lines:
        st.info(f"No work moved {month.name}.", icon=":material/category:")
        return
    columns = [
        Column("Work"),
        Column("Three months"),
        Column("Logged", figures=True),
        Column("Billable", figures=True),
        Column("Banked", figures=True),
        Column("Overage", figures=True),
        Column("Net", figures=True),
        Column("Earned", figures=True),
        Column("Actual rate", figures=True),
        Column("Against sold", figures=True),
    ]
    text_table(columns, [_row(line) for line in lines], key="end-types")
    st.caption("Rates and earnings are those of retained clients. What tasks borrowed belongs to no type.")


def _sold(sold: SoldMonths, cell: Cell) -> Sold | None:
    month = sold.months.get((cell.client, cell.month))
    if month is None or month.plan is None:
        return None
    return Sold(month.cost, month.gross, month.billing_day, cell.logged, cell.billable)


def _row(line: TypeLine) -> list[str]:
    work, variance = line.work, line.rates.variance
    net = signed_time(work.net)
    return [
        f"**{work_type(plain(line.type))}**",
        badge(line.habit.value, COLOUR[line.habit]) if line.habit else ":gray[–]",
        time(work.logged),
        time(work.billable),
        time(work.banked),
        time(work.overage),
        f":red[{net}]" if work.net < 0 else f":green[{net}]" if work.net > 0 else net,
        money(line.earned),
        money(line.rates.actual),
        "n/a" if variance is None else signed_money(variance),
    ]
