"""The list of quotes: of clients in reach, or what the viewer is asked to size."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from charleos.desk import Desk
from charleos.reads.quote_detail import quotes_to_size
from charleos.reads.quotes import QuoteFilter, Quotes, QuotesShown, quotes
from charleos.rules.access import Capability
from charleos.rules.quotes import QuoteStatus
from charleos.ui import words
from charleos.ui.quotes.address import LIST, View, from_list
from charleos.ui.quotes.new_quote import new_quote_dialog
from charleos.ui.quotes.rows import place_said, show_rows, show_to_size


def show_list(desk: Desk) -> None:
    may_edit = desk.viewer.can(Capability.EDIT_QUOTES)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.title("Quotes", anchor=False, width="content", help=words.help("quote"))
        if may_edit and st.button(
            "New quote", key="quotes:new", icon=":material/add:", type="primary", disabled=desk.read_only
        ):
            new_quote_dialog()
    view = LIST.choose("Which", "view", View, View.ALL, titles=lambda one: one.title) if may_edit else View.MINE
    if view is View.MINE:
        _mine(desk)
    else:
        _all(desk)


def _mine(desk: Desk) -> None:
    pieces = quotes_to_size(desk)
    if not pieces:
        _nothing("Nothing waits for your estimate", "When somebody asks you to size a piece of work, it stands here.")
        return
    due = sum(one.is_due for one in pieces)
    st.caption(f"{words.count(due, 'requirement')} to size" if due else "Everything you were asked for is sized.")
    show_to_size(desk, pieces, from_list)


def _all(desk: Desk) -> None:
    shown = LIST.option("status", QuotesShown, QuotesShown.OPEN)
    asked = QuoteFilter(shown, LIST.text("client"), LIST.text("find"), LIST.number("page") or 1)
    seen = quotes(desk, asked)
    if not seen.clients:
        said = "Ask for one with **New quote**: what the client wants, and who is to size it."
        _nothing("No quotes yet", said)
        return
    _controls(seen, asked)
    if not seen.lines:
        is_narrowed = asked.text or asked.slug or shown is not QuotesShown.OPEN
        told = "Search for less, or set client and status back." if is_narrowed else "All of them are settled."
        _nothing("No quote matches" if is_narrowed else "No quote is open", told)
        return
    show_rows(desk, seen.lines, names_client=True, link=from_list, same_page=True)
    _pages(seen)


def _controls(seen: Quotes, asked: QuoteFilter) -> None:
    names = {"": "Any client"} | {one.slug: one.name for one in seen.clients}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        LIST.control(
            st.text_input, "Search", "find", asked.text, type="search", placeholder="Title, client or Q-12", width=240
        )
        LIST.select(
            "Client", "client", _known(names, asked.slug), asked.slug, titles=lambda one: names.get(one, one), width=260
        )
        LIST.select("Status", "status", [one.value for one in QuotesShown], asked.shown.value, titles=_shown, width=220)


def _known(names: dict[str, str], chosen: str) -> Sequence[str]:
    return [*names] if chosen in names else [*names, chosen]


def _shown(code: str) -> str:
    """
    >>> _shown("open"), _shown("awaiting_csm_review")
    ('Open', 'Awaiting CSM review')
    """
    return code.capitalize() if code in (QuotesShown.OPEN, QuotesShown.ALL) else QuoteStatus(code).title


def _pages(seen: Quotes) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        if seen.pages > 1:
            LIST.control(st.pagination, seen.pages, "page", seen.page)
        st.caption(place_said(seen))


def _nothing(title: str, told: str) -> None:
    with st.container(border=True, horizontal_alignment="center", gap="small"):
        st.markdown(f":material/request_quote: **{title}**", text_alignment="center")
        st.markdown(f":gray[{told}]", text_alignment="center")
