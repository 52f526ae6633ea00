"""Quotes that wait for the viewer: to size, to look over and send, to follow up, to change."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from charleos.desk import Desk
from charleos.reads.quote_detail import ToSize
from charleos.reads.quotes import QuotesInHand, Waiting
from charleos.ui.links import page
from charleos.ui.parts.work_types import type_title
from charleos.ui.quotes.address import quote_link
from charleos.ui.quotes.wording import when
from charleos.ui.words import apart, plain

SHOWN = 5


def show_quotes_to_size(desk: Desk, pieces: Sequence[ToSize]) -> None:
    """What the viewer is asked to size and has not; nothing where there is none."""
    due = [one for one in pieces if one.is_due]
    if not due:
        return
    with st.container(border=True, gap="small"):
        st.markdown(f"**:orange[:material/straighten:] To size** :gray-badge[{len(due)}]")
        for one in due[:SHOWN]:
            title = f"{plain(type_title(one.type))} of **Q-{one.number}** {plain(one.title)}"
            _line(one.number, title, f"{apart(plain(one.client))} · asked {when(one.asked_at, desk.now)}")
        link = page("quotes", quotes_view="mine")
        label = "Mine to size" if len(due) <= SHOWN else f"All {len(due)} to size"
        st.page_link(link.page, query_params=link.query, label=label, icon=":material/arrow_forward:")


def show_quotes_in_hand(desk: Desk, waiting: QuotesInHand) -> None:
    for title, rows, status in (
        (":orange[:material/rate_review:] Quotes to look over and send", waiting.to_review, "awaiting_csm_review"),
        (":red[:material/edit_note:] Quotes the client wants changed", waiting.to_change, "changes_requested"),
        (":violet[:material/outgoing_mail:] Quotes with the client", waiting.with_client, "awaiting_client_approval"),
    ):
        if rows:
            _group(desk, title, rows, status)


def _group(desk: Desk, title: str, rows: Sequence[Waiting], status: str) -> None:
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{title}** :gray-badge[{len(rows)}]")
        for one in rows[:SHOWN]:
            _line(
                one.number,
                f"**Q-{one.number}** {plain(one.title)}",
                f"{apart(plain(one.client))} · {when(one.since, desk.now)}",
            )
        if len(rows) > SHOWN:
            more = page("quotes", quotes_status=status)
            label = f"All {len(rows)}, on the list of quotes"
            st.page_link(more.page, query_params=more.query, label=label, icon=":material/arrow_forward:")


def _line(number: int, title: str, said: str) -> None:
    link = quote_link(number)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", gap="xxsmall"):
        st.page_link(link.page, query_params=link.query, label=title, width="content")
        st.markdown(f":small[{said}]", width="content")
