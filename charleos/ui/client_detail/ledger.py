"""Section Ledger: every line that moved the month, with its sentence, ending in the figure of the panel."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import streamlit as st

from charleos.desk import Desk
from charleos.reads.client_detail import ClientDetail
from charleos.reads.ledger import LedgerEntry, LedgerMonth, explain_statement
from charleos.ui import words
from charleos.ui.client_detail.address import choose, control, number
from charleos.ui.parts.ledger import ledger_table
from charleos.units import NOTHING, Minutes, hours

PAGE = 100


class Moved(StrEnum):
    """Which lines: all, or those that moved one figure."""

    ALL = "all"
    LOGGED = "logged"
    BILLABLE = "billable"
    BANKED = "banked"
    OVERAGE = "overage"
    BORROWED = "borrowed"

    @property
    def title(self) -> str:  # type: ignore[override]
        return "All lines" if self is Moved.ALL else self.value.capitalize()

    def of(self, line: LedgerEntry) -> Minutes:
        if self is Moved.BORROWED:
            return line.borrowed
        return line.change.minutes if self is Moved.LOGGED else getattr(line.change, self.value)


def show_ledger(desk: Desk, frame: ClientDetail) -> None:
    seen = explain_statement(desk, frame.of, frame.month)
    moved = choose("Lines", "lines", Moved, Moved.ALL, titles=lambda one: one.title)
    if not seen.lines:
        st.info(f"Nothing moved {frame.month.name} yet.", icon=":material/receipt_long:")
        _ending(seen)
        return
    lines = [line for line in seen.lines if moved is Moved.ALL or moved.of(line)]
    if moved is Moved.ALL:
        if seen.statement.is_retained:
            st.caption(f"The month begins with {hours(seen.statement.available)} available.")
    else:
        total = sum((moved.of(line) for line in lines), NOTHING)
        said = words.count(len(lines), "line")
        st.caption(f"{said} moved it; together **{hours(total)}** {moved.value}, the figure of the month.")
    if lines:
        _page_of(lines)
    _ending(seen)


def _page_of(lines: Sequence[LedgerEntry]) -> None:
    pages = -(-len(lines) // PAGE)
    page = min(max(number("page") or 1, 1), pages)
    ledger_table(lines[(page - 1) * PAGE : page * PAGE], key="ledger")
    if pages > 1:
        control(st.pagination, pages, "page", page)


def _ending(seen: LedgerMonth) -> None:
    """The sum of all lines, which is what the panel shows."""
    one = seen.statement
    used = hours(one.usage.billable)
    if not one.is_retained:
        st.markdown(f"Billable in all: **{used}**")
        return
    colour = "red" if one.remaining < 0 else "blue"
    st.markdown(
        f"{hours(one.available)} available - {used} billable = :{colour}[**{hours(one.remaining)} remaining**]",
        help=words.help("remaining"),
    )
