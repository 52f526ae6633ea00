"""What only some may act on: clients without a CSM, months to close."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from charleos.desk import Desk
from charleos.reads.home import MonthToClose
from charleos.reads.portfolio import Head
from charleos.ui import words
from charleos.ui.clients.dialogs import edit_client_dialog
from charleos.ui.links import client_link, page
from charleos.ui.words import count, plain

SHOWN = 6


def show_without_csm(desk: Desk, heads: Sequence[Head]) -> None:
    if not heads:
        return
    with st.container(border=True, gap="xxsmall"):
        st.markdown(
            f"**:orange[:material/person_off:] Nobody looks after them** :gray-badge[{len(heads)}]",
            help=words.help("csm"),
        )
        for one in heads[:SHOWN]:
            with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
                link = client_link(one.slug)
                st.page_link(link.page, query_params=link.query, label=f"**{plain(one.name)}**", width="content")
                if st.button("Choose a CSM", key=f"assign:{one.slug}", type="tertiary", disabled=desk.read_only):
                    edit_client_dialog(one.slug)
        if len(heads) > SHOWN:
            more = page("clients", clients_csm="No CSM")
            st.page_link(more.page, query_params=more.query, label=f"All {len(heads)}", icon=":material/arrow_forward:")


def show_months_to_close(months: Sequence[MonthToClose]) -> None:
    """Months close in order: the oldest first."""
    if not months:
        return
    with st.container(border=True, gap="xxsmall"):
        st.markdown("**:blue[:material/event_available:] Months still open**", help=words.help("month close"))
        for one in months[:SHOWN]:
            with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
                st.markdown(f"{one.month.name} · {count(one.clients, 'client')}", width="content")
                if one is months[0]:
                    look = page("month_end", end_month=str(one.month))
                    icon = ":material/arrow_forward:"
                    st.page_link(look.page, query_params=look.query, label="Look at it", icon=icon, width="content")
        if len(months) > SHOWN:
            st.caption(f"and {count(len(months) - SHOWN, 'later month', 'later months')}")


def show_unreported(heads: Sequence[Head]) -> None:
    """Clients whose week has no RAG report yet."""
    if not heads:
        return
    with (
        st.container(border=True),
        st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"),
    ):
        said = f"**:orange[:material/traffic:] RAG reports due this week** :gray-badge[{len(heads)}]"
        st.markdown(said, help=words.help("rag"), width="content")
        record = page("rag")
        icon = ":material/arrow_forward:"
        st.page_link(record.page, query_params=record.query, label="Record", icon=icon, width="content")
