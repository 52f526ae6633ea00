"""What the person moves: the day, the plan, and each requirement with its slider and typed time."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from charleos.reads.plans import PlanPrice
from charleos.rules.billing import Case
from charleos.rules.policy import Size
from charleos.rules.scenario import EARLIEST, LATEST, LONGEST_NAME, MOST_REQUIREMENTS
from charleos.rules.simulation import SimulatedRequirement, Simulation
from charleos.ui import words
from charleos.ui.simulator.board import (
    ADD,
    AT_AVERAGE,
    AT_MAXIMUM,
    BEHIND,
    DAY,
    NOT_STARTED,
    PLAN,
    REMOVE,
    Board,
    Row,
)
from charleos.ui.words import money, plain, span, time
from charleos.units import NOTHING, Minutes, hours


def show_ground(board: Board) -> None:
    """Whose sizes and prices: a day, and a plan."""
    plans = {plan.key: plan for plan in board.table.plans}
    day, plan = st.columns([1, 2], vertical_alignment="bottom")
    day.date_input(
        "Sizes and prices of",
        key=DAY,
        min_value=EARLIEST,
        max_value=LATEST,
        format="DD/MM/YYYY",
        help=f"The size table in force since {board.table.since.name} and the list prices of that day.",
    )
    plan.selectbox(
        "Plan",
        ["", *plans],
        key=PLAN,
        format_func=lambda key: _plan_label(plans[key]) if key in plans else "No plan: hours only",
        help=words.help("plan"),
    )


def _plan_label(plan: PlanPrice) -> str:
    archived = ", no longer sold" if plan.archived else ""
    return f"{plan.name}: {hours(plan.agreed.gross)} for {money(plan.agreed.cost)} a month{archived}"


def show_requirements(board: Board, of: Simulation) -> None:
    """A card for each requirement, and what concerns the task as a whole."""
    for row, billed in zip(board.rows, of.requirements, strict=True):
        with st.container(border=True):
            _show_requirement(board, row, billed)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.button(
            "Add a requirement",
            key=ADD,
            icon=":material/add:",
            disabled=board.is_full,
            help=f"A task here has at most {MOST_REQUIREMENTS} requirements." if board.is_full else None,
        )
        st.toggle("Running behind", key=BEHIND, help=words.help("running behind"))


def _show_requirement(board: Board, row: Row, billed: SimulatedRequirement) -> None:
    sizes = {size.code: size for size in board.table.policy.sizes}
    many = len(board.rows) > 1
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.text_input(
            "Name", key=row.key("name"), max_chars=LONGEST_NAME, label_visibility="collapsed", placeholder="Name"
        )
        if many:
            st.button(
                "Remove", key=row.key(REMOVE), icon=":material/close:", type="tertiary", help="Take it out of the task."
            )
    st.segmented_control(
        "Size", list(sizes), key=row.key("size"), required=True, help=words.help("size"), width="stretch",
        label_visibility="collapsed",
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.caption(_size_said(row.size), width="content")
        if many:
            st.markdown(outcome(billed), width="content")
    _choose_actual(row)
    if row.refused:
        st.error(plain(row.refused), icon=":material/error:")
    _show_jumps(row)


def _choose_actual(row: Row) -> None:
    """By slider, or typed: each follows the other."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", wrap=False):
        st.select_slider(
            "Actual time",
            stops(row.size, row.part.actual),
            key=row.key("slider"),
            format_func=lambda minutes: hours(minutes) if minutes else "Not started",
            help=words.help("actual"),
        )
        st.text_input(
            "Typed time", key=row.key("typed"), live=True, width=120, help="3h 20m, 3.5 or 210m", autocomplete="off"
        )


def _size_said(size: Size) -> str:
    least_most = span(size.minimum, size.maximum)
    return f"{least_most}: {plain(size.use_for)}" if size.use_for else least_most


def _show_jumps(row: Row) -> None:
    """To the corners of the curve at once."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.button(":primary[Not started]", key=row.key(NOT_STARTED), type="tertiary")
        st.button(f":primary[Average {time(row.size.average)}]", key=row.key(AT_AVERAGE), type="tertiary")
        st.button(f":primary[Maximum {time(row.size.maximum)}]", key=row.key(AT_MAXIMUM), type="tertiary")


def outcome(billed: SimulatedRequirement) -> str:
    """A requirement's figures in a line, each in the colour of its zone."""
    bill = billed.bill
    if bill.case is Case.UNSTARTED:
        return ":gray[not started]"
    parts = [f":blue[**{time(bill.billable)}** billable]"]
    if bill.banked:
        parts.append(f":green[**{time(bill.banked)}** banked]")
    if bill.overage:
        parts.append(f":red[**{time(bill.overage)}** overage]")
    return ", ".join(parts)


_STEPS = (1, 5, 10, 15, 30, 60, 120, 240, 480)


def stops(size: Size, actual: Minutes) -> Sequence[Minutes]:
    """Where the slider can stand: even steps to half as much again as the maximum, and wherever it stands now.

    >>> m = Size("M", Minutes(180), Minutes(360), "")
    >>> stops(m, Minutes(202))[-1], len(stops(m, Minutes(0))), 202 in stops(m, Minutes(202))
    (540, 109, True)
    """
    end = max(size.maximum * 3 // 2, actual)
    step = next((step for step in _STEPS if end <= step * 180), end // 180 + 1)
    even = range(0, end + step, step)
    return sorted({NOTHING, actual, size.average, size.maximum, *(Minutes(at) for at in even if at <= end)})
