"""The four views that narrow each other, and who stands out."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from charleos.periods import Month
from charleos.reads.efficiency_board import Board, Standing
from charleos.rules.billing import Case
from charleos.rules.efficiency import Habit
from charleos.ui import words
from charleos.ui.charts_efficiency import ClientMark, clients, kinds, kinds_height, net_by_month
from charleos.ui.charts_spread import falls
from charleos.ui.efficiency.behind import open_zone
from charleos.ui.efficiency.clicks import CLIENTS, FALLS, KINDS, MONTHS, clickable, zone_clicked
from charleos.ui.efficiency.held import Held
from charleos.ui.efficiency.wording import size_name, type_names
from charleos.ui.links import client_link
from charleos.ui.parts.work_types import type_title
from charleos.ui.words import plain, signed_time
from charleos.units import hours

SHOWN = 8
TALL = 340
_STYLE = """<style>
.st-key-efficiency-kinds { overflow-x: auto; overflow-y: hidden; }
.st-key-efficiency-kinds > * { min-width: 26rem; }
</style>"""
"""The squares keep their size; where the page is too narrow for them they scroll inside their place."""


def show_views(held: Held, board: Board) -> None:
    left, right = st.columns(2, gap="medium")
    with left.container(border=True, height="stretch", gap="small"):
        _months(held, board)
    with right.container(border=True, height="stretch", gap="small"):
        _kinds(held, board)
    left, right = st.columns(2, gap="medium")
    with left.container(border=True, height="stretch", gap="small"):
        _clients(held, board)
    with right.container(border=True, height="stretch", gap="small"):
        _falls(held, board)


def _months(held: Held, board: Board) -> None:
    st.subheader("Net by month", anchor=False, help=words.help("net efficiency"))
    at = board.chosen.month
    chosen = Month(at) if at is not None else held.period.last if held.period.length == 1 else None
    height = kinds_height(len({work_type for work_type, _ in board.by_kind}))
    clickable(net_by_month(board.by_month, chosen, height=height), MONTHS, held)


def _kinds(held: Held, board: Board) -> None:
    st.subheader("Type and size", anchor=False, help=words.help("type and size"))
    if not board.by_kind:
        st.caption("No work in this period.")
        return
    types = [one for one in held.types if any(kind[0] == one for kind in board.by_kind)]
    sizes = [one for one in held.sizes if any(kind[1] == one for kind in board.by_kind)]
    chosen = (board.chosen.type, board.chosen.size)
    names = {one: size_name(one) for one in sizes}
    with st.container(key="efficiency-kinds"):
        st.html(_STYLE)
        clickable(kinds(board.by_kind, type_names(types), names, chosen), KINDS, held)
    lent = board.borrowed
    if any(lent):
        st.caption(
            f"Borrowed between requirements: **{signed_time(lent.net)}** net. It belongs to no type and no size, "
            "so it stands beside them.",
            help=words.help("borrowed"),
        )


def _clients(held: Held, board: Board) -> None:
    st.subheader("Clients", anchor=False, help="Each client's net efficiency against the time logged for it.")
    marks = [ClientMark(one.client.slug, one.client.name, one.work) for one in board.by_client]
    if not marks:
        st.caption("No work in this period.")
        return
    chosen = None if board.chosen.client is None else held.cube.names[board.chosen.client].slug
    clickable(clients(marks, chosen, height=TALL), CLIENTS, held)


def _falls(held: Held, board: Board) -> None:
    st.subheader("Actual against average", anchor=False, help=words.help("case"))
    if held.person is not None:
        st.caption("This view is of whole requirements; take the person away to see it.")
        return
    if not board.falls:
        st.caption("No requirement with time was completed in this period.")
        return
    names = {one: size_name(one) for one in held.sizes}
    clickable(falls(board.falls, names, board.chosen.size, height=TALL), FALLS, held)
    if clicked := zone_clicked():
        open_zone(held, board, clicked[0], Case(clicked[1]))


def show_standing(board: Board) -> None:
    """Who had overage, or none, in each of the last three ended months."""
    left, right = st.columns(2, gap="medium")
    for place, habit, term in (
        (left, Habit.OVER, "consistently over"),
        (right, Habit.EFFICIENT, "consistently efficient"),
    ):
        with place.container(border=True, height="stretch", gap="xsmall"):
            st.subheader(habit.value, anchor=False, help=words.help(term))
            found = [one for one in board.standing if one.habit is habit]
            _standing([one for one in found if one.slug is not None], board)
            types = [one for one in found if one.slug is None]
            if types:
                st.caption("Types of work, over all clients: " + ", ".join(_type_said(one) for one in types))


def _type_said(one: Standing) -> str:
    return f"{plain(type_title(one.name))} {_figure(one)}"


def _figure(one: Standing) -> str:
    """What made it so, and what is left of both."""
    work = one.work
    made = f":red[{hours(work.overage)} overage]" if one.habit is Habit.OVER else f":green[{hours(work.banked)} banked]"
    return f"{made}, {signed_time(work.net)} net"


def _standing(found: Sequence[Standing], board: Board) -> None:
    if not found:
        st.caption("No client in the last three ended months.")
    for one in found[:SHOWN]:
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
            link = client_link(one.slug or "", board.chosen.period.last)
            st.page_link(link.page, label=plain(one.name), query_params=link.query, width="content")
            st.markdown(_figure(one), width="content")
    if len(found) > SHOWN:
        st.caption(f"and {words.count(len(found) - SHOWN, 'more client')}")
