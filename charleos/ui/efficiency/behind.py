"""The requirements behind a figure: a dialog, a file, and links to the ledger lines of each."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

import streamlit as st

from charleos.desk import Desk
from charleos.exports.efficiency import requirements_csv
from charleos.periods import Month
from charleos.reads.efficiency_board import Board
from charleos.reads.requirements_behind import BehindAsked, Figure, RequirementBehind, requirements_behind
from charleos.rules.billing import Case
from charleos.rules.efficiency import Period
from charleos.ui import words
from charleos.ui.efficiency.address import PAGE
from charleos.ui.efficiency.held import Held
from charleos.ui.efficiency.wording import period_name, size_name
from charleos.ui.links import Link, ledger_link
from charleos.ui.parts.table import Column, text_table, unbroken
from charleos.ui.parts.work_types import CASES, type_title
from charleos.ui.session import at_click, own_desk
from charleos.ui.words import plain
from charleos.units import hours

SHOWN = 100
IN_FILE = 1000
_COLUMNS = (
    Column("Requirement"),
    Column("Quoted", figures=True),
    Column("Actual", figures=True),
    Column("Banked", figures=True),
    Column("Overage", figures=True),
    Column("Net", figures=True),
)
_MOVED = {Figure.LOGGED: "logged", Figure.BILLABLE: "billable", Figure.OVERAGE: "overage"}


def asked_behind(held: Held, board: Board, figure: Figure, rows: int) -> BehindAsked:
    """The board's choice as a question about requirements."""
    chosen = board.chosen
    return BehindAsked(figure, clients_asked(held, board), chosen.type, chosen.size, None, rows)


def clients_asked(held: Held, board: Board) -> tuple[int, ...]:
    """Those chosen; with a plan, those that had it in the period. None means all, and 0 is nobody's number."""
    chosen = board.chosen
    if chosen.client is not None:
        return (chosen.client,)
    if chosen.plan is None:
        return ()
    having = {
        client
        for (client, month), sold in held.sold.months.items()
        if month in chosen.shown and (sold.plan or "") == chosen.plan
    }
    return tuple(sorted(having)) or (0,)


def open_behind(held: Held, board: Board, figure: Figure, title: str) -> None:
    first, last = board.chosen.shown
    asked = asked_behind(held, board, figure, IN_FILE)
    behind_dialog(title, int(first), int(last), asked)


def open_zone(held: Held, board: Board, size: str, case: Case) -> None:
    """Those of a size whose actual time fell into a zone."""
    chosen, (first, last) = board.chosen, board.chosen.shown
    asked = BehindAsked(Figure.COMPLETED, clients_asked(held, board), chosen.type, size, case, IN_FILE)
    behind_dialog(f"{size_name(size)}, {CASES[case][0].lower()}", int(first), int(last), asked)


@st.dialog("The requirements behind it", width="large", icon=":material/list:")
@own_desk(PAGE)
def behind_dialog(desk: Desk, title: str, first: int, last: int, asked: BehindAsked) -> None:
    period = Period(Month(first), Month(last))
    found = requirements_behind(desk, *period, asked)
    st.markdown(f"**{plain(title)}, {period_name(period)}**")
    if not found.rows:
        st.caption("Nothing stands behind this figure.")
        return
    shown = found.rows[:SHOWN]
    more = f"; the table has the first {len(shown)}" if found.count > len(shown) else ""
    st.caption(f"{words.count(found.count, 'row')}{more}. {_total_said(asked.figure)}: **{hours(found.total)}**.")
    text_table(_COLUMNS, [row_of(one, asked.figure) for one in shown], key="ledger-behind")
    st.download_button(
        "CSV",
        at_click(lambda: requirements_csv(found.rows)),
        file_name=f"requirements-{period.first}-{period.last}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key="efficiency:behind:file",
        help=f"These requirements, at most {IN_FILE:,}.",
    )


def _total_said(figure: Figure) -> str:
    return "Together quoted" if figure is Figure.COMPLETED else "Together"


def row_of(one: RequirementBehind, figure: Figure) -> list[str]:
    """The name leads to the ledger lines of the month that moved it last."""
    link = _address(ledger_link(one.slug, one.month, _MOVED.get(figure, "banked" if one.banked else "overage")))
    of = "borrowed" if one.requirement_id is None else f"{type_title(one.type)} {one.size or ''}".strip()
    about = plain(f"{one.client} · {of}")
    return [
        f"[{unbroken(f'#{one.task_number}')}]({link}) {plain(one.task_title)} :gray[{about}]",
        hours(one.quoted) if one.quoted else "–",
        hours(one.actual) if one.actual else "–",
        _banked(one),
        f":red[{hours(one.overage)}]" if one.overage else "–",
        words.signed_time(one.net),
    ]


def _banked(one: RequirementBehind) -> str:
    """Below nothing where an earlier month banked what this one used up."""
    said = hours(one.banked) if one.banked else "–"
    return f":green[{said}]" if one.banked > 0 else said


def _address(link: Link) -> str:
    return f"./client_detail?{urlencode(link.query)}"


def show_ranking(title: str, rows: Sequence[RequirementBehind], *, colour: str) -> None:
    """A short list, each leading to its ledger lines."""
    st.markdown(f"**{title}**")
    if not rows:
        st.caption("None in this period.")
    for one in rows:
        link = ledger_link(one.slug, one.month, "banked" if one.net > 0 else "overage")
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
            label = f"#{one.task_number} {one.task_title}"
            st.page_link(link.page, label=plain(label), query_params=link.query, width="stretch")
            st.markdown(f":{colour}[**{words.signed_time(one.net)}**]", width="content")
        of = "borrowed" if one.requirement_id is None else f"{type_title(one.type)} {one.size or ''}".strip()
        st.caption(plain(f"{one.client} · {of} · {hours(one.quoted)} quoted, {hours(one.actual)} worked"))
