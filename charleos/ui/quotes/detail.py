"""One quote: where it stands, what is asked for and estimated, what it comes to, what was said, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from charleos.desk import Desk
from charleos.errors import NotFound
from charleos.periods import long_day
from charleos.reads.quote_detail import QuoteDetail, quote
from charleos.rules.access import Capability
from charleos.rules.quotes import QuoteStatus
from charleos.ui import words
from charleos.ui.links import Link, client_link, task_link
from charleos.ui.parts.figures import badge, figure, within
from charleos.ui.parts.work_types import type_title
from charleos.ui.quotes.address import to_list
from charleos.ui.quotes.menu import show_acts
from charleos.ui.quotes.pieces import show_pieces
from charleos.ui.quotes.talk import show_comments, show_history
from charleos.ui.quotes.wording import status_badge
from charleos.ui.words import money, plain, time

_WAY = (
    QuoteStatus.AWAITING_QUOTE,
    QuoteStatus.IN_PROGRESS,
    QuoteStatus.AWAITING_CSM_REVIEW,
    QuoteStatus.AWAITING_CLIENT_APPROVAL,
    QuoteStatus.APPROVED,
)

_STYLE = """<style>
@media (max-width: 640px) { .st-key-quote_head > :has(> .st-key-quote_title) { flex: 1 0 100%; } }
</style>"""
"""On a phone the title has a line of its own."""


def show_quote(desk: Desk, number: int) -> None:
    within(to_list(), "All quotes", icon=":material/arrow_back:")
    try:
        one = quote(desk, number)
    except NotFound as absent:
        st.warning(plain(absent.sentence), icon=":material/search_off:")
        return
    st.html(_STYLE)
    _head(desk, one)
    st.markdown(" :gray[›] ".join(_steps(one)))
    if said := _next(desk, one):
        st.caption(said)
    main, side = st.columns([68, 32], gap="medium")
    with main:
        if one.description:
            st.text(one.description)
        show_pieces(desk, one)
        show_comments(desk, one)
    with side:
        _figures(desk, one)
        if one.in_reach:
            show_history(desk, one)


def _head(desk: Desk, one: QuoteDetail) -> None:
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small", key="quote_head"
    ):
        with st.container(width="stretch", gap="xsmall", key="quote_title"):
            st.title(f":gray[Q-{one.number}] {plain(one.title)}", anchor=False)
        show_acts(desk, one)


def _steps(one: QuoteDetail) -> Iterator[str]:
    """The way of a quote, with a mark where it stands; a cancelled one has left it."""
    if one.status is QuoteStatus.CANCELLED:
        yield status_badge(one.status)
        return
    is_back = one.status is QuoteStatus.CHANGES_REQUESTED
    stands = QuoteStatus.IN_PROGRESS if is_back else one.status
    for status in _WAY:
        if status is stands:
            yield status_badge(one.status)
        elif _WAY.index(status) < _WAY.index(stands):
            yield f":green[:material/check: {status.title}]"
        else:
            yield f":gray[{status.title}]"


def _next(desk: Desk, one: QuoteDetail) -> str:
    """What the quote waits for, in a sentence."""
    missing = [piece for piece in one.pieces if not piece.is_done]
    if one.is_archived and one.status.is_open:
        return f"{plain(one.client)} is archived: the quote can only be cancelled."
    if one.status is QuoteStatus.CANCELLED:
        return f"It was: {(one.left or one.status).title}. Reopened, it goes on from there." if one.in_reach else ""
    if one.status is QuoteStatus.AWAITING_CLIENT_APPROVAL and one.in_reach:
        may = desk.viewer.can(Capability.APPROVE_QUOTES)
        who = "Record the client's word" if may else "The client's CSM or a Manager records the client's word"
        return f"{who} when it comes."
    if one.status is QuoteStatus.AWAITING_CSM_REVIEW:
        return "Every requirement is estimated: look it over, then send it to the client." if one.in_reach else ""
    if one.status is QuoteStatus.CHANGES_REQUESTED:
        return "Edit or size what the client wants changed; it then goes to review again."
    if missing and one.status.is_being_sized:
        waits = ", ".join(
            f"{plain(type_title(piece.type))} ({plain(piece.assignee or 'nobody yet')})" for piece in missing
        )
        return f"Still to be estimated: {waits}."
    return ""


def _figures(desk: Desk, one: QuoteDetail) -> None:
    with st.container(border=True, gap="xsmall", key="quote_figures"):
        total = one.total
        shown = time(total.average) if total.most else ":gray[not sized yet]"
        st.metric("Quoted", shown, help=words.help("quoted"))
        if total.most:
            figure("Range", f"{time(total.least)} to {time(total.most)}", term="size range")
        if one.price is not None and total.most:
            figure("Price", money(one.price.average), term="quote price", strong=True)
            figure("Price range", f"{money(one.price.least)} to {money(one.price.most)}", term="quote price")
        elif one.in_reach and total.most and desk.viewer.can(Capability.VIEW_RATES):
            st.caption("No rate is agreed with the client, so there is no price.")
        figure("Estimated", f"{one.sized} of {len(one.pieces)}", term="quote requirement")
        _links(one)


def _links(one: QuoteDetail) -> None:
    asked = f"Asked by {plain(one.created_by)}" if one.created_by else "Asked"
    if one.in_reach:
        _to(client_link(one.slug, section="quotes"), plain(one.client), ":material/person:")
    else:
        st.markdown(f":material/person: {plain(one.client)}")
    if one.task_number is not None and one.in_reach:
        _to(task_link(one.slug, one.task_number), f"Task #{one.task_number}", ":material/task_alt:")
    elif one.task_number is not None:
        st.markdown(badge(f"Task #{one.task_number}", "green", ":material/task_alt:"))
    st.caption(f"{asked} on {long_day(one.created_at.date())}")


def _to(link: Link, label: str, icon: str) -> None:
    st.page_link(link.page, query_params=link.query, label=label, icon=icon, width="content")
