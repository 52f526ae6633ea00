"""What only some may act on: clients without a CSM, months to close."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from charleos.actions.months import close_all
from charleos.desk import Desk
from charleos.periods import Month
from charleos.reads.home import MonthToClose
from charleos.reads.portfolio import Head
from charleos.ui import words
from charleos.ui.clients.dialogs import edit_client_dialog
from charleos.ui.forms import Form
from charleos.ui.links import client_link, page
from charleos.ui.session import own_desk
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


def show_months_to_close(desk: Desk, months: Sequence[MonthToClose]) -> None:
    """Months close in order: only the oldest has a button."""
    if not months:
        return
    with st.container(border=True, gap="xxsmall"):
        st.markdown("**:blue[:material/event_available:] Months to close**", help=words.help("month close"))
        for one in months[:SHOWN]:
            with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
                st.markdown(f"{one.month.name} · {count(one.clients, 'client')}", width="content")
                if one is months[0] and st.button(
                    "Close", key="close_month", type="tertiary", icon=":material/lock:", disabled=desk.read_only
                ):
                    Form("close_all").renew()
                    _close(int(one.month))
        if len(months) > SHOWN:
            st.caption(f"and {count(len(months) - SHOWN, 'later month', 'later months')}")


@st.dialog("Close a month", width="small", icon=":material/lock:")
@own_desk("home")
def _close(desk: Desk, ordinal: int) -> None:
    form, month = Form("close_all"), Month(ordinal)
    st.markdown(
        f"**{month.name}** closes for every client that has it open. Its figures freeze, and what is logged for it "
        "later counts in the earliest open month. A single client's month can be reopened, with a reason."
    )
    form.place()
    if st.button(f"Close {month.name}", type="primary", key=form.field("send"), disabled=desk.read_only):
        form.send(lambda key: close_all(desk, key, month))
