"""Quotes in a list: each a row that opens it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import streamlit as st

from charleos.desk import Desk
from charleos.reads.quote_detail import ToSize
from charleos.reads.quotes import PAGE, QuoteLine, Quotes, Sized
from charleos.ui import words
from charleos.ui.links import Link
from charleos.ui.parts.figures import badge, within
from charleos.ui.parts.work_types import type_title
from charleos.ui.quotes.wording import price_said, status_badge, total_said, when
from charleos.ui.words import apart, plain

TYPES_SHOWN = 4
_LIST, _ASIDE = "quote-rows", "quote-aside"
_STYLE = f"""<style>
.st-key-{_LIST} [data-testid="stPageLink-NavLink"] {{ background: transparent; padding-left: 0; }}
.st-key-{_LIST} [data-testid="stPageLink-NavLink"] * {{ white-space: normal; overflow: visible; }}
@media (max-width: 640px) {{
  .st-key-{_LIST} div:has(> [class*="st-key-{_ASIDE}"]) {{ flex: 1 0 100%; }}
  .st-key-{_LIST} [class*="st-key-{_ASIDE}"] {{ width: 100%; align-items: flex-start; }}
  .st-key-{_LIST} [class*="st-key-{_ASIDE}"] p {{ text-align: left; }}
}}
</style>"""
"""A link within a page is drawn as the page one is on; in a list every row would be. Long titles wrap."""


def show_rows(
    desk: Desk, lines: Iterable[QuoteLine], *, names_client: bool, link: Callable[[int], Link], same_page: bool
) -> None:
    with st.container(key=_LIST, gap="small"):
        st.html(_STYLE)
        for line in lines:
            client = f"{apart(plain(line.client))} · " if names_client else ""
            state = f"{status_badge(line.status)} :gray[:small[{when(line.since, desk.now)}]]"
            title = f"**Q-{line.number}** {plain(line.title)}"
            with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"quote-{line.number}"):
                with st.container(width="stretch", gap=None):
                    _open(link(line.number), title, same_page=same_page)
                    st.caption(f"{client}{_wanted(line)}")
                _aside(line.number, _figures(line), state)


def _aside(number: int, above: str, below: str) -> None:
    """On the right of the row; below it where that is too narrow."""
    with st.container(width="content", gap=None, horizontal_alignment="right", key=f"{_ASIDE}-{number}"):
        for said in (above, below):
            st.markdown(said, width="content", text_alignment="right")


def place_said(seen: Quotes) -> str:
    """Which of the quotes this page shows."""
    if seen.pages == 1:
        return words.count(seen.count, "quote")
    first = (seen.page - 1) * PAGE + 1
    return f"{first}-{first + len(seen.lines) - 1} of {words.count(seen.count, 'quote')}"


def _open(link: Link, label: str, *, same_page: bool) -> None:
    if same_page:
        within(link, label)
    else:
        st.page_link(link.page, query_params=link.query, label=label, width="content")


def _wanted(line: QuoteLine) -> str:
    """How many requirements are sized, and which there are."""
    shown = ", ".join(plain(_said(one)) for one in line.requirements[:TYPES_SHOWN])
    more = len(line.requirements) - TYPES_SHOWN
    return f"{line.sized} of {len(line.requirements)} sized: {shown}" + (f" and {more} more" if more > 0 else "")


def _said(one: Sized) -> str:
    """
    >>> _said(Sized("design", "M", True)), _said(Sized("seo", None, True)), _said(Sized("qa", "S", False))
    ('Design M', 'SEO not required', 'QA')
    """
    if not one.is_done:
        return type_title(one.type)
    return f"{type_title(one.type)} {one.size or 'not required'}"


def _figures(line: QuoteLine) -> str:
    if not line.total.most:
        return ":gray[not sized yet]"
    priced = f" · {plain(price_said(line.price))}" if line.price else ""
    return f"{plain(total_said(line.total))}{priced}"


def show_to_size(desk: Desk, pieces: Iterable[ToSize], link: Callable[[int], Link]) -> None:
    with st.container(key=_LIST, gap="small"):
        st.html(_STYLE)
        for number, one in enumerate(pieces):
            brief = one.brief if len(one.brief) <= 120 else one.brief[:119] + "…"
            with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"to-size-{number}"):
                with st.container(width="stretch", gap=None):
                    within(link(one.number), f"**{plain(type_title(one.type))}** of Q-{one.number} {plain(one.title)}")
                    st.caption(" · ".join(part for part in (plain(one.client), plain(brief)) if part))
                _aside(number, _state(one), f":gray[:small[asked {when(one.asked_at, desk.now)}]]")


def _state(one: ToSize) -> str:
    if one.is_due:
        said = f"Draft {plain(one.size)}" if one.size else "To size"
        return badge(said, "orange", ":material/straighten:")
    if one.is_done:
        return badge(plain(one.size or "Not required"), "green", ":material/check:")
    return status_badge(one.status)
