"""A page of the client list: a click on a name opens the client, a click on a column's head sorts by it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import streamlit as st

from charleos.periods import Month
from charleos.reads.clients import PROJECT_ONLY, Order
from charleos.reads.portfolio import ClientInMonth
from charleos.rules.retainer import utilisation
from charleos.ui import words
from charleos.ui.clients.controls import ORDER
from charleos.ui.links import client_link
from charleos.ui.parts.rag import rag_column, rag_mark

CLICKED = "clients_clicked"
_SHOWN = "clients_shown"
_TABLE = "clients_table_key"
_ARCHIVED, _ACTIVE, _CUSTOM = "Archived", "Active", "Custom"

_ORDER_OF = {
    "name": Order.NAME,
    "plan": Order.PLAN,
    "csm": Order.CSM,
    "allocated": Order.ALLOCATED,
    "billable": Order.BILLABLE,
    "remaining": Order.REMAINING,
    "used": Order.USE,
    "rate": Order.RATE,
}


def open_clicked(month: Month) -> None:
    """First on the page: go to the client whose name was clicked in the table as it was last shown."""
    clicked, shown = st.session_state.get(CLICKED), st.session_state.get(_SHOWN, ())
    if clicked is not None and clicked["row"] < len(shown):
        link = client_link(shown[clicked["row"]], month)
        st.switch_page(link.page, query_params=link.query)


def sort_clicked() -> None:
    """Before the controls: a column's head was clicked, so the whole list is sorted by it, not the page alone."""
    table = st.session_state.get(st.session_state.get(_TABLE, _TABLE))
    columns = table["selection"]["columns"] if table is not None else []
    if columns and columns[0] in _ORDER_OF:
        st.session_state[ORDER] = _ORDER_OF[columns[0]]


def show_table(rows: Sequence[ClientInMonth], *, month: Month, order: Order, with_rates: bool) -> None:
    st.session_state[_SHOWN] = tuple(one.client.slug for one in rows)
    st.session_state[_TABLE] = f"clients_table:{order.name}"
    st.dataframe(
        pa.table(_columns(rows, with_rates=with_rates)),  # by way of pandas it would take longer than the read
        column_config=_config(rows),
        hide_index=True,
        height="content",
        row_height=40,
        key=st.session_state[_TABLE],
        on_select="rerun",
        selection_mode="single-column",
        alt=f"{len(rows)} clients in {month.name}",
    )


def _columns(rows: Sequence[ClientInMonth], *, with_rates: bool) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {
        "name": [one.client.name for one in rows],
        "status": [[_ARCHIVED if one.client.is_archived else _ACTIVE] for one in rows],
        "plan": [_plan(one) for one in rows],
        "csm": [one.client.csm or "–" for one in rows],
        "rag": [rag_mark(one.client.rag) for one in rows],
        "allocated": [_allocated(one) for one in rows],
        "billable": [words.time(one.statement.usage.billable if one.statement else None) for one in rows],
        "remaining": [[_remaining(one)] for one in rows],
        "used": [_used(one) for one in rows],
    }
    if with_rates:
        columns["rate"] = [words.money(one.rates.actual if one.rates else None) for one in rows]
    return columns


def _plan(one: ClientInMonth) -> list[str]:
    if one.statement is None:
        return ["Not started"]
    return [one.plan or PROJECT_ONLY, *([_CUSTOM] if one.is_custom else [])]


def _allocated(one: ClientInMonth) -> str:
    agreed = one.statement.allocation if one.statement is not None else None
    return words.time(agreed.net if agreed else None)


def _remaining(one: ClientInMonth) -> str:
    return words.time(one.statement.remaining if one.statement is not None and one.is_retained else None)


def _used(one: ClientInMonth) -> float | None:
    used = utilisation(one.statement) if one.statement is not None else None
    return round(used[0] / used[1], 2) if used else None


def _config(rows: Sequence[ClientInMonth]) -> dict[str, Any]:
    config = st.column_config
    remaining = sorted({_remaining(one) for one in rows})
    return {
        "name": config.ButtonColumn("Client", type="tertiary", alignment="left", pinned=True, width=180, key=CLICKED),
        "status": config.MultiselectColumn("Status", options=[_ACTIVE, _ARCHIVED], color=["green", "gray"], width=75),
        "plan": _plan_column(rows),
        "csm": config.TextColumn("CSM", help=words.help("csm")),
        "rag": rag_column(),
        "allocated": config.TextColumn("Allocated", alignment="right", help=words.help("net allocation")),
        "billable": config.TextColumn("Billable", alignment="right", help=words.help("billable")),
        "remaining": config.MultiselectColumn(
            "Remaining",
            options=remaining,
            color=["red" if text.startswith("-") else "gray" for text in remaining],
            help=words.help("remaining"),
        ),
        "used": config.ProgressColumn(
            "Used", format="percent", min_value=0, max_value=1, help=words.help("utilisation"), width=95
        ),
        "rate": config.TextColumn("Day rate", alignment="right", help=words.help("actual day rate")),
    }


def _plan_column(rows: Sequence[ClientInMonth]) -> Any:
    plans = sorted({plan for one in rows for plan in _plan(one)} - {_CUSTOM})
    return st.column_config.MultiselectColumn(
        "Plan",
        options=[*plans, _CUSTOM],
        color=[*["blue"] * len(plans), "violet"],
        help=words.help("plan"),
        width=145,
    )
