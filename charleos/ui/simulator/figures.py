"""What the requirement that is looked at bills: three large figures, the formula with its numbers, the curve."""

from __future__ import annotations

import streamlit as st

from charleos.rules.billing import Case
from charleos.rules.simulation import SimulatedRequirement, curve_points
from charleos.ui import charts, words
from charleos.ui.simulator.board import LOOK, Board
from charleos.ui.words import plain, time
from charleos.units import Minutes

_CASES = {Case.UNSTARTED: "gray", Case.FAST: "green", Case.NORMAL: "blue", Case.OVERRUN: "red"}
_TITLES = {
    Case.UNSTARTED: "Not started",
    Case.FAST: "Under the average",
    Case.NORMAL: "Within the range",
    Case.OVERRUN: "Beyond the maximum",
}


def show_figures(board: Board, billed: SimulatedRequirement) -> None:
    bill = billed.bill
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        _choose(board)
        st.badge(_TITLES[bill.case], color=_CASES[bill.case], help=words.help(bill.case.value))  # type: ignore[arg-type]
    with st.container(horizontal=True):
        _figure("Billable", bill.billable, "blue")
        _figure("Banked", bill.banked, "green")
        _figure("Overage", bill.overage, "red")
    st.markdown(_said(billed))
    st.code(formula_text(billed), language=None, wrap_lines=True)
    curve = charts.Curve(
        billed.estimate.average,
        billed.estimate.maximum,
        curve_points(billed.estimate, bill.actual),
        bill.actual,
        bill.billable,
    )
    alt = f"Size {billed.size}: {time(bill.actual)} worked, {time(bill.billable)} billable."
    charts.show(charts.billing_curve(curve, alt=alt), key="simulator:curve")


def _choose(board: Board) -> None:
    """Which requirement is looked at; with one there is nothing to choose."""
    names = {row.id: row.part.name for row in board.rows}
    if len(names) == 1:
        st.markdown(f"**{plain(board.rows[0].part.name)}**", width="content")
        return
    st.pills(
        "Requirement shown", list(names), key=LOOK, format_func=lambda row: plain(names[row]), required=True,
        label_visibility="collapsed", width="content",
    )  # fmt: skip


def _figure(title: str, minutes: Minutes, colour: str) -> None:
    shade = colour if minutes else "gray"
    st.metric(title, f":{shade}[{time(minutes)}]", border=True, help=words.help(title.lower()))


def _said(billed: SimulatedRequirement) -> str:
    """What happened, in a sentence."""
    bill = billed.bill
    if bill.case is Case.UNSTARTED:
        return "Nothing is logged, so nothing is billed. The first minute bills the whole average."
    if bill.case is Case.FAST:
        return f"Under the average: the average is billed, and {time(bill.banked)} is banked."
    if bill.case is Case.OVERRUN:
        return f"Beyond the maximum: the maximum is billed, and the agency absorbs {time(bill.overage)}."
    return "Between average and maximum: exactly the time worked is billed."


def formula_text(billed: SimulatedRequirement) -> str:
    """The formula with its numbers.

    >>> from charleos.rules.billing import Estimate
    >>> from charleos.rules.simulation import simulate
    >>> m = Estimate(Minutes(270), Minutes(360))
    >>> formula_text(simulate([("A", "M", m, Minutes(200))], delayed=False).requirements[0])
    'MIN(6h, MAX(4h 30m, 3h 20m)) = 4h 30m'
    """
    estimate, bill = billed.estimate, billed.bill
    average, maximum = time(estimate.average), time(estimate.maximum)
    if bill.case is Case.UNSTARTED:
        return f"0h until something is logged, then MIN({maximum}, MAX({average}, actual))"
    return f"MIN({maximum}, MAX({average}, {time(bill.actual)})) = {time(bill.billable)}"
