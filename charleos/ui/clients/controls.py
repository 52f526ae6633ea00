"""What the client list is narrowed to, kept in the address so that every view is a link."""

from __future__ import annotations

import streamlit as st

from charleos.desk import Desk
from charleos.periods import Month
from charleos.reads.clients import ClientList, ClientsAsked, Order, Status

MONTHS_BACK = 72
MONTHS_AHEAD = 2

ORDER = "clients_sort"
PAGE = "clients_page"


def choose_month(desk: Desk) -> Month:
    """The running month, unless another is chosen."""
    running = Month.of(desk.today)
    offered = range(running + MONTHS_AHEAD, running - MONTHS_BACK, -1)
    chosen = st.selectbox(
        "Month",
        offered,
        index=MONTHS_AHEAD,
        format_func=lambda month: Month(month).name,
        key="clients_month",
        bind="query-params",
        width=160,
    )
    return Month(chosen)


def choose_text() -> str:
    return st.text_input(
        "Search",
        key="clients_find",
        bind="query-params",
        type="search",
        live=True,
        placeholder="Name or notes",
        width=190,
    )


def choose_rest(listed: ClientList, text: str) -> ClientsAsked:
    """What there is to choose among depends on the clients in reach."""
    status = st.selectbox("Status", list(Status), key="clients_status", bind="query-params", width=105)
    csm = st.selectbox(
        "CSM", listed.csms, index=None, placeholder="Anyone", key="clients_csm", bind="query-params", width=150
    )
    plan = st.selectbox(
        "Plan", listed.plans, index=None, placeholder="Any plan", key="clients_plan", bind="query-params", width=140
    )
    orders = [order for order in Order if listed.shows_rates or order is not Order.RATE]
    order = st.selectbox("Sort by", orders, key=ORDER, bind="query-params", width=165)
    return ClientsAsked(text, Status(status or Status.ACTIVE), csm, plan, Order(order or Order.NAME))
