"""Section Quotes: what the client asked for, open or settled; each opens on the page of quotes."""

from __future__ import annotations

from enum import StrEnum

import streamlit as st

from charleos.desk import Desk
from charleos.reads.client_detail import ClientDetail
from charleos.reads.quotes import QuoteFilter, QuotesShown, quotes
from charleos.ui.client_detail.address import choose, control, number, option
from charleos.ui.quotes.address import quote_link
from charleos.ui.quotes.rows import place_said, show_rows


class Which(StrEnum):
    OPEN = "open"
    APPROVED = "approved"
    CANCELLED = "cancelled"
    ALL = "all"


_NONE = {
    Which.OPEN: "No quote is open. “Add quote” asks for one.",
    Which.APPROVED: "No quote was approved yet.",
    Which.CANCELLED: "No quote was cancelled.",
    Which.ALL: "There are no quotes yet. “Add quote” asks for the first one.",
}


def show_quotes(desk: Desk, frame: ClientDetail) -> None:
    which = option("quotes", Which, Which.OPEN)
    asked = QuoteFilter(QuotesShown(which.value), frame.slug, page=number("page") or 1)
    choose("Quotes", "quotes", Which, Which.OPEN, titles=lambda one: one.value.capitalize())
    seen = quotes(desk, asked)
    if not seen.lines:
        st.info(_NONE[which], icon=":material/request_quote:")
        return
    show_rows(desk, seen.lines, names_client=False, link=quote_link, same_page=False)
    st.caption(place_said(seen))
    if seen.pages > 1:
        control(st.pagination, seen.pages, "page", seen.page)
