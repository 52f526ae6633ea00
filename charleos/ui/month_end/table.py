"""Every client's month in a row; a selected row can be opened, closed, reopened and taken as a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import streamlit as st

from charleos.desk import Desk
from charleos.reads.month_end import EndingMonth, MonthEnd
from charleos.rules.access import Capability
from charleos.rules.rates import revenue
from charleos.rules.retainer import Statement
from charleos.ui import words
from charleos.ui.client_detail.month_dialogs import close_dialog, reopen_dialog
from charleos.ui.links import client_link
from charleos.ui.month_end.files import statement_buttons
from charleos.ui.parts.rag import rag_column, rag_mark
from charleos.ui.words import money, plain, signed_money, signed_time, time
from charleos.units import Pence, half_up

OPEN, CLOSED = "Open", "Closed"
_TABLE = "month_end:table"


def show_clients(desk: Desk, ended: MonthEnd) -> None:
    picked = _picked(ended.clients)
    bar = st.container(horizontal=True, vertical_alignment="center", gap="small", height=56)
    with bar:
        if picked is None:
            st.caption("Select a client to close its month, or to take its statement.")
        else:
            _actions(desk, ended, picked)
    st.dataframe(
        pa.table(_columns(ended.clients)),
        column_config=_config(),
        hide_index=True,
        height="content" if len(ended.clients) <= 30 else 1100,
        row_height=38,
        key=_TABLE,
        on_select="rerun",
        selection_mode="single-row",
        alt=f"{len(ended.clients)} clients in {ended.month.name}",
    )


def _picked(clients: Sequence[EndingMonth]) -> EndingMonth | None:
    table = st.session_state.get(_TABLE)
    rows = table["selection"]["rows"] if table is not None else []
    return clients[rows[0]] if rows and rows[0] < len(clients) else None


def _actions(desk: Desk, ended: MonthEnd, one: EndingMonth) -> None:
    link = client_link(one.slug, ended.month, "ledger")
    st.page_link(link.page, label=f"**{plain(one.now.client.name)}**", query_params=link.query, width="content")
    statement_buttons(desk, one, ended.month)
    if not desk.viewer.can(Capability.CLOSE_MONTHS):
        return
    if one.is_closed and st.button("Reopen", icon=":material/lock_open:", disabled=desk.read_only):
        reopen_dialog(one.slug, ended.month)
    if not one.is_closed and ended.has_ended and st.button("Close", icon=":material/lock:", disabled=desk.read_only):
        close_dialog(one.slug, ended.month)


def _columns(clients: Sequence[EndingMonth]) -> dict[str, list[Any]]:
    months = [one.statement for one in clients]
    return {
        "name": [one.now.client.name for one in clients],
        "state": [[CLOSED if one.is_closed else OPEN] for one in clients],
        "rag": [rag_mark(one.now.client.rag) for one in clients],
        "allocated": [time(of.allocation.net if of.allocation else None) for of in months],
        "carried": [_carried_in(of) for of in months],
        "billable": [time(of.usage.billable) for of in months],
        "remaining": [time(of.remaining if of.is_retained else None) for of in months],
        "excess": [time(of.carry.excess) if of.carry.excess else "–" for of in months],
        "expired": [time(of.expired) if of.expired else "–" for of in months],
        "overage": [time(of.usage.overage) if of.usage.overage else "–" for of in months],
        "net": [signed_time(of.usage.banked - of.usage.overage) for of in months],
        "earned": [_earned(of) for of in months],
        "sold": [money(one.now.rates.sold if one.now.rates else None) for one in clients],
        "actual": [money(one.now.rates.actual if one.now.rates else None) for one in clients],
        "variance": [_variance(one) for one in clients],
    }


def _carried_in(of: Statement) -> str:
    if of.excess_in:
        return time(-of.excess_in)
    return f"+{time(of.unused_in)}" if of.unused_in else "–"


def _earned(of: Statement) -> str:
    return money(None if of.allocation is None else Pence(half_up(revenue(of.allocation, of.usage))))


def _variance(one: EndingMonth) -> str:
    variance = one.now.rates.variance if one.now.rates else None
    return words.NOT_APPLICABLE if variance is None else signed_money(variance)


def _config() -> dict[str, Any]:
    return {
        "name": st.column_config.TextColumn("Client", pinned=True, width=190),
        "state": st.column_config.MultiselectColumn(
            "Month", options=[OPEN, CLOSED], color=["blue", "gray"], help=words.help("month close"), width=80
        ),
        "rag": rag_column(),
        "allocated": _figure("Allocated", "net allocation"),
        "carried": _figure("Carried in", "carried in"),
        "billable": _figure("Billable", "billable"),
        "remaining": _figure("Remaining", "remaining"),
        "excess": _figure("Excess out", "carried out"),
        "expired": _figure("Expired", "expired"),
        "overage": _figure("Overage", "overage"),
        "net": _figure("Net", "net efficiency"),
        "earned": _figure("Earned", "earned"),
        "sold": _figure("Sold rate", "sold day rate"),
        "actual": _figure("Actual rate", "actual day rate"),
        "variance": _figure("Variance", "variance"),
    }


def _figure(title: str, term: str) -> Any:
    return st.column_config.TextColumn(title, alignment="right", help=words.help(term))


def names_of(months: Sequence[EndingMonth], *, most: int = 5) -> str:
    """The first few names, and how many more there are."""
    names = [plain(one.now.client.name) for one in months[:most]]
    more = len(months) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")
